"""`tf` names in programs: modules, functions with signatures, pipelines, debugging; in `fit` they become a plan."""

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground import tensorflow_names as tf
from tests.programs import failure, run


class Dense(tf.Module):
    def __init__(self, inputs, units, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(tf.random.normal([inputs, units]), name="w")
        self.b = tf.Variable(tf.zeros([units]), name="b")

    def __call__(self, x):
        return tf.nn.relu(x @ self.w + self.b)


class Stack(tf.Module):
    def __init__(self):
        super().__init__()
        self.layers = [Dense(3, 4), Dense(4, 2, name="last")]
        self.count = tf.Variable(0, trainable=False)

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
    def __call__(self, x):
        self.count.assign_add(1)
        for layer in self.layers:
            x = layer(x)
        return x


def test_a_module_knows_its_variables():
    stack = Stack()
    assert stack.name == "stack" and [m.name for m in stack.submodules] == ["dense", "last"]
    assert [tuple(v.shape) for v in stack.trainable_variables] == [(4,), (3, 4), (2,), (4, 2)]
    assert len(stack.variables) == 5 and stack.non_trainable_variables == (stack.count,)
    assert stack(np.ones((5, 3), "float32")).shape == (5, 2)
    assert int(stack.count) == 1
    mixed = tf.Module()
    mixed.layer = keras.layers.Dense(2)
    mixed.layer.build((None, 3))
    assert len(mixed.trainable_variables) == 2


def test_a_signature_is_kept():
    stack = Stack()
    with pytest.raises(
        TypeError,
        match=r"expected a tensor like TensorSpec\(shape=\(None, 3\).*received shape \(1, 4\)",
    ):
        stack(tf.ones((1, 4)))
    with pytest.raises(TypeError, match="expected 1 arguments"):
        tf.function(lambda x: x, input_signature=[tf.TensorSpec([])])(1.0, 2.0)


@tf.function
def train_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.squared_difference(model(x), y))
    gradients = tape.gradient(loss, model.trainable_variables)
    gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def test_a_loop_of_a_guide_trains():
    tf.random.set_seed(0)
    x = tf.random.normal([64, 3])
    data = tf.data.Dataset.from_tensor_slices((x, tf.reduce_sum(x, axis=1, keepdims=True)))
    model, optimizer = Dense(3, 1), tf.keras.optimizers.SGD(0.1)
    losses = [
        float(train_step(model, optimizer, a, b))
        for _ in range(5)
        for a, b in data.shuffle(64).batch(16)
    ]
    assert losses[-1] < losses[0]


class Own(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 4))

    def call(self, x):
        x = tf.pad(tf.matmul(x, self.w), [[0, 0], [1, 1]])
        tf.debugging.assert_all_finite(x, "never")
        parts = tf.split(tf.concat([x, tf.identity(x)], axis=1), [4, -1], axis=1)
        return tf.reduce_mean(
            tf.nn.gelu(parts[1]) * tf.clip_by_value(parts[1], -1.0, 1.0), axis=1, keepdims=True
        )


def test_names_inside_fit_become_a_plan_with_the_numbers_of_eager_steps(capsys):
    x = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")

    def losses(eagerly):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), Own()])
        model.compile("adam", "mse", run_eagerly=eagerly)
        history = model.fit(x, x[:, :1], batch_size=8, epochs=3, verbose=0).history["loss"]
        return history, model

    planned, model = losses(False)
    np.testing.assert_allclose(planned, losses(True)[0], rtol=1e-5)
    capsys.readouterr()
    model.explain_step()
    assert "recorded operations became" in capsys.readouterr().out


def test_print_prints_in_every_step(capsys):
    class Shown(keras.layers.Layer):
        def call(self, x):
            tf.print("mean", tf.reduce_mean(x))
            return x

    model = keras.Sequential([keras.Input((1,)), Shown(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 1)), np.ones((8, 1)), batch_size=2, epochs=2, verbose=0)
    assert capsys.readouterr().out.count("mean 1\n") >= 8
    model.explain_step()
    assert "in `call` at line" in capsys.readouterr().out  # the program's line, not one of ours


def test_debugging():
    tf.debugging.assert_equal(tf.constant([1, 2]), [1, 2])
    tf.debugging.assert_shapes([(tf.ones((2, 3)), ("n", 3)), (tf.ones(2), ("n",))])
    for check in (
        lambda: tf.debugging.assert_less(3, 2, message="too large:"),
        lambda: tf.debugging.assert_near(1.0, 1.1),
        lambda: tf.debugging.assert_rank(tf.ones(3), 2),
        lambda: tf.debugging.assert_shapes([(tf.ones((2, 3)), ("n", "n"))]),
        lambda: tf.debugging.check_numerics(tf.constant([1.0, np.nan]), "bad"),
        lambda: tf.ensure_shape(tf.ones(3), (4,)),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected|expected"):
            check()


def test_generators_keep_their_signature():
    signature = (tf.TensorSpec((2,), tf.float32), tf.TensorSpec((), tf.int32))
    data = tf.data.Dataset.from_generator(lambda: iter([([1, 2], 3)]), output_signature=signature)
    ((a, b),) = data
    assert (a.dtype, b.dtype, data.element_spec) == ("float32", "int32", signature)
    wrong = tf.data.Dataset.from_generator(
        lambda: iter([([1, 2, 3], 3)]), output_signature=signature
    )
    with pytest.raises(TypeError, match=r"element of shape \(3,\), expected \(2,\)"):
        list(wrong)


def test_drawn_numbers_follow_from_their_seed():
    one, two = (tf.random.Generator.from_seed(3).normal((4,)).numpy() for _ in range(2))
    np.testing.assert_array_equal(one, two)
    a, b, c = (tf.random.stateless_uniform((4,), seed=(1, n)).numpy() for n in (2, 2, 3))
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)
    assert tf.image.random_crop(tf.ones((5, 6, 3)), (2, 3, 3)).shape == (2, 3, 3)
    flipped = tf.image.random_flip_left_right(tf.reshape(tf.range(6.0), (1, 6, 1))).numpy().ravel()
    assert sorted(flipped) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "name, said",
    [
        ("strings", r"text.lower\(\).split\(\)"),
        ("train", r"model.save_weights\(\"w.weights.h5\"\)"),
        ("RaggedTensor", "keras.utils.pad_sequences"),
        ("Session", r"tensor.numpy\(\)"),
        ("log", "Try tf.math.log"),
    ],
)
def test_what_is_left_out_says_what_takes_its_place(name, said):
    with pytest.raises(AttributeError, match=rf"tf.{name} is not here. .*{said}"):
        getattr(tf, name)


@pytest.mark.parametrize(
    "code",
    [
        "tf.constant([1, 2]) + tf.constant([1.0, 2.0])",
        "0.5 * tf.constant([1, 2])",
        "tf.constant([1, 2]) > 0.5",
        "tf.ones((2, 2)) @ tf.ones((2, 2), tf.float64)",
        "tf.constant([0.5, 2.0]) - tf.argmax([1, 2])",
    ],
)
def test_dtypes_that_tensorflow_does_not_mix_are_an_error_outside_of_steps_too(code):
    error = failure(f"import tensorflow as tf\nprint({code})\n")
    assert error.line == 2 and error.kind == "TypeError"
    assert (
        "TensorFlow refuses that" in error.message and "two tensors of one dtype" in error.message
    )
    assert "keras.ops.cast" in error.message + error.advice


def test_dtypes_that_tensorflow_does_mix():
    program = """
import tensorflow as tf, numpy as np
i, f = tf.constant([1, 2]), tf.constant([1.0, 2.0])
print(i * 2, f * 2, f + np.ones(2, "float32"), f == 1, tf.cast(i, tf.float32) * 0.5, i > 1, tf.Variable([1.0]) * 2)
x = tf.keras.Input((2,), dtype="int32")
print(tf.keras.Model(x, x * 0.5 + f)(i[None]))
"""
    events = run(program)
    assert isinstance(events.ending, ev.Finished), events.ending
    assert "[[1.5" in events.printed
    without = run("from keras import ops\nprint(ops.arange(2) * ops.ones(2) > 0.5)\n")
    assert isinstance(without.ending, ev.Finished)  # Keras on JAX casts
