"""Choosing numbers by position or by condition: x[...], take, where, one_hot, sort, top_k, scatter, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import as_dtype, cast, constant, promote, tensor
from playground.engine.ops.shape_rules import broadcast, broadcast_shapes, normalize_axis, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable


# ---------------------------------------------------------------------------------------------- x[key]
def _filled(key: tuple, indices: tuple) -> tuple:
    """`key` with arrays in place of the markers `_Index`."""
    return tuple(indices[k.number] if k.__class__ is _Index else k for k in key)


class _Index:
    """Stands in a key for the tensor that is input `number` + 1 of the primitive."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"index{self.number}"


def _get_item_rule(x: Any, *indices: Any, key: tuple) -> Any:
    """By indexing an array that takes no memory. An unknown length stays unknown, also when it is cut."""
    arrays = tuple(np.zeros(tuple(n or 1 for n in i.shape), i.dtype) for i in indices)
    ghost = np.broadcast_to(np.zeros((), bool), tuple(_LONG if n is None else n for n in x.shape))
    key = _filled(key, arrays)
    shape = ghost[key].shape
    if None in x.shape:
        uncut = ghost[tuple(slice(None) if isinstance(k, slice) else k for k in key)].shape
        shape = tuple(None if whole == _LONG else n for n, whole in zip(shape, uncut))
    return shape, x.dtype


_LONG = (1 << 20) + 7  # stands for an unknown length


_get_item = Primitive(
    "get_item",
    lambda x, *indices, key: x[_filled(key, indices)] if indices else x[key],
    _get_item_rule,
    lambda i, g, y, x, *indices, key: (
        apply(_put_back, (g, *indices), {"key": key, "shape": x.shape}) if i == 0 else None
    ),
    view=True,
)


def _put_back_forward(g: np.ndarray, *indices: np.ndarray, key: tuple, shape: tuple) -> np.ndarray:
    out = np.zeros(shape, g.dtype)
    where_to = _filled(key, indices) if indices else key
    if indices or any(isinstance(k, np.ndarray) for k in key):
        np.add.at(out, where_to, g)  # an index may occur twice
    else:
        out[where_to] = g
    return out


_put_back = Primitive(
    "put_back",
    _put_back_forward,
    lambda g, *indices, key, shape: (shape, g.dtype),
    lambda i, g, y, x, *indices, key, shape: (
        apply(_get_item, (g, *indices), {"key": key}) if i == 0 else None
    ),
)


@op
def get_item(x: Any, key: Any) -> Any:
    """x[key], for all that NumPy's indexing offers: numbers, slices, None, ..., integer and boolean tensors."""
    x = tensor(x)
    indices: list = []
    parts = []
    for k in key if key.__class__ is tuple else (key,):
        if isinstance(k, Variable):
            k = k.value
        if isinstance(k, Tensor | KerasTensor):
            if k.dtype == "bool":
                k = k.numpy() if isinstance(k, Tensor) else k
            else:
                indices.append(k)
                k = _Index(len(indices) - 1)
        elif isinstance(k, list):
            k = np.asarray(k)
        parts.append(k)
    return apply(_get_item, (x, *indices), {"key": tuple(parts)})


# ------------------------------------------------------------------------------------------------- take
def _take_rule(x: Any, indices: Any, axis: int) -> Any:
    shape = tuple(x.shape)
    return shape[:axis] + tuple(indices.shape) + shape[axis + 1 :], x.dtype


def _take_gradient(i: int, g: Any, y: Any, x: Any, indices: Any, axis: int) -> Any:
    return apply(_untake, (g, indices), {"shape": x.shape, "axis": axis}) if i == 0 else None


def _untake_forward(g: np.ndarray, indices: np.ndarray, shape: tuple, axis: int) -> np.ndarray:
    out = np.zeros(shape, g.dtype)
    place: Any = (*(slice(None),) * axis, indices)
    np.add.at(out, place, g)
    return out


_take = Primitive(
    "take",
    lambda x, indices, axis, out=None: np.take(x, indices, axis, out=out),
    _take_rule,
    _take_gradient,
    takes_out=True,
)
_untake = Primitive(
    "untake",
    _untake_forward,
    lambda g, indices, shape, axis: (shape, g.dtype),
    lambda i, g, y, x, indices, shape, axis: (
        apply(_take, (g, indices), {"axis": axis}) if i == 0 else None
    ),
)


def integers(indices: Any) -> Any:
    indices = tensor(indices)
    return indices if "int" in indices.dtype else cast(indices, "int32")


@op
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The slices of x at `indices` along `axis` (numbers of the flattened tensor when None)."""
    x = tensor(x)
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    return apply(_take, (x, integers(indices)), {"axis": normalize_axis(axis, len(x.shape))})


def _take_along_rule(x: Any, indices: Any, axis: int) -> Any:
    if len(x.shape) != len(indices.shape):
        raise ValueError(
            f"`x` and `indices` must have as many axes. Received shapes {x.shape} and {indices.shape}."
        )
    lengths = [
        tuple(1 if i == axis else n for i, n in enumerate(s)) for s in (x.shape, indices.shape)
    ]
    shape = list(broadcast_shapes(*lengths))
    shape[axis] = indices.shape[axis]
    return tuple(shape), x.dtype


def _untake_along_forward(
    g: np.ndarray, indices: np.ndarray, shape: tuple, axis: int
) -> np.ndarray:
    out = np.zeros(tuple(shape[i] if i == axis else n for i, n in enumerate(g.shape)), g.dtype)
    where_to = list(np.ogrid[tuple(slice(n) for n in g.shape)])
    where_to[axis] = np.broadcast_to(indices, g.shape)
    np.add.at(out, tuple(where_to), g)
    return out


_take_along_axis = Primitive(
    "take_along_axis",
    lambda x, indices, axis: np.take_along_axis(x, indices, axis),
    _take_along_rule,
    lambda i, g, y, x, indices, axis: (
        apply(_untake_along_axis, (g, indices), {"shape": x.shape, "axis": axis})
        if i == 0
        else None
    ),
)
_untake_along_axis = Primitive(
    "untake_along_axis",
    _untake_along_forward,
    lambda g, indices, shape, axis: (
        tuple(shape[i] if i == axis else n for i, n in enumerate(g.shape)),
        g.dtype,
    ),
    lambda i, g, y, x, indices, shape, axis: (
        apply(_take_along_axis, (g, indices), {"axis": axis}) if i == 0 else None
    ),
)


@op
def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """For every position, the number of x whose place along `axis` is `indices` there."""
    x, indices = tensor(x), integers(indices)
    if axis is None:
        x, indices, axis = ops.reshape(x, (-1,)), ops.reshape(indices, (-1,)), 0
    return apply(_take_along_axis, (x, indices), {"axis": normalize_axis(axis, len(x.shape))})


# ------------------------------------------------------------------------------------------- conditions
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


# ------------------------------------------------------------------------------------------ one_hot & co
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


# ----------------------------------------------------------------------------------------------- sorting
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
            _untake_along_axis, (g, argsort(x, axis)), {"shape": x.shape, "axis": axis}
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
    return take_along_axis(x, order, -1), order


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
    score = take_along_axis(predictions, ops.expand_dims(targets, -1), -1)
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
    lambda a, v, side: (tuple(v.shape), "int32"),
)


@op
def digitize(x: Any, bins: Any) -> Any:
    """The index of the bin (of increasing edges `bins`) that each number belongs to."""
    return searchsorted(bins, x, side="right")


@op
def unravel_index(indices: Any, shape: Any) -> Any:
    """The coordinates, one tensor for each axis of `shape`, of positions in the flattened tensor."""
    x = integers(indices)
    if None in shape:
        raise ValueError(f"`shape` argument cannot contain `None`. Received: shape={shape}")
    coordinates: list = []
    for n in reversed(tuple(shape)):
        coordinates.insert(0, ops.mod(x, n))
        x = ops.floor_divide(x, n)
    return tuple(coordinates)


def _unique_forward(x: np.ndarray, axis: int | None, sorted: bool) -> tuple:
    values, first, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True, axis=axis
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
