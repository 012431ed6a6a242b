"""Texts in tensors, and dtypes with a name, as TensorFlow 2.21 gives them."""

import numpy as np

import playground.tensorflow_names as tf
from tests.programs import failure


def test_a_text_is_bytes_and_several_are_an_array_of_bytes():
    one = tf.constant("wörd")
    assert one.numpy().decode() == "wörd" and one.dtype == "string"
    several = tf.constant([["a"], ["bc"]]).numpy()
    assert several.dtype == object and several.tolist() == [[b"a"], [b"bc"]]


def test_texts_come_out_of_a_dataset_one_by_one():
    both = tf.data.Dataset.zip(
        (
            tf.data.Dataset.from_tensor_slices([1, 2]),
            tf.data.Dataset.from_tensor_slices(["x", "y"]),
        )
    )
    assert [(int(n), s.numpy().decode()) for n, s in both] == [(1, "x"), (2, "y")]


def test_dtypes_have_a_name_and_are_compared_as_names():
    for values in (tf.zeros((2,)), tf.Variable([1.0]), tf.Variable(np.ones(2))):
        assert values.dtype.name in ("float32", "float64") and values.dtype == values.dtype.name
    assert tf.Variable([1.0]).dtype == tf.float32 and tf.Variable(1).dtype.is_integer
    assert f"{tf.zeros(2).dtype} {tf.zeros(2).dtype!r}" == "float32 'float32'"


def test_a_shape_is_a_list_for_those_who_ask_for_one():
    assert tf.ones((2, 3)).get_shape().as_list() == [2, 3]
    assert tf.ones((2, 3)).get_shape() == (2, 3)
    error = failure("import tensorflow as tf\nprint(tf.ones((2, 3)).shape.as_list())\n")
    assert error.line == 2 and "list(tf.ones((2, 3)).shape)" in error.advice
