"""What a visitor of the server gets: a page, and a runner with places of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import panel as pn
from bokeh.document import Document

from playground import events as ev
from playground.lesson import find_lessons, lesson_folders, load_lessons
from playground.runners.server import ServerRunner, VisitorsRunner, shared_runner
from playground.serving import arrivals, guard, identity, lines, memory
from playground.serving.addresses import host_is_ours
from playground.serving.watching import follow_for, watching
from playground.session import SHOWN_OF_A_CHECK, Session
from playground.view.page import make_page


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
    runner = shared_runner(lambda: ServerRunner(trusted=trust is not None, idle=True))
    asked = getattr(context, "request", None)
    request = getattr(asked, "_request", None)  # of the socket, not of its token
    return runner.for_visitor(identity.of_request(request, identity.kind()) if request else None)


def serve_visitor() -> None:
    """What an app's file does for each visitor: nobody gets in whom the guard does not let in."""
    guard.install()
    serve_page(pn.state.curdoc)


def serve_page(document: Document | None) -> None:
    """Give a new visitor the page, in their document. RuntimeError: there is none, since nobody serves it."""
    if document is None:
        raise RuntimeError("This app is for a server. Try: panel serve app.py")
    arrivals.install()
    lines.install()
    lessons = find_lessons(*lesson_folders()) if watching() else load_lessons()
    runner = runner_for_visitor(document)

    def make(known: Sequence[Any] | None) -> None:
        session = Session(runner, lessons)
        begins = None if known is None else [*known, session.begin_checked()]
        behind = partial(lines.is_behind, document)
        make_page(session, begins or (), behind).server_doc(doc=document)
        if watching():
            follow_for(session)

    document.on_session_destroyed(memory.give_back_soon)
    arrivals.open_page(document, make, lessons[0].id)
    if isinstance(runner, VisitorsRunner) and not watching():
        arrivals.known.find_out(lambda: first_check(runner))


async def first_check(runner: VisitorsRunner) -> list[ev.Event] | None:
    """What is shown of the check of the first starter program, which every visitor sees first; None: it did not end
    as it does for everybody."""
    if not await runner.may_check():
        return []
    lesson = load_lessons()[0]
    told: list[ev.Event] = [ev.Started("shapes")]
    async for items in runner.start(ev.Run(lesson.starter, "shapes")).events():
        told += [
            e for e in items if isinstance(e, SHOWN_OF_A_CHECK) and not isinstance(e, ev.Loading)
        ]
    return told if isinstance(told[-1], ev.Finished) or runner.shared.refused else None
