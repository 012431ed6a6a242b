"""The lesson's prose and its checklist as HTML."""

import asyncio
from dataclasses import replace

from playground.events import Checked
from playground.lesson import Lesson, load_lessons
from playground.session import Launched, Session
from playground.view import markdown
from playground.view.lesson import (
    LessonText,
    checklist,
    finished_html,
    finished_text,
    lesson_html,
    tasks_foot,
)
from playground.view.markdown import prose
from playground.view.progress import Progress

FIRST = Lesson("01_a", 1, "First", "Some **prose**", "", "", "", tasks=("Do `this`",), next="02_b")
SECOND = Lesson("02_b", 2, "Second <b>", "More", "", "", "")


class NoRunner:
    place = "nowhere"


def test_prose_is_markdown_without_html() -> None:
    html = prose("# Title\n\n**bold** `code` <script>alert(1)</script>\n\n    x = 1\n")
    assert (
        "<h3>Title</h3>" in html and "<strong>bold</strong>" in html and "<code>code</code>" in html
    )
    assert "<script>" not in html
    assert '<pre tabindex="0">' in html  # scrolls by keyboard
    assert html.count("data-copy") == 1
    assert "long" not in html
    long = prose('`"sparse_categorical_crossentropy"` and `"binary_crossentropy"`')
    assert long.count('<code class="long">&quot;sparse') == long.count("long") == 1


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


def test_the_foot_of_a_finished_lesson_says_what_was_learnt_and_the_way_on() -> None:
    lesson = replace(FIRST, learned="A `layer` is a <function>.")
    passed = {"Do `this`": Checked("Do `this`", True)}
    finished = finished_html(lesson, SECOND)
    foot = tasks_foot(lesson.tasks, passed, finished)
    assert "Lesson 1 is done" in foot and "A <code>layer</code> is a &lt;function&gt;." in foot
    assert 'data-action="open" data-value="02_b"' in foot and "Second &lt;b&gt;" in foot
    assert "Lesson 1 is done" not in tasks_foot(lesson.tasks, {}, finished)
    assert finished_text(lesson, SECOND).startswith("Lesson 1 is done. A `layer` is")


def test_after_the_last_lesson_there_is_an_end() -> None:
    assert 'data-dialog="ending"' in finished_html(SECOND, None)
    assert finished_text(SECOND, None) == "Lesson 2 is done. All lessons are done."


def test_finishing_a_lesson_is_said_once_and_leads_to_what_is_open() -> None:
    async def run() -> None:
        session = Session(NoRunner(), load_lessons())  # type: ignore[arg-type]
        progress = Progress(session)
        view = LessonText(session, progress)
        first, second, third = session.lessons[:3]
        progress.passed = {second.id: dict.fromkeys(second.tasks, "")}

        def said(items: list) -> str:
            progress.show(items)
            view.show(items)
            return view.panel.html.partition('aria-live="polite">')[2]

        *before, last = [Checked(task, True) for task in first.tasks]
        assert said([Launched(rewound=False), *before]).startswith("</p>")
        assert said([last]).startswith("Lesson 1 is done. A layer is a function")
        assert f'data-value="{third.id}"' in view.foot.html  # the second is done already
        assert said([Launched(rewound=False), last]).startswith("</p>")  # old news

    asyncio.run(run())
