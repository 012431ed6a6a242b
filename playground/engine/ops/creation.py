"""Tensors from nothing but a shape: zeros, ones, full, arange, linspace, eye, …"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.dtypes import result_type, standardize_dtype
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import as_dtype, cast, convert_to_tensor, promote_all, tensor
from playground.engine.ops.symbolic import op
from playground.engine.tensor import Tensor


def _lengths(shape: Any) -> tuple:
    shape = (shape,) if isinstance(shape, int | np.integer) else tuple(shape)
    return tuple(None if n is None else int(n) for n in shape)


def _filled(shape: Any, value: Any, dtype: str) -> Any:
    shape = _lengths(shape)
    return KerasTensor(shape, dtype) if None in shape else Tensor(np.full(shape, value, dtype))


def array(x: Any, dtype: Any = None) -> Any:
    """`x` as a tensor."""
    return convert_to_tensor(x, dtype)


def zeros(shape: Any, dtype: Any = None) -> Any:
    """A tensor of zeros."""
    return _filled(shape, 0, standardize_dtype(dtype))


def ones(shape: Any, dtype: Any = None) -> Any:
    """A tensor of ones."""
    return _filled(shape, 1, standardize_dtype(dtype))


def empty(shape: Any, dtype: Any = None) -> Any:
    """A tensor whose values do not matter (zeros)."""
    return zeros(shape, dtype)


@op
def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """A tensor of `shape` filled with `fill_value`, which may itself be a tensor that broadcasts."""
    if fill_value.__class__ in (bool, int, float):
        return _filled(shape, fill_value, standardize_dtype(dtype))
    value = tensor(fill_value)
    return ops.broadcast_to(
        cast(value, dtype) if dtype else as_dtype(value, config.floatx()), _lengths(shape)
    )


@op
def zeros_like(x: Any, dtype: Any = None) -> Any:
    """Zeros in the shape (and dtype) of x."""
    x = tensor(x)
    return _filled(x.shape, 0, standardize_dtype(dtype or x.dtype))


@op
def ones_like(x: Any, dtype: Any = None) -> Any:
    """Ones in the shape (and dtype) of x."""
    x = tensor(x)
    return _filled(x.shape, 1, standardize_dtype(dtype or x.dtype))


@op
def empty_like(x: Any, dtype: Any = None) -> Any:
    """Zeros in the shape (and dtype) of x."""
    return zeros_like(x, dtype)


@op
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """`fill_value` in the shape (and dtype) of x."""
    x = tensor(x)
    return full(x.shape, fill_value, dtype or x.dtype)


def _number(x: Any) -> Any:
    return x.numpy().item() if hasattr(x, "numpy") else x


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """Numbers from `start` (0 if only one is given) up to, but without, `stop`, in steps of `step`."""
    if dtype is None:
        given = [getattr(v, "dtype", type(v)) for v in (start, stop, step) if v is not None]
        dtype = result_type(*given)
    start, stop, step = _number(start), _number(stop), _number(1 if step is None else step)
    if stop is None:
        start, stop = 0, start
    return Tensor(np.arange(start, stop, step).astype(standardize_dtype(dtype)))


@op
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers at equal distance from `start` to `stop` along a new axis; with `retstep` also the distance."""
    start, stop = promote_all((start, stop), float)
    num = int(num)
    steps = num - 1 if endpoint else num
    fractions = np.arange(num) / max(steps, 1)
    if axis != 0 and axis != -1 and axis > len(start.shape):
        raise ValueError(f"axis {axis} is out of bounds")
    distance = stop - start
    fractions = fractions.reshape((num,) + (1,) * len(distance.shape)).astype(distance.dtype)
    points = ops.moveaxis(start + distance * tensor(fractions), 0, axis)
    points = cast(points, dtype) if dtype else points
    return (points, distance / steps if steps else distance * np.nan) if retstep else points


@op
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`base` to the power of `linspace(start, stop, num)`."""
    points = ops.power(tensor(float(base)), linspace(start, stop, num, endpoint, axis=axis))
    return cast(points, dtype) if dtype else points


@op
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    """`num` numbers with equal ratios from `start` to `stop`."""
    start, stop = promote_all((start, stop), float)
    points = start * ops.exp(
        linspace(ops.zeros_like(start), ops.log(stop / start), num, endpoint, axis=axis)
    )
    return cast(points, dtype) if dtype else points


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """A matrix with ones on its k-th diagonal."""
    for name, value in (("N", N), ("M", M), ("k", k)):
        if isinstance(value, float) or "float" in str(getattr(value, "dtype", "")):
            raise TypeError(
                f"Argument `{name}` must be an integer or an integer tensor. Received: {name}={value}"
            )
    return Tensor(np.eye(int(N), None if M is None else int(M), k, dtype=standardize_dtype(dtype)))


def identity(n: int, dtype: Any = None) -> Any:
    """The identity matrix."""
    return eye(n, dtype=dtype)


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """Ones on and below the k-th diagonal."""
    return Tensor(np.tri(N, M, k, dtype=standardize_dtype(dtype)))


@op
def meshgrid(*x: Any, indexing: str = "xy") -> Any:
    """For 1-D coordinates, the tensors of each coordinate at every point of the grid."""
    if indexing not in ("xy", "ij"):
        raise ValueError(f"Valid values for `indexing` are 'xy' and 'ij', but received {indexing}.")
    xs = [ops.reshape(v, (-1,)) for v in x]
    n = len(xs)
    order = list(range(n))
    if indexing == "xy" and n > 1:
        order[:2] = [1, 0]
    shape = tuple(xs[i].shape[0] for i in order)
    return [
        ops.broadcast_to(ops.reshape(v, tuple(-1 if order[j] == i else 1 for j in range(n))), shape)
        for i, v in enumerate(xs)
    ]


def _window(name: str, compute: Any) -> Any:
    def window(x: Any) -> Any:
        return Tensor(np.asarray(compute(int(_number(x)))).astype(config.floatx()))

    window.__name__ = name
    window.__doc__ = f"The {name} window of x points, for smoothing and spectral analysis."
    return window


bartlett = _window("bartlett", np.bartlett)
blackman = _window("blackman", np.blackman)
hamming = _window("hamming", np.hamming)
hanning = _window("hanning", np.hanning)


def kaiser(x: Any, beta: float) -> Any:
    """The Kaiser window of x points; a larger `beta` makes it narrower."""
    return Tensor(np.kaiser(int(_number(x)), float(_number(beta))).astype(config.floatx()))


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The matrix whose columns are powers of the 1-D x."""
    x = tensor(x)
    n = x.shape[0] if N is None else N
    if n is None:
        return KerasTensor((None, None), x.dtype)
    powers = np.arange(n) if increasing else np.arange(n)[::-1]
    return ops.power(ops.expand_dims(x, -1), tensor(powers.astype(x.dtype)))
