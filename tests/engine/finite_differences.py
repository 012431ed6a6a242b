"""The oracle of every gradient: central differences of the function itself, in float64."""

from __future__ import annotations

import numpy as np

from playground import engine as keras
from playground.engine import ops


def _numbers(x):
    return np.array(ops.convert_to_numpy(x), dtype=np.float64)


def difference(f, arrays, i, weights, h=1e-5):
    """d/dx of Σ weights · f(arrays) for every number x of `arrays[i]`."""
    result = np.zeros(arrays[i].shape)
    for index in np.ndindex(arrays[i].shape):
        sides = []
        for step in (h, -h):
            moved = [a.copy() for a in arrays]
            moved[i][index] += step
            sides.append(np.sum(_numbers(f(*map(keras.Tensor, moved))) * weights))
        result[index] = (sides[0] - sides[1]) / (2 * h)
    return result


def gradients(f, arrays, weights):
    """The tape's gradients of Σ weights · f(arrays), zeros where it says None."""
    tensors = [keras.Tensor(a) for a in arrays]
    with keras.GradientTape() as tape:
        tape.watch(tensors)
        total = ops.sum(f(*tensors) * keras.Tensor(weights))
    return tape.gradient(total, tensors, unconnected_gradients="zero")


def check_gradients(f, *arrays, order=2, seed=0, rtol=2e-4, atol=2e-5):
    """First (and second) derivatives of `f` at float64 `arrays` agree with central differences."""
    arrays = [np.array(a, dtype=np.float64) for a in arrays]
    rng = np.random.default_rng(seed)
    out = f(*map(keras.Tensor, arrays))
    weights = rng.normal(size=out.shape)
    for i, g in enumerate(gradients(f, arrays, weights)):
        assert g.shape == arrays[i].shape
        assert g.dtype == "float64"
        np.testing.assert_allclose(
            _numbers(g), difference(f, arrays, i, weights), rtol, atol, err_msg=f"input {i}"
        )
    if order < 2:
        return
    for j in range(len(arrays)):  # the gradient is itself a function: check its gradient

        def slope(*tensors, j=j):
            with keras.GradientTape() as tape:
                tape.watch(tensors)
                total = ops.sum(f(*tensors) * keras.Tensor(weights))
            return tape.gradient(total, tensors[j], unconnected_gradients="zero")

        check_gradients(slope, *arrays, order=1, seed=seed + 1, rtol=rtol * 5, atol=atol * 5)


def check_shape_rule(f, *arrays):
    """On KerasTensors, `f` gives the shape and dtype that it gives on numbers, and so with unknown axes."""
    real = f(*map(keras.Tensor, arrays))
    symbolic = f(*(keras.KerasTensor(a.shape, a.dtype) for a in arrays))
    _same(real, symbolic)
    if all(a.ndim for a in arrays) and len({a.shape[0] for a in arrays}) == 1:
        free = f(*(keras.KerasTensor((None, *a.shape[1:]), a.dtype) for a in arrays))
        _same(real, free)


def _same(real, symbolic):
    if isinstance(real, list | tuple):
        assert len(real) == len(symbolic)
        for r, s in zip(real, symbolic):
            _same(r, s)
        return
    assert isinstance(symbolic, keras.KerasTensor)
    assert len(symbolic.shape) == len(real.shape)
    assert all(m is None or m == n for m, n in zip(symbolic.shape, real.shape)), (
        symbolic.shape,
        real.shape,
    )
    assert symbolic.dtype == real.dtype
