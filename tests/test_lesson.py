"""Lessons are read from folders, and a folder that is not right is refused with a reason."""

import os
import re

import pytest

from playground.lesson import (
    VARIABLE,
    Lesson,
    LessonError,
    expected_advice,
    find_lesson,
    find_lessons,
    load_lessons,
    read_lesson,
    read_lessons,
    read_tasks,
)

FILES = {
    "lesson.md": "---\ntitle: Shortcuts\n---\n\nProse: *with* markup.\n",
    "starter.py": "x = 1\n",
    "solution.py": "x = 2\n",
    "checks.py": 'def check_two(run):\n    """`x` is 2\n\n    More.\n    """\n    assert run\n',
    "mistakes/three.py": "# advice: one less\nx = 3\n",
}


def make(folder, **changes):
    """A lesson's folder; `changes` replaces a file by its name without suffix, None leaves it out."""
    for name, text in FILES.items():
        text = changes.get(name.rpartition("/")[2].partition(".")[0], text)
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def test_the_first_lesson_is_a_layer():
    first = load_lessons()[0]
    assert first.id == "01_layer"
    assert first.label == "1 · A layer is a function"
    assert "class SimpleDense(keras.layers.Layer)" in first.starter
    assert first.next == load_lessons()[1].id
    assert find_lesson("01_layer") is first
    assert find_lesson("99_none") is None


def test_lessons_are_numbered_from_one_and_lead_to_each_other():
    lessons = load_lessons()
    assert [lesson.number for lesson in lessons] == list(range(1, len(lessons) + 1))
    assert [lesson.next for lesson in lessons[:-1]] == [lesson.id for lesson in lessons[1:]]
    assert lessons[-1].next is None


def test_a_folder_becomes_a_lesson(tmp_path):
    assert read_lesson(make(tmp_path / "07_shortcuts")) == Lesson(
        id="07_shortcuts",
        number=7,
        title="Shortcuts",
        prose="Prose: *with* markup.\n",
        starter="x = 1\n",
        solution="x = 2\n",
        checks=FILES["checks.py"],
        mistakes={"three": "# advice: one less\nx = 3\n"},
        tasks=("`x` is 2",),
        next=None,
    )


def test_reading_a_lesson_executes_nothing(tmp_path):
    folder = make(tmp_path / "01_a", starter="raise SystemExit", checks="raise SystemExit\n")
    assert read_lesson(folder).tasks == ()


def test_order_and_next(tmp_path):
    make(tmp_path / "10_last")
    make(tmp_path / "9_middle", lesson="---\ntitle: M\nnext: 1_first\n---\n")
    make(tmp_path / "1_first")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "notes.txt").write_text("")
    lessons = read_lessons(tmp_path)
    assert [lesson.id for lesson in lessons] == ["1_first", "9_middle", "10_last"]
    assert [lesson.next for lesson in lessons] == ["9_middle", "1_first", None]


@pytest.mark.parametrize("name", ["starter.py", "solution.py", "checks.py", "lesson.md"])
def test_a_missing_file_is_named(tmp_path, name):
    folder = make(tmp_path / "01_a", **{name.partition(".")[0]: None})
    with pytest.raises(LessonError, match=re.escape(f"01_a: there is no {name}")):
        read_lesson(folder)


def test_mistakes_are_optional(tmp_path):
    assert read_lesson(make(tmp_path / "01_a", three=None)).mistakes == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title: A\n", "begin with a line `---`"),
        ("---\ntitle: A\n", "begin with a line `---`"),
        ("---\n---\n", "has no line `title: …`"),
        ("---\ntitel: A\n---\n", "received 'titel: A'"),
        ("---\ntitle: A\ndiverged: go on\n---\n", "expected `diverged: stop`, received 'go on'"),
    ],
)
def test_front_matter_that_is_not_right(tmp_path, text, reason):
    with pytest.raises(LessonError, match=re.escape(reason)):
        read_lesson(make(tmp_path / "01_a", lesson=text))


@pytest.mark.parametrize("line", ["", "diverged: stop\n"])
def test_a_lesson_may_stop_a_training_that_diverged(tmp_path, line):
    lesson = read_lesson(make(tmp_path / "01_a", lesson=f"---\ntitle: A\n{line}---\n"))
    assert lesson.stop_when_diverged == bool(line)


def test_a_rule_in_the_prose_is_prose(tmp_path):
    text = '---\r\ntitle: "A: b"\r\n---\r\nOne.\r\n\r\n---\r\n\r\nTwo.\r\n'
    folder = make(tmp_path / "01_a")
    (folder / "lesson.md").write_bytes(text.encode())
    lesson = read_lesson(folder)
    assert lesson.title == "A: b"
    assert lesson.prose == "One.\n\n---\n\nTwo.\n"


def test_lessons_that_contradict_each_other_are_refused(tmp_path):
    make(tmp_path / "01_a")
    make(tmp_path / "1_b")
    with pytest.raises(LessonError, match="same number"):
        read_lessons(tmp_path)


def test_a_next_that_is_not_there_is_refused(tmp_path):
    make(tmp_path / "01_a", lesson="---\ntitle: A\nnext: 02_b\n---\n")
    with pytest.raises(LessonError, match="there is no lesson '02_b'"):
        read_lessons(tmp_path)


def test_a_broken_lesson_takes_no_other_down(tmp_path):
    make(tmp_path / "01_a")
    make(tmp_path / "02_b", checks=None)
    make(tmp_path / "03_c").joinpath("starter.py").write_bytes(b"\xff\xfe")
    make(tmp_path / "04_d")
    make(tmp_path / "4_e")
    make(tmp_path / "05_f", lesson="---\ntitle: F\nnext: 09_z\n---\n")
    found = find_lessons(tmp_path)
    reasons = {lesson.id: lesson.broken for lesson in found if lesson.broken}
    assert list(reasons) == ["02_b", "03_c", "4_e", "05_f"]
    for lesson in found:
        if lesson.broken:
            assert lesson.broken in lesson.prose and lesson.label.endswith("(broken)")
    for id, reason in zip(reasons, ["no checks.py", "UTF-8", "same number", "no lesson '09_z'"]):
        assert reason in str(reasons[id])
    assert [lesson.next for lesson in found] == ["02_b", "03_c", "04_d", "4_e", "05_f", None]


def test_a_folder_without_lessons_says_so(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        [only] = find_lessons(folder)
        assert str(folder) in str(only.broken)
        with pytest.raises(LessonError):
            read_lessons(folder)


def test_folders_beside_and_in_place_of_ours(tmp_path, monkeypatch):
    ours = [lesson.id for lesson in load_lessons()]
    make(tmp_path / "07_more")
    make(tmp_path / ours[1])
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert [lesson.id for lesson in load_lessons()] == [ours[1], "07_more"]
    monkeypatch.setenv(VARIABLE, f"ours{os.pathsep}{tmp_path}")
    assert [lesson.id for lesson in load_lessons()] == [*ours, "07_more"]
    assert load_lessons()[1].title == "Shortcuts"


def test_a_folder_with_another_name_is_refused(tmp_path):
    with pytest.raises(LessonError, match="05_residuals"):
        read_lesson(make(tmp_path / "residuals"))


def test_checks_without_a_task_are_refused():
    with pytest.raises(LessonError, match=r"line 1: expected a docstring in `check_a`"):
        read_tasks("def check_a(run):\n    pass\n")
    with pytest.raises(LessonError, match="line 1"):
        read_tasks("def check_a(run)\n")
    assert read_tasks('def helper():\n    pass\n\n\ndef check_a(run):\n    "Do."\n') == ("Do.",)


def test_the_advice_a_mistake_promises():
    assert expected_advice("# advice: use `self.b`: add it\nx = 1") == "use `self.b`: add it"
    for text in ("", "x = 1", "# advice:\n", "# advise: this"):
        assert expected_advice(text) is None
