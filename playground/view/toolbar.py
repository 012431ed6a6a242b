"""The toolbar: Run, Pause or Resume, Step, Stop, Rewind, Reset, and how fast a fit goes."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import param

from playground.events import Speed
from playground.session import Session, StateChanged
from playground.view.component import Component, Message

ACTIONS = ("run", "pause", "resume", "step", "stop", "rewind", "reset")


class TrainingControls(Component):
    """One component of native controls; `state` is the session's and says which of the buttons work."""

    state = param.String(default="loading")
    speeds = param.List(default=list(get_args(Speed)))

    _esm = Path(__file__).with_name("toolbar.js")


class Toolbar:
    """Sends what is pressed to the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.panel = TrainingControls(self._pressed, state=session.state)

    def _pressed(self, message: Message) -> None:
        action = message.get("action")
        if action in ACTIONS:
            getattr(self._session, action)()
        elif action == "speed" and message.get("value") in self.panel.speeds:
            self._session.set_speed(message["value"])

    def show(self, items: list) -> None:
        for item in items:
            if isinstance(item, StateChanged) and item.state != self.panel.state:
                self.panel.state = item.state
