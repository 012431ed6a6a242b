"""The check of the first lesson's starter program, done when the site is built.

What is done with it: prepared.py.
"""

from __future__ import annotations

import dataclasses

from playground import events as ev
from playground.lesson import Lesson
from playground.rehearsal import play
from playground.session import SHOWN_OF_A_CHECK


def first_check(lesson: Lesson) -> list[ev.Event]:
    """What a session would publish of a check of the lesson's starter. How long it took is left out: two builds are
    the same. RuntimeError when the check did not end well."""
    checked = [e for e in play(lesson.starter, lesson, "shapes") if isinstance(e, SHOWN_OF_A_CHECK)]
    *told, ending = checked
    if not isinstance(ending, ev.Finished):
        raise RuntimeError(
            f"the starter program of lesson {lesson.id!r} was expected to pass its check, received {ending}; "
            f"try python -m playground run --shapes playground/lessons/{lesson.id}/starter.py"
        )
    return [ev.Started("shapes"), *told, dataclasses.replace(ending, seconds=0.0)]
