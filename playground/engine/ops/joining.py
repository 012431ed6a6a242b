"""Several tensors into one: concatenate, stack, hstack, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import promote_all, tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _concatenate_rule(*xs: Any, axis: int) -> Any:
    shape = list(xs[0].shape)
    for x in xs[1:]:
        fits = len(x.shape) == len(shape) and all(
            i == axis or a is None or b is None or a == b
            for i, (a, b) in enumerate(zip(x.shape, shape))
        )
        if not fits:
            raise ValueError(
                "Every value in `xs` must have the same shape except on the `axis` dim. "
                f"But found element of shape {tuple(x.shape)}, which is different from the first element's shape "
                f"{tuple(xs[0].shape)}."
            )
        shape = [a if a is not None else b for a, b in zip(shape, x.shape)]
    lengths = [x.shape[axis] for x in xs]
    shape[axis] = None if None in lengths else sum(lengths)
    return tuple(shape), xs[0].dtype


def _concatenate_gradient(i: int, g: Any, y: Any, *xs: Any, axis: int) -> Any:
    start = sum(x.shape[axis] for x in xs[:i])
    return g[(*(slice(None),) * axis, slice(start, start + xs[i].shape[axis]))]


_concatenate = Primitive(
    "concatenate",
    lambda *xs, axis, out=None: np.concatenate(xs, axis, out=out),
    _concatenate_rule,
    _concatenate_gradient,
    takes_out=True,
)


@op
def concatenate(xs: Any, axis: int | None = 0) -> Any:
    """Tensors one after the other along an existing axis (each flattened when None)."""
    xs = promote_all(xs)
    if not xs:
        raise ValueError("Expected at least one tensor to concatenate, received none.")
    if axis is None:
        xs, axis = tuple(ops.reshape(x, (-1,)) for x in xs), 0
    return apply(_concatenate, xs, {"axis": normalize_axis(axis, len(xs[0].shape))})


@op
def stack(x: Any, axis: int = 0) -> Any:
    """Tensors of equal shape along a new axis."""
    xs = promote_all(x)
    if not xs:
        raise ValueError("Expected at least one tensor to stack, received none.")
    for other in xs[1:]:
        if len(other.shape) != len(xs[0].shape) or any(
            a is not None and b is not None and a != b for a, b in zip(other.shape, xs[0].shape)
        ):
            raise ValueError(
                f"Every value in `x` must have the same shape. But found {[tuple(t.shape) for t in xs]}."
            )
    return concatenate([ops.expand_dims(t, axis) for t in xs], axis)


def _at_least_1d(x: Any) -> Any:
    x = tensor(x)
    return x if x.shape else ops.reshape(x, (1,))


@op
def hstack(xs: Any) -> Any:
    """Side by side: along axis 1, for 1-D tensors along axis 0."""
    xs = [_at_least_1d(x) for x in xs]
    return concatenate(xs, 0 if len(xs[0].shape) == 1 else 1)


@op
def vstack(xs: Any) -> Any:
    """On top of each other: 1-D tensors become rows."""
    return concatenate(
        [ops.expand_dims(x, 0) if len(x.shape) == 1 else x for x in map(_at_least_1d, xs)], 0
    )


@op
def dstack(xs: Any) -> Any:
    """Along the third axis, which 1-D and 2-D tensors get."""
    return concatenate([atleast_3d(x) for x in xs], 2)


@op
def atleast_1d(*xs: Any) -> Any:
    """With at least one axis."""
    return _each(_at_least_1d, xs)


@op
def atleast_2d(*xs: Any) -> Any:
    """With at least two axes; 1-D tensors become rows."""
    return _each(
        lambda x: ops.expand_dims(_at_least_1d(x), 0) if len(tensor(x).shape) < 2 else tensor(x), xs
    )


@op
def atleast_3d(*xs: Any) -> Any:
    """With at least three axes: (n,) becomes (1, n, 1) and (m, n) becomes (m, n, 1)."""

    def one(x: Any) -> Any:
        x = tensor(x)
        x = ops.expand_dims(_at_least_1d(x), 0) if len(x.shape) < 2 else x
        return ops.expand_dims(x, 2) if len(x.shape) < 3 else x

    return _each(one, xs)


def _each(function: Any, xs: tuple) -> Any:
    return function(xs[0]) if len(xs) == 1 else [function(x) for x in xs]


@op
def append(x1: Any, x2: Any, axis: int | None = None) -> Any:
    """x2 after x1 along `axis`, both flattened when None."""
    if axis is None:
        x1, x2, axis = ops.reshape(x1, (-1,)), ops.reshape(x2, (-1,)), 0
    return concatenate([x1, x2], axis)
