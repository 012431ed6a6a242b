"""Order: sort, argsort, top_k, searchsorted, unique, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import cast, promote, tensor
from playground.engine.ops.indexing import integers, untake_along_axis
from playground.engine.ops.shape_rules import normalize_axis, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_argsort = Primitive(
    "argsort",
    lambda x, axis: np.argsort(x, axis, kind="stable").astype(np.int32),
    lambda x, axis: (tuple(x.shape), "int32"),
)

_sort = Primitive(
    "sort",
    lambda x, axis: np.sort(x, axis),
    same,
    (
        lambda g, y, x, axis: apply(
            untake_along_axis, (g, argsort(x, axis)), {"shape": x.shape, "axis": axis}
        ),
    ),
)


@op
def sort(x: Any, axis: int | None = -1) -> Any:
    """In increasing order along `axis` (flattened when None)."""
    x = tensor(x)
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    return apply(_sort, (x,), {"axis": normalize_axis(axis, len(x.shape))}) if x.shape else x


@op
def argsort(x: Any, axis: int | None = -1) -> Any:
    """The indices (int32) that would sort x along `axis`."""
    x = tensor(x)
    if not x.shape:
        return ops.zeros((), "int32")
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    return apply(_argsort, (x,), {"axis": normalize_axis(axis, len(x.shape))})


_argpartition = Primitive(
    "argpartition",
    lambda x, kth, axis: np.argpartition(x, kth, axis).astype(np.int32),
    lambda x, kth, axis: (tuple(x.shape), "int32"),
)


@op
def argpartition(x: Any, kth: int, axis: int | None = -1) -> Any:
    """Indices (int32) that put the number of rank `kth` in its place, smaller ones before and larger ones after."""
    if not isinstance(kth, int):
        raise ValueError(f"kth must be an integer. Received: kth={kth}")
    x = tensor(x)
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    return apply(_argpartition, (x,), {"kth": kth, "axis": normalize_axis(axis, len(x.shape))})


@op
def top_k(x: Any, k: int, sorted: bool = True) -> Any:
    """The k largest numbers of the last axis, the largest first, and their indices (int32)."""
    x = tensor(x)
    order = apply(_top_k_indices, (x,), {"k": k})
    return ops.take_along_axis(x, order, -1), order


_top_k_indices = Primitive(
    "top_k",
    lambda x, k: np.flip(x.shape[-1] - 1 - np.argsort(np.flip(x, -1), -1, kind="stable"), -1)[
        ..., :k
    ].astype(np.int32),
    lambda x, k: ((*x.shape[:-1], k), "int32"),
)


@op
def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether each target class is among the k highest predictions of its row."""
    targets, predictions = integers(targets), tensor(predictions)
    if len(targets.shape) != 1 or len(predictions.shape) != 2:
        raise ValueError(
            "Expected targets (batch,) and predictions (batch, classes). "
            f"Received: {targets.shape}, {predictions.shape}"
        )
    score = ops.take_along_axis(predictions, ops.expand_dims(targets, -1), -1)
    better = ops.sum(cast(ops.greater(predictions, score), "int32"), -1)
    finite = ops.isfinite(ops.squeeze(score, -1))
    return ops.logical_and(ops.less(better, k), finite)


@op
def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Any:
    """Where `values` would have to be inserted to keep the 1-D `sorted_sequence` sorted."""
    sequence, values = promote(sorted_sequence, values)
    if len(sequence.shape) != 1:
        raise ValueError(
            "searchsorted only supports 1-D sorted sequences. You can use `keras.ops.vectorized_map` to extend it to "
            f"N-D sequences. Received: sorted_sequence.shape={sequence.shape}"
        )
    return apply(_searchsorted, (sequence, values), {"side": side})


_searchsorted = Primitive(
    "searchsorted",
    lambda a, v, side: np.asarray(np.searchsorted(a, v, side)).astype(np.int32),
    lambda a, v, side: (tuple(v.shape), "int64" if a.shape[0] is None else "int32"),
)


@op
def digitize(x: Any, bins: Any) -> Any:
    """The index of the bin (of increasing edges `bins`) that each number belongs to."""
    return searchsorted(bins, x, side="right")


def _unique_forward(x: np.ndarray, axis: int | None, sorted: bool) -> tuple:
    values, first, inverse, counts = np.unique(
        x,
        return_index=True,
        return_inverse=True,
        return_counts=True,
        axis=axis,
        equal_nan=False,
    )
    if not sorted:  # in the order of first appearance
        order = np.argsort(first)
        values = np.take(values, order, 0 if axis is None else axis)
        counts, first, inverse = counts[order], first[order], np.argsort(order)[inverse]
    inverse = inverse.reshape(x.shape if axis is None else -1)
    return values, first.astype(np.int32), inverse.astype(np.int32), counts.astype(np.int32)


def _unique_rule(x: Any, axis: int | None, sorted: bool) -> Any:
    values = (
        tuple(None if i == axis else n for i, n in enumerate(x.shape))
        if axis is not None
        else (None,)
    )
    inverse = tuple(x.shape) if axis is None else (x.shape[axis],)
    return (values, x.dtype), ((None,), "int32"), (inverse, "int32"), ((None,), "int32")


_unique = Primitive("unique", _unique_forward, _unique_rule)


@op
def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """The different numbers (slices along `axis`); as asked for also where each occurs first, which of them each number
    is, and how often each occurs. `size` cuts or fills (with `fill_value`) the result to that length."""
    x = tensor(x)
    along = None if axis is None else normalize_axis(axis, len(x.shape))
    values, first, inverse, counts = apply(_unique, (x,), {"axis": along, "sorted": sorted})
    if size is not None:
        values = _of_length(values, size, along or 0, fill_value)
        first, counts = _of_length(first, size, 0, None), _of_length(counts, size, 0, 0)
    wanted = ((first, return_index), (inverse, return_inverse), (counts, return_counts))
    result = [values, *(part for part, asked in wanted if asked)]
    return result[0] if len(result) == 1 else tuple(result)


def _of_length(x: Any, size: int, axis: int, fill: Any) -> Any:
    before = (slice(None),) * axis
    n = x.shape[axis]
    if n is None:
        return KerasTensor(tuple(size if i == axis else m for i, m in enumerate(x.shape)), x.dtype)
    if n >= size:
        return x[(*before, slice(0, size))]
    if fill is None:
        last = x[(*before, slice(0, 1))]
        return ops.concatenate([x, ops.repeat(last, size - n, axis)], axis)
    width = tuple((0, size - n) if i == axis else (0, 0) for i in range(len(x.shape)))
    return ops.pad(x, width, constant_values=fill)
