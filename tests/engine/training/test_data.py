"""Data adapters and epochs: every sample once, in batches of the right size and type."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine.training import (
    ArrayDataAdapter,
    EpochIterator,
    GeneratorDataAdapter,
    class_weight_to_sample_weights,
    train_validation_split,
)

X = np.arange(20, dtype="float64").reshape(10, 2)
Y = np.arange(10)


def all_batches(adapter):
    return list(adapter.get_numpy_iterator())


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_arrays(shuffle):
    np.random.seed(0)
    adapter = ArrayDataAdapter(X, Y, batch_size=4, shuffle=shuffle)
    batches = all_batches(adapter)
    assert [b[0].shape for b in batches] == [(4, 2), (4, 2), (2, 2)]
    assert (adapter.num_batches, adapter.partial_batch_size) == (3, 2)
    assert batches[0][0].dtype == "float32"
    assert batches[0][1].dtype == Y.dtype
    order = np.concatenate([b[1] for b in batches])
    assert sorted(order) == list(Y)
    assert (list(order) == list(Y)) == (shuffle is False)
    for x, y in batches:
        np.testing.assert_array_equal(x[:, 0], 2 * y)


def test_structures_and_weights():
    adapter = ArrayDataAdapter({"a": X, "b": Y}, [Y, Y], sample_weight=np.ones(10), batch_size=5)
    x, y, weights = all_batches(adapter)[0]
    assert x["a"].shape == (5, 2)
    assert [v.shape for v in (*y, *weights)] == [(5,)] * 4


def test_class_weights():
    np.testing.assert_array_equal(
        class_weight_to_sample_weights(np.array([0, 3, 2]), {0: 1.0, 2: 3.0}), [1, 1, 3]
    )
    hot = np.eye(3)[[0, 2]]
    np.testing.assert_array_equal(class_weight_to_sample_weights(hot, {0: 5, 2: 7}), [5, 7])


def test_split():
    (train, _), (held, y) = train_validation_split((X, Y), 0.3)
    assert train.shape == (7, 2)
    np.testing.assert_array_equal(held, X[7:])
    np.testing.assert_array_equal(y, Y[7:])


def test_an_empty_generator():
    with pytest.raises(ValueError, match="at least one batch"):
        GeneratorDataAdapter(iter(()))


def test_ragged_rows_are_explained():
    with pytest.raises(ValueError, match="rows of different lengths"):
        ArrayDataAdapter(np.array([[1], [1, 2]], dtype=object))


def test_steps_per_epoch_goes_on_where_the_last_epoch_ended():
    data = EpochIterator(X, Y, batch_size=2, steps_per_epoch=2)
    epochs = [[batches[0][1].tolist() for _, _, batches in data] for _ in range(2)]
    assert epochs == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]


def test_running_out_of_data_warns():
    data = EpochIterator(X, Y, batch_size=5, steps_per_epoch=4)
    with pytest.warns(UserWarning, match="ran out of data"):
        assert len(list(data)) == 2


def test_steps_per_execution_hands_out_several():
    data = EpochIterator(X, batch_size=2, steps_per_execution=2)
    assert [(a, b, len(batches)) for a, b, batches in data] == [(0, 1, 2), (2, 3, 2), (4, 5, 1)]


def test_y_beside_a_generator():
    with pytest.raises(ValueError, match="`y` should not be passed"):
        EpochIterator(x=(v for v in [X]), y=Y)


def test_a_dataset_without_end():
    class Endless(keras.utils.PyDataset):
        num_batches = None

        def __getitem__(self, index):
            return X[:2] + index

    data = EpochIterator(Endless(), steps_per_epoch=3)
    assert [step for step, _, _ in data] == [0, 1, 2]
