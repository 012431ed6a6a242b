"""The combobox "Lesson" in the header."""

from __future__ import annotations

from pathlib import Path

import param

from playground.session import Opened, Session
from playground.view.component import Component, Message


class LessonMenu(Component):
    """`lessons` are (id, label) pairs, `lesson` the id of the open one."""

    lessons = param.List(default=[])
    lesson = param.String(default="")

    _esm = Path(__file__).with_name("lesson_picker.js")


class LessonPicker:
    """Opens the lesson that is picked. What was typed there before comes back from the browser (editor.js)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.panel = LessonMenu(
            self._picked,
            lessons=[(lesson.id, lesson.label) for lesson in session.lessons],
            lesson=session.lesson.id,
        )

    def _picked(self, message: Message) -> None:
        if any(lesson.id == message.get("lesson") for lesson in self._session.lessons):
            self._session.open(message["lesson"])

    def show(self, items: list) -> None:
        for item in items:
            if isinstance(item, Opened):
                self.panel.lesson = item.lesson.id
