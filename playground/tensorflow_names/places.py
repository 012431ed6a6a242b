"""Picking numbers by place and putting them there: `tf.gather`, `tf.boolean_mask`, `tf.scatter_nd`, `tf.unique`, …"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from playground.engine import ops
from playground.tensorflow_names.adapting import tensor

Unique = namedtuple("Unique", ["y", "idx"])
UniqueWithCounts = namedtuple("UniqueWithCounts", ["y", "idx", "count"])
TopKV2 = namedtuple("TopKV2", ["values", "indices"])


def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    axis: int | None = None,
    batch_dims: int = 0,
    name: str | None = None,
) -> Any:
    """The slices of `params` at `indices` along `axis`. The first `batch_dims` axes of both go together."""
    params, indices = tensor(params), tensor(indices)
    if batch_dims == 0:
        return ops.take(params, indices, axis=0 if axis is None else axis)
    parts = [
        gather(
            params[i],
            indices[i],
            axis=None if axis is None else axis - 1,
            batch_dims=batch_dims - 1,
        )
        for i in range(params.shape[0])
    ]
    return ops.stack(parts)


def gather_nd(params: Any, indices: Any, batch_dims: int = 0, name: str | None = None) -> Any:
    """The numbers (or slices) of `params` at the places in the last axis of `indices`."""
    params, indices = tensor(params), tensor(indices)
    if batch_dims:
        parts = zip(params, indices)
        return ops.stack([gather_nd(p, i, batch_dims - 1) for p, i in parts])
    depth, lead = indices.shape[-1], params.shape
    strides = np.cumprod([1, *lead[:depth][::-1]])[::-1][1:]
    flat = ops.sum(ops.cast(indices, "int32") * ops.convert_to_tensor(strides.astype("int32")), -1)
    rows = ops.reshape(params, (-1, *lead[depth:]))
    return ops.take(rows, flat, axis=0)


def boolean_mask(
    tensor: Any, mask: Any, axis: int | None = None, name: str = "boolean_mask"
) -> Any:
    """The numbers (or slices along `axis`) where `mask` is true: as many as there are."""
    tensor, truth = ops.convert_to_tensor(tensor), np.asarray(mask)
    axis = axis or 0
    shape = tensor.shape
    rows = ops.reshape(tensor, (*shape[:axis], -1, *shape[axis + truth.ndim :]))
    return ops.take(rows, np.flatnonzero(truth).astype("int32"), axis=axis)


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Any:
    """`x` where the condition is true, else `y`. Without them: the places where it is, (count, axes)."""
    if x is None and y is None:
        return ops.convert_to_tensor(np.argwhere(np.asarray(condition)), dtype="int64")
    if x is None or y is None:
        raise ValueError("Expected both `x` and `y`, or neither.")
    return ops.where(condition, x, y)


def unique(x: Any, out_idx: Any = "int32", name: str | None = None) -> Unique:
    """The different numbers of a vector in the order in which they come, and which of them each is."""
    return Unique(*_unique(x, out_idx)[:2])


def unique_with_counts(x: Any, out_idx: Any = "int32", name: str | None = None) -> UniqueWithCounts:
    """As `unique`, and how often each comes."""
    return UniqueWithCounts(*_unique(x, out_idx))


def _unique(x: Any, dtype: Any) -> list:
    x = tensor(x)
    values = np.asarray(x)
    if values.ndim != 1:
        raise ValueError(f"Expected a vector, received shape {values.shape}.")
    _, first, which, count = np.unique(
        values, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)
    rank = np.argsort(order)
    places = ops.convert_to_tensor(first[order].astype("int32"))
    rest = (rank[which], count[order])
    return [
        ops.take(x, places, axis=0),
        *(ops.convert_to_tensor(v, dtype=str.__str__(dtype)) for v in rest),
    ]


def scatter_nd(indices: Any, updates: Any, shape: Any, name: str | None = None) -> Any:
    """Zeros in `shape` with `updates` added at `indices`."""
    return ops.scatter(indices, updates, [int(n) for n in shape])


def _scattered(reduction: str | None, name: str) -> Any:
    def scattered(tensor: Any, indices: Any, updates: Any, name: str | None = None) -> Any:
        return ops.scatter_update(tensor, indices, updates, reduction)

    scattered.__name__ = name
    scattered.__doc__ = (
        f"`tensor` with `updates` at `indices` ({reduction or 'in place of what was there'})."
    )
    return scattered


tensor_scatter_nd_update = _scattered(None, "tensor_scatter_nd_update")
tensor_scatter_nd_add = _scattered("add", "tensor_scatter_nd_add")
tensor_scatter_nd_max = _scattered("max", "tensor_scatter_nd_max")
tensor_scatter_nd_min = _scattered("min", "tensor_scatter_nd_min")


def tensor_scatter_nd_sub(tensor: Any, indices: Any, updates: Any, name: str | None = None) -> Any:
    """`tensor` with `updates` subtracted at `indices`."""
    return ops.scatter_update(tensor, indices, ops.negative(updates), "add")


def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = "bool", name: str | None = None
) -> Any:
    """True in the first `lengths[i]` places of row `i`; `maxlen` places, or as many as the longest needs."""
    lengths = tensor(lengths)
    most = int(np.asarray(lengths).max(initial=0)) if maxlen is None else int(maxlen)
    mask = ops.arange(most, dtype=lengths.dtype) < ops.expand_dims(lengths, -1)
    return ops.cast(mask, str.__str__(dtype))


def dynamic_partition(
    data: Any, partitions: Any, num_partitions: int, name: str | None = None
) -> list:
    """`data` in `num_partitions` tensors: number `i` has what `partitions` says is in `i`."""
    which = np.asarray(partitions)
    return [boolean_mask(data, which == i) for i in range(num_partitions)]


def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Any:
    """The slices of all `data`, each at its place in `indices`."""
    places = np.concatenate([np.ravel(i) for i in map(np.asarray, indices)])
    rows = []
    for where_to, part in zip(indices, data):
        part, lead = tensor(part), np.ndim(where_to)
        rows.append(ops.reshape(part, (-1, *part.shape[lead:])))
    last = np.zeros(places.max(initial=-1) + 1, "int32")
    last[places] = np.arange(len(places))
    return ops.take(ops.concatenate(rows), last, axis=0)


def top_k(
    input: Any, k: int = 1, sorted: bool = True, index_type: Any = "int32", name: str | None = None
) -> TopKV2:
    """The `k` largest numbers of every row and their places."""
    values, indices = ops.top_k(input, k, sorted)
    return TopKV2(values, ops.cast(indices, str.__str__(index_type)))


def in_top_k(targets: Any, predictions: Any, k: int, name: str | None = None) -> Any:
    """Whether the score of each target is among the `k` largest of its row."""
    return ops.in_top_k(targets, predictions, k)


def searchsorted(
    sorted_sequence: Any,
    values: Any,
    side: str = "left",
    out_type: Any = "int32",
    name: str | None = None,
) -> Any:
    """Where `values` would have to stand in rows of numbers in order."""
    rows, values = tensor(sorted_sequence), tensor(values)
    if len(rows.shape) == 1:
        found = ops.searchsorted(rows, values, side)
    else:
        found = ops.stack([searchsorted(r, v, side) for r, v in zip(rows, values)])
    return ops.cast(found, str.__str__(out_type))
