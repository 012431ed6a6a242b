"""Every lesson, played: the solution passes, the starter leaves something to do, a mistake gets its advice."""

import re

import pytest

from playground import rehearsal
from playground.events import Checked, Finished
from playground.lesson import Lesson, find_lesson, load_lessons
from playground.prediction import Prediction, parts
from playground.program_controls import read_form


def lesson_of_compile() -> Lesson:
    lesson = find_lesson("07_compile_and_fit")
    assert lesson is not None
    return lesson


LESSONS = pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)


@LESSONS
def test_the_solution_passes_every_check(lesson: Lesson) -> None:
    assert rehearsal.complaint_about_solution(lesson) is None


@LESSONS
def test_the_lines_of_every_puzzle_pass_the_checks(lesson: Lesson) -> None:
    assert rehearsal.complaint_about_hints(lesson) is None


@LESSONS
def test_the_starter_runs_and_leaves_something_to_do(lesson: Lesson) -> None:
    events = rehearsal.play(lesson.starter, lesson)
    assert isinstance(events[-1], Finished), events[-1]
    checked = [event for event in events if isinstance(event, Checked)]
    assert [event.task for event in checked] == list(lesson.tasks)
    assert not all(event.passed for event in checked)
    for event in checked:
        assert event.passed or event.advice.strip()


@pytest.mark.parametrize(
    ("lesson", "mistake"),
    [(lesson, name) for lesson in load_lessons() for name in lesson.mistakes],
    ids=lambda value: value.id if isinstance(value, Lesson) else value,
)
def test_a_mistake_gets_its_advice(lesson: Lesson, mistake: str) -> None:
    assert rehearsal.complaint_about_mistake(lesson, mistake) is None


@LESSONS
def test_an_empty_program_gets_advice_on_every_task(lesson: Lesson) -> None:
    checked = [event for event in rehearsal.play("", lesson) if isinstance(event, Checked)]
    assert len(checked) == len(lesson.tasks)
    for event in checked:
        assert not event.passed
        assert re.search(r"[a-z] [a-z`]", event.advice), event.advice


@LESSONS
def test_the_words_are_short_and_the_markup_plain(lesson: Lesson) -> None:
    read = " ".join(part for part in parts(lesson.prose) if isinstance(part, str))
    assert 150 < len(read.split()) < 500
    assert "$" not in lesson.prose  # no formulas that need another script
    assert "<" not in lesson.prose  # nor HTML
    assert not re.search(r"https?://", lesson.prose)
    assert "### Try it" in lesson.prose
    for task in lesson.tasks:
        assert len(task) < 90
        assert task.count("`") % 2 == 0


@LESSONS
def test_two_things_or_more_are_predicted(lesson: Lesson) -> None:
    asked = [part for part in parts(lesson.prose) if isinstance(part, Prediction)]
    assert len(asked) >= 2
    for prediction in asked:
        assert prediction.question.endswith("?") and len(prediction.because.split()) > 8


@LESSONS
def test_checks_probe_behaviour_never_text(lesson: Lesson) -> None:
    assert "run.source" not in lesson.checks
    assert "getsource" not in lesson.checks


def test_the_compile_form_can_show_the_lesson_on_compile() -> None:
    lesson = lesson_of_compile()
    form = read_form(lesson.starter)
    assert (form.optimizer, form.learning_rate, form.loss) == (
        "rmsprop",
        0.001,
        "binary_crossentropy",
    )
    assert (form.metrics, form.batch_size, form.validation_split) == (("accuracy",), 8, 0.2)


def test_the_two_clouds_are_learned_from_any_start() -> None:
    lesson = lesson_of_compile()
    for seed in (11, 12):
        source = lesson.starter.replace("set_random_seed(4)", f"set_random_seed({seed})")
        source = source.replace("epochs=300", "epochs=12")
        assert f"set_random_seed({seed})" in source and "epochs=12" in source
        events = rehearsal.play(source, lesson)
        first = next(event for event in events if isinstance(event, Checked))
        assert first.passed, first.advice
