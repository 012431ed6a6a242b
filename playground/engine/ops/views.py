"""The same memory seen in another way, sizes and copies."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import standardize_dtype
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import product, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_view = Primitive(
    "view",
    lambda x, dtype: np.ascontiguousarray(x).view(dtype),
    lambda x, dtype: (_view_shape(x, dtype), dtype),
)


def _view_shape(x: Any, dtype: str) -> tuple:
    old, new = np.dtype(x.dtype).itemsize, np.dtype(dtype).itemsize
    if old == new:
        return tuple(x.shape)
    if not x.shape or (x.shape[-1] is not None and x.shape[-1] * old % new):
        raise ValueError(f"The last axis of shape {x.shape} {x.dtype} cannot be viewed as {dtype}.")
    return (*x.shape[:-1], None if x.shape[-1] is None else x.shape[-1] * old // new)


@op
def view(x: Any, dtype: Any = None) -> Any:
    """The same bytes read as another dtype."""
    x, dtype = tensor(x), standardize_dtype(dtype or tensor(x).dtype)
    _view_shape(x, dtype)  # also of numbers, which NumPy would give an axis first
    return apply(_view, (x,), {"dtype": dtype})


@op
def ndim(x: Any) -> Any:
    """The number of axes."""
    return tensor(len(tensor(x).shape))


@op
def size(x: Any) -> Any:
    """The number of elements."""
    n = product(tensor(x).shape)
    return ops.zeros((), "int32") if n is None else tensor(n)


@op
def copy(x: Any) -> Any:
    """The same values in memory of their own."""
    return apply(_copy, (tensor(x),))


_copy = Primitive("copy", lambda x: x.copy(), same, (lambda g, y, x: g,))
