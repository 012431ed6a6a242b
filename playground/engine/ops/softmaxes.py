"""Scores into probabilities: softmax, log_softmax, sparsemax."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, floating, tensor
from playground.engine.ops.shape_rules import normalize_axis, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _softmax_forward(x: np.ndarray, axis: Any, out: Any = None) -> np.ndarray:
    out = np.subtract(
        x,
        np.maximum.reduce(x, axis=axis, keepdims=True),
        out=np.empty_like(x) if out is None else out,
    )
    np.exp(out, out=out)
    out /= np.add.reduce(out, axis=axis, keepdims=True)
    return out


def _softmax_gradient(g: Any, y: Any, x: Any, axis: Any) -> Any:
    gy = g * y
    return gy - y * ops.sum(gy, axis, keepdims=True)


_softmax = Primitive("softmax", _softmax_forward, same, (_softmax_gradient,), takes_out=True)


def _softmax_axes(x: Any, axis: Any) -> Any:
    if axis is None:
        return tuple(range(len(x.shape)))
    if isinstance(axis, list | tuple):
        return tuple(normalize_axis(a, len(x.shape)) for a in axis)
    return normalize_axis(axis, len(x.shape))


@op
def softmax(x: Any, axis: Any = -1) -> Any:
    """e^x divided by its sum over `axis`: positive numbers that add up to 1."""
    x = floating(x)
    axes = _softmax_axes(x, axis)
    if axis.__class__ is int and x.shape and x.shape[axis] == 1:
        warnings.warn(
            f"You are using a softmax over axis {axis} of a tensor of shape {x.shape}. This axis has size 1. The "
            "softmax operation will always return the value 1, which is likely not what you intended. Did you mean "
            "to use a sigmoid instead?",
            stacklevel=3,
        )
    return apply(_softmax, (x,), {"axis": axes})


def _log_softmax_forward(x: np.ndarray, axis: Any, out: Any = None) -> np.ndarray:
    out = np.subtract(
        x,
        np.maximum.reduce(x, axis=axis, keepdims=True),
        out=np.empty_like(x) if out is None else out,
    )
    out -= np.log(np.add.reduce(np.exp(out), axis=axis, keepdims=True))
    return out


_log_softmax = Primitive(
    "log_softmax",
    _log_softmax_forward,
    same,
    (lambda g, y, x, axis: g - ops.exp(y) * ops.sum(g, axis, keepdims=True),),
    takes_out=True,
)


@op
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """log(softmax(x)), exact where the softmax is tiny."""
    x = floating(x)
    return apply(_log_softmax, (x,), {"axis": _softmax_axes(x, axis)})


@op
def sparsemax(x: Any, axis: int = -1) -> Any:
    """The nearest point (by distance) on the simplex: like softmax, with exact zeros. Martins and Astudillo, "From
    softmax to sparsemax" (2016)."""
    x = floating(x)
    z = ops.moveaxis(x, axis, -1)
    ordered = ops.flip(ops.sort(z, -1), -1)
    n = z.shape[-1]
    ranks = tensor(np.arange(1, n + 1).astype(x.dtype))
    total = ops.cumsum(ordered, -1) - 1
    inside = cast(ordered * ranks > total, "int32")
    k = ops.sum(inside, -1, keepdims=True)
    tau = ops.take_along_axis(total, k - 1, -1) / cast(k, x.dtype)
    return ops.moveaxis(ops.relu(z - tau), -1, axis)
