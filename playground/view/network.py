"""The Network region: follows what the program built, the weights and the maps of its units, and sets weights."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import param

from playground import events as ev
from playground.session import Opened, Session, StateChanged
from playground.view.boundary import diverging_palette
from playground.view.component import Component, Message
from playground.view.markup import table_twin
from playground.view.model_choice import ModelChoice
from playground.view.network_drawing import arranged, drawing_svg
from playground.view.network_table import table_html
from playground.view.node_figure import is_input, is_plane

EMPTY = (
    '<p class="empty">Layers appear here as soon as the program calls one: boxes for layers, '
    "arrows for the tensors between them.</p>"
)
MOST_BYTES = 2 * ev.MAX_MESSAGE_BYTES  # of weights and maps; an honest program tells a tenth of it
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
    models = param.List(default=[], doc='what can be shown: {"key", "label"}; or empty')
    model = param.String(default="", doc="the key of what is shown")
    owners = param.Dict(default={}, doc="by node: the model that it is in, where there are several")
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


@dataclasses.dataclass(frozen=True)
class _Layers:
    """What is asked of `built` with every picture: it may have thousands of nodes, and pictures come by the thousand.

    `keys`: by node, what its weights are called. `structure`: by these what must stay the same for weights to belong to
    a layer; the batch size may differ.
    """

    built: ev.Built | None

    @functools.cached_property
    def keys(self) -> dict[str, str]:
        return ev.weight_keys(self.built.nodes) if self.built else {}

    @functools.cached_property
    def structure(self) -> dict[str, tuple]:
        return {
            self.keys[n.id]: (n.class_name, n.params, [s[1:] for s in n.output_shapes])
            for n in (self.built.nodes if self.built else ())
        }


def _limits(x_range: tuple[float, float], y_range: tuple[float, float]) -> ev.Array:
    return ev.Array.of(np.array([x_range, y_range], "float32"))


class Network:
    """Follows `Built` and what is in `Picture`; what the learner sets goes to the session."""

    def __init__(self, session: Session, choice: ModelChoice) -> None:
        self._session = session
        self._choice = choice
        self._forget()
        self._drawn: tuple[ev.Built | None, str] = (None, "")
        self.panel = NetworkDrawing(
            self._received,
            drawing={"empty": EMPTY},
            palette=diverging_palette(),
            twin=table_twin("of the network", "Network as numbers", ""),
            sizing_mode="stretch_both",
        )
        choice.changed.append(lambda: self._update({}))

    def _forget(self) -> None:
        self._layers = _Layers(None)
        # By layer, as `weight_keys` calls them. What a run has told of one model stays when another is trained or made.
        self._weights: dict[str, tuple[ev.Array, ...]] = {}
        self._maps: dict[str, tuple[ev.UnitMaps, ev.Picture]] = {}
        self._plane: ev.Picture | None = None  # the newest picture that has a plane

    @property
    def has_numbers(self) -> bool:
        """Weights or maps of a run are drawn."""
        return bool(self.panel.weights or self._maps)

    @property
    def _built(self) -> ev.Built | None:
        return self._layers.built

    def show(self, items: list) -> None:
        changed: dict[str, object] = {}
        told = False
        for item in items:
            match item:
                case Opened():
                    self._forget()
                    told = True
                case ev.Built():
                    layers = _Layers(item)
                    before, now = self._layers.structure, layers.structure
                    for key in before.keys() | self._weights.keys() | self._maps.keys():
                        if key not in now or (key in before and before[key] != now[key]):
                            self._weights.pop(key, None)
                            self._maps.pop(key, None)
                    if not self._maps:
                        self._plane = None
                    self._layers, told = layers, True
                case ev.FitStarted(x_range=None):
                    self._leave_plane(item.model)
                    told = True
                case ev.Picture() if self._built is not None:
                    known = self._layers.structure
                    self._weights |= {k: w for k, w in item.weights.items() if k in known}
                    if item.maps:
                        # Of the picture itself its range and its plane are wanted, not all that it shows.
                        told_of = dataclasses.replace(
                            item, surface=None, weights={}, maps={}, others=(), answers=None
                        )
                        self._maps |= {k: (m, told_of) for k, m in item.maps.items() if k in known}
                        if item.x_range and item.y_range:
                            self._plane = told_of
                    told = told or bool(item.weights or item.maps)
                case StateChanged(state=state):
                    changed["can_set"] = state in ("training", "paused")
        if told or changed:
            self._update(changed)

    def _leave_plane(self, model: str) -> None:
        """A model that is trained on other data now has no maps any more."""
        own = self._choice.models.get(model)
        if self._maps:
            for node, key in self._layers.keys.items():
                if own is None or node in own:
                    self._maps.pop(key, None)
        self._plane = None

    def _update(self, changed: dict[str, object]) -> None:
        """Bring the page up to date with what is known, of the model that is chosen."""
        shown, chosen = self._choice.shown(self._built), self._choice.chosen
        if (self._built, chosen) != self._drawn:
            self._drawn = (self._built, chosen)
            changed["drawing"] = _drawing(shown)
            changed |= {
                "models": self._choice.options(),
                "model": chosen,
                "owners": self._choice.owners(),
            }
        if self._held() > MOST_BYTES:
            self._weights, self._maps = {}, {}
        keys = self._layers.keys
        nodes = shown.nodes if shown else ()
        changed["weights"] = _sent(nodes, keys, self._weights)
        changed["maps"] = _sent_maps(shown, keys, self._maps, self._plane) if shown else {}
        now = {name: value for name, value in changed.items() if value != getattr(self.panel, name)}
        if now:
            self.panel.param.update(**now)

    def _held(self) -> int:
        """Characters of all that is kept."""
        weights = sum(len(array.data) for arrays in self._weights.values() for array in arrays)
        return weights + sum(
            len(m.values.data) + len(m.limits.data) for m, _ in self._maps.values()
        )

    def _received(self, message: Message) -> None:
        """The learner sets a weight: {"action": "set", "node", "variable", "position", "value"}; or chooses a model."""
        if message.get("action") == "model":
            self._choice.choose(message.get("value"))
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
        key = self._layers.keys[node.id]
        arrays = self._weights.get(key, ())
        if not 0 <= variable < len(arrays) or len(arrays[variable].shape) != len(position):
            return
        if all(0 <= i < n for i, n in zip(position, arrays[variable].shape)) and self.panel.can_set:
            self._session.set_weight(key, variable, tuple(position), float(value))


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


def _sent(
    nodes: Iterable[ev.Node], keys: dict[str, str], weights: dict[str, tuple[ev.Array, ...]]
) -> dict[str, object]:
    """The weights by node."""
    return {
        node.id: [{"shape": list(array.shape), "data": array.data} for array in found]
        for node in nodes
        if (found := weights.get(keys[node.id])) and all(a.dtype == "float32" for a in found)
    }


def _sent_maps(
    built: ev.Built,
    keys: dict[str, str],
    maps_of: dict[str, tuple[ev.UnitMaps, ev.Picture]],
    plane: ev.Picture | None,
) -> dict[str, object]:
    """The maps by node. `middle` is what the colours of the model's probability are about: 0 to 1."""
    sources = {a for a, _ in built.edges}
    of_inputs = None
    if plane and plane.x_range and plane.y_range and is_plane(built.nodes):
        of_inputs = _limits(plane.x_range, plane.y_range)
    made: dict[str, object] = {}
    for node in built.nodes:
        maps, picture = maps_of.get(keys[node.id], (None, plane))
        limits = None
        if of_inputs and is_input(node):
            maps, limits = input_maps(), of_inputs
        if maps is None or len(maps.values.shape) != 3 or maps.values.dtype != "uint8":
            continue
        limits = limits or maps.limits
        if limits.dtype != "float32" or limits.shape != (maps.values.shape[0], 2):
            continue
        last = node.id not in sources and picture is not None and picture.classes == 2
        made[node.id] = {
            "values": maps.values.data,
            "limits": limits.data,
            "shape": list(maps.values.shape),
            "middle": [picture.low, picture.high] if last and picture else None,
        }
    return made
