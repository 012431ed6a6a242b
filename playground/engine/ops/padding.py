"""More entries around a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _pad_rule(x: Any, width: tuple, mode: str, value: Any) -> Any:
    return tuple(None if n is None else n + a + b for n, (a, b) in zip(x.shape, width)), x.dtype


def _pad_forward(x: np.ndarray, width: tuple, mode: Any, value: Any) -> np.ndarray:
    more = {"constant_values": value} if mode == "constant" else {}
    return np.pad(x, width, mode, **more)


def _pad_gradient(g: Any, y: Any, x: Any, width: tuple, mode: Any, value: Any) -> Any:
    if mode == "constant":
        return g[tuple(slice(a, a + n) for n, (a, _) in zip(x.shape, width))]
    positions = np.pad(np.arange(x.size).reshape(x.shape), width, mode)
    return ops.reshape(
        ops.scatter(ops.reshape(positions, (-1, 1)), ops.reshape(g, (-1,)), (x.size,)), x.shape
    )


_pad = Primitive("pad", _pad_forward, _pad_rule, (_pad_gradient,))


@op
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """x with `(before, after)` more entries on each axis: `constant_values`, or a reflection, … by `mode`."""
    x = tensor(x)
    if mode != "constant" and constant_values is not None:
        raise ValueError(
            f"Argument `constant_values` can only be provided when `mode == 'constant'`. Received: mode={mode}"
        )
    width: Any = [pad_width] if isinstance(pad_width, int) else list(pad_width)
    if all(isinstance(w, int) for w in width):
        width = [(width[0], width[-1])]
    width = tuple((int(w[0]), int(w[-1])) for w in width)
    if len(width) == 1:
        width *= len(x.shape)
    if len(width) != len(x.shape):
        raise ValueError(
            f"`pad_width` must have the same length as `x.shape`. Received: {pad_width}, {x.shape}"
        )
    value: Any = 0 if constant_values is None else constant_values
    value = value.array.item() if hasattr(value, "array") else value
    return apply(_pad, (x,), {"width": width, "mode": mode, "value": value})
