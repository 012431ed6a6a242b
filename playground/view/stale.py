"""The band that says that the results shown are those of an earlier program, and what has changed since."""

from __future__ import annotations

from pathlib import Path

import param

from playground.session import Edited, Launched, Opened, Session
from playground.view.changes import change_text
from playground.view.component import Component, Message


class StaleBand(Component):
    """`since`: what changed since the run that is shown; "" while the program is the one that ran."""

    since = param.String(default="")

    _esm = Path(__file__).with_name("stale.js")


class Stale:
    """Compares the program with the one of the last run, as it is written and as it is taken back."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ran: str | None = None  # the program of the run that is shown
        self.panel = StaleBand(self._pressed)

    def _pressed(self, message: Message) -> None:
        if message.get("action") == "run":
            self._session.run()

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened():
                    self._ran, changed = None, True
                case Launched():
                    self._ran, changed = self._session.source, True
                case Edited():
                    changed = True
        if changed:
            source = self._session.source
            stale = self._ran is not None and source.rstrip() != self._ran.rstrip()
            since = change_text(self._ran or "", source) if stale else ""
            if since != self.panel.since:
                self.panel.since = since
