"""Same numbers, other shape: reshape, transpose, concatenate, stack, tile, flip, pad, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import standardize_dtype
from playground.engine.keras_tensor import KerasTensor, NotKnownYet
from playground.engine.ops.conversion import as_dtype, promote_all, tensor
from playground.engine.ops.shape_rules import (
    broadcast_shapes,
    normalize_axes,
    normalize_axis,
    product,
    same,
)
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


# ------------------------------------------------------------------------------------- another shape
def _reshape_rule(x: Any, shape: tuple) -> Any:
    """`shape` with -1 worked out."""
    known, size = product(n for n in shape if n not in (-1, None)), product(x.shape)
    if shape.count(-1) > 1:
        raise (ValueError if None not in x.shape else NotKnownYet)(
            f"Only one length can be -1. Received: shape={shape}, x.shape={x.shape}"
        )
    if -1 not in shape and None not in shape:
        if size is not None and size != known:
            raise ValueError(
                f"Cannot reshape a tensor of shape {x.shape} ({size} elements) into {shape}."
            )
        return shape, x.dtype
    if size is None:
        return tuple(None if n == -1 else n for n in shape), x.dtype
    if not known or size % known:
        if known == 0 and size == 0:
            return tuple(0 if n == -1 else n for n in shape), x.dtype
        raise ValueError(
            f"Cannot reshape a tensor of shape {x.shape} ({size} elements) into {shape}."
        )
    return tuple(size // known if n in (-1, None) else n for n in shape), x.dtype


_reshape = Primitive(
    "reshape",
    lambda x, shape: x.reshape(shape),
    _reshape_rule,
    (lambda g, y, x, shape: reshape(g, x.shape),),
    view=True,
)


@op
def reshape(x: Any, newshape: Any) -> Any:
    """The numbers of x in order, in another shape; one length may be -1."""
    shape = (newshape,) if isinstance(newshape, int) else tuple(newshape)
    shape = tuple([-1 if n is None else int(n) for n in shape])
    if min(shape, default=0) < -1:
        raise ValueError(
            f"Each length must be a non-negative integer or -1. Received: newshape={newshape}"
        )
    return apply(_reshape, (tensor(x),), {"shape": shape})


@op
def ravel(x: Any) -> Any:
    """All numbers along one axis."""
    return reshape(x, (-1,))


@op
def expand_dims(x: Any, axis: Any) -> Any:
    """A new axis of length 1 at position `axis` of the result (or several)."""
    x = tensor(x)
    axes = axis if isinstance(axis, list | tuple) else (axis,)
    axes = normalize_axes(axes, len(x.shape) + len(axes))
    old = iter(x.shape)
    shape = tuple(1 if i in axes else next(old) for i in range(len(x.shape) + len(axes)))
    return apply(_expand_dims, (x,), {"axes": axes, "shape": shape})


_expand_dims = Primitive(
    "expand_dims",
    lambda x, axes, shape: x.reshape(shape),
    lambda x, axes, shape: (shape, x.dtype),
    (lambda g, y, x, axes, shape: reshape(g, x.shape),),
    view=True,
)

_squeeze = Primitive(
    "squeeze",
    lambda x, axes: np.squeeze(x, axes),
    lambda x, axes: (tuple(n for i, n in enumerate(x.shape) if i not in axes), x.dtype),
    (lambda g, y, x, axes: reshape(g, x.shape),),
    view=True,
)


@op
def squeeze(x: Any, axis: Any = None) -> Any:
    """Without axes of length 1: those of `axis`, or all when None."""
    x = tensor(x)
    if axis is None:
        axes = tuple(i for i, n in enumerate(x.shape) if n == 1)
    else:
        axes = normalize_axes(axis, len(x.shape))
        for i in axes:
            if x.shape[i] != 1:
                raise ValueError(
                    f"Cannot squeeze axis={i}, because the dimension is not 1: shape {x.shape}"
                )
    return apply(_squeeze, (x,), {"axes": axes})


_broadcast_to = Primitive(
    "broadcast_to",
    lambda x, shape: np.broadcast_to(x, shape),
    lambda x, shape: (broadcast_shapes(tuple(x.shape), shape), x.dtype),
    (lambda g, y, x, shape: g,),  # summed by Primitive.pullback
    view=True,
)


@op
def broadcast_to(x: Any, shape: Any) -> Any:
    """x repeated along axes of length 1 (and new first axes) until it has `shape`."""
    return apply(_broadcast_to, (tensor(x),), {"shape": tuple(shape)})


# --------------------------------------------------------------------------------------- order of axes
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
    order = (
        tuple(range(n))[::-1] if axes is None else tuple(normalize_axis(int(a), n) for a in axes)
    )
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
        return reshape(roll(reshape(x, (-1,)), shift, 0), x.shape)
    axes = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
    shifts = tuple(shift) if isinstance(shift, list | tuple) else (shift,) * len(axes)
    axes = tuple(normalize_axis(a, len(x.shape)) for a in axes)
    return apply(_roll, (x,), {"shift": shifts, "axis": axes})


# ------------------------------------------------------------------------------------ several into one
def _concatenate_rule(*xs: Any, axis: int) -> Any:
    shape = list(xs[0].shape)
    for x in xs[1:]:
        fits = len(x.shape) == len(shape) and all(
            i == axis or a is None or b is None or a == b
            for i, (a, b) in enumerate(zip(x.shape, shape))
        )
        if not fits:
            raise ValueError(
                "Every value in `xs` must have the same shape except on the `axis` dim. "
                f"But found element of shape {tuple(x.shape)}, which is different from the first element's shape "
                f"{tuple(xs[0].shape)}."
            )
        shape = [a if a is not None else b for a, b in zip(shape, x.shape)]
    lengths = [x.shape[axis] for x in xs]
    shape[axis] = None if None in lengths else sum(lengths)
    return tuple(shape), xs[0].dtype


def _concatenate_gradient(i: int, g: Any, y: Any, *xs: Any, axis: int) -> Any:
    start = sum(x.shape[axis] for x in xs[:i])
    return g[(*(slice(None),) * axis, slice(start, start + xs[i].shape[axis]))]


_concatenate = Primitive(
    "concatenate",
    lambda *xs, axis, out=None: np.concatenate(xs, axis, out=out),
    _concatenate_rule,
    _concatenate_gradient,
    takes_out=True,
)


@op
def concatenate(xs: Any, axis: int | None = 0) -> Any:
    """Tensors one after the other along an existing axis (each flattened when None)."""
    xs = promote_all(xs)
    if not xs:
        raise ValueError("Expected at least one tensor to concatenate, received none.")
    if axis is None:
        xs, axis = tuple(reshape(x, (-1,)) for x in xs), 0
    return apply(_concatenate, xs, {"axis": normalize_axis(axis, len(xs[0].shape))})


@op
def stack(x: Any, axis: int = 0) -> Any:
    """Tensors of equal shape along a new axis."""
    xs = promote_all(x)
    if not xs:
        raise ValueError("Expected at least one tensor to stack, received none.")
    for other in xs[1:]:
        if len(other.shape) != len(xs[0].shape) or any(
            a is not None and b is not None and a != b for a, b in zip(other.shape, xs[0].shape)
        ):
            raise ValueError(
                f"Every value in `x` must have the same shape. But found {[tuple(t.shape) for t in xs]}."
            )
    return concatenate([expand_dims(t, axis) for t in xs], axis)


def _at_least_1d(x: Any) -> Any:
    x = tensor(x)
    return x if x.shape else reshape(x, (1,))


@op
def hstack(xs: Any) -> Any:
    """Side by side: along axis 1, for 1-D tensors along axis 0."""
    xs = [_at_least_1d(x) for x in xs]
    return concatenate(xs, 0 if len(xs[0].shape) == 1 else 1)


@op
def vstack(xs: Any) -> Any:
    """On top of each other: 1-D tensors become rows."""
    return concatenate(
        [expand_dims(x, 0) if len(x.shape) == 1 else x for x in map(_at_least_1d, xs)], 0
    )


@op
def dstack(xs: Any) -> Any:
    """Along the third axis, which 1-D and 2-D tensors get."""
    return concatenate([atleast_3d(x) for x in xs], 2)


@op
def atleast_1d(*xs: Any) -> Any:
    """With at least one axis."""
    return _each(_at_least_1d, xs)


@op
def atleast_2d(*xs: Any) -> Any:
    """With at least two axes; 1-D tensors become rows."""
    return _each(
        lambda x: expand_dims(_at_least_1d(x), 0) if len(tensor(x).shape) < 2 else tensor(x), xs
    )


@op
def atleast_3d(*xs: Any) -> Any:
    """With at least three axes: (n,) becomes (1, n, 1) and (m, n) becomes (m, n, 1)."""

    def one(x: Any) -> Any:
        x = tensor(x)
        x = expand_dims(_at_least_1d(x), 0) if len(x.shape) < 2 else x
        return expand_dims(x, 2) if len(x.shape) < 3 else x

    return _each(one, xs)


def _each(function: Any, xs: tuple) -> Any:
    return function(xs[0]) if len(xs) == 1 else [function(x) for x in xs]


@op
def append(x1: Any, x2: Any, axis: int | None = None) -> Any:
    """x2 after x1 along `axis`, both flattened when None."""
    if axis is None:
        x1, x2, axis = reshape(x1, (-1,)), reshape(x2, (-1,)), 0
    return concatenate([x1, x2], axis)


# ------------------------------------------------------------------------------------ one into several
@op
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """A list of parts along `axis`: that many equal ones, or cut before the given indices."""
    x = tensor(x)
    axis = normalize_axis(axis, len(x.shape))
    n = x.shape[axis]
    if isinstance(indices_or_sections, int):
        if n is None:
            return [KerasTensor(x.shape, x.dtype) for _ in range(indices_or_sections)]
        if n % indices_or_sections:
            raise ValueError(
                f"`x` size on given `axis` must be divisible by `indices_or_sections` when "
                f"`indices_or_sections` is an int. But received {n} and {indices_or_sections}."
            )
        step = n // indices_or_sections
        cuts = [step * i for i in range(1, indices_or_sections)]
    else:
        cuts = [int(i) for i in indices_or_sections]
        if n is None:  # only the last part's length is unknown
            ends = [*cuts, None]
            lengths = [None if b is None else b - a for a, b in zip([0, *cuts], ends)]
            return [
                KerasTensor((*x.shape[:axis], m, *x.shape[axis + 1 :]), x.dtype) for m in lengths
            ]
    before = (slice(None),) * axis
    return [x[(*before, slice(a, b))] for a, b in zip([0, *cuts], [*cuts, n])]


@op
def vsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the first axis."""
    return split(x, indices_or_sections, 0)


@op
def hsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the second axis (the only one of a 1-D tensor)."""
    return split(x, indices_or_sections, 0 if len(tensor(x).shape) == 1 else 1)


@op
def dsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the third axis."""
    return split(x, indices_or_sections, 2)


@op
def array_split(x: Any, indices_or_sections: int, axis: int = 0) -> Any:
    """A list of nearly equal parts: the first ones are one longer where needed."""
    x = tensor(x)
    n = x.shape[normalize_axis(axis, len(x.shape))]
    small, longer = divmod(n, indices_or_sections)
    lengths = [small + 1] * longer + [small] * (indices_or_sections - longer)
    return split(x, [sum(lengths[:i]) for i in range(1, len(lengths))], axis)


@op
def unstack(x: Any, num: int | None = None, axis: int = 0) -> Any:
    """A list of the slices along `axis`, without that axis."""
    x = tensor(x)
    axis = normalize_axis(axis, len(x.shape))
    n = x.shape[axis] if num is None else num
    if n is None:
        raise ValueError(
            f"Cannot infer argument `num` from shape {x.shape}. Either provide `num` or a static shape."
        )
    return [x[(*(slice(None),) * axis, i)] for i in range(n)]


# ------------------------------------------------------------------------------------------- repetition
@op
def tile(x: Any, repeats: Any) -> Any:
    """x as a tile, laid `repeats` times along each axis."""
    x = tensor(x)
    repeats = (repeats,) if isinstance(repeats, int) else tuple(int(r) for r in repeats)
    n = max(len(repeats), len(x.shape))
    repeats = (1,) * (n - len(repeats)) + repeats
    shape = (1,) * (n - len(x.shape)) + tuple(x.shape)
    if all(r == 1 for r in repeats):
        return reshape(x, shape)
    wide = broadcast_to(
        expand_dims(reshape(x, shape), tuple(range(0, 2 * n, 2))), _interleave(repeats, shape)
    )
    return reshape(wide, tuple(None if m is None else r * m for r, m in zip(repeats, shape)))


def _interleave(a: tuple, b: tuple) -> tuple:
    return tuple(v for pair in zip(a, b) for v in pair)


@op
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each slice along `axis` (each number of the flattened tensor when None) `repeats` times in a row."""
    x = tensor(x)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    axis = normalize_axis(axis, len(x.shape))
    counts = np.asarray(repeats)
    if counts.size == 1:
        n, k = x.shape[axis], int(counts.reshape(-1)[0])
        wide = expand_dims(x, axis + 1)
        wide = broadcast_to(
            wide, tuple(k if i == axis + 1 else m for i, m in enumerate(wide.shape))
        )
        return reshape(
            wide,
            tuple(
                (None if n is None else n * k) if i == axis else m for i, m in enumerate(x.shape)
            ),
        )
    if counts.size > 1:  # the axis must be that long, known or not
        return ops.take(x, np.repeat(np.arange(counts.size), counts), axis)
    return ops.take(x, np.repeat(np.arange(x.shape[axis]), counts), axis)


# ---------------------------------------------------------------------------------------------- padding
def _pad_rule(x: Any, width: tuple, mode: str, value: Any) -> Any:
    return tuple(None if n is None else n + a + b for n, (a, b) in zip(x.shape, width)), x.dtype


def _pad_forward(x: np.ndarray, width: tuple, mode: Any, value: Any) -> np.ndarray:
    more = {"constant_values": value} if mode == "constant" else {}
    return np.pad(x, width, mode, **more)


def _pad_gradient(g: Any, y: Any, x: Any, width: tuple, mode: Any, value: Any) -> Any:
    if mode == "constant":
        return g[tuple(slice(a, a + n) for n, (a, _) in zip(x.shape, width))]
    positions = np.pad(np.arange(x.size).reshape(x.shape), width, mode)
    return reshape(ops.scatter(reshape(positions, (-1, 1)), reshape(g, (-1,)), (x.size,)), x.shape)


_pad = Primitive("pad", _pad_forward, _pad_rule, (_pad_gradient,))


@op
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """x with `(before, after)` more entries on each axis: `constant_values`, or a reflection, … by `mode`."""
    x = tensor(x)
    if mode != "constant" and constant_values is not None:
        raise ValueError(
            f"Argument `constant_values` can only be provided when `mode == 'constant'`. Received: mode={mode}"
        )
    width: Any = [pad_width] if isinstance(pad_width, int) else list(pad_width)
    if all(isinstance(w, int) for w in width):
        width = [(width[0], width[-1])]
    width = tuple((int(w[0]), int(w[-1])) for w in width)
    if len(width) == 1:
        width *= len(x.shape)
    if len(width) != len(x.shape):
        raise ValueError(
            f"`pad_width` must have the same length as `x.shape`. Received: {pad_width}, {x.shape}"
        )
    value: Any = 0 if constant_values is None else constant_values
    value = value.array.item() if hasattr(value, "array") else value
    return apply(_pad, (x,), {"width": width, "mode": mode, "value": value})


# -------------------------------------------------------------------------------------------- diagonals
_diagonal = Primitive(
    "diagonal",
    lambda x, offset, axis1, axis2: np.diagonal(x, offset, axis1, axis2).copy(),
    lambda x, offset, axis1, axis2: (_diagonal_shape(x.shape, offset, axis1, axis2), x.dtype),
    (lambda g, y, x, offset, axis1, axis2: _onto_diagonal(g, x.shape, offset, axis1, axis2),),
)


def _diagonal_shape(shape: tuple, offset: int, axis1: int, axis2: int) -> tuple:
    rows, columns = shape[axis1], shape[axis2]
    rest = tuple(n for i, n in enumerate(shape) if i not in (axis1, axis2))
    if rows is None or columns is None:
        return (*rest, None)
    return (*rest, max(0, min(rows + min(offset, 0), columns - max(offset, 0))))


def _onto_diagonal(g: Any, shape: tuple, offset: int, axis1: int, axis2: int) -> Any:
    """A tensor of `shape` that is `g` on the diagonal and 0 elsewhere."""
    mask = np.eye(shape[axis1], shape[axis2], offset)
    n = g.shape[-1]
    column = np.zeros((n, shape[axis2]), mask.dtype)
    column[np.arange(n), np.arange(n) + max(offset, 0)] = 1
    row = np.zeros((n, shape[axis1]), mask.dtype)
    row[np.arange(n), np.arange(n) - min(offset, 0)] = 1
    spread = ops.expand_dims(ops.expand_dims(g, -1) * as_dtype(tensor(row), g.dtype), -1)
    spread = spread * ops.expand_dims(as_dtype(tensor(column), g.dtype), 1)
    return moveaxis(as_dtype(ops.sum(spread, -3), g.dtype), (-2, -1), (axis1, axis2))


@op
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The entries whose index along `axis2` is that along `axis1` plus `offset`, as the last axis."""
    x = tensor(x)
    if len(x.shape) < 2:
        raise ValueError(
            f"`diagonal` requires an array of at least two dimensions, but `x` is of shape {x.shape}."
        )
    n = len(x.shape)
    if normalize_axis(axis1, n) == normalize_axis(axis2, n):
        raise ValueError(f"`axis1` and `axis2` must not be the same. Received: {axis1}, {axis2}")
    return apply(
        _diagonal,
        (x,),
        {"offset": offset, "axis1": normalize_axis(axis1, n), "axis2": normalize_axis(axis2, n)},
    )


@op
def diag(x: Any, k: int = 0) -> Any:
    """The k-th diagonal of a matrix, or a matrix with a vector as its k-th diagonal."""
    x = tensor(x)
    if len(x.shape) == 2:
        return diagonal(x, k)
    if len(x.shape) != 1:
        raise ValueError(f"`x` must be 1-D or 2-D, but received shape {x.shape}")
    return diagflat(x, k)


@op
def diagflat(x: Any, k: int = 0) -> Any:
    """A matrix with all numbers of x on its k-th diagonal."""
    x = reshape(x, (-1,))
    n = x.shape[0]
    if n is None:
        return ops.zeros((None, None), x.dtype)
    n += abs(k)
    return _onto_diagonal(x, (n, n), k, 0, 1)


@op
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal."""
    return ops.sum(diagonal(x, offset, axis1, axis2), -1)


@op
def tril(x: Any, k: int = 0) -> Any:
    """x with zeros above the k-th diagonal (of the last two axes)."""
    x = tensor(x)
    return ops.where(
        np.tri(x.shape[-2], x.shape[-1], k, dtype=bool), x, as_dtype(tensor(0), x.dtype)
    )


@op
def triu(x: Any, k: int = 0) -> Any:
    """x with zeros below the k-th diagonal (of the last two axes)."""
    x = tensor(x)
    return ops.where(
        ~np.tri(x.shape[-2], x.shape[-1], k - 1, dtype=bool), x, as_dtype(tensor(0), x.dtype)
    )


# ------------------------------------------------------------------------------------------- other views
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
    x = tensor(x)
    return apply(_view, (x,), {"dtype": standardize_dtype(dtype or x.dtype)})


_COMPLEX_OF = {"float16": "complex64", "float32": "complex64", "float64": "complex128"}
_view_as_complex = Primitive(
    "view_as_complex",
    lambda x: (x[..., 0] + 1j * x[..., 1]).astype(_COMPLEX_OF[x.dtype.name]),
    lambda x: (tuple(x.shape[:-1]), _COMPLEX_OF[x.dtype]),
)


@op
def view_as_complex(x: Any) -> Any:
    """Pairs (..., 2) of real and imaginary parts as complex numbers (...)."""
    x = tensor(x)
    if not x.shape or x.shape[-1] != 2:
        raise ValueError(
            f"Last dimension of input must be size 2 (real and imaginary parts). Received: x.shape={x.shape}"
        )
    return apply(_view_as_complex, (x,))


@op
def view_as_real(x: Any) -> Any:
    """Complex numbers (...) as pairs (..., 2) of real and imaginary parts."""
    x = tensor(x)
    return stack([ops.real(x), ops.imag(x)], -1)


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
