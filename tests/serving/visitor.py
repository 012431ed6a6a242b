"""A visitor without a browser: asks for the page and says over the socket what Bokeh's script says."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

HELLO = {"kind": "hello", "lesson": "01_layer", "source": None, "untried": False}


class Visitor:
    """One page. `base`: its address, without a scheme; `cookie`: what its browser was given in another tab."""

    def __init__(self, base: str, cookie: str = "") -> None:
        self._base, self.cookie = base, cookie
        self._socket: WebSocketClientConnection
        self.html = self.token = ""
        self.document: dict[str, Any] = {}
        self.patches: list[dict[str, Any]] = []  # that came meanwhile

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}

    async def get(self) -> None:
        """Ask for the page only."""
        asked = HTTPRequest(f"http://{self._base}", headers=self._headers, request_timeout=60)
        answer = await AsyncHTTPClient().fetch(asked)
        self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        self.html = answer.body.decode()
        self.token = re.findall(r'"token":\s?"([^"]+)"', self.html)[-1]

    async def connect(self) -> None:
        """The socket, and the document over it."""
        self._socket = await websocket_connect(
            HTTPRequest(f"ws://{self._base}/ws", headers=self._headers),
            subprotocols=["bokeh", self.token],
        )
        assert (await self.receive())["type"] == "ACK"
        self.document = (await self.say("PULL-DOC-REQ", {}))["content"]["doc"]

    async def open(self) -> None:
        """All that a browser does until the page is there."""
        await self.get()
        await self.connect()
        for size in ("inner_width", "outer_width"):
            change = {
                "kind": "ModelChanged",
                "model": {"id": self.figure},
                "attr": size,
                "new": 300,
            }
            await self.patch(change)
        await self.tell("editor", HELLO)
        ready = {"type": "event", "name": "document_ready", "values": {"type": "map"}}
        await self.patch({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": ready})

    @property
    def figure(self) -> str:
        """The id of a chart."""
        found = re.search(
            r'"type":\s?"object",\s?"name":\s?"Figure",\s?"id":\s?"(\w+)"',
            json.dumps(self.document),
        )
        assert found
        return found[1]

    def root(self, name: str) -> dict[str, Any]:
        """A root of the document as it was sent."""
        return next(r for r in self.document["roots"] if r["attributes"]["name"] == name)

    async def tell(self, root: str, words: dict[str, Any]) -> None:
        """A message of the component `root`."""
        entries = [
            ["model", {"id": self.root(root)["id"]}],
            ["data", {"type": "map", "entries": [list(pair) for pair in words.items()]}],
        ]
        event = {
            "type": "event",
            "name": "data_event",
            "values": {"type": "map", "entries": entries},
        }
        await self.patch({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event})

    async def patch(self, *events: dict[str, Any]) -> None:
        await self.say("PATCH-DOC", {"events": list(events)})

    async def say(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send a message and wait for its answer; patches that come before are kept."""
        message_id = uuid.uuid4().hex
        for part in ({"msgid": message_id, "msgtype": kind}, {}, content):
            await self._socket.write_message(json.dumps(part))
        while True:
            answer = await self.receive()
            if answer["header"].get("reqid") == message_id:
                return answer

    async def receive(self) -> dict[str, Any]:
        """The next message; EOFError when the server has hung up."""
        header = await self._part()
        await self._part()
        content = await self._part()
        for _ in range(header.get("num_buffers", 0)):
            await self._part()
            await self._socket.read_message()
        if header["msgtype"] == "PATCH-DOC":
            self.patches.append(content)
        return {"type": header["msgtype"], "header": header, "content": content}

    async def _part(self) -> dict[str, Any]:
        part = await self._socket.read_message()
        if part is None:
            raise EOFError("the server has hung up")
        return json.loads(part)

    async def until(self, words: str) -> None:
        """Wait for a patch that holds `words`."""
        while not any(words in json.dumps(patch, ensure_ascii=False) for patch in self.patches):
            await self.receive()

    async def leave(self) -> None:
        """Close the tab."""
        self._socket.close(1001)
        while await self._socket.read_message() is not None:
            pass
