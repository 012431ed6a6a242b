"""Choosing numbers by condition: where, nonzero, select."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, constant, promote, tensor
from playground.engine.ops.shape_rules import broadcast
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_where = Primitive(
    "where",
    np.where,
    lambda condition, x, y: (broadcast(condition, x, y)[0], x.dtype),
    (
        None,
        lambda g, z, condition, x, y: where(condition, g, constant(0, g.dtype)),
        lambda g, z, condition, x, y: where(condition, constant(0, g.dtype), g),
    ),
)

_nonzero = Primitive(
    "nonzero",
    lambda x: tuple(i.astype(np.int32) for i in np.nonzero(x)),
    lambda x: tuple(((None,), "int32") for _ in x.shape),
)


@op
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """x1 where `condition` is true, x2 elsewhere. Without x1 and x2: the indices where it is true, one tensor
    for each axis."""
    if (x1 is None) != (x2 is None):
        raise ValueError(
            "`x1` and `x2` either both should be `None` or both should have non-None value."
        )
    condition = as_dtype(tensor(condition), "bool")
    if x1 is None:
        return apply(_nonzero, (condition,))
    return apply(_where, (condition, *promote(x1, x2)))


@op
def nonzero(x: Any) -> Any:
    """The indices of the numbers that are not zero, one int32 tensor for each axis."""
    return apply(_nonzero, (as_dtype(tensor(x), "bool"),))


@op
def argwhere(x: Any) -> Any:
    """The indices of the numbers that are not zero, one row for each."""
    return ops.stack(list(nonzero(x)), axis=-1)


@op
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """From the first of `choicelist` whose condition in `condlist` is true, else `default`."""
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        result = where(condition, choice, result)
    return tensor(result)
