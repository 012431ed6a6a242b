"""A visitor who only looks costs next to nothing: their page is made when they first do something.

Who asks for the page gets the one that was drawn for all (`FirstView`), and no session. When its socket comes, there is
a session with an empty document. The page's first messages (how large its parts are, that nothing is kept in the
browser) change nothing; before any other is heard, the document is made, with the models that the browser has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any
from weakref import WeakKeyDictionary

from bokeh.application.application import SessionContext
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.events import DocumentReady
from bokeh.protocol.message import Message
from bokeh.server.session import ServerSession
from bokeh.settings import settings
from bokeh.util.token import generate_jwt_token, generate_session_id
from panel.config import config
from panel.io.resources import Resources
from panel.io.server import DocHandler, _set_request_route_context, server_html_page_for_session
from panel.io.state import set_curdoc, state
from tornado.web import authenticated

from playground.serving import identity
from playground.serving.first_view import TOKEN, FirstView, ids_of

DRAWN = "drawn"  # in a token: the path whose first view the page is
SIZES = frozenset({"inner_width", "inner_height", "outer_width", "outer_height"})
MOST_SIZES = 400  # that are kept for one document
MOST_VIEWS = 4  # paths under which the page is found: /app and /app/
Make = Callable[[Sequence[object] | None], None]  # a page, which begins with these events

_waiting: WeakKeyDictionary[Document, Arrival] = WeakKeyDictionary()
_views: dict[str, FirstView] = {}


class Known:
    """What is shown first, the same to all: events of a session. Until they are found out, every visitor's page is
    made for them alone."""

    def __init__(self) -> None:
        self.events: list[object] | None = None
        self._asking: asyncio.Task | None = None

    def find_out(self, ask: Callable[[], Any]) -> None:
        """`ask()` is awaited, unless that is being done or was done; it gives the events, or None for another time."""
        if self.events is None and (self._asking is None or self._asking.done()):
            loop, apart = (
                asyncio.get_running_loop(),
                Context(),
            )  # nothing of the visitor who came first is kept
            self._asking = loop.create_task(self._find_out(ask), context=apart)

    async def _find_out(self, ask: Callable[[], Any]) -> None:
        self.events = await ask()


known = Known()


class Arrival:
    """A visitor who has done nothing yet."""

    def __init__(self, document: Document, view: FirstView, make: Make, lesson: str) -> None:
        self.view, self._document, self._make = view, document, make
        self._lesson = lesson  # that the view shows
        self._ready = False  # the browser has drawn the page
        self._sizes: dict[tuple[str, str], dict[str, Any]] = {}

    def only_looks(self, content: Any) -> bool:
        """Whether a message of the page is one of those that need no document; sizes are kept for later."""
        match content:
            case {"events": [*events]} if len(self._sizes) + len(events) <= MOST_SIZES:
                sizes = {size: event for event in events if (size := _size(event))}
                others = [event for event in events if not _size(event)]
                if not all(_is_ready(event) or self._is_greeting(event) for event in others):
                    return False
                self._sizes.update(sizes)
                self._ready = self._ready or any(map(_is_ready, others))
                return True
        return False

    def _is_greeting(self, event: Any) -> bool:
        """The editor says that it has nothing else: no text that was kept, no link."""
        match event:
            case {"kind": "MessageSent", "msg_data": {"values": {"entries": [_, ["data", data]]}}}:
                words = _words(data)
                kind, lesson = words.pop("kind", None), words.pop("lesson", None)
                same = lesson in (None, self._lesson) and not any(words.values())
                return kind == "hello" and same
        return False

    def make(self, session: ServerSession) -> None:
        """Make the document, whose lock is held. The browser has it already: nothing of it is sent."""
        document = self._document
        document.hold()
        with set_curdoc(document):
            make_with_ids(document, session.id, self._make)
            self.view.settle(document)
        held, document.callbacks._held_events = document.callbacks._held_events, []
        document.unhold()
        for event in held:
            if not isinstance(event, DocumentPatchedEvent):
                document.callbacks.trigger_on_change(event)  # of the server alone
        document.models.flush_synced()
        there = {model.id for model in document.models}
        events = [event for (model, _), event in self._sizes.items() if model in there]
        if events:
            document.apply_json_patch({"events": events}, setter=session)  # type: ignore[typeddict-item, arg-type]
        if self._ready:
            document.callbacks.trigger_event(DocumentReady())


def _size(event: Any) -> tuple[str, str] | None:
    """The model and the attribute, where an event tells how large something is drawn."""
    match event:
        case {
            "kind": "ModelChanged",
            "model": {"id": str(model)},
            "attr": str(attr),
            "new": int() | float(),
        }:
            return (model, attr) if attr in SIZES else None
    return None


def _words(data: Any) -> dict[Any, Any]:
    """A message of a component, from Bokeh's JSON; empty when it is none."""
    match data:
        case {"type": "map", "entries": [*said]}:
            try:
                return dict(said)
            except (TypeError, ValueError):
                pass
    return {}


def _is_ready(event: Any) -> bool:
    match event:
        case {"kind": "MessageSent", "msg_data": {"name": "document_ready"}}:
            return True
    return False


def make_with_ids(document: Document, session_id: str, make: Make) -> None:
    """Make a page that shows what is known, with the ids of its session."""
    before = len(state._fake_roots)
    with (
        document.models.freeze(),
        ids_of(session_id),
    ):  # else all models are counted anew with each root
        make(known.events)
    added = state._fake_roots[before:]

    def forget(context: SessionContext) -> None:  # Panel 1.9 keeps them for ever
        for each in added:
            state._fake_roots.remove(each)

    document.on_session_destroyed(forget)


def open_page(document: Document, make: Make, lesson: str) -> None:
    """The page of a new session: now, or when its visitor does something. `lesson`: the one that it shows first."""
    context: Any = document.session_context
    path = context.token_payload.get(DRAWN) if context and context._token else None
    if view := _views.get(path) if isinstance(path, str) else None:
        _waiting[document] = Arrival(document, view, make, lesson)
    else:
        make_with_ids(document, context.id if context else "", make)


async def first_view(handler: Any) -> FirstView | None:
    """What is sent to whoever asks for the page by this path; None: a page of their own."""
    path = handler.request.path
    if path not in _views and known.events is not None and len(_views) < MOST_VIEWS:
        session = await handler.get_session()
        if not session.document.roots:
            return None
        document = session.document
        with set_curdoc(document):
            html = server_html_page_for_session(
                session, resources=Resources.from_bokeh(handler.application.resources()),
                title=document.title, token=TOKEN, template=document.template,
                template_variables=document.template_variables,
            )  # fmt: skip
        _views[path] = FirstView.of(session, html)
        await handler.application_context._discard_session(session, lambda each: True)
    return _views.get(path)


def install() -> None:
    """Let the servers of this process do so. Safe to call twice."""
    if getattr(DocHandler, "sends_first_views", False):
        return
    DocHandler.sends_first_views = True  # type: ignore[attr-defined]
    get: Any = DocHandler.get
    pull: Any = ServerSession._handle_pull
    patch: Any = ServerSession._handle_patch

    locked: Any = ServerSession.with_document_locked

    @authenticated
    async def sent(self: DocHandler, *args: Any, **kwargs: Any) -> None:
        application, request = self.application, self.request
        if cookie := identity.header_for(request):
            self.add_header("Set-Cookie", cookie)
        if (
            request.path == application.prefix
            or config.authorize_callback
            or not settings.simple_ids()
        ):
            return await get(self, *args, **kwargs)
        _set_request_route_context(self, *args, **kwargs)
        view = await first_view(self)
        if view is None:
            return await get(self, *args, **kwargs)
        key, signed = application.secret_key, application.sign_sessions
        session_id = generate_session_id(secret_key=key, signed=signed)
        payload: Any = {**self._generate_token_payload(), DRAWN: request.path}
        expiration = application.session_token_expiration
        token = generate_jwt_token(
            session_id, key, signed, extra_payload=payload, expiration=expiration
        )
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/html")
        self.write(view.page(session_id, token))

    async def pulled(self: ServerSession, message: Message, connection: Any) -> Any:
        arrival = None if self.destroyed else _waiting.get(self.document)
        if arrival is None:
            return await pull(self, message, connection)
        return arrival.view.reply(self.id, message.header["msgid"])

    async def patched(self: ServerSession, message: Message, connection: Any) -> Any:
        arrival = None if self.destroyed else _waiting.get(self.document)
        if arrival is not None:
            if arrival.only_looks(message.content):
                return connection.ok(message)
            await locked(self, _enter, self)
        return await patch(self, message, connection)

    DocHandler.get = sent  # type: ignore[method-assign]
    ServerSession._handle_pull = pulled  # type: ignore[method-assign]
    ServerSession._handle_patch = patched  # type: ignore[method-assign]


def _enter(session: ServerSession) -> None:
    arrival = _waiting.pop(session.document, None)
    if arrival is not None:
        arrival.make(session)
