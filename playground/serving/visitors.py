"""Which runner a visitor of the server gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from playground import events as ev
from playground.runners.server import ServerRunner, VisitorsRunner, shared_runner
from playground.serving import guard
from playground.serving.addresses import host_is_ours


class RefusingRunner:
    """For a page that came by a name that is not this server's: the first one of a server, before the guard stood."""

    place = about = "not on this server"
    REASON = "This page came by a name that is not this server's. Nothing runs in it."

    async def may_check(self) -> bool:
        return True  # it says why not

    def start(self, run: ev.Run) -> RefusingRun:
        return RefusingRun()

    async def close(self) -> None:
        """Nothing to release."""


class RefusingRun:
    def send(self, command: ev.Command) -> None:
        """Nothing runs."""

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        yield [ev.Failed("Refused", RefusingRunner.REASON)]


def runner_for_visitor(document: Any) -> VisitorsRunner | RefusingRunner:
    """The server's runner, with the places of one visitor: who may visit, the guard has decided.

    `document` is the Bokeh document of the session. `panel serve` reads app.py for the first page, so the guard stands
    from then on; that first page itself is looked at here.
    """
    context = getattr(document, "session_context", None)
    headers = getattr(getattr(context, "request", None), "headers", None) or {}
    trust = guard.current().trust
    if trust is None:
        for name, value in headers.items():
            if name.lower() == "host" and not host_is_ours(str(value), guard.names()):
                return RefusingRunner()
    return shared_runner(lambda: ServerRunner(trusted=trust is not None, idle=True)).for_visitor()
