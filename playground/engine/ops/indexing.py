"""Choosing numbers by position: x[...], take, take_along_axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.shape_rules import broadcast_shapes, normalize_axis
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable


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
    try:
        shape = ghost[key].shape
    except IndexError as error:
        raise IndexError(f"Cannot index a tensor of shape {tuple(x.shape)}: {error}") from None
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
    if key.__class__ is list and any(
        k.__class__ is slice or k in (None, ...) for k in key if not hasattr(k, "shape")
    ):
        key = tuple(key)  # as it is in the config of a saved model
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
    try:
        return apply(_get_item, (x, *indices), {"key": tuple(parts)})
    except IndexError as error:
        if isinstance(
            x, KerasTensor
        ):  # an error of the shape, as are all that are found without numbers
            raise ValueError(str(error)) from None
        raise


def _take_rule(x: Any, indices: Any, axis: int) -> Any:
    shape = tuple(x.shape)
    return shape[:axis] + tuple(indices.shape) + shape[axis + 1 :], x.dtype


def _take_gradient(i: int, g: Any, y: Any, x: Any, indices: Any, axis: int) -> Any:
    return apply(_untake, (g, indices), {"shape": x.shape, "axis": axis}) if i == 0 else None


def _untake_forward(
    g: np.ndarray, indices: np.ndarray, shape: tuple, axis: int, out: np.ndarray | None = None
) -> np.ndarray:
    if out is None or not out.flags.c_contiguous:
        out = np.zeros(shape, g.dtype)
    else:
        out.fill(0)
    if axis:
        np.add.at(out, (*(slice(None),) * axis, indices), g)  # pyright: ignore[reportArgumentType]
    else:  # number by number: what NumPy adds ten times faster than rows, in the same order
        row = int(np.prod(shape[1:]))
        places = indices.reshape(-1, 1).astype(np.intp) * row + np.arange(row)
        np.add.at(out.reshape(-1), places.reshape(-1), g.reshape(-1))
    return out


def _take_forward(
    x: np.ndarray, indices: np.ndarray, axis: int, out: np.ndarray | None = None
) -> np.ndarray:
    n = x.shape[axis]
    if out is None or not indices.size or indices.min() < -n or indices.max() >= n:
        return np.take(x, indices, axis, out=out)
    return np.take(x, indices, axis, out=out, mode="wrap")  # checked above: it need not be again


_take = Primitive(
    "take",
    _take_forward,
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
    takes_out=True,
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
        apply(untake_along_axis, (g, indices), {"shape": x.shape, "axis": axis}) if i == 0 else None
    ),
)

untake_along_axis = Primitive(
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
