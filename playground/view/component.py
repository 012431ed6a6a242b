"""What the page's own components share: they talk in small messages and look like the page around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from panel.config import config
from panel.custom import JSComponent

Message = dict[str, Any]
_HERE = Path(__file__).parent
_scripts: dict[tuple[type, object], str] = {}  # of the components


def with_scripts(*names: str) -> str:
    """The JavaScript of several files of this folder as one: functions first, then the component that calls them."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


class Component(JSComponent):
    """A JSComponent that hands every message of its JavaScript, a dict, to `receive`.

    Messages come from the visitor's browser, so a receiver checks what it reads.
    """

    _abstract = True

    @classmethod
    def _is_data(cls, names: Iterable[str]) -> bool:
        """All of them are parameters that a component of ours adds: text, numbers, lists, dicts."""
        return not any(name in JSComponent.param for name in names)

    # Thirty times a second Panel would look up style sheets and child views for each change. Data have neither.
    def _update_properties(self, *events: Any, doc: Any) -> dict[str, Any]:
        if self._is_data(event.name for event in events):
            return {event.name: event.new for event in events}
        return super()._update_properties(*events, doc=doc)

    def _update_model(
        self, events: Any, msg: dict[str, Any], root: Any, model: Any, doc: Any, comm: Any
    ) -> None:
        if not msg or not self._is_data(msg):
            super()._update_model(events, msg, root, model, doc, comm)
            return
        ref = root.ref["id"]
        self._changing[ref] = list(msg)  # so that Panel does not take it for the browser's doing
        try:
            model.data.update(**msg)
        finally:
            self._changing.pop(ref, None)

    def __init__(self, receive: Callable[[Message], None] | None = None, **params: Any) -> None:
        self._receive = receive
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)

    # Panel reads the file anew for every visitor, and each would hold a copy: of the editor's half a megabyte.
    @classmethod
    def _render_esm(cls, compiled: bool | Literal["compiling"] = True, server: bool = False) -> str:
        if config.autoreload:
            return super()._render_esm(compiled, server)
        if (cls, compiled) not in _scripts:
            _scripts[cls, compiled] = super()._render_esm(compiled, server)
        return _scripts[cls, compiled]

    # Browsers read our JavaScript as it is. What Panel takes for bundled it does not compile from TypeScript first.
    def _get_properties(self, doc: Any) -> dict[str, Any]:
        properties = super()._get_properties(doc)
        if not config.autoreload:
            properties["bundle"] = properties["bundle"] or type(self).__name__
        return properties

    def _handle_msg(self, data: Any) -> None:
        if self._receive is not None and isinstance(data, dict):
            self._receive(data)
