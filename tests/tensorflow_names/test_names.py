"""The `tf` names as chapters 2, 3 and 7 of "Deep Learning with Python" use them."""

import numpy as np
import pytest

from playground import tensorflow_names as tf


def test_constants_and_random_numbers():
    assert tf.ones(shape=(2, 1)).shape == (2, 1)
    assert tf.zeros(shape=(2, 1)).dtype == tf.float32
    assert tf.random.normal(shape=(3, 1), mean=0.0, stddev=1.0).shape == (3, 1)
    x = tf.random.uniform(shape=(300, 1), minval=2.0, maxval=3.0).numpy()
    assert 2 <= x.min() <= x.max() < 3
    np.testing.assert_array_equal(tf.constant([[1, 2], [3, 4]]).numpy(), [[1, 2], [3, 4]])


def test_variables():
    v = tf.Variable(initial_value=tf.random.normal(shape=(3, 1)))
    v.assign(tf.ones((3, 1)))
    v[0, 0].assign(3.0)
    v.assign_add(tf.ones((3, 1)))
    np.testing.assert_array_equal(v.numpy(), [[4], [2], [2]])
    assert float(v[0, 0] + 1) == 5


def test_operations():
    a = tf.ones((2, 2))
    b = tf.square(a) + tf.sqrt(a)
    np.testing.assert_array_equal(tf.matmul(a, b) * b, [[8, 8], [8, 8]])
    assert float(tf.reduce_mean(tf.square(a))) == 1
    assert tf.cast(a, tf.int32).dtype == "int32"
    np.testing.assert_array_equal(tf.argmax([[1, 3, 2]], axis=1), [1])
    np.testing.assert_array_equal(tf.gather([10.0, 20.0], [1, 0]), [20, 10])
    np.testing.assert_allclose(tf.nn.softmax([[0.0, 0.0]]), [[0.5, 0.5]])
    np.testing.assert_array_equal(tf.nn.relu([-1.0, 2.0]), [0, 2])


def test_gradients():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        result = tf.square(x)
    assert float(tape.gradient(result, x)) == 6
    c = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(c)
        result = tf.square(c)
    assert float(tape.gradient(result, c)) == 6
    time = tf.Variable(0.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            position = 4.9 * time**2
        speed = inner.gradient(position, time)
    assert float(outer.gradient(speed, time)) == pytest.approx(9.8)


def test_a_linear_classifier_trains():
    rng = np.random.default_rng(0)
    inputs = np.vstack([rng.normal((0, 3), 1, (50, 2)), rng.normal((3, 0), 1, (50, 2))]).astype(
        "float32"
    )
    targets = np.vstack([np.zeros((50, 1)), np.ones((50, 1))]).astype("float32")
    W, b = tf.Variable(tf.random.uniform(shape=(2, 1))), tf.Variable(tf.zeros(shape=(1,)))
    losses = []
    for _ in range(40):
        with tf.GradientTape() as tape:
            predictions = tf.matmul(inputs, W) + b
            loss = tf.reduce_mean(tf.square(targets - predictions))
        grad_W, grad_b = tape.gradient(loss, [W, b])
        W.assign_sub(grad_W * 0.1)
        b.assign_sub(grad_b * 0.1)
        losses.append(float(loss))
    assert losses[-1] < 0.05 < losses[0]


def test_a_gradient_goes_through_an_element():
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = v[1] * v[1]
    np.testing.assert_array_equal(tape.gradient(y, v), [0, 4])


def test_what_is_missing_is_said():
    with pytest.raises(
        AttributeError, match=r"tf.reduce_men is not here. The closest is .*tf.reduce_mean"
    ):
        _ = tf.reduce_men
    with pytest.raises(AttributeError, match=r"tf.nn.sofmax is not here.*tf.nn.softmax"):
        _ = tf.nn.sofmax


def test_what_is_not_here_at_all_says_what_to_use():
    with pytest.raises(AttributeError, match=r"tf.distribute is not here. Programs run on one"):
        _ = tf.distribute


def test_matrices():
    a = tf.constant([[2.0, 1.0], [1.0, 3.0]])
    np.testing.assert_allclose(tf.linalg.inv(a) @ a, np.eye(2), atol=1e-6)
    np.testing.assert_allclose(tf.linalg.matvec(a, [1.0, 2.0]), [4, 7])
    np.testing.assert_allclose(tf.linalg.solve(a, [[4.0], [7.0]]), [[1], [2]], rtol=1e-6)
    np.testing.assert_allclose(tf.norm([3.0, 4.0]), 5)


def test_more_of_math_and_nn():
    np.testing.assert_allclose(tf.math.reduce_std([1.0, 3.0]), 1)
    np.testing.assert_allclose(tf.math.l2_normalize([3.0, 4.0]), [0.6, 0.8])
    np.testing.assert_allclose(tf.nn.l2_normalize([[0.0, 2.0]], axis=1), [[0, 1]])
    np.testing.assert_allclose(tf.math.squared_difference([3.0], [1.0]), [4])
    np.testing.assert_allclose(tf.clip_by_norm([3.0, 4.0], 1.0), [0.6, 0.8], rtol=1e-6)
    np.testing.assert_allclose(tf.clip_by_norm([0.3, 0.4], 1.0), [0.3, 0.4], rtol=1e-6)
    np.testing.assert_allclose(tf.add_n([[1.0], [2.0], [3.0]]), [6])
    image = tf.ones((1, 4, 4, 1))
    assert tf.nn.conv2d(image, tf.ones((3, 3, 1, 2)), [1, 1, 1, 1], "VALID").shape == (1, 2, 2, 2)
    assert tf.nn.max_pool2d(image, 2, 2, "VALID").shape == (1, 2, 2, 1)
    mean, variance = tf.nn.moments(tf.constant([[1.0], [3.0]]), axes=0)
    assert (float(mean[0]), float(variance[0])) == (2, 1)
