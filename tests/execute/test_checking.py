"""What a lesson's checks say of a program that failed, and of an error inside a check."""

import pytest

from playground import events as ev
from playground import rehearsal
from playground.execute.checking import FinishedRun, check
from playground.lesson import load_lessons

FAILED = ev.Failed("NameError", "name 'x' is not defined", 3, "Did you mean y?")
NOTHING_TRAINED = (
    'def check_it(run):\n    """It trains"""\n    assert run.models, "Nothing was trained."\n'
)


def advice(source: str, failed: ev.Failed | None, **namespace: object) -> str:
    (checked,) = check(source, FinishedRun(dict(namespace), "", None, None, [], failed))
    assert not checked.passed
    return checked.advice


def test_a_program_that_failed_before_is_not_told_that_nothing_was_trained() -> None:
    said = advice(NOTHING_TRAINED, FAILED)
    assert "line 3, before it came to this" in said and "Did you mean y?" in said
    assert "Nothing was trained" not in said


def test_a_program_that_ran_is() -> None:
    assert advice(NOTHING_TRAINED, None) == "Nothing was trained."


@pytest.mark.parametrize(
    "ask", ['run.namespace.get("layer")', '"layer" in run.namespace', 'run.namespace["layer"]']
)
def test_names_that_the_program_did_not_come_to(ask: str) -> None:
    source = f'def check_it(run):\n    """A layer"""\n    assert {ask}, "Keep the layer."\n'
    assert "before it came to this" in advice(source, FAILED)
    assert "before it came to this" not in advice(source, None)


def test_what_a_check_found_is_said_although_the_program_failed_later() -> None:
    source = 'def check_it(run):\n    """Three"""\n    assert run.namespace["n"] == 3, "n should be 3."\n'
    assert advice(source, FAILED, n=2) == "n should be 3."


def test_lesson_6_names_the_error_on_each_task() -> None:
    lesson = next(lesson for lesson in load_lessons() if lesson.id == "06_topologies")
    said = [
        e
        for e in rehearsal.play("import keras\nkeras.layers.Dnese(1)\n", lesson)
        if isinstance(e, ev.Checked)
    ]
    assert len(said) == 3
    for checked in said:
        assert "line 2" in checked.advice and "Dense" in checked.advice
        assert "Nothing was trained" not in checked.advice


def test_an_error_inside_a_check_is_told_by_its_cause() -> None:
    lesson = next(lesson for lesson in load_lessons() if lesson.id == "01_layer")
    wrong = lesson.solution.replace("shape=(input_dim, self.units)", "shape=(784, self.units)")
    assert wrong != lesson.solution
    first = next(e for e in rehearsal.play(wrong, lesson) if isinstance(e, ev.Checked))
    assert not first.passed and first.advice.startswith(
        "Calling your layer on new data fails: Line "
    )
    assert "input_shape[-1]" in first.advice and "Inner dimensions" not in first.advice


def test_a_sentence_within_a_sentence_ends_once() -> None:
    lesson = next(lesson for lesson in load_lessons() if lesson.id == "02_build")
    first = next(e for e in rehearsal.play(lesson.starter, lesson) if isinstance(e, ev.Checked))
    assert "was not given. Take `input_dim` out" in first.advice
