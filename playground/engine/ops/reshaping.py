"""Same numbers, other shape: reshape, expand_dims, squeeze, broadcast_to."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.keras_tensor import KerasTensor, NotKnownYet
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import broadcast_shapes, normalize_axes, product
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _reshape_rule(x: Any, shape: tuple) -> Any:
    """`shape` with -1 worked out."""
    known, size = product(n for n in shape if n not in (-1, None)), product(x.shape)
    if shape.count(-1) > 1:
        raise (ValueError if None not in x.shape else NotKnownYet)(
            "There must be at most one unknown dimension (-1). "
            f"Received: newshape={shape}, x.shape={x.shape}"
        )
    if any(n is not None and n < -1 for n in shape):
        raise ValueError(
            "Every length must be a non-negative integer, or -1 for what is left. "
            f"Received: newshape={shape}, x.shape={x.shape}"
        )
    if -1 not in shape and None not in shape:
        if size is not None and size != known:
            raise ValueError(
                f"Cannot reshape a tensor of shape {x.shape} ({size} elements) into {shape}."
            )
        return shape, x.dtype
    if size is None:
        return tuple(None if n == -1 else n for n in shape), x.dtype
    if not known or size % known:
        if known == 0 and size == 0:
            return tuple(0 if n == -1 else n for n in shape), x.dtype
        raise ValueError(
            f"Cannot reshape a tensor of shape {x.shape} ({size} elements) into {shape}."
        )
    return tuple(size // known if n in (-1, None) else n for n in shape), x.dtype


_reshape = Primitive(
    "reshape",
    lambda x, shape: x.reshape(shape),
    _reshape_rule,
    (lambda g, y, x, shape: reshape(g, x.shape),),
    view=True,
)


@op
def reshape(x: Any, newshape: Any) -> Any:
    """The numbers of x in order, in another shape; one length may be -1."""
    if isinstance(newshape, KerasTensor):
        newshape = [newshape[i] for i in range(newshape.shape[0] or 0)]
    shape = (newshape,) if isinstance(newshape, int) else tuple(newshape)
    if any(isinstance(n, KerasTensor) for n in shape):  # known only when there are numbers
        known = tuple(n if isinstance(n, int) and n >= 0 else None for n in shape)
        return KerasTensor(known, tensor(x).dtype)
    shape = tuple([-1 if n is None else int(n) for n in shape])
    if min(shape, default=0) < -1:
        raise ValueError(
            f"Each length must be a non-negative integer or -1. Received: newshape={newshape}"
        )
    return apply(_reshape, (tensor(x),), {"shape": shape})


@op
def ravel(x: Any) -> Any:
    """All numbers along one axis."""
    return reshape(x, (-1,))


@op
def expand_dims(x: Any, axis: Any) -> Any:
    """A new axis of length 1 at position `axis` of the result (or several)."""
    x = tensor(x)
    axes = axis if isinstance(axis, list | tuple) else (axis,)
    axes = normalize_axes(axes, len(x.shape) + len(axes))
    old = iter(x.shape)
    shape = tuple(1 if i in axes else next(old) for i in range(len(x.shape) + len(axes)))
    return apply(_expand_dims, (x,), {"axes": axes, "shape": shape})


_expand_dims = Primitive(
    "expand_dims",
    lambda x, axes, shape: x.reshape(shape),
    lambda x, axes, shape: (shape, x.dtype),
    (lambda g, y, x, axes, shape: reshape(g, x.shape),),
    view=True,
)

_squeeze = Primitive(
    "squeeze",
    lambda x, axes: np.squeeze(x, axes),
    lambda x, axes: (tuple(n for i, n in enumerate(x.shape) if i not in axes), x.dtype),
    (lambda g, y, x, axes: reshape(g, x.shape),),
    view=True,
)


@op
def squeeze(x: Any, axis: Any = None) -> Any:
    """Without axes of length 1: those of `axis`, or all when None."""
    x = tensor(x)
    if axis is None:
        axes = tuple(i for i, n in enumerate(x.shape) if n == 1)
    else:
        axes = normalize_axes(axis, len(x.shape))
        for i in axes:
            if x.shape[i] != 1:
                raise ValueError(
                    f"Cannot squeeze axis={i}, because the dimension is not 1: shape {x.shape}"
                )
    return apply(_squeeze, (x,), {"axes": axes})


_broadcast_to = Primitive(
    "broadcast_to",
    lambda x, shape: np.broadcast_to(x, shape),
    lambda x, shape: (broadcast_shapes(tuple(x.shape), shape), x.dtype),
    (lambda g, y, x, shape: g,),  # summed by Primitive.pullback
    view=True,
)


@op
def broadcast_to(x: Any, shape: Any) -> Any:
    """x repeated along axes of length 1 (and new first axes) until it has `shape`."""
    return apply(_broadcast_to, (tensor(x),), {"shape": tuple(shape)})
