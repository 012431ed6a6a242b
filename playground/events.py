"""The messages between a page and a kernel: frozen dataclasses that go to JSON and back.

Commands go to the kernel, events come from it. They are the only link, so that the page cannot tell whether the
learner's program runs in a worker of the page, in a child process of the server or on a cluster. Whoever receives
trusts none of it: `events_from_json` checks every field's type and every size, because a learner's program
can write into the same channel.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Shape = tuple[int | None, ...]
MAX_MESSAGE_BYTES = 4_000_000
MAX_COMMAND_BYTES = 17_000_000  # those come from us; a program goes with the files that it reads
MAX_TEXT = 200_000  # characters of a program
MAX_PARTS = 200_000  # commas in a message: what it costs to read it
MAX_MESSAGES = 2_000  # in a line
MAX_DIGITS = 40  # of a number
MAX_DEPTH = 8  # axes of an array
# Of one field: characters of a text, or entries of a list or table. What is not here has the last two.
MOST = {
    "Run.source": MAX_TEXT,
    "Run.checks": MAX_TEXT,
    "Run.files": MAX_COMMAND_BYTES,
    "Join.points": MAX_TEXT,
    "Printed.text": 100_000,
    "Failed.message": 20_000,
    "Failed.traceback": 60_000,
    "Failed.full_traceback": 200_000,
    "Array.data": MAX_MESSAGE_BYTES,
    "File.data": MAX_MESSAGE_BYTES,
    "Built.nodes": 5_000,
    "Built.edges": 20_000,
    "Model.nodes": 5_000,
}
MOST_CHARACTERS, MOST_ENTRIES = 10_000, 1_000


# ---------------------------------------------------------------------------------------------- commands
Speed = Literal["slow motion", "normal", "full speed"]


@dataclass(frozen=True)
class Run:
    """Execute `source`. `until="shapes"` is the check while typing: `fit` returns at once, budget 2 s."""

    source: str
    until: Literal["end", "shapes"] = "end"
    checks: str = ""  # the text of a lesson's checks.py, executed when the program has ended
    paused: bool = False  # halt before the first batch: Step on a program that is not running
    watched: bool = False  # by somebody who may take home what it saves
    speed: Speed = "full speed"
    seed: int | None = None  # where random numbers begin that the program does not seed itself
    stop_when_diverged: bool = (
        False  # before the batch whose loss is no number; else it goes on, as in Keras
    )
    files: dict[str, str] = field(default_factory=dict)  # the learner's own: `playground.own_files`
    features: tuple[int, int] | None = None  # to draw across and up, where data have more than two


@dataclass(frozen=True)
class Pause:
    pass


@dataclass(frozen=True)
class Resume:
    pass


@dataclass(frozen=True)
class Step:
    """One batch, then pause again."""


@dataclass(frozen=True)
class Stop:
    pass


@dataclass(frozen=True)
class Set:
    """Change a running fit."""

    learning_rate: float


@dataclass(frozen=True)
class SetWeight:
    """Change one number of a variable of a running or paused fit: `layer.weights[variable][position]`."""

    layer: str  # its name, as in `weight_keys`
    variable: int
    position: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class SetSpeed:
    """Go on in slow motion, at a pace at which a fit can be seen, or as fast as can be."""

    speed: Speed


@dataclass(frozen=True)
class Join:
    """The learner has drawn other points while a fit on drawn points runs: `points`, all of them, as
    `datasets.points` takes them. It trains on them from its next epoch on, or a `Notice` says why it cannot."""

    points: str


@dataclass(frozen=True)
class DrawFeatures:
    """Of the running fit's data, which have more than two features, draw these (from 0)."""

    across: int
    up: int


Command = Run | Pause | Resume | Step | Stop | Set | SetWeight | SetSpeed | Join | DrawFeatures


# ------------------------------------------------------------------------------------------------ events
@dataclass(frozen=True)
class Array:
    """A small array: C order, little-endian, base64."""

    dtype: Literal["uint8", "float32"]
    shape: tuple[int, ...]
    data: str

    @classmethod
    def of(cls, values: Any) -> Array:
        """Pack a NumPy array of dtype uint8 or float32."""
        return cls(str(values.dtype), values.shape, base64.b64encode(values.tobytes()).decode())  # type: ignore[arg-type]

    @classmethod
    def of_numbers(cls, values: Any) -> Array:
        """Pack any array of numbers as float32."""
        import numpy as np

        return cls.of(np.ascontiguousarray(values, "float32"))

    def numpy(self) -> Any:
        """The NumPy array; ValueError when the bytes do not fit the shape."""
        import numpy as np

        if len(self.shape) > MAX_DEPTH or any(n < 0 for n in self.shape):
            raise ValueError(f"no shape of an array: {self.shape[:MAX_DEPTH]}")
        flat = np.frombuffer(base64.b64decode(self.data, validate=True), self.dtype)
        return flat.reshape(self.shape)


@dataclass(frozen=True)
class Loading:
    """The kernel is not there yet; `phase` names what is being done, `fraction` is 0 to 1 when known."""

    phase: str
    fraction: float | None = None


@dataclass(frozen=True)
class Waiting:
    """The program has no place to run in yet; `before` programs are before it in the queue."""

    before: int


@dataclass(frozen=True)
class Started:
    """The program begins to run."""

    until: Literal["end", "shapes"] = "end"


@dataclass(frozen=True)
class Printed:
    """What a program printed. `left_out`: so many lines before it are not told, because there are too many."""

    text: str
    stream: Literal["stdout", "stderr"] = "stdout"
    left_out: int = 0


@dataclass(frozen=True)
class Node:
    """A layer (or an input) in the drawing of the network."""

    id: str
    class_name: str  # "SimpleDense"; "Input" for data that comes in
    name: str  # "simple_dense"
    params: int
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    formula: str = ""  # "(2, 784) @ (784, 32) + (32,) → (2, 32)"
    arithmetic: str = ""  # "784 × 32 + 32"
    line: int | None = None  # where the learner's program made it


@dataclass(frozen=True)
class Model:
    """A model of the program: the variable that holds it, else its own name, and the ids of its nodes."""

    name: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Built:
    """The network so far: any directed acyclic graph. Replaces the one before. Models may share nodes, and some nodes
    may belong to none.

    A program that ends without error and has made no layer says so by one without nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]  # (from id, to id)
    models: tuple[Model, ...] = ()


def weight_keys(nodes: Iterable[Node]) -> dict[str, str]:
    """By what name a `Picture` and `SetWeight` call each node's layer, by the node's id: its own, and where an earlier
    layer has that already, as in a model that was loaded, the name with the id."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        keys[node.id] = node.name if node.name not in taken else f"{node.name} {node.id}"
        taken.add(node.name)
    return keys


@dataclass(frozen=True)
class Data:
    """What a program would train on: the first `fit` that a check comes to, when its inputs are 2-D. Up to 1000
    `points` (n, 2) with `labels` (n,), and the same for validation; the ranges frame all of them.

    classes: 2 or more when the labels are classes, 0 when they are numbers."""

    points: Array
    labels: Array
    validation_points: Array | None
    validation_labels: Array | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    classes: int
    features: tuple[int, int, int] | None = None  # as in FitStarted, as are
    samples: Array | None = None


@dataclass(frozen=True)
class Examples:
    """What a fit learns from when its inputs are no points of a plane; a check tells it too. Up to 300 labels `y` (n,)
    and half as many of the validation data. `x` (n,) are the inputs of one feature, None when there are several.

    classes: 2 when the labels are 0 and 1, 0 when they are numbers."""

    x: Array | None
    y: Array
    validation_x: Array | None = None
    validation_y: Array | None = None
    classes: int = 0


@dataclass(frozen=True)
class FitStarted:
    """`fit` begins. `points`: up to 1000 training inputs (n, 2) when inputs are 2-D, `labels` (n,), and the
    same for validation; `x_range` and `y_range` frame all of them."""

    epochs: int
    batch_size: int | None
    steps: int | None
    optimizer: str
    learning_rate: float | None
    loss: str
    metrics: tuple[str, ...]
    validation: bool
    points: Array | None = None
    labels: Array | None = None
    validation_points: Array | None = None
    validation_labels: Array | None = None
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    heads: tuple[str, ...] = ()  # the outputs of a model with several, the one that is drawn first
    output_labels: dict[str, Array] = field(default_factory=dict)  # (n,) by head, or "head/unit"
    output_validation_labels: dict[str, Array] = field(default_factory=dict)
    model: str = ""  # its name, as in Model
    features: tuple[int, int, int] | None = (
        None  # across, up, of how many: the others are at their mean
    )
    samples: Array | None = None  # of few features: the rows (n, features) that `points` are of
    validation_samples: Array | None = None


@dataclass(frozen=True)
class FitChanged:
    """The fit that is going on is, from `epoch` (1-based) on, as `now` says. `joined`: it has other training data,
    because points were drawn; else others of their features are drawn."""

    epoch: int
    now: FitStarted
    joined: bool


@dataclass(frozen=True)
class Batch:
    """Training has reached batch `step` of `epoch` (both 1-based). `logs`: the epoch's running means. At most
    30 a second."""

    epoch: int
    step: int
    logs: dict[str, float]


@dataclass(frozen=True)
class Epoch:
    """Epoch `epoch` (1-based) is complete; `logs` include `val_` entries."""

    epoch: int
    logs: dict[str, float]


@dataclass(frozen=True)
class UnitMaps:
    """What each unit of a layer answers over the plane. `values` (units, rows, columns) uint8, rows from low to high
    y; 0 and 255 are the unit's lowest and highest answer, `limits` (units, 2) float32."""

    values: Array
    limits: Array


@dataclass(frozen=True)
class Surface:
    """Another output of the model over the plane of a `Picture`: a head as a whole (`unit` -1) or one of its units.
    `values`, `low`, `high` and `classes` are as there."""

    head: str  # "" of a model with one
    unit: int
    values: Array
    low: float
    high: float
    classes: int


@dataclass(frozen=True)
class Answers:
    """What a model answers for the `Examples`: of one feature its curve, `values` (m,) at the places `at` (m,); of
    several `values` (n,) beside the labels `y`, and `validation` beside those of the validation data."""

    values: Array
    at: Array | None = None
    validation: Array | None = None


@dataclass(frozen=True)
class Picture:
    """What the model looks like now. `surface` (rows, columns) uint8 is the model's first output over
    `x_range` × `y_range`, rows from low y to high y; 0 and 255 are `low` and `high`. `weights` are
    those of small layers by `weight_keys`, `maps` the units' answers over the same plane (not in every picture)."""

    epoch: int
    surface: Array | None = None
    low: float = 0.0
    high: float = 1.0
    classes: int = 2  # 2: a probability; > 2: the surface holds class indices; 0: a regression
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    weights: dict[str, tuple[Array, ...]] = field(default_factory=dict)
    maps: dict[str, UnitMaps] = field(default_factory=dict)
    others: tuple[Surface, ...] = ()  # not in every picture
    answers: Answers | None = None  # of a fit on other data than points of a plane


@dataclass(frozen=True)
class Sections:
    """When a run with data of few features is over: what its last model says over every two of them, by "across,up"
    (from 0, across < up). Of such a `Picture` there are no weights and no maps."""

    pictures: dict[str, Picture]


@dataclass(frozen=True)
class Paused:
    epoch: int
    step: int


@dataclass(frozen=True)
class Resumed:
    pass


@dataclass(frozen=True)
class Notice:
    """Something worth saying that is not an error."""

    message: str
    line: int | None = None


@dataclass(frozen=True)
class Diverged:
    """A loss or a weight is no longer a finite number, since batch `step` of `epoch` (both 1-based; 0: in a loop of the
    learner's own). Training goes on. `message` says where and why, `advice` what to try, `cause` the cause in a word
    (execute/cause.py); `line` and `columns` (from, to; 0-based) are where in the program the cause is, and `layer` is
    the name of the layer in which it was first seen, or ""."""

    message: str
    advice: str = ""
    cause: str = "unknown"
    line: int | None = None
    columns: tuple[int, int] | None = None
    epoch: int = 0
    step: int = 0
    layer: str = ""


@dataclass(frozen=True)
class Confusion:
    """Of a classification's validation data (up to 1000) after `epoch` epochs: `counts` (k, k) float32 has a row for
    each true class and a column for each that the model says. Of two classes `roc` (m, 2) is the curve (false positive
    rate, true positive rate), and `area` that below it."""

    epoch: int
    counts: Array
    roc: Array | None = None
    area: float | None = None


@dataclass(frozen=True)
class Quantity:
    """A step on the way from a layer's inputs to its output, for the samples of a `Trace`.

    What each sample has of its own is an "input" or an "operation": its `values` are (samples, numbers of one sample)
    float32, `shape` is that of one sample, and `gradient`, like `values`, is that of the sample's own loss. A "weight",
    or a "constant" that comes of weights and numbers, is the same for all: `values` have its own `shape`. None when
    there are too many numbers to be written out, or none for each sample."""

    name: str  # "inputs", "W", "matmul"
    kind: Literal["input", "operation", "weight", "constant"]
    operands: tuple[int, ...]  # of an operation: their places among the layer's quantities
    line: int | None  # of the program, where the operation is written
    shape: tuple[int, ...]
    values: Array | None = None
    gradient: Array | None = None


@dataclass(frozen=True)
class LayerTrace:
    """The first call of a layer in a forward pass."""

    layer: str  # as `weight_keys` calls it
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class WeightUpdate:
    """How the batch that was learned last changed a weight: float32 of its shape, all of them. `kept` is what the
    optimizer keeps for it, after the batch, by its name there."""

    layer: str  # as `weight_keys` calls it
    name: str  # "W"
    before: Array
    gradient: Array
    kept: dict[str, Array]
    after: Array


@dataclass(frozen=True)
class Trace:
    """What a model does with some samples of its training data, at batch `step` of `epoch`; where training is over,
    `step` is 0 and `epoch` how many were done. `samples`: which of `of` they are, and of these every `every`-th row of
    the data is one. `losses` (samples,) are each one's own, without what regularizers add."""

    epoch: int
    step: int
    samples: tuple[int, ...]
    of: int
    every: int
    losses: Array | None
    layers: tuple[LayerTrace, ...]
    model: str = ""  # its name, as in Model
    updates: tuple[WeightUpdate, ...] = ()  # of a fit that goes batch by batch


@dataclass(frozen=True)
class File:
    """A part of a file that a run leaves: one that the program saved, or the weights of its last fitted model.

    `part` is 1 to `parts`, `data` base64; `parts` is 0 of a file that is too large to be sent."""

    name: str
    kind: Literal["saved", "weights"]
    data: str
    part: int
    parts: int
    why: str = ""  # there is no file, when `parts` is 0 and it is not too large


@dataclass(frozen=True)
class Checked:
    """A lesson's task: its text, whether the run passes it and, if not, what to try."""

    task: str
    passed: bool
    advice: str = ""


@dataclass(frozen=True)
class Failed:
    """The program ended with an error. `line` is the learner's, 1-based. Of an operation whose inputs do not fit
    together, `operation` is the name ("matmul") and `shapes` are those of its inputs. `columns` (from, to; 0-based)
    is the part of the line that was being computed. `traceback` holds the learner's frames, `full_traceback` those of
    the engine too, or nothing when there are none."""

    kind: str  # "SyntaxError"
    message: str
    line: int | None = None
    advice: str = ""
    traceback: str = ""
    operation: str = ""
    shapes: tuple[Shape, ...] = ()
    columns: tuple[int, int] | None = None
    full_traceback: str = ""


@dataclass(frozen=True)
class Stopped:
    """The learner (or a limit) ended the run; what was learned so far stays."""

    reason: str = ""


@dataclass(frozen=True)
class Finished:
    seconds: float


Event = (
    Loading
    | Started
    | Waiting
    | Printed
    | Built
    | Data
    | Examples
    | FitStarted
    | FitChanged
    | Batch
    | Epoch
    | Picture
    | Sections
    | Paused
    | Resumed
    | Notice
    | Diverged
    | Confusion
    | Trace
    | File
    | Checked
    | Failed
    | Stopped
    | Finished
)
ENDINGS = (Failed, Stopped, Finished)


def too_long(characters: int, most: int = MAX_TEXT) -> Failed:
    """The answer to a program of so many characters: more than `most`."""
    return Failed(
        "ProgramTooLong",
        f"Expected a program of at most {most:,} characters, received {characters:,}. Nothing was run.",
        advice="Large data are better made by the program than written into it.",
    )


# -------------------------------------------------------------------------------------------------- JSON
class BadMessage(ValueError):
    """A message that is not what the schema says."""


_COMMANDS = {c.__name__: c for c in typing.get_args(Command)}
_EVENTS = {c.__name__: c for c in typing.get_args(Event)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return repr(float(value))  # JSON has no nan: "nan", "inf", "-inf"
    return value


def to_json(messages: Iterable[Command | Event]) -> str:
    """One line for a list of messages."""
    return json.dumps(
        [{"type": type(m).__name__} | _plain(m) for m in messages], separators=(",", ":")
    )


_hints: dict[type, dict[str, Any]] = {}


def _parse(hint: Any, value: Any, where: str) -> Any:
    """`value` from JSON as the annotated type `hint`, or BadMessage."""
    origin = typing.get_origin(hint)
    if isinstance(value, list | dict) and len(value) > MOST.get(where, MOST_ENTRIES):
        raise BadMessage(
            f"{where}: {len(value)} entries; the limit is {MOST.get(where, MOST_ENTRIES)}"
        )
    if origin in (typing.Union, types.UnionType):
        options = typing.get_args(hint)
        if value is None and type(None) in options:
            return None
        for option in options:
            if option is not type(None):
                try:
                    return _parse(option, value, where)
                except BadMessage:
                    continue
    elif origin is Literal:
        if value in typing.get_args(hint):
            return value
    elif origin is tuple and isinstance(value, list):
        items = typing.get_args(hint)
        if len(items) == 2 and items[1] is Ellipsis:
            return tuple(_parse(items[0], v, where) for v in value)
        if len(items) == len(value):
            return tuple(_parse(i, v, where) for i, v in zip(items, value))
    elif origin is dict and isinstance(value, dict):
        item = typing.get_args(hint)[1]
        if any(len(k) > MOST_CHARACTERS for k in value):
            raise BadMessage(f"{where}: a name is longer than {MOST_CHARACTERS} characters")
        return {str(k): _parse(item, v, where) for k, v in value.items()}
    elif hint is float:
        if value in ("nan", "inf", "-inf"):
            return float(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    elif hint is str:
        if isinstance(value, str) and len(value) <= MOST.get(where, MOST_CHARACTERS):
            return value
    elif hint in (int, bool):
        if type(value) is hint:
            return value
    elif dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return _build(typing.cast(type, hint), value)
    raise BadMessage(f"{where}: expected {hint}, received {str(value)[:80]!r}")


def _build(cls: type, fields: dict[str, Any]) -> Any:
    if cls not in _hints:
        _hints[cls] = typing.get_type_hints(cls)
    hints = _hints[cls]
    unknown = set(fields) - set(hints)
    if unknown:
        raise BadMessage(f"{cls.__name__}: no field {sorted(unknown)[0]!r}")
    try:
        made = cls(**{k: _parse(hints[k], v, f"{cls.__name__}.{k}") for k, v in fields.items()})
    except TypeError as error:
        raise BadMessage(str(error)) from None
    if isinstance(made, Array):
        try:
            made.numpy()
        except ValueError as error:
            raise BadMessage(f"Array: {error}") from None
    return made


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if len(digits) > MAX_DIGITS or math.isinf(value):
        raise ValueError(f"a number that is too large or too long: {digits[:MAX_DIGITS]}")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON; a number that is none is sent as text")


def _from_json(line: str | bytes, table: dict[str, type], most: int) -> list[Any]:
    if len(line) > most:
        raise BadMessage(f"a message of {len(line)} bytes; the limit is {most}")
    if (parts := line.count("," if isinstance(line, str) else b",")) > MAX_PARTS:  # type: ignore[arg-type]
        raise BadMessage(f"a message of {parts} parts; the limit is {MAX_PARTS}")
    try:
        items = json.loads(
            line, parse_int=_whole, parse_float=_decimal, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"not JSON: {str(error)[:200]}") from None
    if not isinstance(items, list):
        raise BadMessage("expected a list of messages")
    if len(items) > MAX_MESSAGES:
        raise BadMessage(f"{len(items)} messages at once; the limit is {MAX_MESSAGES}")
    made = []
    for item in items:
        kind = item.pop("type", None) if isinstance(item, dict) else None
        if not isinstance(kind, str) or kind not in table:
            raise BadMessage(f"unknown message type {str(kind)[:40]!r}")
        made.append(_build(table[kind], item))
    return made


def events_from_json(line: str | bytes) -> list[Event]:
    """The events of one line; BadMessage when anything is not as the schema says."""
    return _from_json(line, _EVENTS, MAX_MESSAGE_BYTES)


def commands_from_json(line: str | bytes) -> list[Command]:
    """The commands of one line; BadMessage when anything is not as the schema says."""
    return _from_json(line, _COMMANDS, MAX_COMMAND_BYTES)
