"""Convolution and pooling against plain loops over output positions."""

import itertools

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

rng = np.random.default_rng(0)


def padded(x, size, strides, dilation, padding, value=0.0):
    if padding == "valid":
        return x
    width = [(0, 0)]
    for n, k, s, d in zip(x.shape[1:-1], size, strides, dilation):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        width.append((total // 2, total - total // 2))
    return np.pad(x, [*width, (0, 0)], constant_values=value)


def patches(x, size, strides, dilation):
    """(position, window) for every place a window fits."""
    counts = [
        (n - (k - 1) * d - 1) // s + 1 for n, k, s, d in zip(x.shape[1:-1], size, strides, dilation)
    ]
    for place in itertools.product(*map(range, counts)):
        cut = tuple(
            slice(p * s, p * s + (k - 1) * d + 1, d)
            for p, s, k, d in zip(place, strides, size, dilation)
        )
        yield place, counts, x[(slice(None), *cut)]


def convolution(x, kernel, strides, padding, dilation, groups=1):
    n = kernel.ndim - 2
    x = padded(x, kernel.shape[:n], strides, dilation, padding)
    filters, out = kernel.shape[-1], None
    per_group, channels = filters // groups, x.shape[-1] // groups
    for place, counts, window in patches(x, kernel.shape[:n], strides, dilation):
        if out is None:
            out = np.zeros((x.shape[0], *counts, filters))
        for f in range(filters):
            g = f // per_group
            part = window[..., g * channels : (g + 1) * channels]
            out[(slice(None), *place, f)] = np.sum(
                part * kernel[..., f], axis=tuple(range(1, n + 2))
            )
    return out


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("strides", "dilation"), [(1, 1), (2, 1), (1, 2)])
@pytest.mark.parametrize(
    "shapes", [((2, 6, 2), (3, 2, 3)), ((2, 5, 6, 2), (3, 2, 2, 3))], ids=["1-D", "2-D"]
)
def test_conv(shapes, strides, dilation, padding):
    x, kernel = rng.normal(size=shapes[0]), rng.normal(size=shapes[1])
    n = x.ndim - 2

    def f(a, b):
        return ops.conv(a, b, strides, padding, dilation_rate=dilation)

    expected = convolution(x, kernel, (strides,) * n, padding, (dilation,) * n)
    np.testing.assert_allclose(f(keras.Tensor(x), keras.Tensor(kernel)), expected)
    assert f(keras.KerasTensor((None, *x.shape[1:])), keras.Tensor(kernel)).shape == (
        None,
        *expected.shape[1:],
    )
    check_gradients(f, x, kernel, order=2 if n == 1 else 1)


@pytest.mark.parametrize("groups", [2, 4])
def test_grouped_conv(groups):
    x, kernel = rng.normal(size=(2, 5, 4)), rng.normal(size=(3, 4 // groups, 8))
    expected = convolution(x, kernel, (1,), "valid", (1,), groups)
    np.testing.assert_allclose(ops.conv(x, kernel), expected)
    check_gradients(ops.conv, x, kernel, order=1)


def test_channels_first():
    x, kernel = rng.normal(size=(2, 5, 6, 2)), rng.normal(size=(3, 2, 2, 3))
    y = ops.conv(np.moveaxis(x, -1, 1), kernel, data_format="channels_first")
    np.testing.assert_allclose(y, np.moveaxis(ops.conv(x, kernel).numpy(), -1, 1))


def test_depthwise_and_separable_conv():
    x, kernel = rng.normal(size=(2, 5, 2)), rng.normal(size=(3, 2, 3))
    y = ops.depthwise_conv(x, kernel)
    assert y.shape == (2, 3, 6)
    for c in range(2):
        alone = ops.conv(x[..., c : c + 1], kernel[:, c : c + 1])
        np.testing.assert_allclose(y[..., 3 * c : 3 * c + 3], alone)
    mix = rng.normal(size=(1, 6, 4))
    np.testing.assert_allclose(ops.separable_conv(x, kernel, mix), y.numpy() @ mix[0])


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_conv_transpose_is_the_gradient_of_conv(size, strides, padding):
    y, kernel = rng.normal(size=(2, 4, 3)), rng.normal(size=(size, 2, 3))
    made = ops.conv_transpose(y, kernel, strides, padding)
    x = keras.Variable(np.zeros(made.shape))
    with keras.GradientTape() as tape:
        total = ops.sum(ops.conv(x, kernel, strides, padding) * y)
    np.testing.assert_allclose(tape.gradient(total, x), made)
    check_gradients(lambda a, b: ops.conv_transpose(a, b, strides, padding), y, kernel, order=1)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [None, 1, 3])
def test_pooling(strides, padding):
    x = rng.permutation(np.linspace(-1, 1, 2 * 5 * 6 * 2)).reshape(2, 5, 6, 2)
    step = (strides or 2,) * 2
    cut = list(patches(padded(x, (2, 2), step, (1, 1), padding, np.nan), (2, 2), step, (1, 1)))
    largest = [np.nanmax(window, axis=(1, 2)) for _, _, window in cut]
    mean = [np.nanmean(window, axis=(1, 2)) for _, _, window in cut]
    shape = (*cut[0][1], 2, 2)
    largest, mean = (np.moveaxis(np.reshape(v, shape), 2, 0) for v in (largest, mean))
    np.testing.assert_allclose(ops.max_pool(x, 2, strides, padding), largest)
    np.testing.assert_allclose(ops.average_pool(x, 2, strides, padding), mean)
    check_gradients(lambda t: ops.max_pool(t, 2, strides, padding), x, order=1)
    check_gradients(lambda t: ops.average_pool(t, 2, strides, padding), x, order=1)


def test_adaptive_pooling():
    x = np.arange(7.0).reshape(1, 7, 1)
    np.testing.assert_allclose(ops.adaptive_average_pool(x, 3).numpy().ravel(), [1, 3, 5])
    np.testing.assert_allclose(ops.adaptive_max_pool(x, 3).numpy().ravel(), [2, 4, 6])


def test_fold_undoes_unfold_where_windows_do_not_overlap():
    x = rng.normal(size=(2, 3, 4, 6))
    columns = ops.unfold(x, 2, stride=2)
    assert columns.shape == (2, 12, 6)
    np.testing.assert_allclose(ops.fold(columns, (4, 6), 2, stride=2), x)
    check_gradients(lambda t: ops.unfold(t, 2), x[:1, :1, :3, :3])


def test_space_to_depth_and_back():
    x = rng.normal(size=(2, 4, 6, 3))
    deep = ops.space_to_depth(x, 2)
    assert deep.shape == (2, 2, 3, 12)
    np.testing.assert_array_equal(ops.depth_to_space(deep, 2), x)


def test_a_window_that_does_not_fit():
    with pytest.raises(ValueError, match=r"\(5,\).*does not fit.*\(3,\)"):
        ops.conv(ops.ones((1, 3, 2)), ops.ones((5, 2, 4)))
    with pytest.raises(ValueError, match="must match the kernel"):
        ops.conv(ops.ones((1, 5, 3)), ops.ones((3, 2, 4)))


def test_shape_rule_of_windows():
    check_shape_rule(lambda t: ops.max_pool(t, 2), rng.normal(size=(2, 6, 6, 1)))
    check_shape_rule(lambda t: ops.extract_sequences(t, 3, 2), rng.normal(size=(2, 9)))
