"""The lesson's prose and its checklist as HTML."""

from playground.events import Checked
from playground.lesson import Lesson
from playground.view import markdown
from playground.view.lesson import checklist, lesson_html, tasks_foot
from playground.view.markdown import prose

FIRST = Lesson("01_a", 1, "First", "Some **prose**", "", "", "", tasks=("Do `this`",), next="02_b")
SECOND = Lesson("02_b", 2, "Second <b>", "More", "", "", "")


def test_prose_is_markdown_without_html() -> None:
    html = prose("# Title\n\n**bold** `code` <script>alert(1)</script>\n\n    x = 1\n")
    assert (
        "<h3>Title</h3>" in html and "<strong>bold</strong>" in html and "<code>code</code>" in html
    )
    assert "<script>" not in html
    assert '<pre tabindex="0">' in html  # scrolls by keyboard


def test_what_was_rendered_before_is_not_rendered_again(monkeypatch) -> None:
    rendered = markdown.rendered_texts(FIRST)
    assert list(rendered) == ["Some **prose**", "Do `this`"]
    monkeypatch.setattr(markdown, "_rendered", {})
    monkeypatch.setattr(markdown, "_markdown", None)  # as where there is no Markdown
    prose.cache_clear()
    markdown.remember(rendered)
    assert "<strong>prose</strong>" in prose(FIRST.prose)
    assert markdown.inline(FIRST.tasks[0]) == "Do <code>this</code>"
    prose.cache_clear()


def test_a_task_is_open_then_missed_then_done() -> None:
    tasks = ("Do `this`",)
    assert "To do: " in checklist(tasks, {}) and "0 of 1" in tasks_foot(tasks, {})
    missed = checklist(tasks, {tasks[0]: Checked(tasks[0], False, "Try <b>that</b>")})
    assert "Not yet: " in missed and "Try &lt;b&gt;that&lt;/b&gt;" in missed
    foot = tasks_foot(tasks, {tasks[0]: Checked(tasks[0], False, "Try <b>that</b>")})
    assert "Do <code>this</code>" in foot and "Try &lt;b&gt;that&lt;/b&gt;" in foot
    done = checklist(tasks, {tasks[0]: Checked(tasks[0], True)})
    assert "Done: " in done and "advice" not in done
    assert "1 of 1" in tasks_foot(tasks, {tasks[0]: Checked(tasks[0], True)})


def test_the_ways_to_other_lessons() -> None:
    lessons = (FIRST, SECOND)
    first, second = lesson_html(FIRST, lessons, {}), lesson_html(SECOND, lessons, {})
    assert 'data-value="02_b"' in first and "Next" in first and "Previous" not in first
    assert 'data-value="01_a"' in second and "Next" not in second
    assert "Second &lt;b&gt;" in first and "Lesson 2 of 2" in second


def test_next_stands_out_when_everything_is_done() -> None:
    assert "primary" not in lesson_html(FIRST, (FIRST, SECOND), {})
    passed = {"Do `this`": Checked("Do `this`", True)}
    assert "primary" in lesson_html(FIRST, (FIRST, SECOND), passed)
