"""Shapes and orders: `tf.reshape`, `tf.split`, `tf.pad`, `tf.repeat` and their neighbours."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from playground.engine import ops
from playground.tensorflow_names.adapting import tensor


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Any:
    """The same numbers in another shape; one length may be -1."""
    return ops.reshape(tensor, _lengths(shape))


def transpose(a: Any, perm: Any = None, conjugate: bool = False, name: str = "transpose") -> Any:
    """The axes in the order `perm`; the other way round when it is None."""
    a = ops.conj(a) if conjugate else a
    return ops.transpose(a, None if perm is None else [int(i) for i in perm])


def expand_dims(input: Any, axis: Any, name: str | None = None) -> Any:
    """One more axis of length 1."""
    return ops.expand_dims(input, axis)


def squeeze(input: Any, axis: Any = None, name: str | None = None) -> Any:
    """Without axes of length 1: all, or those given."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    return ops.squeeze(input, None if axis == () else axis)


def stack(values: Any, axis: int = 0, name: str = "stack") -> Any:
    """Tensors of one shape along a new axis."""
    return ops.stack(values, axis)


def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> Any:
    """A list of the slices along an axis."""
    return list(ops.unstack(value, num, axis))


def split(
    value: Any, num_or_size_splits: Any, axis: int = 0, num: int | None = None, name: str = "split"
) -> Any:
    """A list of `num_or_size_splits` equal parts along an axis, or of parts of these lengths (one may be -1)."""
    if isinstance(num_or_size_splits, int | np.integer):
        return list(ops.split(value, int(num_or_size_splits), axis))
    sizes = [int(n) for n in num_or_size_splits]
    whole = tensor(value).shape[axis]
    if -1 in sizes:
        sizes[sizes.index(-1)] = whole - sum(n for n in sizes if n >= 0)
    if sum(sizes) != whole:
        raise ValueError(
            f"Expected sizes that add up to {whole}, the length of axis {axis}, received {num_or_size_splits}."
        )
    return list(ops.split(value, [int(n) for n in np.cumsum(sizes)[:-1]], axis))


def tile(input: Any, multiples: Any, name: str | None = None) -> Any:
    """`input` so many times along each axis."""
    return ops.tile(input, [int(n) for n in multiples])


def repeat(input: Any, repeats: Any, axis: int | None = None, name: str | None = None) -> Any:
    """Every number (or slice along `axis`) so many times."""
    repeats = np.asarray(repeats)
    return ops.repeat(input, repeats.item() if repeats.size == 1 else repeats, axis)


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: Any = 0,
    name: str | None = None,
) -> Any:
    """`tensor` with `paddings`, (before, after) of each axis, filled with a constant or mirrored."""
    widths = [[int(n) for n in pair] for pair in np.asarray(paddings).tolist()]
    if mode.upper() == "CONSTANT":
        return ops.pad(tensor, widths, "constant", constant_values)
    return ops.pad(tensor, widths, mode.lower())


def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Any:
    """The part that begins at `begin` and has `size`; -1 for all the rest of an axis."""
    whole = tensor(input_).shape
    begin, size = _lengths(begin), _lengths(size)
    ends = [n if s == -1 else b + s for n, b, s in zip(whole, begin, size)]
    return ops.convert_to_tensor(input_)[tuple(builtins.slice(b, e) for b, e in zip(begin, ends))]


def strided_slice(
    input_: Any, begin: Any, end: Any, strides: Any = None, name: str | None = None
) -> Any:
    """`input_[begin:end:strides]`, axis by axis."""
    begin, end = _lengths(begin), _lengths(end)
    steps = [1] * len(begin) if strides is None else _lengths(strides)
    return tensor(input_)[tuple(builtins.slice(b, e, s) for b, e, s in zip(begin, end, steps))]


def broadcast_to(input: Any, shape: Any, name: str | None = None) -> Any:
    """`input` repeated until it has `shape`."""
    return ops.broadcast_to(input, _lengths(shape))


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> Any:
    """The shape of the sum of two tensors."""
    from playground.engine.pipelines.specifications import TensorShape

    return TensorShape(np.broadcast_shapes(tuple(shape_x), tuple(shape_y)))


def meshgrid(*args: Any, indexing: str = "xy", name: str | None = None) -> Any:
    """Coordinates of all points of a grid."""
    return list(ops.meshgrid(*args, indexing=indexing))


def roll(input: Any, shift: Any, axis: Any, name: str | None = None) -> Any:
    """`input` moved along axes; what leaves at one end enters at the other."""
    if isinstance(shift, list | tuple):
        for step, along in zip(shift, axis):
            input = ops.roll(input, int(step), int(along))
        return input
    return ops.roll(input, int(shift), axis)


def sort(values: Any, axis: int = -1, direction: str = "ASCENDING", name: str | None = None) -> Any:
    """The numbers in order along an axis."""
    ordered = ops.sort(values, axis)
    return ops.flip(ordered, axis) if _down(direction) else ordered


def argsort(
    values: Any,
    axis: int = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Any:
    """The places of the numbers in their order."""
    values = tensor(values)
    return ops.cast(
        ops.argsort(ops.negative(values) if _down(direction) else values, axis), "int32"
    )


def reverse_sequence(
    input: Any, seq_lengths: Any, seq_axis: int, batch_axis: int = 0, name: str | None = None
) -> Any:
    """The first `seq_lengths[i]` of every row `i` backwards, the rest as it is."""
    moved = ops.moveaxis(tensor(input), (batch_axis, seq_axis), (0, 1))
    places = ops.arange(moved.shape[1])
    lengths = ops.cast(ops.expand_dims(tensor(seq_lengths), -1), "int32")
    places = ops.where(places < lengths, lengths - 1 - places, places)
    places = ops.reshape(places, (*places.shape, *[1] * (len(moved.shape) - 2)))
    taken = ops.take_along_axis(moved, ops.broadcast_to(places, moved.shape), 1)
    return ops.moveaxis(taken, (0, 1), (batch_axis, seq_axis))


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Any:
    """`x`, if it has `shape` (None fits any length). ValueError otherwise."""
    from playground.engine.pipelines.specifications import TensorShape

    x = tensor(x)
    if shape is not None and not TensorShape(shape).is_compatible_with(x.shape):
        raise ValueError(f"Expected a tensor of shape {tuple(shape)}, received {tuple(x.shape)}.")
    return x


def _lengths(shape: Any) -> list[int]:
    if isinstance(shape, int | np.integer):
        return [int(shape)]
    return [int(n) for n in shape]


def _down(direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"Expected direction 'ASCENDING' or 'DESCENDING', received {direction!r}.")
    return direction == "DESCENDING"
