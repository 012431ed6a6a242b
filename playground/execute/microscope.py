"""One batch under the microscope: what every operation of every layer's `call` gives for some samples, and how their
losses change with it.

The samples pass through the model as they do in training, watched by an observer of its own; the gradients are those
of a GradientTape around it. Nothing about a layer is known beforehand, so a learner's own shows like any other.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from playground.engine import GradientTape, observe, ops, tree
from playground.events import Array, LayerTrace, Quantity, Trace
from playground.execute.aside import aside
from playground.execute.drawn_outputs import thinned
from playground.execute.failure import learner_line
from playground.execute.variable_names import variable_names
from playground.execute.weight_updates import WeightUpdates

FEWEST_SAMPLES, MOST_SAMPLES = 4, 64
SECONDS = 0.5  # of computing that a trace may take, if it takes so much longer for more samples
TOO_LONG = 1.0  # for the fewest: then a model is not looked at again
MOST_NUMBERS = 60_000  # of all samples together
WIDEST = 64  # numbers of one sample in a quantity that is written out
LARGEST_WEIGHT = 4_096  # numbers of a weight
MOST_OPERATIONS = 40  # of a layer
MOST_LAYERS = 40


Kind = Literal["input", "operation", "weight", "constant"]


class Slide(NamedTuple):
    """Training data to choose samples from: structures of arrays with the samples along the first axis."""

    x: Any
    y: Any
    samples: int
    every: int  # of the data there is one sample in so many


def slide_of(x: Any, y: Any) -> Slide | None:
    """The samples that pictures show too; None for data that are no arrays of one length."""
    try:
        arrays = [np.asarray(a) for a in tree.flatten((x, y))]
    except (TypeError, ValueError):
        return None
    if y is None or not arrays or any(a.dtype.kind not in "fiub" or not a.ndim for a in arrays):
        return None
    length = len(arrays[0])
    if not length or any(len(a) != length for a in arrays):
        return None
    kept = len(thinned(arrays[0]))
    every = -(-length // kept)
    x, y = tree.map_structure(lambda a: thinned(np.asarray(a)), (x, y))
    return Slide(x, y, kept, every)


class _Operations(observe.Observer):
    """Keeps, for each of some layers, the operations of its first call, with the line each is written in."""

    def __init__(self, keys: Mapping[int, str]) -> None:
        self._keys = keys
        self._open: list[Any] = []  # the layer that is traced, and those inside it
        self.layers: dict[str, tuple[Any, list[Any], list[tuple]]] = {}
        self._found: list[tuple] | None = None

    def layer_started(self, layer: Any, args: tuple, kwargs: dict) -> None:
        if self._open:
            self._open.append(layer)
            return
        key = self._keys.get(id(layer))
        if key is None or key in self.layers or len(self.layers) >= MOST_LAYERS:
            return
        inputs = [t for t in tree.flatten((args, kwargs)) if hasattr(t, "array")]
        self._open, self._found = [layer], []
        self.layers[key] = (layer, inputs, self._found)

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        while self._open and self._open.pop() is not layer:
            pass  # a layer whose call raised has no end of its own
        if not self._open:
            self._found = None

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        if self._found is not None and len(self._found) < MOST_OPERATIONS:
            self._found.append((name, inputs, output, learner_line()))

    def tensors(self) -> Iterator[Any]:
        """All that has been kept."""
        for _, given, operations in self.layers.values():
            yield from given
            for _, _, output, _ in operations:
                yield from output if isinstance(output, tuple) else (output,)


class _Quantity(NamedTuple):
    """As `Quantity`, with NumPy arrays."""

    name: str
    kind: Kind
    operands: tuple[int, ...]
    line: int | None
    shape: tuple[int, ...]
    values: np.ndarray | None
    gradient: np.ndarray | None

    @property
    def width(self) -> int:
        """How many numbers a sample has of its own."""
        own = self.kind in ("input", "operation") and self.values is not None
        return math.prod(self.shape) if own else 0

    def told(self) -> Quantity:
        values, most = self.values, WIDEST if self.width else LARGEST_WEIGHT
        if values is None or not 0 < (self.width or values.size) <= most:
            return Quantity(*self[:5])
        gradient = None if self.gradient is None else Array.of_numbers(self.gradient)
        return Quantity(*self[:5], Array.of_numbers(values), gradient)


class _Found(NamedTuple):
    layers: dict[str, list[_Quantity]]
    losses: np.ndarray | None  # (samples,)


def trace(
    model: Any, slide: Slide, keys: Mapping[int, str], epoch: int, step: int, name: str = ""
) -> Trace:
    """What `model` does with up to 64 samples of `slide`: fewer where that would take long.

    keys: id(layer) → by what name a layer is told. Raises what the model raises for such a batch, and TimeoutError
    where even few samples take too long.
    """
    rows = np.arange(min(FEWEST_SAMPLES, slide.samples))
    began = time.process_time()
    found = _traced(model, slide, rows, keys)
    seconds = time.process_time() - began
    if seconds > TOO_LONG:
        raise TimeoutError(f"{len(rows)} samples take {seconds:.1f} s")
    numbers = sum(q.width for layer in found.layers.values() for q in layer)
    by_time = int(len(rows) * SECONDS / max(seconds, 1e-6))
    by_size = MOST_NUMBERS // max(1, 2 * numbers)
    most = min(MOST_SAMPLES, slide.samples, by_time, by_size)
    if most > len(rows):
        rows = np.linspace(0, slide.samples - 1, most).round().astype(int)
        found = _traced(model, slide, rows, keys)
    layers = tuple(
        LayerTrace(key, tuple(q.told() for q in quantities))
        for key, quantities in found.layers.items()
        if any(q.width for q in quantities)
    )
    losses = None if found.losses is None else Array.of(found.losses)
    samples = tuple(int(row) for row in rows)
    return Trace(epoch, step, samples, slide.samples, slide.every, losses, layers, name)


def _traced(model: Any, slide: Slide, rows: np.ndarray, keys: Mapping[int, str]) -> _Found:
    seen = _Operations(keys)
    x, labels = (
        tree.map_structure(lambda a: ops.convert_to_tensor(a[rows]), each)
        for each in (slide.x, slide.y)
    )
    with aside(model, seen), GradientTape(persistent=True) as tape:
        tape.watch([t for t in tree.flatten(x) if t.array.dtype.kind == "f"])
        answers = model(x, training=False)
        with observe.observed_by(None):  # what the loss does is no layer's doing
            losses, gradients = _gradients(model, tape, labels, answers, list(seen.tensors()))
    layers = {
        key: _quantities(layer, given, operations, gradients, len(rows))
        for key, (layer, given, operations) in seen.layers.items()
    }
    return _Found(layers, losses)


def _gradients(
    model: Any, tape: GradientTape, labels: Any, answers: Any, tensors: list[Any]
) -> tuple[np.ndarray | None, dict[int, np.ndarray]]:
    """The loss of each sample by itself, without what regularizers add, and the gradients of these by id(tensor); None
    and nothing for a model that was not compiled with a loss."""
    compiled = getattr(model, "_compile_loss", None)
    if compiled is None:
        return None, {}
    tensors = list({id(tensor): tensor for tensor in tensors}.values())
    samples = len(tree.flatten(answers)[0])
    alone = lambda row: compiled(_sample(labels, row), _sample(answers, row))  # noqa: E731
    losses, found = _weighted(compiled, tape, labels, answers, tensors, samples)
    if losses is not None and len(losses):
        # A batch's loss is the mean of its samples', or their sum, or neither: one of them by itself tells.
        row = int(np.argmax(np.abs(losses)))
        own = float(alone(row))
        for scale in (samples, 1):
            if np.isclose(losses[row] * scale, own, rtol=1e-3, atol=1e-6):
                return losses * scale, {i: np.asarray(g.array) * scale for i, g in found.items()}
    each = [alone(row) for row in range(samples)]
    given = tape.gradient(ops.sum(ops.stack(each)), tensors)
    by_id = {id(t): np.asarray(g.array) for t, g in zip(tensors, given) if g is not None}
    return np.array([float(loss) for loss in each], "float32"), by_id


def _weighted(
    compiled: Any, tape: GradientTape, labels: Any, answers: Any, tensors: list[Any], samples: int
) -> tuple[np.ndarray | None, dict[int, Any]]:
    """All at once: a batch's loss is linear in the samples' weights, so that its gradient with respect to these is each
    sample's loss, up to one factor. None for a loss that takes no such weights."""
    weights = ops.ones((samples,))
    tape.watch(weights)
    try:
        total = compiled(labels, answers, weights)
    except Exception:  # of another shape
        return None, {}
    own, *given = tape.gradient(total, [weights, *tensors])
    found = {id(t): g for t, g in zip(tensors, given) if g is not None}
    return (None if own is None else np.asarray(own.array)), found


def _sample(tensors: Any, row: int) -> Any:
    """A batch of this one sample."""
    return tree.map_structure(lambda tensor: tensor[row : row + 1], tensors)


def _quantities(
    layer: Any,
    inputs: list[Any],
    operations: list[tuple],
    gradients: dict[int, np.ndarray],
    samples: int,
) -> list[_Quantity]:
    """The layer's inputs, the weights it uses, and its operations, in the order of their first use."""
    names = variable_names(layer)
    found: list[_Quantity] = []
    places: dict[int, int] = {}  # id(tensor) → where it is in `found`

    def add(
        tensor: Any, name: str, kind: Kind, operands: tuple[int, ...] = (), line: int | None = None
    ) -> None:
        places[id(tensor)] = len(found)
        values = np.asarray(tensor.array)
        if kind in ("weight", "constant"):
            found.append(_Quantity(name, kind, operands, line, values.shape, values, None))
            return
        if values.shape[:1] != (samples,):  # the samples lie along another axis, or are mixed
            found.append(_Quantity(name, kind, operands, line, values.shape, None, None))
            return
        gradient = gradients.get(id(tensor))
        flat = None if gradient is None else gradient.reshape(samples, -1)
        rows = values.reshape(samples, -1)
        found.append(_Quantity(name, kind, operands, line, values.shape[1:], rows, flat))

    for i, tensor in enumerate(inputs):
        add(tensor, "inputs" if len(inputs) == 1 else f"inputs[{i}]", "input")
    for name, operands, output, line in operations:
        for operand in operands:
            if id(operand) not in places:
                variable = getattr(operand, "variable", None)
                if id(variable) in names:
                    add(operand, names[id(variable)], "weight")
                else:
                    add(operand, getattr(variable, "name", "constant"), "constant")
        at = tuple(places[id(operand)] for operand in operands)
        depends = any(found[i].kind in ("input", "operation") for i in at)
        for tensor in output if isinstance(output, tuple) else (output,):
            add(tensor, name, "operation" if depends else "constant", at, line)
    return found


class Microscope:
    """Of the model that is fitted, or was last, and the data it learns from."""

    def __init__(self) -> None:
        self._model: Any = None
        self._slide: Slide | None = None
        self._name = ""
        self._updates = WeightUpdates()

    def fit_started(self, model: Any, x: Any, y: Any, name: str) -> None:
        self._updates.forget()
        self._model, self._slide, self._name = model, slide_of(x, y), name

    def batch_comes(self, stepping: bool, batches: Any) -> None:
        """`stepping`: training halts after it."""
        if stepping and self._slide is not None:
            self._updates.batch_comes(self._model, batches)
        else:
            self._updates.forget()

    def look(self, keys: Mapping[int, str], epoch: int, step: int) -> Trace | None:
        """None where there is nothing to be seen, as before the first batch has made a model's weights."""
        if self._slide is None or not self._model.built:
            return None
        try:
            seen = trace(self._model, self._slide, keys, epoch, step, self._name)
            return dataclasses.replace(seen, updates=self._updates.told(keys) if step else ())
        except Exception:  # the learner's call may not take any batch but its own
            self._slide = None
            return None
