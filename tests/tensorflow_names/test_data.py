"""`tf.data.Dataset`: its steps, its repeatability, and `fit` on it."""

import numpy as np
import pytest

from playground import engine as keras
from playground import tensorflow_names as tf

Dataset = tf.data.Dataset


def values(dataset):
    return [element.tolist() for element in dataset.as_numpy_iterator()]


def test_rows_in_batches():
    x = np.arange(10, dtype="float32").reshape(5, 2)
    batches = list(Dataset.from_tensor_slices((x, [0, 1, 0, 1, 0])).batch(2))
    assert [(a.shape, b.shape) for a, b in batches] == [((2, 2), (2,))] * 2 + [((1, 2), (1,))]
    np.testing.assert_array_equal(batches[2][0], x[4:])
    assert len(Dataset.from_tensor_slices(x).batch(2)) == 3
    assert len(Dataset.from_tensor_slices(x).batch(2, drop_remainder=True)) == 2


def test_dicts_keep_their_names():
    (element,) = Dataset.from_tensor_slices({"a": [1.0], "b": [2]})
    assert float(element["a"]) == 1 and int(element["b"]) == 2


@pytest.mark.parametrize(
    "made, expected",
    [
        (lambda d: d.map(lambda x: x * 2), [0, 2, 4, 6, 8]),
        (lambda d: d.filter(lambda x: x > 2), [3, 4]),
        (lambda d: d.take(2), [0, 1]),
        (lambda d: d.skip(3), [3, 4]),
        (lambda d: d.take(2).repeat(2), [0, 1, 0, 1]),
        (lambda d: d.repeat().take(7), [0, 1, 2, 3, 4, 0, 1]),
        (lambda d: d.batch(3).unbatch(), [0, 1, 2, 3, 4]),
        (lambda d: d.concatenate(d.take(1)), [0, 1, 2, 3, 4, 0]),
        (lambda d: d.cache().prefetch(tf.data.AUTOTUNE), [0, 1, 2, 3, 4]),
    ],
)
def test_steps(made, expected):
    dataset = made(Dataset.range(5))
    assert values(dataset) == expected
    assert values(dataset) == expected  # again from the beginning
    if int(dataset.cardinality()) >= 0:
        assert len(dataset) == len(expected)


def test_what_a_map_takes():
    pairs = Dataset.zip(Dataset.range(3), Dataset.range(10, 20))
    assert len(pairs) == 3
    assert values(pairs.map(lambda a, b: a + b)) == [10, 12, 14]
    assert [int(i) for i, _ in pairs.enumerate()] == [0, 1, 2]


def test_shuffle_draws_from_its_buffer_and_can_be_repeated():
    keras.utils.set_random_seed(1)
    dataset = Dataset.range(100).shuffle(10)
    first, second = values(dataset), values(dataset)
    assert sorted(first) == sorted(second) == list(range(100))
    assert first != second
    assert all(value <= at + 10 for at, value in enumerate(first))
    keras.utils.set_random_seed(1)
    assert values(Dataset.range(100).shuffle(10)) == first
    same = Dataset.range(9).shuffle(9, seed=3, reshuffle_each_iteration=False)
    assert values(same) == values(same)


def test_cache_computes_once():
    calls = []

    def count(x):
        calls.append(int(x))
        return x

    dataset = Dataset.range(3).map(count).cache()
    assert values(dataset) == values(dataset) == [0, 1, 2]
    assert calls == [0, 1, 2]


def test_generators_start_anew():
    dataset = Dataset.from_generator(lambda: iter([1.0, 2.0]), output_signature=None)
    assert values(dataset) == values(dataset) == [1, 2]
    with pytest.raises(TypeError, match="length of this data set is not known"):
        len(dataset)
    with pytest.raises(TypeError, match="without brackets"):
        Dataset.from_generator(iter([1.0]))


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="arrays of equal length"):
        Dataset.from_tensor_slices(([1, 2], [1]))
    with pytest.raises(ValueError, match=r"batch_size to be a whole number above 0, received 0"):
        Dataset.range(3).batch(0)
    with pytest.raises(ValueError, match="one shape to batch"):
        list(Dataset.from_generator(lambda: iter([[1.0], [1.0, 2.0]])).batch(2))


@pytest.fixture
def points():
    random = np.random.default_rng(0)
    x = random.normal(size=(70, 2)).astype("float32")
    return x, (x[:, :1] + x[:, 1:] > 0).astype("float32")


def small_model():
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    return model


def test_fit_evaluate_and_predict_equal_those_of_arrays(points):
    x, y = points
    data = Dataset.from_tensor_slices((x, y)).batch(32)
    a, b = small_model(), small_model()
    of_data = a.fit(data, epochs=3, validation_data=data, verbose=0).history
    of_arrays = b.fit(x, y, epochs=3, shuffle=False, validation_data=(x, y), verbose=0).history
    assert of_data.keys() == of_arrays.keys()
    for name in of_data:
        np.testing.assert_allclose(of_data[name], of_arrays[name], rtol=1e-5)
    np.testing.assert_allclose(a.evaluate(data, verbose=0), b.evaluate(x, y, verbose=0), rtol=1e-5)
    unlabelled = Dataset.from_tensor_slices(x).batch(32)
    np.testing.assert_allclose(a.predict(unlabelled, verbose=0), b.predict(x, verbose=0), rtol=1e-5)


def test_an_endless_data_set_needs_steps(points):
    data = Dataset.from_tensor_slices(points).shuffle(100).repeat().batch(10)
    history = small_model().fit(data, epochs=2, steps_per_epoch=5, verbose=0)
    assert len(history.history["loss"]) == 2


def test_labels_beside_a_data_set_are_refused(points):
    with pytest.raises(ValueError, match="`y` should not be passed"):
        small_model().fit(Dataset.from_tensor_slices(points).batch(8), points[1])
