"""Fourier transforms and frames of signals. Complex numbers come as pairs `(real, imaginary)`, as in Keras."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import floating, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _pair(x: Any, known: bool = True) -> tuple[Any, Any]:
    if not isinstance(x, tuple | list) or len(x) != 2:
        raise ValueError(
            f"Input `x` should be a tuple of two tensors - real and imaginary. Received: x={x}"
        )
    real, imaginary = floating(x[0]), floating(x[1])
    if tuple(real.shape) != tuple(imaginary.shape):
        raise ValueError(
            "Input `x` should be a tuple of two tensors - real and imaginary. Both the real and imaginary parts should "
            f"have the same shape. Received: x[0].shape = {real.shape}, x[1].shape = {imaginary.shape}"
        )
    if not known and real.shape:
        return real, imaginary
    return _checked(real, 1), _checked(imaginary, 1)


def _checked(x: Any, rank: int) -> Any:
    """x, if it has enough axes and its last ones are of known length."""
    if len(x.shape) < rank:
        raise ValueError(
            f"Input should have rank >= {rank}. Received: input.shape = {tuple(x.shape)}"
        )
    if None in x.shape[-rank:]:
        which = "last dimension" if rank == 1 else f"last {rank} axes"
        raise ValueError(
            f"Input should have its {which} fully-defined. Received: input.shape = {tuple(x.shape)}"
        )
    return x


def _transform(name: str, adjoint: Any) -> Primitive:
    """NumPy's Fourier transform of that name, a linear map of pairs. Its gradient is its adjoint."""

    def forward(real: np.ndarray, imaginary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        z = getattr(np.fft, name)(real + 1j * imaginary)  # np.fft is imported when first used
        return z.real.astype(real.dtype), z.imag.astype(real.dtype)

    def gradient(i: int, g: Any, y: Any, real: Any, imaginary: Any) -> Any:
        return adjoint(g, real)[i]

    return Primitive(name, forward, lambda r, i: ((tuple(r.shape), r.dtype),) * 2, gradient)


def _scaled(pair: Any, factor: float) -> tuple[Any, Any]:
    return pair[0] * factor, pair[1] * factor


_fft = _transform("fft", lambda g, x: _scaled(apply(_ifft, g), x.shape[-1]))
_ifft = _transform("ifft", lambda g, x: _scaled(apply(_fft, g), 1 / x.shape[-1]))
_fft2 = _transform("fft2", lambda g, x: _scaled(apply(_ifft2, g), x.shape[-1] * x.shape[-2]))
_ifft2 = _transform("ifft2", lambda g, x: _scaled(apply(_fft2, g), 1 / (x.shape[-1] * x.shape[-2])))


@op
def fft(x: Any) -> Any:
    """The discrete Fourier transform over the last axis."""
    return apply(_fft, _pair(x))


@op
def ifft(x: Any) -> Any:
    """The inverse of fft."""
    return apply(_ifft, _pair(x))


def _planes(x: Any) -> tuple[Any, Any]:
    real, imaginary = _pair(x)
    return _checked(real, 2), _checked(imaginary, 2)


@op
def fft2(x: Any) -> Any:
    """The discrete Fourier transform over the last two axes."""
    return apply(_fft2, _planes(x))


@op
def ifft2(x: Any) -> Any:
    """The inverse of fft2."""
    return apply(_ifft2, _planes(x))


def _resized(x: Any, n: int | None) -> Any:
    """The last axis cut or filled with zeros to length n."""
    if n is None or x.shape[-1] == n:
        return x
    if x.shape[-1] > n:
        return x[..., :n]
    return ops.pad(x, ((0, 0),) * (len(x.shape) - 1) + ((0, n - x.shape[-1]),))


@op
def rfft(x: Any, fft_length: int | None = None) -> Any:
    """The Fourier transform of real numbers: the n/2 + 1 frequencies that are not negative."""
    x = floating(tensor(x))
    if isinstance(x, KerasTensor) and x.shape and x.shape[-1] is None:
        half = None if fft_length is None else fft_length // 2 + 1
        return tuple(KerasTensor((*x.shape[:-1], half), x.dtype) for _ in range(2))
    x = _resized(_checked(x, 1), fft_length)
    real, imaginary = apply(_fft, (x, ops.zeros_like(x)))
    half = x.shape[-1] // 2 + 1
    return real[..., :half], imaginary[..., :half]


@op
def irfft(x: Any, fft_length: int | None = None) -> Any:
    """The inverse of rfft."""
    real, imaginary = _pair(x, known=False)
    last: Any = real.shape[-1]
    if last is None:
        return KerasTensor((*real.shape[:-1], fft_length), real.dtype)
    n = 2 * (last - 1) if fft_length is None else fft_length
    half = n // 2 + 1
    real, imaginary = _resized(real, half), _resized(imaginary, half)
    mirrored = slice(1, half - 1 if n % 2 == 0 else half)
    full_real = ops.concatenate([real, ops.flip(real[..., mirrored], -1)], -1)
    keep = np.ones(half, real.dtype)
    keep[0] = 0
    if n % 2 == 0:
        keep[-1] = 0
    imaginary = imaginary * keep
    full_imaginary = ops.concatenate([imaginary, -ops.flip(imaginary[..., mirrored], -1)], -1)
    return apply(_ifft, (full_real, full_imaginary))[0]


def _window(window: Any, sequence_length: int, fft_length: int, dtype: str) -> np.ndarray:
    if window is None:
        values = np.ones(sequence_length)
    elif isinstance(window, str):
        if window not in ("hann", "hamming"):
            raise ValueError(
                f"If a string is passed to `window`, it must be one of `'hann'`, `'hamming'`. Received: window={window}"
            )
        values = {"hann": np.hanning, "hamming": np.hamming}[window](sequence_length + 1)[:-1]
    else:
        values = np.asarray(window)
        if values.shape != (sequence_length,):
            raise ValueError(
                f"The shape of `window` must be equal to [sequence_length]. Received: {values.shape}"
            )
    left = (fft_length - sequence_length) // 2
    return np.pad(values, (left, fft_length - sequence_length - left)).astype(dtype)


def _check_frames(x: Any, sequence_length: int, sequence_stride: int, fft_length: int) -> None:
    if fft_length < sequence_length:
        raise ValueError(
            "`fft_length` must equal or larger than `sequence_length`. "
            f"Received: sequence_length={sequence_length}, fft_length={fft_length}"
        )
    if not isinstance(sequence_stride, int) or sequence_stride < 1:
        raise ValueError(
            f"`sequence_stride` must be a positive integer. Received: {sequence_stride}"
        )


@op
def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> Any:
    """The Fourier transforms of windows of a signal: (..., n) → two of (..., frames, fft_length / 2 + 1)."""
    x = tensor(x)
    if x.dtype not in ("float32", "float64"):
        raise TypeError(
            f"Invalid input type. Expected `float32` or `float64`. Received: input type={x.dtype}"
        )
    _check_frames(_checked(x, 1), sequence_length, sequence_stride, fft_length)
    if center:
        x = ops.pad(
            x,
            ((0, 0),) * (len(x.shape) - 1) + ((fft_length // 2, fft_length // 2),),
            mode="reflect",
        )
    frames = ops.extract_sequences(x, fft_length, sequence_stride)
    return rfft(frames * _window(window, sequence_length, fft_length, x.dtype), fft_length)


@op
def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Any:
    """The inverse of stft: frames added up and divided by the summed squares of the window."""
    _check_frames(_checked(_pair(x)[0], 2), sequence_length, sequence_stride, fft_length)
    frames = irfft(x, fft_length)
    weights = _window(window, sequence_length, fft_length, frames.dtype)
    *batch, count, _ = frames.shape
    total = (count - 1) * sequence_stride + fft_length
    positions = np.arange(count)[:, None] * sequence_stride + np.arange(fft_length)
    flat = ops.reshape(frames * weights, (-1, count * fft_length))
    added = ops.transpose(
        ops.scatter(positions.reshape(-1, 1), ops.transpose(flat), (total, flat.shape[0]))
    )
    norm = np.zeros(total, frames.dtype)
    np.add.at(norm, positions, np.broadcast_to(weights**2, positions.shape))
    signal = ops.reshape(added / np.where(norm > 1e-10, norm, 1), (*batch, total))
    start = fft_length // 2 if center else 0
    end = start + length if length is not None else total - start
    return signal[..., start:end]
