"""Fourier transforms against NumPy's, and there and back."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients

rng = np.random.default_rng(0)
A, B = rng.normal(size=(2, 4)), rng.normal(size=(2, 4))


@pytest.mark.parametrize("name", ["fft", "ifft", "fft2", "ifft2"])
def test_transform(name):
    real, imaginary = getattr(ops, name)((keras.Tensor(A), keras.Tensor(B)))
    np.testing.assert_allclose(
        real.numpy() + 1j * imaginary.numpy(), getattr(np.fft, name)(A + 1j * B)
    )
    for part in (0, 1):
        check_gradients(lambda a, b, part=part: getattr(ops, name)((a, b))[part], A, B)


@pytest.mark.parametrize("n", [None, 3, 6])
def test_rfft_and_back(n):
    real, imaginary = ops.rfft(keras.Tensor(A), n)
    expected = np.fft.rfft(A, n)
    np.testing.assert_allclose(real.numpy() + 1j * imaginary.numpy(), expected, atol=1e-12)
    np.testing.assert_allclose(
        ops.irfft((real, imaginary), n), np.fft.irfft(expected, n), atol=1e-12
    )
    check_gradients(lambda a: ops.rfft(a, n)[1], A)
    check_gradients(lambda a, b: ops.irfft((a, b), n), A, B)


def test_stft_and_back():
    x = rng.normal(size=(2, 64))
    frames = ops.stft(keras.Tensor(x), 16, 4, 16)
    assert frames[0].shape == (2, 17, 9)
    np.testing.assert_allclose(ops.istft(frames, 16, 4, 16, length=64), x, atol=1e-10)


def test_a_pair_is_needed():
    with pytest.raises(ValueError, match="tuple of two tensors"):
        ops.fft(keras.Tensor(A))
    with pytest.raises(ValueError, match="same shape"):
        ops.fft((A, B[:1]))
