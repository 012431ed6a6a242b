"""What a model looks like now: its output over the plane, that of its units, and the weights of its small layers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine import observe
from playground.events import Answers, Array, Picture, UnitMaps
from playground.execute.aside import aside
from playground.execute.drawn_outputs import (
    is_list_of_heads,
    kind_of,
    other_surfaces,
    shades,
    thinned,
)

if TYPE_CHECKING:
    from playground.execute.section import Section

GRID = 50  # points along each side of the surface
MARGIN = 0.15  # of the data's extent, around it
SMALL = 400  # parameters of a layer whose weights are sent
FEW_UNITS, MAP_STEP, COARSE_STEP = (
    8,
    2,
    3,
)  # few units' maps have every second point of the surface, else every third
MAP_SECONDS = 0.1  # between two pictures that hold maps: they are most of a picture's bytes
MAPS_A_SECOND = 640
MOST_UNITS = 32  # of a layer whose units get maps
MOST_MAPS = 192  # in one picture
Range = tuple[float, float]


def points_of(x: Any, y: Any) -> tuple[Array, Array] | None:
    """Up to 1000 rows of 2-D inputs (n, 2) with one label each; None when the data are not like that.

    Labels for several heads, a list or a dict: those of the head that is drawn.
    """
    try:
        xs, ys = np.asarray(x), np.asarray(drawn_head(y)[1])
    except (TypeError, ValueError):
        return None
    if xs.ndim != 2 or xs.shape[1] != 2 or len(xs) == 0 or ys.shape[:1] != xs.shape[:1]:
        return None
    if xs.dtype.kind not in "fiub" or ys.dtype.kind not in "fiub":
        return None  # names, say: Keras has a word on them
    ys = ys.reshape(len(ys), -1)
    labels = ys.argmax(1) if ys.shape[1] > 1 else ys[:, 0]
    return Array.of(thinned(xs).astype("float32")), Array.of(thinned(labels).astype("float32"))


def drawn_head(y: Any) -> tuple[str | None, Any]:
    """The name, if labels are named, and the labels of the head that is drawn: of several, the first."""
    name = None
    while True:
        if isinstance(y, dict) and y:
            name, y = next(iter(y.items()))
        elif is_list_of_heads(y):
            y = y[0]
        else:
            return name, y


def frame(points: Array) -> tuple[Range, Range]:
    """x and y ranges around all points that are finite, with a margin, square enough to draw."""
    at = points.numpy()
    at = at[np.isfinite(at).all(1)]
    if not len(at):
        return (0.0, 1.0), (0.0, 1.0)
    low, high = at.min(0).astype(float), at.max(0).astype(float)
    room = np.maximum(high - low, 1e-3) * MARGIN
    (x0, y0), (x1, y1) = low - room, high + room
    return (float(x0), float(x1)), (float(y0), float(y1))


class _Answers(observe.Observer):
    """Keeps what each of some layers gave last."""

    def __init__(self, layers: Iterable[Any]) -> None:
        self._wanted = {id(layer) for layer in layers}
        self.of: dict[int, Any] = {}

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        if id(layer) in self._wanted:
            self.of[id(layer)] = outputs


def unit_maps(answers: np.ndarray) -> UnitMaps:
    """`answers` (rows, columns, units) as one picture a unit, each in 256 steps from its lowest to its highest."""
    flat = np.ascontiguousarray(answers.reshape(-1, answers.shape[-1]).T, "float32")
    if not np.isfinite(flat).all():
        flat = np.nan_to_num(flat, posinf=0, neginf=0)
    low, high = flat.min(1, keepdims=True), flat.max(1, keepdims=True)
    shades = (flat - low) * (255 / np.maximum(high - low, np.float32(1e-30)))
    rows, columns, units = answers.shape
    return UnitMaps(
        Array.of(np.rint(shades).astype("uint8").reshape(units, rows, columns)),
        Array.of(np.concatenate([low, high], 1)),
    )


class Painter:
    """Takes pictures of one model during one fit."""

    def __init__(
        self,
        model: Any,
        labels: np.ndarray | None,
        ranges: tuple[Range, Range] | None,
        head: str | None = None,
        others: dict[str, np.ndarray] | None = None,
        answers: Callable[[], Answers | None] = lambda: None,
        section: Section | None = None,
    ) -> None:
        """`head` names the output to draw when the model has several; without it, the first. `others` are the labels
        of the other outputs (drawn_outputs.py); `answers` asks the model about data that are no plane (examples.py);
        `section` is the plane in data of more than two features (section.py)."""
        self._model = model
        self._head = head
        self._ranges = ranges
        self._others = others or {}
        self._kind = kind_of(labels)
        self._next_maps = 0.0
        self._answers = answers
        self._grid: np.ndarray | None = None
        if ranges is None:
            return
        (x0, x1), (y0, y1) = ranges
        xs, ys = np.meshgrid(np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID))
        self._grid = np.stack([xs.ravel(), ys.ravel()], 1).astype("float32")
        if section is not None:
            self._grid = section.whole(self._grid)

    def paint(
        self,
        epoch: int,
        layers: Iterable[Any],
        still: bool = False,
        keys: Mapping[int, str] | None = None,
    ) -> Picture:
        """The picture after `epoch` epochs. A model that fails on the grid has no surface, only weights. `keys`:
        id(layer) → how it is called, where that is not its name.

        Maps of units come every tenth of a second, or at once when what is seen will stand still."""
        keys = keys or {}
        surface, maps, others, layers = None, {}, (), list(layers)
        if self._grid is not None:
            now = time.perf_counter()
            with_maps = still or now >= self._next_maps
            seen = _Answers(layers if with_maps else ())
            try:
                surface, outputs = self._surface(seen)
                if with_maps and len(outputs) * max(v.shape[1] for v in outputs.values()) > 1:
                    drawn = self._drawn_name(outputs)
                    others = other_surfaces(outputs, drawn, self._others, GRID)
            except Exception:  # the learner's call may not take any batch but its own
                self._grid = None
            if with_maps and surface is not None:
                maps = _maps(layers, seen, keys)
                count = sum(each.values.shape[0] for each in maps.values())
                self._next_maps = now + max(MAP_SECONDS, count / MAPS_A_SECOND)
        try:
            answers = self._answers()
        except Exception:  # as above
            answers, self._answers = None, lambda: None
        x_range, y_range = self._ranges or (None, None)
        return Picture(
            epoch,
            None if surface is None else Array.of(surface),
            self._kind.low,
            self._kind.high,
            self._kind.classes,
            x_range,
            y_range,
            {
                str(keys.get(id(layer), layer.name)): tuple(
                    Array.of_numbers(np.asarray(w)) for w in layer.weights
                )
                for layer in layers
                if layer.built and 0 < layer.count_params() <= SMALL
            },
            maps,
            others,
            answers,
        )

    def _drawn_name(self, outputs: dict[str, np.ndarray]) -> str:
        """The head whose labels are drawn first."""
        return self._head if self._head in outputs else next(iter(outputs))

    def _outputs(self, out: Any) -> dict[str, np.ndarray]:
        """The answers of each head (points, units) by its name, "" when there is one."""
        names = getattr(self._model, "output_names", None) or []
        if isinstance(out, list | tuple) and len(out) == 1:
            out = out[0]
        if isinstance(out, list | tuple):
            named = names if len(names) == len(out) else [str(i) for i in range(len(out))]
            out = dict(zip(named, out))
        heads = out if isinstance(out, dict) else {"": out}
        answers = {str(name): np.asarray(values, "float32") for name, values in heads.items()}
        return {
            name: values.reshape(GRID * GRID, -1)
            for name, values in answers.items()
            if values.shape[:1] == (GRID * GRID,)
        }

    def _surface(self, answers: _Answers) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The head that is drawn, and the answers of all."""
        with aside(self._model, answers):
            out = self._model(self._grid, training=False)
        outputs = self._outputs(out)
        drawn, self._kind = shades(outputs[self._drawn_name(outputs)], self._kind)
        return drawn.reshape(GRID, GRID), outputs


def _maps(layers: Iterable[Any], answers: _Answers, keys: Mapping[int, str]) -> dict[str, UnitMaps]:
    """Of the layers that gave a vector for every point, while there is room."""
    maps: dict[str, UnitMaps] = {}
    room = MOST_MAPS
    for layer in layers:
        shape = tuple(getattr(answers.of.get(id(layer)), "shape", ()))
        if len(shape) == 2 and shape[0] == GRID * GRID and 0 < shape[1] <= min(room, MOST_UNITS):
            values = np.asarray(answers.of[id(layer)])
            if values.dtype.kind in "fiu":
                step = MAP_STEP if shape[1] <= FEW_UNITS else COARSE_STEP
                key = keys.get(id(layer), layer.name)
                maps[key] = unit_maps(values.reshape(GRID, GRID, -1)[::step, ::step])
                room -= shape[1]
    return maps
