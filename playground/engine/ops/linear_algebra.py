"""Products of matrices and vectors, and the part of linear algebra that NumPy has."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor, NotKnownYet
from playground.engine.ops.conversion import promote
from playground.engine.ops.shape_rules import broadcast_shapes, product
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


# ---------------------------------------------------------------------------------------------- matmul
def _matmul_rule(x: Any, y: Any) -> Any:
    a, b = tuple(x.shape), tuple(y.shape)
    if not a or not b:
        raise ValueError(
            f"`matmul` needs tensors with at least one axis. Received shapes: {a} and {b}. Try `*`."
        )
    inner, other = a[-1], b[-2:][0]
    if inner is not None and other is not None and inner != other:
        hint = ""
        if len(a) > 1 and len(b) > 1 and a[-1] == b[-1]:
            hint = f" Perhaps the second one should be transposed: {b[-1], b[-2]}."
        elif len(a) > 1 and len(b) > 1 and a[-2] == b[-2]:
            hint = f" Perhaps the first one should be transposed: {a[-1], a[-2]}."
        raise ValueError(
            f"Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received x1.shape={a} and "
            f"x2.shape={b}: {inner} is not {other}.{hint}"
        )
    batch = broadcast_shapes(a[:-2], b[:-2])
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    return batch + rows + columns, x.dtype


def _matmul_dx(g: Any, z: Any, x: Any, y: Any) -> Any:
    """g yᵀ."""
    if len(y.shape) == 1:
        return ops.expand_dims(g, -1) * y
    if len(x.shape) == 1:
        return ops.sum(ops.expand_dims(g, -2) * y, -1)
    return matmul(g, ops.swapaxes(y, -1, -2))


def _matmul_dy(g: Any, z: Any, x: Any, y: Any) -> Any:
    """xᵀ g."""
    if len(y.shape) == 1:
        return x * ops.expand_dims(g, -1)
    if len(x.shape) == 1:
        return ops.expand_dims(x, -1) * ops.expand_dims(g, -2)
    if len(y.shape) == 2 and len(x.shape) > 2:  # sum over the batch inside the product
        x, g = ops.reshape(x, (-1, x.shape[-1])), ops.reshape(g, (-1, g.shape[-1]))
    return matmul(ops.swapaxes(x, -1, -2), g)


_matmul = Primitive("matmul", np.matmul, _matmul_rule, (_matmul_dx, _matmul_dy))


@op
def matmul(x1: Any, x2: Any) -> Any:
    """Matrix product of the last two axes, (..., m, k) @ (..., k, n) → (..., m, n); 1-D tensors count as a row on
    the left and as a column on the right."""
    return apply(_matmul, promote(x1, x2))


# ------------------------------------------------------------------------------------- other products
@op
def dot(x1: Any, x2: Any) -> Any:
    """Sum over the last axis of x1 and the second-to-last (or only) axis of x2; with a scalar, the product."""
    x1, x2 = promote(x1, x2)
    if not x1.shape or not x2.shape:
        return x1 * x2
    if len(x1.shape) <= 2 and len(x2.shape) <= 2:
        return matmul(x1, x2)
    return tensordot(x1, x2, axes=((-1,), (-2 if len(x2.shape) > 1 else -1,)))


@op
def vdot(x1: Any, x2: Any) -> Any:
    """The sum of products of all corresponding numbers."""
    return matmul(ops.reshape(ops.conjugate(x1), (-1,)), ops.reshape(x2, (-1,)))


@op
def inner(x1: Any, x2: Any) -> Any:
    """Sum over the last axes of both."""
    x1, x2 = promote(x1, x2)
    if not x1.shape or not x2.shape:
        return x1 * x2
    if None not in (x1.shape[-1], x2.shape[-1]) and x1.shape[-1] != x2.shape[-1]:
        raise ValueError(
            "`x1` and `x2` must have the same length in the last dimension. "
            f"Received shapes: {x1.shape} and {x2.shape}"
        )
    return tensordot(x1, x2, axes=((-1,), (-1,)))


@op
def outer(x1: Any, x2: Any) -> Any:
    """All products of a number of x1 with one of x2: (m,), (n,) → (m, n)."""
    return ops.reshape(x1, (-1, 1)) * ops.reshape(x2, (1, -1))


@op
def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Any:
    """Sum over pairs of axes: the last `axes` of x1 with the first of x2, or the given two lists of axes."""
    x1, x2 = promote(x1, x2)
    m, n = len(x1.shape), len(x2.shape)
    if isinstance(axes, int):
        left, right = list(range(m - axes, m)), list(range(axes))
    else:
        left, right = (list(a) if isinstance(a, list | tuple) else [a] for a in axes)
        left, right = [a % m for a in left], [a % n for a in right]
    free1 = [i for i in range(m) if i not in left]
    free2 = [i for i in range(n) if i not in right]
    shape1, shape2 = [x1.shape[i] for i in free1], [x2.shape[i] for i in free2]
    for i, j in zip(left, right):
        if x1.shape[i] is not None and x2.shape[j] is not None and x1.shape[i] != x2.shape[j]:
            raise ValueError(
                f"Cannot sum over axis {i} of shape {x1.shape} with axis {j} of shape {x2.shape}: lengths differ."
            )
    if None in (*shape1, *shape2):
        return KerasTensor((*shape1, *shape2), x1.dtype)
    size = product(x1.shape[i] for i in left)
    if size is None:
        size = product(x2.shape[j] for j in right)
    if size is None:
        raise NotKnownYet(f"Cannot sum over an axis of unknown length: {x1.shape}, {x2.shape}.")
    a = ops.reshape(ops.transpose(x1, free1 + left), (_or_rest(shape1), size))
    b = ops.reshape(ops.transpose(x2, right + free2), (size, _or_rest(shape2)))
    return ops.reshape(matmul(a, b), (*shape1, *shape2))


def _or_rest(lengths: list) -> int:
    size = product(lengths)
    return -1 if size is None else size


@op
def kron(x1: Any, x2: Any) -> Any:
    """x1 with each number replaced by that number times x2."""
    x1, x2 = promote(x1, x2)
    n = max(len(x1.shape), len(x2.shape))
    x1 = ops.reshape(x1, (1,) * (n - len(x1.shape)) + tuple(x1.shape))
    x2 = ops.reshape(x2, (1,) * (n - len(x2.shape)) + tuple(x2.shape))
    spread = ops.expand_dims(x1, tuple(range(1, 2 * n, 2))) * ops.expand_dims(
        x2, tuple(range(0, 2 * n, 2))
    )
    return ops.reshape(
        spread,
        tuple(None if None in pair else pair[0] * pair[1] for pair in zip(x1.shape, x2.shape)),
    )


@op
def cross(
    x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    """The cross product of vectors of 2 or 3 numbers along an axis; of two 2-vectors, its third number."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = promote(x1, x2)
    a, b = ops.moveaxis(a, axisa, -1), ops.moveaxis(b, axisb, -1)
    if a.shape[-1] not in (2, 3) or b.shape[-1] not in (2, 3):
        raise ValueError(
            "`x1`'s dim on `axis={axisa}` must be either 2 or 3, and `x2`'s likewise. Received: "
            f"{tuple(x1.shape)}, {tuple(x2.shape)}"
        )
    if a.shape[-1] == b.shape[-1] == 2:
        return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    (a0, a1, a2), (b0, b1, b2) = _three(a), _three(b)
    result = ops.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], -1)
    return ops.moveaxis(result, -1, axisc)


def _three(x: Any) -> list:
    parts = [x[..., i] for i in range(x.shape[-1])]
    return parts if len(parts) == 3 else [*parts, ops.zeros_like(parts[0])]
