"""Why a number of the training is none: told from the operations, gradients and weights of the step in question."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.execute.overshooting import (
    BIG,
    SMALLER_STEPS,
    Batch,
    Course,
    Explanation,
    greatest,
    lines,
    size,
    too_large_steps,
)

# What functions with a slope that is infinite somewhere are called, or begin with.
SINGULAR = (
    "sqrt",
    "rsqrt",
    "log",
    "power",
    "reciprocal",
    "divide",
    "true_divide",
    "arc",
    "erfinv",
    "norm",
)


@dataclass(frozen=True, eq=False)
class Operation:
    """A primitive that was applied in the step, inside which layer and on which line of the program."""

    name: str
    inputs: tuple
    output: Any
    layer: Any = None
    line: int | None = None


def is_finite(array: Any) -> bool:
    """Whether all numbers are; a sum tells, unless it overflows itself."""
    if array.dtype.kind not in "fc":
        return True
    with np.errstate(all="ignore"):
        return bool(np.isfinite(array.sum())) or bool(np.isfinite(array).all())


def bad_gradient(gradients: Sequence[tuple[Any, Any]]) -> Any:
    """The last variable (nearest to the loss) whose gradient is not finite, or None."""
    bad = [variable for variable, gradient in gradients if not is_finite(gradient.array)]
    return bad[-1] if bad else None


def cause_of(
    where: str,
    course: Course,
    targets: Sequence[Any] = (),
    operations: Sequence[Operation] = (),
    records: Sequence[tuple] = (),
    gradients: Sequence[tuple[Any, Any]] = (),
    batch: Batch | None = None,
    weights: Sequence[Any] = (),
) -> Explanation:
    """What to say of a step that was bad: its losses (`targets`), what was applied, the tape's records, gradients as
    `(variable, gradient)`, the batch, and the weights before the update."""
    batch = batch or Batch()
    bad_weights = [v for v in weights if not is_finite(v.array)]
    bad_target = next((t for t in targets if not is_finite(t.array)), None)
    if (said := _of_data(where, batch)) is not None:
        return said
    if bad_weights:
        title = f"{bad_weights[0].path} was not finite before the update {where}: something else set it."
        return Explanation(title, "Look at what the program assigns to this weight.", "weights")
    if bad_target is not None:
        return _of_loss(where, course, bad_target, operations, batch)
    variable = bad_gradient(gradients)
    if variable is not None:
        return _of_gradient(where, course, variable, records, operations, batch)
    if gradients or targets:
        return _of_update(where, course, gradients, weights, batch)
    if course.exploded:
        return too_large_steps(
            f"The loss or a weight stopped being a number {where}", course, batch
        )
    return Explanation(
        f"The loss or a weight is no longer a finite number {where}.",
        f"{SMALLER_STEPS} Or look for log(0) and division by 0 in your loss.",
        "unknown",
    )


def _of_data(where: str, batch: Batch) -> Explanation | None:
    """What was not finite before anything was computed."""
    for name, arrays in (
        ("x", batch.features),
        ("y", batch.targets),
        ("sample weights", batch.weights),
    ):
        for array in arrays:
            if not is_finite(np.asarray(array)):
                what = "sample weights hold" if name == "sample weights" else f"{name} holds"
                return Explanation(
                    f"The data are not finite {where}: {what} {_example(array)} in an array of shape {array.shape}.",
                    f"Try np.nan_to_num({name if len(name) == 1 else 'sample_weight'}), or leave these samples out: "
                    f"np.isfinite finds them. A division by 0 while scaling makes nan too.",
                    "data",
                )
    return None


# ---------------------------------------------------------------------------------------------- the loss
def _of_loss(
    where: str, course: Course, loss: Any, operations: Sequence[Operation], batch: Batch
) -> Explanation:
    became = f"The loss became {_example(loss.array)} {where}"
    origin = origin_of(loss, operations)
    if origin is None:
        if course.exploded:
            return too_large_steps(became, course, batch)
        return Explanation(
            f"{became}.",
            f"{SMALLER_STEPS} Or look for log(0) and division by 0 in your loss.",
            "unknown",
        )
    layer = _owner(origin, operations)
    place = f"layer {layer.name}" if layer is not None else "the loss"
    name = layer.name if layer is not None else ""
    if origin.line:
        place += f", line {origin.line}"
    wrong = outside_domain(origin)
    if course.exploded:
        said = too_large_steps(f"{became}, first in {place}", course, batch)
        return dataclasses.replace(said, layer=name)
    if wrong:
        return Explanation(
            lines(f"{became}: {wrong} in {place}.", "The weights were finite."),
            _remedy(origin.name),
            "domain",
            origin.line,
            name,
        )
    if _dtype(origin.output) == "float16":
        return _of_float16(
            f"{became}, first in {place}",
            f"`{origin.name}` was given numbers as large as {_largest(origin.inputs):.3g}.",
            origin.line,
            name,
        )
    inputs = greatest(batch.features)
    unscaled = size(batch.features) > BIG
    title = f"{became}: the activations explode, first in {place}."
    held = (
        f"`{origin.name}` of numbers up to {_largest(origin.inputs):.3g} is beyond what "
        f"{_dtype(origin.output)} can hold, with weights that are finite."
    )
    if unscaled:
        return Explanation(
            lines(
                title,
                held,
                f"The features are not scaled: numbers in x are as large as {inputs:.3g}.",
            ),
            "Try x = (x - x.mean(axis=0)) / x.std(axis=0), or a layers.Normalization that was adapted to x.",
            "features",
            None,
            name,
        )
    advice = (
        "Try inputs and initial weights near 1 (scale the data, use a default initializer), an activation that "
        "stays bounded, and a smaller learning rate."
    )
    if origin.name in ("exp", "expm1", "sinh", "cosh", "power", "square", "exp2") and origin.line:
        advice = (
            "Try the function of Keras that is made for it (ops.softmax, ops.logsumexp, ops.sigmoid), or take the "
            "largest number away before: ops.exp(x - ops.max(x, axis=-1, keepdims=True))."
        )
    return Explanation(lines(title, held), advice, "activations", origin.line, name)


def _of_float16(
    became: str, why: str = "", line: int | None = None, layer: str = ""
) -> Explanation:
    """Half precision holds little."""
    return Explanation(
        lines(f"{became}: float16 holds no number above 65504.", why),
        'Try the policy "mixed_bfloat16" or "float32", or scale the data to about 1.',
        "precision",
        line,
        layer,
    )


def origin_of(value: Any, operations: Sequence[Operation]) -> Operation | None:
    """Where it began: back from `value` to the operation that made something not finite of finite numbers."""
    made = {id(t): op for op in operations for t in _tensors(op.output)}
    found = None
    while (op := made.get(id(value))) is not None and op is not found:
        found = op
        value = next((x for x in op.inputs if not is_finite(x.array)), None)
        if value is None:
            return op
    return found


def outside_domain(op: Operation) -> str:
    """ "log(0)" and its like, or "" when the numbers were only too large."""
    x = op.inputs[0].array if op.inputs else np.zeros(0)
    second = op.inputs[1].array if len(op.inputs) > 1 else None
    match op.name:
        case "log" | "log2" | "log10":
            return f"{op.name}(0)" if not (x < 0).any() else f"{op.name} of a negative number"
        case "log1p":
            return "log(0)" if not (x < -1).any() else "log of a negative number"
        case "sqrt" if (x < 0).any():
            return "the square root of a negative number"
        case "divide" | "true_divide" | "mod" | "floor_divide" if second is not None:
            return "a division by 0" if (second == 0).any() else ""
        case "reciprocal" | "rsqrt":
            return "a division by 0" if (x == 0).any() else "the root of a negative number"
        case "power" if second is not None:
            if ((x == 0) & (second < 0)).any():
                return "a division by 0 (0 to a negative power)"
            return "a root of a negative number" if (x < 0).any() else ""
        case "arcsin" | "arccos" | "arctanh" | "arccosh" | "erfinv":
            return f"{op.name} outside its domain"
    return ""


def _remedy(name: str) -> str:
    if name.startswith("log"):
        return "Try a small number inside: ops.log(x + 1e-7), or ops.clip(x, 1e-7, 1.0) before."
    if "sqrt" in name or name == "power":
        return "Try a small number inside: ops.sqrt(ops.maximum(x, 0.0) + 1e-7)."
    if name.startswith("arc") or name == "erfinv":
        return "Try ops.clip before it."
    return "Try a small number below the line: a / (b + 1e-7), or ops.divide_no_nan(a, b)."


# ----------------------------------------------------------------------------------------- the gradients
def _of_gradient(
    where: str,
    course: Course,
    variable: Any,
    records: Sequence[tuple],
    operations: Sequence,
    batch: Batch,
) -> Explanation:
    became = f"The gradient of {variable.path} is not finite {where}"
    if variable.array.dtype == "float16":
        return _of_float16(became)
    steep = infinite_slope(records)
    if steep is not None and not course.exploded:
        what, inputs, output = steep
        op = next((o for o in operations if _tensors(o.output)[0] is _tensors(output)[0]), None)
        line = f", line {op.line}" if op is not None and op.line else ""
        x = inputs[0].array
        at = f" at {_steepest(what, x):.3g}" if x.size else ""
        masked = (
            ""
            if is_finite(_tensors(output)[0].array)
            else " Hiding it behind `where` does not help: the gradient goes through both of its branches."
        )
        return Explanation(
            lines(
                f"{became}: the slope of `{what}`{at} is infinite{line}.",
                f"The loss itself is finite.{masked}",
            ),
            _remedy(what)
            if not masked
            else "Try ops.where inside: make the number safe before the function, not after.",
            "slope",
            op.line if op is not None else None,
        )
    if course.exploded or course.sinks:
        return too_large_steps(became, course, batch)
    said = too_large_steps(became, course, batch)
    if said.cause in ("features", "targets", "initial weights", "sample weights"):
        return said
    return Explanation(
        lines(f"{became}: the gradients explode.", "The loss itself is finite."),
        f"{SMALLER_STEPS} Or limit the gradients: clipnorm=1.0 in the optimizer, and data scaled to about 1.",
        "gradients",
    )


def infinite_slope(records: Sequence[tuple]) -> tuple[str, tuple, Any] | None:
    """The operation, nearest to the loss, that makes a gradient not finite of a finite one: name, inputs, output."""
    if not records:
        return None
    for what, inputs, parameters, output in reversed(records):
        if not what.name.startswith(SINGULAR):
            continue  # linear: what comes out of it is large because what went in was
        first = _tensors(output)[0]
        if isinstance(output, tuple) or first.array.dtype.kind != "f":
            continue
        ones = type(first)(np.ones_like(first.array))
        for i, x in enumerate(inputs):
            if x.array.dtype.kind != "f" or not is_finite(x.array):
                continue
            try:
                slope = what.pullback(i, ones, output, inputs, parameters)
            except Exception:  # a gradient that does not exist is no evidence
                continue
            if slope is not None and not is_finite(slope.array):
                return what.name, inputs, output
    return None


def _steepest(name: str, x: np.ndarray) -> float:
    """Where the slope is infinite: nearest to 0 for roots and logarithms, to 1 for inverse functions."""
    centre = 1.0 if name.startswith("arc") else 0.0
    return float(x.reshape(-1)[np.argmin(np.abs(np.abs(x) - centre))])


# -------------------------------------------------------------------------------------------- the update
def _of_update(
    where: str, course: Course, gradients: Sequence, weights: Sequence, batch: Batch
) -> Explanation:
    sizes = [float(np.abs(g.array).max(initial=0)) for _, g in gradients]
    path = weights[0].path if weights else "a weight"
    if gradients:
        path = gradients[int(np.argmax(sizes))][0].path
    became = f"The update made {path} infinite {where}"
    if any(v.array.dtype == "float16" for v in weights):
        return _of_float16(became)
    said = too_large_steps(became, course, batch)
    if not sizes:
        return said
    first, _, rest = said.message.partition("\n")
    return dataclasses.replace(
        said, message=lines(first, f"Gradients were as large as {max(sizes):.3g}. {rest}")
    )


# ------------------------------------------------------------------------------------------------- words
def _owner(origin: Operation, operations: Sequence[Operation]) -> Any:
    """The layer in which an operation was applied. In a loop of the learner's own only the last operation of a layer
    is known to be its: the layer that ends next, with a result that is not finite either."""
    if origin.layer is not None or origin.line is not None:
        return origin.layer
    for op in operations[list(operations).index(origin) :]:
        if op.layer is not None:
            return op.layer if not is_finite(_tensors(op.output)[0].array) else None
    return None


def _tensors(output: Any) -> tuple:
    return output if isinstance(output, tuple) else (output,)


def _example(array: Any) -> str:
    values = np.asarray(array)
    return str(values[~np.isfinite(values)].reshape(-1)[0])


def _largest(inputs: tuple) -> float:
    return max((float(np.abs(x.array).max()) for x in inputs if x.array.size), default=0.0)


def _dtype(output: Any) -> str:
    return str(_tensors(output)[0].array.dtype)
