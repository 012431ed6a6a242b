"""What `train_step`, `test_step` and `predict_step` are given for each kind of data, as in Keras 3.15."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops, tree

X, Z = np.ones((4, 3)), np.ones((4, 2))
Y, W = np.ones((4, 1)), np.ones(4)


class Listener(keras.Model):
    """Remembers the structure of what its steps are given: shapes in place of arrays."""

    def call(self, x):
        return x

    def _note(self, data):
        self.seen = tree.map_structure(lambda a: None if a is None else tuple(a.shape), data)
        return {"loss": ops.zeros(())}

    def train_step(self, data):
        return self._note(data)

    def test_step(self, data):
        return self._note(data)

    def predict_step(self, data):
        self._note(data)
        return ops.zeros((4, 1))


class Batches(keras.utils.PyDataset):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.batch


def listener():
    model = Listener()
    model.compile("sgd", "mse", run_eagerly=True)
    return model


def seen_by_fit(x, y=None, **kwargs):
    model = listener()
    model.fit(x, y, verbose=0, **kwargs)
    return model.seen


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ((X,), (4, 3)),
        (({"a": X, "b": Z},), {"a": (4, 3), "b": (4, 2)}),
        (([X, Z],), ([(4, 3), (4, 2)],)),
        ((X, Y), ((4, 3), (4, 1))),
        (([X], [Y]), ([(4, 3)], [(4, 1)])),
        (({"a": X}, Y), ({"a": (4, 3)}, (4, 1))),
    ],
)
def test_arrays(given, seen):
    assert seen_by_fit(*given) == seen
    model = listener()
    model.evaluate(*given, verbose=0)
    assert model.seen == seen
    model.predict(given[0], verbose=0)
    assert model.seen == (seen if len(given) == 1 else seen[0] if X is given[0] else model.seen)


def test_weights_need_labels():
    assert seen_by_fit(X, Y, sample_weight=W) == ((4, 3), (4, 1), (4,))
    assert seen_by_fit(X, sample_weight=W) == (4, 3)
    assert seen_by_fit(X, Y, class_weight={0: 1.0}) == ((4, 3), (4, 1), (4,))


def test_single_batches_are_always_triples():
    model = listener()
    model.train_on_batch(X)
    assert model.seen == ((4, 3), None, None)
    model.test_on_batch(X, Y)
    assert model.seen == ((4, 3), (4, 1), None)
    model.predict_on_batch(X)
    assert model.seen == ((4, 3),)


@pytest.mark.parametrize(
    ("batch", "seen"),
    [
        (X, ((4, 3),)),
        ((X,), ((4, 3),)),
        ([X, Y], ((4, 3), (4, 1))),
        ((X, Y, W), ((4, 3), (4, 1), (4,))),
        ({"a": X}, {"a": (4, 3)}),
        (({"a": X}, Y), ({"a": (4, 3)}, (4, 1))),
    ],
)
def test_batches_of_a_py_dataset(batch, seen):
    assert seen_by_fit(Batches(batch)) == seen


@pytest.mark.parametrize("batch", [(), (X, Y, W, W), "xy", None])
def test_batches_that_a_py_dataset_may_not_give(batch):
    with pytest.raises(ValueError, match=r"\(x, y, sample_weight\)"):
        seen_by_fit(Batches(batch))


@pytest.mark.parametrize(
    ("batch", "seen"),
    [
        ((X,), ((4, 3),)),
        ((X, Y), ((4, 3), (4, 1))),
        (({"a": X}, Y), ({"a": (4, 3)}, (4, 1))),
    ],
)
def test_batches_of_a_generator(batch, seen):
    assert seen_by_fit(iter([batch])) == seen


@pytest.mark.parametrize("batch", [X, [X, Y], {"a": X}])
def test_generators_yield_tuples(batch):
    with pytest.raises(ValueError, match="yield x, y"):
        seen_by_fit(iter([batch]))


def test_weights_of_classes_in_a_py_dataset():
    assert seen_by_fit(Batches((X, Y)), class_weight={1: 2.0}) == ((4, 3), (4, 1), (4,))
    assert seen_by_fit(Batches((X,)), class_weight={1: 2.0}) == ((4, 3),)


def test_an_autoencoder_of_the_book_trains_from_images_alone():
    class Autoencoder(keras.Model):
        def __init__(self):
            super().__init__()
            self.net = layers.Dense(3)

        def call(self, x):
            return self.net(x)

        def train_step(self, data):
            with keras.GradientTape() as tape:
                loss = ops.mean(ops.square(self(data) - data))
            gradients = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
            return {"loss": loss}

    model = Autoencoder()
    model.compile("adam")
    losses = model.fit(X, epochs=5, batch_size=2, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    keras.utils.set_random_seed(0)
