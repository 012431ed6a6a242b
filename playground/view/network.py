"""The Network region: follows what the program built, the weights and the maps of its units, and sets weights."""

from __future__ import annotations

import functools
import math
from pathlib import Path

import numpy as np
import param

from playground import events as ev
from playground.session import Opened, Session, StateChanged
from playground.view.boundary import diverging_palette
from playground.view.component import Component, Message
from playground.view.markup import table_twin
from playground.view.network_drawing import arranged, drawing_svg
from playground.view.network_table import table_html
from playground.view.node_figure import is_input, is_plane

EMPTY = (
    '<p class="empty">Layers appear here as soon as the program calls one: boxes for layers, '
    "arrows for the tensors between them.</p>"
)
LOW = 120.0  # a drawing that is no higher fits the card as it is
INPUT_MAP = 25  # points along a side


class NetworkDrawing(Component):
    """Draws `drawing` and keeps the lines and maps in it up to date with `weights` and `maps`.

    Numbers travel as the base64 text in which they came; nothing is unpacked on the way.
    """

    drawing = param.Dict(
        default={},
        doc='{"empty"} or {"across", "low", "down": SVG, "table": HTML, "tall": whether it wants height}',
    )
    weights = param.Dict(
        default={}, doc='by node: [{"shape", "data": base64 of float32}] for each variable'
    )
    maps = param.Dict(
        default={},
        doc='by node: {"values", "limits": base64, "shape": [units, rows, columns], "middle": [low, high] or null}',
    )
    palette = param.List(default=[], doc="colours from low to high")
    can_set = param.Boolean(default=False, doc="a fit is going on, so that a weight can be set")

    twin = param.String(
        default="", doc="the table twin's button, around what `drawing` puts into it"
    )

    _esm = Path(__file__).with_name("network.js")


@functools.cache
def input_maps() -> ev.UnitMaps:
    """The maps of x and y themselves: 0 to 255 from left to right, and from bottom to top."""
    ramp = np.broadcast_to(np.linspace(0, 255, INPUT_MAP).astype("uint8"), (INPUT_MAP, INPUT_MAP))
    return ev.UnitMaps(
        ev.Array.of(np.stack([ramp, ramp.T])), ev.Array.of(np.zeros((2, 2), "float32"))
    )


def _structure(built: ev.Built) -> list[tuple]:
    """What must stay the same for a run's weights to belong to a drawing; the batch size may differ."""
    return [(n.class_name, n.name, n.params, [s[1:] for s in n.output_shapes]) for n in built.nodes]


def _limits(x_range: tuple[float, float], y_range: tuple[float, float]) -> ev.Array:
    return ev.Array.of(np.array([x_range, y_range], "float32"))


class Network:
    """Follows `Built` and what is in `Picture`; what the learner sets goes to the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._built: ev.Built | None = None
        self._weights: dict[str, tuple[ev.Array, ...]] = {}
        self.panel = NetworkDrawing(
            self._received,
            drawing={"empty": EMPTY},
            palette=diverging_palette(),
            twin=table_twin("of the network", "Network as numbers", ""),
            sizing_mode="stretch_both",
        )

    def show(self, items: list) -> None:
        built, changed = self._built, {}
        for item in items:
            match item:
                case Opened():
                    built = self._built = None
                    self._weights, changed["weights"], changed["maps"] = {}, {}, {}
                    changed["drawing"] = {"empty": EMPTY}
                case ev.Built():
                    if built is None or _structure(item) != _structure(built):
                        self._weights, changed["weights"], changed["maps"] = {}, {}, {}
                    built = item
                case ev.FitStarted(x_range=None):
                    changed["maps"] = {}
                case ev.Picture() if built is not None:
                    if item.weights:
                        self._weights, changed["weights"] = item.weights, _sent(built, item.weights)
                    if item.maps:
                        changed["maps"] = _sent_maps(built, item)
                case StateChanged(state=state):
                    changed["can_set"] = state in ("training", "paused")
        if built != self._built:
            changed["drawing"] = _drawing(built)
        self._built = built
        now = {name: value for name, value in changed.items() if value != getattr(self.panel, name)}
        if now:
            self.panel.param.update(**now)

    def _received(self, message: Message) -> None:
        """The learner sets a weight: {"action": "set", "node", "variable", "position", "value"}."""
        if message.get("action") != "set" or self._built is None:
            return
        node = next((n for n in self._built.nodes if n.id == message.get("node")), None)
        variable, value = message.get("variable"), message.get("value")
        position = message.get("position")
        if (
            node is None
            or not isinstance(variable, int)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or not isinstance(position, list)
            or not all(type(i) is int for i in position)
        ):
            return
        arrays = self._weights.get(node.name, ())
        if not 0 <= variable < len(arrays) or len(arrays[variable].shape) != len(position):
            return
        if all(0 <= i < n for i, n in zip(position, arrays[variable].shape)) and self.panel.can_set:
            self._session.set_weight(node.name, variable, tuple(position), float(value))


def _drawing(built: ev.Built | None) -> dict[str, object]:
    if built is None or not built.nodes:
        return {"empty": EMPTY}
    at = arranged(built, down=False)
    return {
        "across": drawing_svg(at, built),
        "low": drawing_svg(arranged(built, down=False, low=True), built),
        "down": drawing_svg(arranged(built, down=True), built),
        "table": table_html(built),
        "tall": at.size[1] > LOW,
    }


def _sent(built: ev.Built, weights: dict[str, tuple[ev.Array, ...]]) -> dict[str, object]:
    """The weights by node."""
    return {
        node.id: [{"shape": list(array.shape), "data": array.data} for array in weights[node.name]]
        for node in built.nodes
        if node.name in weights and all(a.dtype == "float32" for a in weights[node.name])
    }


def _sent_maps(built: ev.Built, picture: ev.Picture) -> dict[str, object]:
    """The maps by node. `middle` is what the colours of the model's probability are about: 0 to 1."""
    sources = {a for a, _ in built.edges}
    made: dict[str, object] = {}
    for node in built.nodes:
        maps, limits = picture.maps.get(node.name), None
        if is_input(node) and is_plane(built.nodes) and picture.x_range and picture.y_range:
            maps, limits = input_maps(), _limits(picture.x_range, picture.y_range)
        if maps is None or len(maps.values.shape) != 3 or maps.values.dtype != "uint8":
            continue
        limits = limits or maps.limits
        if limits.dtype != "float32" or limits.shape != (maps.values.shape[0], 2):
            continue
        last = node.id not in sources and picture.classes == 2
        made[node.id] = {
            "values": maps.values.data,
            "limits": limits.data,
            "shape": list(maps.values.shape),
            "middle": [picture.low, picture.high] if last else None,
        }
    return made
