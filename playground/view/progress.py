"""What the learner has done: the passed tasks of every lesson, kept in the browser with the programs that passed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import param

from playground import events as ev
from playground.events import MAX_TEXT
from playground.session import Edited, Launched, Session
from playground.view.component import Component, Message

MOST_LESSONS, MOST_TASKS, LONGEST_TASK = 200, 50, 400


class KeptProgress(Component):
    """`passed`: by lesson and task, the program that passed. The browser keeps it; what it kept comes as a message."""

    passed = param.Dict(default={})

    _esm = Path(__file__).with_name("progress.js")


class Progress:
    """Ticks stay when another lesson is opened, the page is loaded again or the program changes.

    Reset takes back those of its lesson; `undo` brings them back."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ran = session.source
        self._lesson = session.lesson.id  # of the run
        self._cleared: dict[str, dict[str, str]] = {}  # by the last Reset
        self._listeners: list[Callable[[], None]] = []
        self.passed: dict[str, dict[str, str]] = {}
        self.panel = KeptProgress(self._received)

    def subscribe(self, listener: Callable[[], None]) -> None:
        """`listener` is called when what is passed has come from the browser or was brought back."""
        self._listeners.append(listener)

    def of(self, lesson: str) -> dict[str, str]:
        """The programs that passed the tasks of a lesson, by task."""
        return self.passed.get(lesson, {})

    def all_done(self, lesson: str) -> bool:
        """Every task of the lesson is passed."""
        tasks = next((o.tasks for o in self._session.lessons if o.id == lesson), ())
        return bool(tasks) and all(task in self.of(lesson) for task in tasks)

    @property
    def can_undo(self) -> bool:
        """Reset has taken back ticks of the open lesson."""
        return bool(self._cleared.get(self._session.lesson.id))

    def undo(self) -> None:
        """Bring back the ticks that the last Reset took."""
        lesson = self._session.lesson.id
        back = self._cleared.pop(lesson, {})
        self._keep({**self.passed, lesson: {**back, **self.of(lesson)}})
        self._tell()

    def show(self, items: list) -> None:
        passed = self.passed
        for item in items:
            match item:
                case Launched():
                    self._ran, self._lesson = self._session.source, self._session.lesson.id
                case ev.Checked(task=task, passed=True):
                    own = passed.get(self._lesson, {})
                    if task not in own and len(own) < MOST_TASKS:
                        passed = {**passed, self._lesson: {**own, task: self._ran}}
                        self._cleared.pop(self._lesson, None)
                case Edited(by="reset"):
                    lesson = self._session.lesson.id
                    if own := passed.get(lesson):
                        self._cleared = {lesson: own}
                        passed = {k: v for k, v in passed.items() if k != lesson}
        self._keep(passed)

    def _keep(self, passed: dict[str, dict[str, str]]) -> None:
        if passed != self.passed:
            self.passed = self.panel.passed = passed

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    def _received(self, message: Message) -> None:
        """What the browser kept."""
        kept = message.get("passed")
        if isinstance(kept, dict):
            self.add(kept)

    def add(self, kept: dict) -> int:
        """Take over what is kept elsewhere, {lesson: {task: program}}: of lessons that there are, and of tasks that
        they have today. The number of tasks that were not passed here."""
        before = sum(map(len, self.passed.values()))
        passed = dict(self.passed)
        for lesson in self._session.lessons[:MOST_LESSONS]:
            own = kept.get(lesson.id)
            if isinstance(own, dict):
                known = {
                    task: own[task]
                    for task in lesson.tasks[:MOST_TASKS]
                    if isinstance(own.get(task), str) and len(own[task]) <= MAX_TEXT
                }
                if known:
                    passed[lesson.id] = {**known, **passed.get(lesson.id, {})}
        self._keep(passed)
        self._tell()
        return sum(map(len, passed.values())) - before
