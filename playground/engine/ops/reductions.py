"""Sums, means and products over axes.

`axis` is an axis, several, or None for all; `keepdims` leaves the reduced axes with length 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import result_type
from playground.engine.ops.conversion import as_dtype, cast, constant, floating, tensor
from playground.engine.ops.shape_rules import normalize_axes, product, reduced
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def spread(g: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """`g` with the reduced axes put back with length 1, so that it broadcasts against `x`."""
    if keepdims or not axis or len(axis) == len(x.shape):
        return g
    return ops.reshape(g, tuple(1 if i in axis else n for i, n in enumerate(x.shape)))


def reduction_parameters(x: Any, axis: Any, keepdims: bool) -> dict[str, Any]:
    return {"axis": normalize_axes(axis, len(x.shape)), "keepdims": keepdims}


def _sum_forward(x: np.ndarray, axis: Any, keepdims: bool, out: Any = None) -> Any:
    return np.add.reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims, out=out)


_sum = Primitive(
    "sum",
    _sum_forward,
    reduced,
    (lambda g, y, x, axis, keepdims: spread(g, x, axis, keepdims),),
    takes_out=True,
)

_SUM_DTYPES = {
    "bool": "int32",
    "int8": "int32",
    "int16": "int32",
    "uint8": "uint32",
    "uint16": "uint32",
}


@op
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum over `axis`. Small ints are summed as int32."""
    x = tensor(x)
    x = as_dtype(x, _SUM_DTYPES.get(x.dtype) or x.dtype)
    return apply(_sum, (x,), reduction_parameters(x, axis, keepdims))


def _mean_forward(x: np.ndarray, axis: Any, keepdims: bool, out: Any = None) -> Any:
    if x.dtype == np.float16:  # a float16 sum would overflow at 65504
        return np.mean(x, axis=axis, keepdims=keepdims, out=out)
    total = np.add.reduce(x, axis=axis, keepdims=keepdims, out=out)
    return np.divide(total, x.dtype.type(count_reduced(x, axis) or np.nan), out=out)


def count_reduced(x: Any, axis: tuple[int, ...]) -> int:
    n = 1
    for i in axis:
        n *= x.shape[i]
    return n


_mean = Primitive(
    "mean",
    _mean_forward,
    reduced,
    (lambda g, y, x, axis, keepdims: spread(g / count_reduced(x, axis), x, axis, keepdims),),
    takes_out=True,
)


@op
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean over `axis`."""
    x = floating(x)
    return apply(_mean, (x,), reduction_parameters(x, axis, keepdims))


@op
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The variance over `axis`: the mean squared distance from the mean."""
    x = ops.absolute(tensor(x)) if "complex" in tensor(x).dtype else floating(x)
    return mean(ops.square(x - mean(x, axis, keepdims=True)), axis, keepdims)


@op
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation over `axis`."""
    return ops.sqrt(var(x, axis, keepdims))


@op
def average(x: Any, axis: Any = None, weights: Any = None) -> Any:
    """The mean over `axis`, weighted by `weights` (of the shape of x, or one for each entry along `axis`)."""
    if weights is None:
        return mean(x, axis)
    x, weights = tensor(x), tensor(weights)
    dtype = result_type(x.dtype, weights.dtype, float)
    x, weights = as_dtype(x, dtype), as_dtype(weights, dtype)
    if weights.shape != x.shape:
        if (
            axis is None
            or (isinstance(axis, tuple | list) and len(axis) != 1)
            or len(weights.shape) != 1
        ):
            raise ValueError(
                f"Expected weights of the shape of x {x.shape}, or 1-D weights and one axis. Received: "
                f"weights.shape={weights.shape}, axis={axis}"
            )
        (one,) = normalize_axes(axis, len(x.shape))
        weights = ops.reshape(weights, tuple(-1 if i == one else 1 for i in range(len(x.shape))))
        weights = ops.broadcast_to(weights, x.shape)
    return sum(x * weights, axis) / sum(weights, axis)


@op
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log(sum(exp(x))) over `axis`, without overflow."""
    x = floating(x)
    top = ops.stop_gradient(ops.max(x, axis, keepdims=True))
    top = ops.where(ops.isfinite(top), top, constant(0, x.dtype))
    result = ops.log(sum(ops.exp(x - top), axis, keepdims=True)) + top
    return result if keepdims else ops.squeeze(result, axis=normalize_axes(axis, len(x.shape)))


def _prod_gradient(g: Any, y: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """g times the product of all the others, found by running products from both ends: right with zeros too."""
    if product(x.shape) == 0:
        return ops.zeros_like(x)
    others = tuple(i for i in range(len(x.shape)) if i not in axis)
    order = others + axis
    rows = ops.reshape(
        ops.transpose(x, order), (*(x.shape[i] for i in others), count_reduced(x, axis))
    )
    one = ops.ones((*rows.shape[:-1], 1), x.dtype)
    before = ops.cumprod(ops.concatenate([one, rows[..., :-1]], -1), -1)
    after = ops.flip(ops.cumprod(ops.concatenate([one, ops.flip(rows[..., 1:], -1)], -1), -1), -1)
    rest = ops.reshape(before * after, tuple(x.shape[i] for i in order))
    return spread(g, x, axis, keepdims) * ops.transpose(
        rest, tuple(int(i) for i in np.argsort(order))
    )


_prod = Primitive(
    "prod",
    lambda x, axis, keepdims, out=None: np.multiply.reduce(
        x, axis=axis, dtype=x.dtype, keepdims=keepdims, out=out
    ),
    reduced,
    (_prod_gradient,),
    takes_out=True,
)


@op
def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product over `axis`."""
    x = tensor(x)
    if dtype is not None:
        x = cast(x, dtype)
    x = as_dtype(x, _SUM_DTYPES.get(x.dtype) or x.dtype)
    return apply(_prod, (x,), reduction_parameters(x, axis, keepdims))
