"""The combobox "Lesson" in the header."""

from __future__ import annotations

from pathlib import Path

import param

from playground.session import Opened, Session
from playground.view.component import Component, Message
from playground.view.progress import Progress


class LessonMenu(Component):
    """`lessons` are (id, label) pairs, `lesson` the id of the open one."""

    lessons = param.List(default=[])
    lesson = param.String(default="")

    _esm = Path(__file__).with_name("lesson_picker.js")


class LessonPicker:
    """Opens the lesson that is picked. What was typed there before comes back from the browser (editor.js)."""

    def __init__(self, session: Session, progress: Progress) -> None:
        self._session = session
        self._progress = progress
        self.panel = LessonMenu(self._picked, lessons=self._labels(), lesson=session.lesson.id)
        progress.subscribe(self._tick)

    def _labels(self) -> list[tuple[str, str]]:
        """ "3 · Compile and fit", and "3 ✓ · Compile and fit" once all of its tasks are passed."""
        return [
            (o.id, o.label.replace(" ·", " ✓ ·", 1) if self._progress.all_done(o.id) else o.label)
            for o in self._session.lessons
        ]

    def _tick(self) -> None:
        if (labels := self._labels()) != self.panel.lessons:
            self.panel.lessons = labels

    def _picked(self, message: Message) -> None:
        if any(lesson.id == message.get("lesson") for lesson in self._session.lessons):
            self._session.open(message["lesson"])

    def show(self, items: list) -> None:
        for item in items:
            if isinstance(item, Opened):
                self.panel.lesson = item.lesson.id
        self._tick()
