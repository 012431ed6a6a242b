"""What is shown of an earlier program: every part of the page says so, and a band says what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import param

from playground import events as ev
from playground.session import Edited, Launched, Opened, Session
from playground.view.changes import change_text
from playground.view.component import Component, Message

# The parts that can be of the last run. "shapes" is what a check brings up to date while one types.
EVERY_RUN = ("output", "tasks", "files")
OF_A_FIT = ("training", "boundary")
TELLING = (Opened, Edited, ev.Built, *ev.ENDINGS)
TOO_LONG = "more text than a program may have"


class StaleBand(Component):
    """`since`: what changed since the run that is shown; "" while the program is the one that ran. `parts` are of the
    last run; `results` show something of a run. `untrained`: the newest run ended before it trained."""

    since = param.String(default="")
    untrained = param.Boolean(default=False)
    parts = param.List(default=[])
    results = param.List(default=[])

    _esm = Path(__file__).with_name("stale.js")


class Stale:
    """Compares the program with the one of the last run, as it is written and as it is taken back.

    A run that ends before it trains leaves the curves of the run before: these are of the last run too, that trained.
    `shows` tells of a part whether it shows anything of a run; without it, it does."""

    def __init__(
        self, session: Session, shows: Mapping[str, Callable[[], bool]] | None = None
    ) -> None:
        self._session = session
        self._shows = shows or {}
        self._forget()
        self.panel = StaleBand(self._pressed)

    def _forget(self) -> None:
        self._run = 0
        self._going = False  # the newest run has not ended
        self._of: dict[str, tuple[int, str]] = {}  # by part: number and program of its run
        self._structure: str | None = None  # the program of the network and the shapes
        self._looked_at = ""  # the program that runs or is checked
        self._in_check = False
        self._unsettled = False  # a check of the newest text has not ended yet

    def _pressed(self, message: Message) -> None:
        if message.get("action") == "run":
            self._session.run()

    def show(self, items: list) -> None:
        session, before = self._session, self._state()
        for item in items:
            match item:
                case Opened():
                    self._forget()
                case Edited(by=by):
                    self._unsettled = not session.untried
                    if by == "reset":
                        self._of = {
                            part: run for part, run in self._of.items() if part == "network"
                        }
                case Launched():
                    self._run, self._going = self._run + 1, True
                    self._of |= dict.fromkeys(EVERY_RUN, (self._run, session.source))
                    self._looked_at, self._in_check = session.source, False
                case ev.Started(until=until):
                    self._in_check = until == "shapes"
                    if self._in_check:
                        self._looked_at = session.source
                case ev.Built():
                    self._structure = self._looked_at
                case ev.FitStarted() if self._run:
                    self._of |= dict.fromkeys(OF_A_FIT, self._newest)
                    self._of.pop("microscope", None)  # which begins anew
                case ev.FitChanged(joined=True) if self._run:
                    self._of |= {
                        part: self._newest
                        for part, (run, _) in self._of.items()
                        if run == self._run
                    }
                case ev.Trace() if self._run:
                    self._of["microscope"] = self._newest
                case ev.Picture() if self._run:
                    self._of["network"] = self._newest
                case ev.Failed() | ev.Finished() | ev.Stopped():
                    self._unsettled = False
                    self._going = self._going and self._in_check
        if self._state() != before or any(isinstance(item, TELLING) for item in items):
            self._tell()

    def _state(self) -> tuple:
        return self._run, self._going, self._structure, self._unsettled, dict(self._of)

    @property
    def _newest(self) -> tuple[int, str]:
        return self._run, self._session.ran or ""

    def _tell(self) -> None:
        session = self._session
        source = None if session.too_long else session.source.rstrip()
        shows = self._shows
        results = [part for part in self._of if part not in shows or shows[part]()]
        parts = [
            part
            for part in results
            if self._of[part][1].rstrip() != source
            or (self._of[part][0] < self._run and not self._going)
        ]
        if self._unsettled:  # as before, until the check has ended
            of_before = "shapes" in self.panel.parts
        else:
            of_before = self._structure is not None and self._structure.rstrip() != source
        if of_before:
            parts = [*(part for part in parts if part != "network"), "network", "shapes"]
        since = ""
        if session.of_last_run and results:
            since = TOO_LONG if session.too_long else change_text(session.ran or "", session.source)
        told = {
            "since": since,
            "untrained": not (since or self._going) and any(part in OF_A_FIT for part in parts),
            "parts": sorted(parts),
            "results": sorted(results),
        }
        new = {name: value for name, value in told.items() if value != getattr(self.panel, name)}
        if new:
            self.panel.param.update(**new)
