"""Shape rules shared by many primitives: `(shape, dtype)` of a result from inputs that have `shape` and `dtype`."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]
Spec = tuple[Shape, str]


def same(x: Any, *_: Any, **__: Any) -> Spec:
    """Shape and dtype of the first input."""
    return tuple(x.shape), x.dtype


def broadcast(*inputs: Any) -> Spec:
    """Broadcast shape; dtype of the first input (all have the same)."""
    shape: Shape = ()
    for x in inputs:
        shape = broadcast_shapes(shape, tuple(x.shape))
    return shape, inputs[0].dtype


def broadcast_to_bool(*inputs: Any) -> Spec:
    """Broadcast shape of a comparison."""
    return broadcast(*inputs)[0], "bool"


def same_to_bool(x: Any, **_: Any) -> Spec:
    """Shape of the input, dtype bool."""
    return tuple(x.shape), "bool"


def broadcast_shapes(shape1: Shape, shape2: Shape) -> Shape:
    """The shape both broadcast to. An unknown length (None) gives way to one that is known.

    >>> broadcast_shapes((None, 3), (1, 3))
    (None, 3)
    """
    n = max(len(shape1), len(shape2))
    result = []
    for a, b in zip((1,) * (n - len(shape1)) + shape1, (1,) * (n - len(shape2)) + shape2):
        if a == b or b == 1:
            result.append(a)
        elif a == 1 or a is None:
            result.append(b)
        elif b is None:
            result.append(a)
        else:
            raise ValueError(
                f"Cannot broadcast shape, the failure dim has value {a}, which cannot be broadcasted to {b}. "
                f"Input shapes are: {shape1} and {shape2}. Two lengths fit when they are equal or one of them is 1, "
                "compared from the last axis."
            )
    return tuple(result)


def normalize_axis(axis: int, ndim: int) -> int:
    """`axis` counted from the front; ValueError when there is no such axis."""
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis {axis} is out of bounds for a tensor with {ndim} axes")
    return axis + ndim if axis < 0 else axis


_ALL_AXES = tuple(tuple(range(n)) for n in range(8))


def normalize_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """An axis, several, or None (all), as a sorted tuple counted from the front."""
    if axis is None:
        return _ALL_AXES[ndim] if ndim < 8 else tuple(range(ndim))
    if axis.__class__ is int:
        return (normalize_axis(axis, ndim),)
    if isinstance(axis, list | tuple):
        axes = sorted(normalize_axis(int(a), ndim) for a in axis)
        if len(set(axes)) != len(axes):
            raise ValueError(f"duplicate value in axis={tuple(axis)}")
        return tuple(axes)
    return (normalize_axis(int(axis), ndim),)


def reduced(x: Any, axis: tuple[int, ...], keepdims: bool = False, **_: Any) -> Spec:
    """Shape without the axes of `axis` (with length 1 there when `keepdims`)."""
    shape = tuple(x.shape)
    if keepdims:
        return tuple(1 if i in axis else n for i, n in enumerate(shape)), x.dtype
    return tuple(n for i, n in enumerate(shape) if i not in axis), x.dtype


def product(lengths: Any) -> int | None:
    """Product of lengths, None when one is unknown."""
    result = 1
    for n in lengths:
        if n is None:
            return None
        result *= n
    return result
