"""What operations make of KerasTensors whose lengths are not known, and what they refuse."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import KerasTensor, layers, ops
from playground.engine.ops.symbolic import operation_class

unknown = KerasTensor((None, 3))


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        (lambda: ops.where(KerasTensor((2, None), "bool")), (2, None)),
        (lambda: ops.ndim(unknown), (2,)),
        (lambda: ops.corrcoef(KerasTensor((3, None))), (3, None)),
        (lambda: ops.repeat(unknown, [1, 2], axis=0), (None, 3)),
        (lambda: ops.repeat(unknown, [1, 2, 0], axis=1), (None, 3)),
        (lambda: ops.vander(KerasTensor((None,))), (None, None)),
        (lambda: ops.rfft(KerasTensor((2, None)))[1], (2, None)),
        (lambda: ops.rfft(KerasTensor((2, None)), fft_length=6)[0], (2, 4)),
        (lambda: ops.irfft((KerasTensor((2, None)), KerasTensor((2, None)))), (2, None)),
        (lambda: ops.reshape(unknown, KerasTensor((2,), "int32")), (None, None)),
        (lambda: ops.reshape(np.zeros(20), (4, KerasTensor((), "int32"))), (4, None)),
        (lambda: ops.slice(KerasTensor((3, 3)), KerasTensor((2,), "int32"), (-1, 2)), (None, 2)),
        (lambda: ops.jvp(ops.sin, (unknown,), (unknown,))[1], (None, 3)),
        (lambda: ops.nancumsum(KerasTensor((2, 3)), axis=()), (2, 3)),
        (lambda: ops.slogdet(KerasTensor((2, 3, 3)))[1], (2,)),
    ],
)
def test_shape(call, shape):
    assert call().shape == shape


def test_indices_into_a_sequence_of_unknown_length_may_be_long():
    assert ops.searchsorted(KerasTensor((None,)), KerasTensor((2,))).dtype == "int64"
    assert ops.searchsorted(np.arange(3), [1, 2]).dtype == "int32"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: ops.concatenate([unknown, unknown], axis=None), ValueError, "axis=None"),
        (lambda: unknown[:, 17], ValueError, "Cannot index"),
        (lambda: ops.repeat(np.ones((2, 3)), [1, 1]), ValueError, "6 slices"),
        (lambda: ops.repeat(np.ones((2, 3)), [1, 1, 1], axis=0), ValueError, "2 slices"),
        (lambda: ops.slice(KerasTensor((3, 3)), (1, 1), (2, 2, 2)), ValueError, "`shape`"),
        (lambda: ops.slice(np.ones((3, 3)), (1, 1, 1), (2, 2)), ValueError, "`start_indices`"),
        (lambda: ops.transpose(np.ones((2, 3)), axes=[0, 2]), ValueError, r"\[-2, 2\)"),
        (lambda: ops.transpose(np.ones((2, 3)), axes=[0]), ValueError, "same length"),
        (lambda: ops.eye(ops.convert_to_tensor(3.0)), TypeError, "integer"),
        (lambda: ops.view(np.array(1, "int16"), "int8"), ValueError, "cannot be viewed"),
        (lambda: ops.histogram(np.ones((2, 2))), ValueError, "1-dimensional"),
        (lambda: ops.qr(KerasTensor((None, 4))), ValueError, "fully-defined"),
        (lambda: operation_class("qr")(mode="thin"), ValueError, "reduced"),
        (
            lambda: ops.cond(KerasTensor((), "bool"), lambda: ops.ones(3), lambda: ops.ones(4)),
            ValueError,
            "same shapes",
        ),
    ],
)
def test_refusals(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_numbers_that_differ():
    assert ops.unique([1.0, np.nan, np.nan]).shape == (3,)
    assert ops.view_as_complex(np.ones((3, 2))).dtype == "complex64"
    bits = np.ones(3, bool)
    assert (bits & KerasTensor((3,), "bool")).shape == (3,)
    assert ops.concatenate([np.ones((2, 2)), np.ones(3)], axis=None).shape == (7,)


def test_a_key_of_numbers_survives_json():
    inputs = keras.Input((2, 3))
    model = keras.Model(inputs, inputs[:, 1, 2])
    twin = keras.models.model_from_json(model.to_json())
    x = np.arange(12.0).reshape(2, 2, 3)
    np.testing.assert_array_equal(twin(x), [5.0, 11.0])
    np.testing.assert_array_equal(model(x), twin(x))


def test_the_output_shape_of_an_einsum_begins_after_the_batch():
    layer = layers.EinsumDense("ab,b->a", (1, 3, 4))
    layer.build((2, 1))
    assert layer.kernel.shape == (1,)
    layer = layers.EinsumDense("ab,bc->ac", 4, bias_axes="c")
    layer.build((2, 3))
    assert [w.shape for w in layer.weights] == [(3, 4), (4,)]
    spread = layers.EinsumDense("...x,xy->...y", 4)
    assert spread(np.ones((2, 5, 3))).shape == (2, 5, 4)


def test_the_largest_bfloat16():
    pytest.importorskip("ml_dtypes")
    assert float(ops.saturate_cast(np.array([1e39]), "bfloat16")[0]) == (2 - 2**-7) * 2.0**127
    wide = ops.saturate_cast(ops.cast(np.array([1e10]), "bfloat16"), "int32")
    assert int(wide[0]) == 2**31 - 2**23
