"""Layer: what a learner's own layer can rely on."""

import re

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        y = ops.matmul(inputs, self.W) + self.b
        return y if self.activation is None else self.activation(y)


def test_a_layer_builds_itself_when_it_is_called():
    layer = SimpleDense(32, activation=ops.relu)
    assert not layer.built
    outputs = layer(np.ones((2, 784)))
    assert outputs.shape == (2, 32)
    assert layer.count_params() == 784 * 32 + 32
    np.testing.assert_allclose(
        outputs, np.maximum(np.ones((2, 784)) @ layer.W.numpy() + layer.b.numpy(), 0), atol=1e-4
    )


def test_names_count_from_the_second_of_a_class():
    keras.utils.clear_session()
    assert [layers.Dense(1).name for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert SimpleDense(1).name == "simple_dense"
    assert layers.Dense(1, name="mine").name == "mine"


def test_paths_of_weights_name_the_layers_around():
    class Block(layers.Layer):
        def __init__(self):
            super().__init__(name="block")
            self.inner = layers.Dense(2, name="inner")

        def call(self, x):
            return self.inner(x)

    block = Block()
    block(np.ones((1, 3)))
    assert [v.path for v in block.weights] == ["block/inner/kernel", "block/inner/bias"]


def test_state_is_found_in_attributes_lists_and_dicts():
    class Nest(layers.Layer):
        def __init__(self):
            super().__init__()
            self.one = layers.Dense(2)
            self.more = [layers.Dense(2)]
            self.more.append(layers.Dense(2))
            self.named = {"last": layers.Dense(2)}
            self.scale = keras.Variable(2.0)

        def call(self, x):
            for layer in (self.one, *self.more, self.named["last"]):
                x = layer(x)
            return x * self.scale

    nest = Nest()
    nest(np.ones((1, 3)))
    assert len(nest.weights) == 9
    assert nest.weights[0] is nest.scale
    del nest.one
    assert len(nest.weights) == 7


def test_no_new_state_after_build():
    class Late(layers.Layer):
        def call(self, x):
            self.w = self.add_weight(shape=())
            return x

    with pytest.raises(ValueError, match="cannot add new elements of state"):
        Late()(np.ones((1, 2)))


def test_forgetting_super_init_is_explained():
    class Forgetful(layers.Layer):
        def __init__(self):
            self.units = 3

        def call(self, x):
            return x

    with pytest.raises(RuntimeError, match=r"forgot to call `super\(\).__init__\(\)`"):
        Forgetful()(np.ones((1, 2)))


def test_set_weights_checks_number_and_shapes():
    layer = layers.Dense(2)
    layer.build((None, 3))
    weights = layer.get_weights()
    layer.set_weights([w + 1 for w in weights])
    np.testing.assert_allclose(layer.get_weights()[0], weights[0] + 1)
    with pytest.raises(ValueError, match="length 1, but the layer was expecting 2"):
        layer.set_weights(weights[:1])
    with pytest.raises(ValueError, match="not compatible with provided weight shape"):
        layer.set_weights([weights[0].T, weights[1]])


def test_count_params_before_build():
    with pytest.raises(ValueError, match="isn't built"):
        layers.Dense(2).count_params()


def test_trainable_goes_down_to_the_layers_inside():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2), layers.Dense(1)])
    assert len(model.trainable_weights) == 4
    model.layers[0].trainable = False
    assert len(model.trainable_weights) == 2
    assert len(model.non_trainable_weights) == 2
    model.trainable = False
    assert model.trainable_weights == []
    assert not model.layers[1].kernel.trainable


def test_training_is_passed_down_and_comes_back():
    class Wrapped(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dropout = layers.Dropout(0.9, seed=1)

        def call(self, x):
            return self.dropout(x)

    layer = Wrapped()
    x = np.ones((50, 4))
    assert float(ops.min(layer(x, training=True))) == 0
    assert float(ops.min(layer(x))) == 1


def test_losses_of_a_call_replace_those_before():
    class Penalty(layers.Layer):
        def call(self, x):
            self.add_loss(ops.sum(x))
            return x

    layer = Penalty(activity_regularizer="l2")
    for _ in range(2):
        layer(np.ones((2, 3)))
        assert [float(loss) for loss in layer.losses] == pytest.approx([6.0, 0.01 * 6 / 2])


def test_regularizers_are_losses():
    layer = layers.Dense(
        2, kernel_regularizer=keras.regularizers.L2(0.5), kernel_initializer="ones"
    )
    layer(np.ones((1, 3)))
    assert [float(loss) for loss in layer.losses] == [3.0]
    layer.trainable = False
    assert layer.losses == []


def test_an_error_inside_call_names_the_layer_and_what_it_received():
    layer = SimpleDense(3)
    layer(np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"calling SimpleDense.call\(\)") as caught:
        layer(np.ones((2, 5)))
    message = str(caught.value)
    assert "(2, 5)" in message
    assert "for inputs of shape (2, 4)" in message
    assert "new layer" in message


def test_the_innermost_layer_is_named():
    class Outer(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = SimpleDense(3)

        def call(self, x):
            return self.inner(x[:, :2])

    outer = Outer()
    outer.inner.build((None, 4))
    with pytest.raises(ValueError) as caught:
        outer(np.ones((2, 4)))
    assert "SimpleDense.call()" in str(caught.value)
    assert "Outer.call()" not in str(caught.value)


def test_symbolic_call_infers_the_shape_and_computes_nothing():
    layer = SimpleDense(5)
    outputs = layer(keras.Input((3,)))
    assert outputs.shape == (None, 5)
    assert layer.W.shape == (3, 5)
    assert layer.output is outputs


def test_compute_output_shape_of_a_layer_that_does_not_say():
    """As in Keras, whether it is asked by the program or by TimeDistributed."""

    class Halves(layers.Layer):
        def call(self, x):
            return x[:, ::2]

    class Said(Halves):
        def compute_output_shape(self, input_shape):
            return (input_shape[0], input_shape[1] // 2)

    class Whole(keras.Model):
        def call(self, x):
            return x

    sequences = keras.Input((3, 6))
    for ask in (
        lambda: Halves().compute_output_shape((None, 6)),
        lambda: Whole().compute_output_shape((None, 6)),
        lambda: layers.TimeDistributed(Halves())(sequences),
        lambda: keras.Sequential([Halves()]).compute_output_shape((None, 6)),
    ):
        with pytest.raises(NotImplementedError, match="Define `def compute_output_shape"):
            ask()
    assert Halves()(keras.Input((6,))).shape == (None, 3)
    unbuilt = keras.Sequential([Halves(), layers.Dense(2)])
    assert unbuilt.compute_output_spec(keras.KerasTensor((4, 6))).shape == (4, 2)
    assert layers.TimeDistributed(Said())(sequences).shape == (None, 3, 3)
    assert keras.Sequential([keras.Input((6,)), Halves()]).compute_output_shape((2, 6)) == (2, 3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda x: layers.MultiHeadAttention(1, 2)(x),
            "MultiHeadAttention.call() missing 1 required",
        ),
        (lambda x: layers.Dense(1)(), "Dense.call() missing 1 required"),
        (lambda x: layers.LSTM(1)(training=True), "LSTM.call() missing 1 required"),
    ],
)
def test_a_call_without_an_argument_names_it_and_the_layer(call, said):
    """Not the `build` or the class inside that would have missed it."""
    with pytest.raises(TypeError, match=re.escape(said)):
        call(np.ones((2, 3, 4), "float32"))


def test_compute_output_shape_is_enough_for_a_symbolic_call():
    class Says(layers.Layer):
        def call(self, x):
            raise RuntimeError("never called")

        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 7)

    assert Says()(keras.Input((3,))).shape == (None, 7)


def test_several_inputs_are_matched_with_build_by_name():
    class Two(layers.Layer):
        def build(self, right_shape, left_shape):
            self.shapes = (left_shape, right_shape)

        def call(self, left, right):
            return left[:, :1] + right[:, :1]

    layer = Two()
    layer(np.ones((4, 2)), np.ones((4, 3)))
    assert layer.shapes == ((4, 2), (4, 3))


def test_only_tensors_by_position():
    class Takes(layers.Layer):
        def call(self, x, flag=False):
            return x

    with pytest.raises(ValueError, match="Only input tensors may be passed as positional"):
        Takes()(np.ones((1, 2)), True)
    Takes()(np.ones((1, 2)), flag=True)


def test_floats_become_the_compute_dtype_and_ints_stay():
    class Sees(layers.Layer):
        def call(self, x):
            self.seen = [v.dtype for v in x]
            return x

    layer = Sees()
    layer([np.zeros(2, "float64"), np.zeros(2, "int32")])
    assert layer.seen == ["float32", "int32"]
    half = layers.Dense(2, dtype="mixed_float16")
    assert half(np.ones((1, 3))).dtype == "float16"
    assert half.kernel.dtype == "float32"


def test_config_of_a_layer_without_get_config():
    class Block(layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def call(self, x):
            return x

    config = Block(3, name="b").get_config()
    assert config["units"] == 3
    assert Block.from_config(config).get_config() == config


def test_copies_have_equal_weights_of_their_own():
    import copy

    layer = layers.Dense(2)
    layer.build((None, 3))
    twin = copy.deepcopy(layer)
    assert twin.kernel is not layer.kernel
    np.testing.assert_array_equal(twin.kernel.numpy(), layer.kernel.numpy())


def test_stateless_call_changes_nothing():
    layer = layers.BatchNormalization()
    layer.build((None, 2))
    x = np.random.default_rng(0).normal(size=(8, 2))
    values = [v.value for v in layer.non_trainable_variables]
    outputs, after = layer.stateless_call(layer.trainable_variables, values, x, training=True)
    assert outputs.shape == (8, 2)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(2))
    assert not np.allclose(after[0], 0)


def test_masks_travel_with_tensors():
    class Sees(layers.Layer):
        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, x, mask=None):
            self.mask = mask
            return x

    layer = Sees()
    outputs = layer(layers.Masking()(np.array([[[0.0, 0.0], [1.0, 2.0]]])))
    np.testing.assert_array_equal(layer.mask, [[False, True]])
    np.testing.assert_array_equal(keras.backend.get_keras_mask(outputs), [[False, True]])


def test_quantization_says_that_it_is_not_here():
    with pytest.raises(NotImplementedError, match="Quantization was left out"):
        keras.layers.Dense(1).quantize("int8")
