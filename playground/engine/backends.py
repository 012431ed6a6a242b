"""What programs do with tensors inside a training step, and which of Keras's backends refuse it.

Keras turns the step of `fit`, `evaluate` and `predict` into a graph, and finds the shapes of a layer by running its
`call` without numbers. There, tensors have no numbers yet: what needs them fails on JAX and TensorFlow, sometimes on
PyTorch too. What every backend refuses is refused here; what only some refuse is done, and an observer is told which.
The rules were measured with Keras 3.15.1: `tests/parity/backends` has the table and measures it again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

from playground.engine import observe

JAX, TENSORFLOW, TORCH = "JAX", "TensorFlow", "PyTorch"
ALL = (JAX, TENSORFLOW, TORCH)


class Rule(NamedTuple):
    """What happens when a tensor is used so inside a training step."""

    refused_by: tuple[str, ...]
    instead: str  # what to write, with `{}` for what NumPy's function is called in Keras
    error: type[Exception] = TypeError  # TensorFlow's, or a base of it
    reads: bool = True  # needs the numbers of the tensor
    why: str = ""  # who refuses it says; without it, that a graph has no numbers


_NUMBER = "Keep it a tensor: operators and keras.ops take tensors as they are."
_GRAPH = (JAX, TENSORFLOW)

RULES: dict[str, Rule] = {
    # NumPy
    "numpy": Rule(ALL, "Try {}.", NotImplementedError),
    "numpy()": Rule(ALL, "Keep it a tensor and use keras.ops functions on it.", AttributeError),
    "numpy by method": Rule((TENSORFLOW, TORCH), "Try {}.", NotImplementedError, reads=False),
    # NumPy goes on with what the tensor's own method gives
    "numpy by view": Rule((TENSORFLOW,), "Try {}.", NotImplementedError, reads=False),
    "numpy.size": Rule(
        (TENSORFLOW, TORCH), "Try keras.ops.size(x), or x.shape.", NotImplementedError, reads=False
    ),
    "convert_to_numpy": Rule(_GRAPH, "Keep it a tensor and use keras.ops.", NotImplementedError),
    # Python's numbers and truth values
    "float()": Rule(_GRAPH, _NUMBER),
    "int()": Rule(_GRAPH, "Try keras.ops.cast(x, 'int32'); for a length, x.shape."),
    "complex()": Rule(_GRAPH, _NUMBER),
    "index": Rule(_GRAPH, "Try keras.ops.take(values, i)."),
    "item()": Rule(_GRAPH, _NUMBER, AttributeError),
    "tolist()": Rule(_GRAPH, _NUMBER, AttributeError),
    "format": Rule(_GRAPH, "Print numbers from a callback, or after fit."),
    "bool": Rule(_GRAPH, "Try keras.ops.where(condition, a, b) or keras.ops.cond."),
    "round()": Rule((TENSORFLOW, TORCH), "Try keras.ops.round(x).", AttributeError, reads=False),
    "divmod()": Rule((TENSORFLOW, TORCH), "Try x // y and x % y.", reads=False),
    "shape by values": Rule((JAX,), "Try keras.ops.where(condition, a, b).", reads=False),
    "loop by values": Rule(
        (JAX,),
        "Try keras.ops.fori_loop with whole numbers as bounds, or keras.ops.scan.",
        ValueError,
        reads=False,
        why="there is no gradient of a loop whose length depends on values",
    ),
    # sequences
    "list as index": Rule(
        _GRAPH, "Try keras.ops.take(x, [0, 1], axis=0).", ValueError, reads=False
    ),
    "mask as index": Rule((JAX,), "Try keras.ops.where(mask, x, 0).", IndexError, reads=False),
    "array as index": Rule((TENSORFLOW,), "Try keras.ops.take(x, indices, axis=0).", reads=False),
    "iteration": Rule(
        (TENSORFLOW,), "Try operations on the whole tensor, or keras.ops.unstack.", reads=False
    ),
    "len()": Rule((TENSORFLOW,), "Try x.shape[0] or keras.ops.shape(x)[0].", reads=False),
    # methods of arrays
    "method": Rule((TENSORFLOW,), "Try {}.", AttributeError, reads=False),
    "method of PyTorch": Rule(_GRAPH, "Try {}.", AttributeError, reads=False),
    "method of JAX": Rule((TENSORFLOW, TORCH), "Try {}.", AttributeError, reads=False),
    "size": Rule((TENSORFLOW, TORCH), "Try keras.ops.size(x).", AttributeError, reads=False),
    "nbytes": Rule((TENSORFLOW,), "Try 4 * keras.ops.size(x).", AttributeError, reads=False),
    "get_shape()": Rule((JAX, TORCH), "Try x.shape.", AttributeError, reads=False),
    "device": Rule(_GRAPH, "Leave it out: keras.device says where things are made.", reads=False),
    "hash()": Rule(_GRAPH, "Use its place in a list, or id(x).", reads=False),
    "copy.deepcopy": Rule((TENSORFLOW,), "A tensor never changes: use x itself.", reads=False),
    "pickle": Rule(_GRAPH, "Save numbers from a callback, or after fit.", reads=False),
    # operators between what is not alike
    "mixed dtypes": Rule(
        (TENSORFLOW,),
        "Try keras.ops.cast(x, 'float32') on one of them, or keras.ops.multiply and the like.",
        reads=False,
        why="operators want two tensors of one dtype",
    ),
    "mixed product": Rule(
        (TENSORFLOW, TORCH),
        "Try keras.ops.cast(x, 'float32') on one of them, or keras.ops.matmul.",
        reads=False,
        why="@ wants two tensors of one dtype",
    ),
    "mixed product with a weight": Rule(
        (TORCH,),
        "Try keras.ops.cast(x, 'float32'), or keras.ops.matmul.",
        reads=False,
        why="@ wants two tensors of one dtype",
    ),
    "list in arithmetic": Rule(
        (JAX, TORCH),
        "Try keras.ops.array([…]), made once, in __init__.",
        reads=False,
        why="a list is no operand",
    ),
    "array before a weight": Rule(
        _GRAPH,
        "Try keras.ops.matmul(array, w) and the like, or keras.ops.convert_to_tensor(array).",
        NotImplementedError,
        reads=False,
        why="NumPy, whose operator it is, wants the weight's numbers",
    ),
    # random numbers
    "random without a seed": Rule(
        (JAX,),
        "Make self.seed = keras.random.SeedGenerator() in __init__, and pass seed=self.seed.",
        ValueError,
        reads=False,
        why="such numbers would be the same in every step",
    ),
    # layers
    "new layer": Rule(
        (TENSORFLOW,),
        "Make the layer in __init__, self.layer = …, and call it here.",
        ValueError,
        reads=False,
    ),
}


_OP_OF = {"T": "transpose"}


class Use(NamedTuple):
    """A tensor was used inside a training step in a way that a rule knows."""

    rule: str  # key of RULES
    written: str  # "np.exp", "float()", "x.mean()", "if"
    instead: str  # what to write
    refused_by: tuple[str, ...]
    function: str  # of the program, in which it happened
    line: int
    file: str


reader: Callable[..., None] | None = None  # told how a tensor is used, while a step is traced
finding_shapes = False  # whether a layer looks for shapes
step: object | None = None  # the model whose step is being traced
asked: str | None = None  # the backend whose answer the program wants: it imports that backend


def met(rule: str, name: str = "", anywhere: bool = False) -> Use | None:
    """A tensor is used as `rule` says, by the code that called the engine. `name`: of a method, or a function.
    `anywhere`: by the program, however many calls of the engine lie between.

    Raises what `refusal` gives where all backends refuse, or the one that was asked for. None for what the engine
    itself does.
    """
    frame = _program_frame(anywhere)
    if frame is None:
        return None
    found = RULES[rule]
    written, instead = _in_words(rule, name, frame, found)
    use = Use(
        rule,
        written,
        instead,
        found.refused_by,
        frame.f_code.co_name,
        frame.f_lineno,
        frame.f_code.co_filename,
    )
    if found.refused_by == ALL or asked in found.refused_by:
        raise refusal(use)
    if observe.observer is not None and asked is None:
        observe.observer.backends_differ(use)
    return use


@contextmanager
def tracing(eagerly: bool = False) -> Iterator[None]:
    """Within the block a layer looks for shapes: every tensor that is met belongs to the step. `eagerly`: not so, for a
    model that runs eagerly sees numbers."""
    global reader, finding_shapes
    before = reader, finding_shapes
    reader, finding_shapes = _unheard if eagerly else reader or _reader, True
    try:
        yield
    finally:
        reader, finding_shapes = before


def _reader(x: Any, rule: str, name: str = "") -> None:
    met(rule, name)


_EVERYWHERE = ("mixed dtypes", "mixed product")


def outside_of_steps(x: Any, rule: str, name: str = "") -> None:
    """What TensorFlow refuses wherever it is done, for a program that imports it."""
    if rule in _EVERYWHERE:
        met(rule, name)


def _unheard(x: Any, rule: str, name: str = "") -> None:
    """What a model does that runs eagerly."""


def refusal(use: Use) -> Exception:
    """The error that says so; its `refused` is the `use`."""
    rule = RULES[use.rule]
    if use.rule == "new layer":
        text = f"A {use.written} layer is made inside {use.function}: a step cannot have new weights every time."
    elif rule.why:
        where = "Keras on {} refuses that inside a training step" if reader else "{} refuses that"
        text = f"{use.written}: {where.format(asked)}, for {rule.why}."
    elif use.rule.startswith("method"):
        text = f"{use.written}: the tensors of TensorFlow have no such method."
    else:
        who = "no backend of Keras has" if use.refused_by == ALL else f"Keras on {asked} has not"
        text = (
            f"{use.written} needs to know the numbers of a tensor, or how many there are. Inside a training step {who} "
            f"got them: fit, evaluate and predict first turn {use.function} into a graph, in which tensors have shapes "
            "but no numbers."
        )
    kind = rule.error if asked == TENSORFLOW or rule.error is AttributeError else TypeError
    error = kind(f"{text} {use.instead}")
    error.refused = use  # type: ignore[attr-defined]
    return error


def _in_words(rule: str, name: str, frame: FrameType, found: Rule) -> tuple[str, str]:
    from playground.engine import numpy_names

    if rule in ("numpy", "numpy by method", "numpy by view"):
        written, function = numpy_names.called(frame)
        return written, numpy_names.instead(function)
    if name == "bincount":
        instead = "Try keras.ops.sum(keras.ops.one_hot(x, n), axis=0), with n fixed."
        return "keras.ops.bincount, whose length depends on values,", instead
    if rule.startswith("method"):
        function = _OP_OF.get(name) or numpy_names.op_name(name.removesuffix("()"))
        return f"x.{name}", found.instead.format(f"keras.ops.{function}")
    written = {
        "numpy()": numpy_names.called(frame)[0],
        "item()": "x.item()",
        "tolist()": "x.tolist()",
        "bool": "`if`, `while`, `and`, `or`, `not`, `assert` on a tensor",
        "index": "A tensor as an index",
        "format": "Formatting a tensor",
        "iteration": "Going through a tensor",
        "len()": "len(x)",
        "list as index": "A list as an index",
        "array as index": "An array as an index",
        "mask as index": "x[mask], whose length depends on values,",
        "shape by values": f"keras.ops.{name}, whose length depends on values,",
        "loop by values": f"keras.ops.{name}, through which a gradient goes,",
        "convert_to_numpy": "keras.ops.convert_to_numpy",
        "numpy.size": "np.size(x)",
        "size": "x.size",
        "nbytes": "x.nbytes",
        "get_shape()": "x.get_shape()",
        "device": "x.device",
        "hash()": "A tensor as a key of a dict or in a set",
        "copy.deepcopy": "copy.deepcopy(x)",
        "pickle": "pickle of a tensor",
        "mixed dtypes": f"An operator between {name}",
        "mixed product": f"@ between tensors of {name}",
        "mixed product with a weight": f"@ between {name}",
        "list in arithmetic": "An operator between a tensor and a list",
        "array before a weight": "An operator between a NumPy array and a weight",
        "random without a seed": "A function of keras.random without a seed",
        "new layer": name,
    }.get(rule, rule)
    return written, found.instead


def numpy_function() -> tuple[str, str]:
    """What the program calls that wants an array, as it is written, and what to write instead."""
    from playground.engine import numpy_names

    frame = _program_frame()
    if frame is None:
        return "A NumPy function", "Try functions of keras.ops."
    written, function = numpy_names.called(frame)
    return written, numpy_names.instead(function)


# ------------------------------------------------------------------------------------------ whose code it is
_OURS = "playground."
_THROUGH = (  # what a program's use of a tensor passes through
    "playground.engine.backends",
    "playground.engine.keras_tensor",
    "playground.engine.operators",
    "playground.engine.ops.symbolic",
    "playground.engine.plan.tracing",
    "playground.engine.random",
    "playground.engine.tensor",
    "playground.engine.array_methods",
    "playground.engine.variable",
)


def _program_frame(anywhere: bool = False) -> FrameType | None:
    """The frame of the program that uses the tensor; None when it is the engine (or the page) that does."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if not _leads_through(name, frame.f_code.co_name):
            if not name.startswith(_OURS):
                return frame
            if not anywhere:
                return None
        frame = frame.f_back
    return None


def _leads_through(module: str, function: str) -> bool:
    """Whether a function of this module does what its caller asked of a tensor, nothing of its own."""
    root = module.partition(".")[0]
    outside = root == "numpy" or root in sys.stdlib_module_names
    return outside or module in _THROUGH or function == "convert_to_numpy"


def drawn_without_seed() -> None:
    """A random tensor is made from the global seed: is it inside a training step?"""
    if reader is not None and reader is not _unheard:
        met("random without a seed")


def new_layer(layer: Any) -> None:
    """`layer` was made while a step was traced and is called in it: is it one that is made anew in every step?"""
    of_model = getattr(step, "_flatten_layers", None)
    if of_model is not None and layer.variables and all(layer is not known for known in of_model()):
        met("new layer", type(layer).__name__, anywhere=True)


def called_by_numpy(depth: int = 2) -> bool:
    """Whether the method that asks was called by a function of NumPy."""
    return str(sys._getframe(depth).f_globals.get("__name__", "")).partition(".")[0] == "numpy"
