"""Class numbers as vectors: one_hot, multi_hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.indexing import integers
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op


@op
def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """1 at position x of a new axis of length `num_classes`, 0 elsewhere (everywhere for a negative x)."""
    if sparse:
        raise ValueError("`sparse=True` is not available here.")
    x = integers(x)
    n = len(x.shape) + 1
    where_to = normalize_axis(axis, n)
    classes = (
        np.arange(num_classes)
        .reshape(tuple(-1 if i == where_to else 1 for i in range(n)))
        .astype(x.dtype)
    )
    return cast(ops.equal(ops.expand_dims(x, where_to), classes), dtype or config.floatx())


@op
def multi_hot(
    inputs: Any,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
    **kwargs: Any,
) -> Any:
    """1 at each class that occurs in the last axis of `inputs` (n, k) → (n, num_classes)."""
    num_classes = kwargs.pop("num_tokens", num_classes)
    if num_classes is None:
        raise ValueError("Argument `num_classes` must be specified.")
    x = tensor(inputs)
    reduction = 1 if len(x.shape) > 1 else 0
    return ops.max(one_hot(x, num_classes, axis, dtype), axis=reduction)
