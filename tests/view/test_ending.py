"""The end of all lessons: what was learnt, and challenges that work."""

import asyncio
import re

import pytest

from playground.events import Failed, Finished
from playground.lesson import load_lessons
from playground.rehearsal import play
from playground.session import Edited, Session
from playground.view.challenges import CHALLENGES, Challenge
from playground.view.ending import PICTURES, Ending, ending_html, possible
from playground.view.glossary import load_terms
from playground.view.progress import Progress

LESSONS = load_lessons()
BY_ID = {lesson.id: lesson for lesson in LESSONS}


class NoRunner:
    place = "nowhere"

    async def may_check(self) -> bool:
        return False


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda each: each.said)
def test_a_challenge_is_a_program_that_runs(challenge: Challenge) -> None:
    lesson = BY_ID[challenge.lesson]
    program = challenge.program(lesson)
    assert program != lesson.solution
    events = play(re.sub(r"epochs=\d+", "epochs=2", program), lesson)
    assert not [event for event in events if isinstance(event, Failed)]
    assert any(isinstance(event, Finished) for event in events)


def test_it_has_every_lesson_with_its_picture_and_sentence() -> None:
    html = ending_html(LESSONS, [lesson.id for lesson in LESSONS])
    assert f"all {sum(len(lesson.tasks) for lesson in LESSONS)} tasks passed" in html
    assert "Not done yet" not in html
    assert set(PICTURES) == set(BY_ID) and set(PICTURES.values()) <= {t.id for t in load_terms()}
    assert all(lesson.learned for lesson in LESSONS)
    assert f"1 of {len(LESSONS)} lessons done" in ending_html(LESSONS, ["01_layer"])


def test_only_what_the_lessons_allow_is_asked() -> None:
    assert possible(LESSONS[:2]) == [] and "Ask one more" not in ending_html(LESSONS[:2], [])


def test_a_challenge_opens_as_an_edit_that_can_be_taken_back() -> None:
    async def run() -> None:
        session = Session(NoRunner(), LESSONS)  # type: ignore[arg-type]
        heard: list = []
        session.subscribe(heard.extend)
        ending = Ending(session, Progress(session))
        for wrong in ("", "x", "99"):
            ending._pressed({"action": "try", "value": wrong})
        assert session.lesson is LESSONS[0]
        ending._pressed({"action": "try", "value": "1"})
        await asyncio.sleep(0.05)
        assert session.lesson.id == "06_topologies" and "noise=0.2" in session.source
        assert [e.by for e in heard if isinstance(e, Edited)][-1] == "form"
        await session.close()

    asyncio.run(run())
