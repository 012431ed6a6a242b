"""The order of axes and the order along them: transpose, moveaxis, flip, roll, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import normalize_axes, normalize_axis, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_transpose = Primitive(
    "transpose",
    lambda x, axes: x.transpose(axes),
    lambda x, axes: (tuple(x.shape[i] for i in axes), x.dtype),
    (lambda g, y, x, axes: transpose(g, tuple(int(i) for i in np.argsort(axes))),),
    view=True,
)


@op
def transpose(x: Any, axes: Any = None) -> Any:
    """The axes in the order `axes`, in reverse when None."""
    x = tensor(x)
    n = len(x.shape)
    if axes is not None and len(axes) != n:
        raise ValueError(
            f"`axes` must be a list of the same length as the input shape. Received: axes={axes}, x.shape={x.shape}"
        )
    wrong = [a for a in axes or () if not -n <= int(a) < n]
    if wrong:
        raise ValueError(
            f"Each axis in `axes` must be an integer in [{-n}, {n}). Received: axes={axes}, x.shape={x.shape}"
        )
    order = tuple(range(n))[::-1] if axes is None else tuple(int(a) % n for a in axes)
    if sorted(order) != list(range(n)):
        raise ValueError(
            f"axes must be a valid permutation of the {n} axes of x. Received: axes={axes}, x.shape={x.shape}"
        )
    return apply(_transpose, (x,), {"axes": order})


@op
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes exchanged."""
    x = tensor(x)
    order = list(range(len(x.shape)))
    i, j = normalize_axis(axis1, len(order)), normalize_axis(axis2, len(order))
    order[i], order[j] = order[j], order[i]
    return transpose(x, order)


@op
def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Axes moved from the positions `source` to the positions `destination`; the others keep their order."""
    x = tensor(x)
    n = len(x.shape)
    sources = [normalize_axis(a, n) for a in ([source] if isinstance(source, int) else source)]
    destinations = [
        normalize_axis(a, n)
        for a in ([destination] if isinstance(destination, int) else destination)
    ]
    order = [i for i in range(n) if i not in sources]
    for where_to, where_from in sorted(zip(destinations, sources)):
        order.insert(where_to, where_from)
    return transpose(x, order)


_flip = Primitive(
    "flip",
    lambda x, axes: np.flip(x, axes),
    same,
    (lambda g, y, x, axes: flip(g, axes),),
    view=True,
)


@op
def flip(x: Any, axis: Any = None) -> Any:
    """In reverse order along `axis` (all axes when None)."""
    x = tensor(x)
    return apply(_flip, (x,), {"axes": normalize_axes(axis, len(x.shape))})


@op
def fliplr(x: Any) -> Any:
    """Columns in reverse order."""
    return flip(x, 1)


@op
def flipud(x: Any) -> Any:
    """Rows in reverse order."""
    return flip(x, 0)


@op
def rot90(array: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turned by k · 90° in the plane of two axes, from the first towards the second."""
    x = tensor(array)
    n = len(x.shape)
    if n < 2:
        raise ValueError(f"Input array must have at least 2 dimensions. Received: array.ndim={n}")
    if len(axes) != 2 or normalize_axis(axes[0], n) == normalize_axis(axes[1], n):
        raise ValueError(f"Invalid axes: {axes}. Axes must be a tuple of two different dimensions.")
    k %= 4
    if k == 0:
        return x
    if k == 2:
        return flip(x, axes)
    return swapaxes(flip(x, axes[1]), *axes) if k == 1 else flip(swapaxes(x, *axes), axes[1])


_roll = Primitive(
    "roll",
    lambda x, shift, axis: np.roll(x, shift, axis),
    same,
    (lambda g, y, x, shift, axis: roll(g, tuple(-s for s in shift), axis),),
)


@op
def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """Shifted along `axis`; what leaves at the end comes in at the front."""
    x = tensor(x)
    if axis is None:
        return ops.reshape(roll(ops.reshape(x, (-1,)), shift, 0), x.shape)
    axes = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
    shifts = tuple(shift) if isinstance(shift, list | tuple) else (shift,) * len(axes)
    axes = tuple(normalize_axis(a, len(x.shape)) for a in axes)
    return apply(_roll, (x,), {"shift": shifts, "axis": axes})
