"""What the page's own components share: they talk in small messages and look like the page around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panel.custom import JSComponent

Message = dict[str, Any]


class Component(JSComponent):
    """A JSComponent that hands every message of its JavaScript, a dict, to `receive`.

    Messages come from the visitor's browser, so a receiver checks what it reads.
    """

    _abstract = True

    def __init__(self, receive: Callable[[Message], None] | None = None, **params: Any) -> None:
        self._receive = receive
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)

    def _handle_msg(self, data: Any) -> None:
        if self._receive is not None and isinstance(data, dict):
            self._receive(data)
