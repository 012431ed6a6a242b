"""What the editor marks, and whose text it takes for the program."""

import asyncio

import pytest

from playground import events as ev
from playground.lesson import load_lessons
from playground.runners.runner import ProgramRun
from playground.session import Edited, Launched, Session, StateChanged
from playground.view.editor import Editor

FAILED = ev.Failed("ValueError", "No.", line=5, columns=(10, 20))


class Nowhere:
    """Nothing is run in these tests."""

    place = "nowhere"
    about = ""

    async def may_check(self) -> bool:
        return True

    def start(self, run: ev.Run) -> ProgramRun:
        raise AssertionError("nothing was to be run")

    async def close(self) -> None:
        pass


def made() -> Editor:
    return Editor(Session(Nowhere(), load_lessons()))


def test_the_error_of_a_run_stays_marked_while_the_same_text_is_checked() -> None:
    editor = made()
    editor.show([Launched(rewound=False), ev.Started(), FAILED, StateChanged("failed", "")])
    editor.show([ev.Started("shapes")])
    assert [(p["line"], p["columns"]) for p in editor.panel.problems] == [(5, [10, 20])]
    editor.show([Edited("pass", "editor"), ev.Started("shapes")])
    assert editor.panel.problems == []


def test_the_error_of_a_check_goes_with_the_next_check() -> None:
    editor = made()
    editor.show([ev.Started("shapes"), FAILED])
    assert editor.panel.problems
    editor.show([ev.Started("shapes")])
    assert editor.panel.problems == []


def test_a_training_that_diverged_marks_its_cause_and_stays_marked() -> None:
    editor = made()
    diverged = ev.Diverged("The loss became inf.", line=5, columns=(10, 20), epoch=1, step=1)
    editor.show([Launched(rewound=False), ev.Started(), diverged, ev.Finished(1.0)])
    editor.show([StateChanged("finished", ""), ev.Started("shapes")])
    [marked] = editor.panel.problems
    assert (marked["line"], marked["columns"], marked["quiet"]) == (5, [10, 20], True)


def test_text_that_was_typed_into_another_lesson_is_not_taken(monkeypatch) -> None:
    """Between picking a lesson and seeing it, keys still go to the one before."""
    editor = made()
    taken = []
    session = editor._session
    monkeypatch.setattr(session, "edit", taken.append)
    editor._receive({"kind": "typed", "lesson": session.lessons[1].id, "source": "old = 1"})
    assert taken == []
    editor._receive({"kind": "typed", "lesson": session.lesson.id, "source": "new = 1"})
    assert taken == ["new = 1"]


def test_a_draft_from_elsewhere_is_not_checked_after_a_reload(monkeypatch) -> None:
    editor = made()
    session = editor._session
    taken = []
    monkeypatch.setattr(session, "open_foreign", lambda *what: taken.append(what))
    lesson = session.lessons[2].id
    editor._receive({"kind": "hello", "lesson": lesson, "source": "theirs", "untried": True})
    typed = {"kind": "typed", "lesson": session.lesson.id, "source": "theirs", "untried": True}
    editor._receive(typed)  # it was kept in the lesson that was picked
    assert taken == [("theirs", lesson), ("theirs",)]
    session.untried = True
    editor.show([Edited("theirs", "foreign")])
    assert editor.panel.untried and editor.panel.text["by"] == "foreign"
    session.untried = False
    editor.show([Launched(rewound=False)])
    assert not editor.panel.untried


@pytest.mark.parametrize(
    ("characters", "refused"),
    [(ev.MAX_TEXT, 0), (10_000_000, 10_000_000), (10**30, 10**9), ("10000000", 0), (None, 0)],
)
def test_of_a_text_that_is_too_long_the_length_is_enough(characters: object, refused: int) -> None:
    async def scenario() -> None:
        editor = made()
        session = editor._session
        before, lesson = session.source, session.lesson.id
        editor._receive({"kind": "typed", "lesson": lesson, "characters": characters})
        assert session.too_long == refused and session.source == before
        editor._receive({"kind": "typed", "lesson": "another", "characters": 10**7})
        assert session.too_long == refused
        await session.close()

    asyncio.run(scenario())
