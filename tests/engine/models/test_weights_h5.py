"""`.weights.h5`: the places that Keras 3.15 gives to weights, round trips, and files that do not fit."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from playground import engine as keras

h5py = pytest.importorskip("h5py")
layers = keras.layers
X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(5)
        self.many = [layers.Dense(5), layers.Dense(5)]
        self.named = {"x": layers.Dense(5)}

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="random_normal")

    def call(self, x):
        x = self.first(x * self.scale)
        for layer in self.many:
            x = layer(x)
        return self.named["x"](x)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.zz = layers.Dense(2)

    def call(self, x):
        return self.zz(self.block(x))


def subclassed():
    model = Net()
    model(X)
    return model


def sequential():
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(8),
            layers.BatchNormalization(),
            layers.Dropout(0.2),
            layers.Dense(2),
        ]
    )


def functional():
    inputs = keras.Input((4,))
    a = layers.Dense(8)(inputs)
    inner = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
    return keras.Model(inputs, inner(layers.add([a, layers.Dense(8)(a)])))


def recurrent():
    return keras.Sequential(
        [keras.Input((5, 3)), layers.Bidirectional(layers.GRU(3)), layers.Dense(2)]
    )


def attention():
    inputs = keras.Input((6, 8))
    return keras.Model(inputs, layers.MultiHeadAttention(2, 4)(inputs, inputs))


def places(path):
    """Names and shapes of the arrays in a file."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(
            lambda name, item: found.update({name: item.shape} if hasattr(item, "shape") else {})
        )
    return found


# what Keras 3.15.1 writes for these models, without the variables' numbers
KERAS = {
    sequential: "layers/batch_normalization layers/dense layers/dense_1",
    functional: "layers/dense layers/dense_1 layers/sequential/layers/dense",
    subclassed: "block block/first block/many/dense block/many/dense_1 block/named/dense layers/dense",
    recurrent: (
        "layers/bidirectional/backward_layer/cell layers/bidirectional/forward_layer/cell layers/dense"
    ),
    attention: (
        "layers/multi_head_attention/key_dense layers/multi_head_attention/output_dense "
        "layers/multi_head_attention/query_dense layers/multi_head_attention/value_dense"
    ),
}


@pytest.mark.parametrize("make", KERAS)
def test_places_are_those_of_keras_and_a_round_trip_restores_all(make, tmp_path):
    path = tmp_path / "model.weights.h5"
    model, other = make(), make()
    model.save_weights(path)
    found = places(path)
    assert sorted({name.split("/vars/")[0] for name in found}) == KERAS[make].split()
    other.load_weights(path)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_optimizer_goes_on_where_it_was(tmp_path):
    def trained(model):
        model.compile("adam", "mse")
        model.fit(X, X[:, :2], epochs=2, verbose=0, shuffle=False)
        return model

    path = tmp_path / "model.weights.h5"
    model = trained(subclassed())
    model.save_weights(path)
    assert places(path)["optimizer/vars/0"] == ()
    other = subclassed()
    other.compile("adam", "mse")
    other.load_weights(path)
    assert int(other.optimizer.iterations) == 2
    for one in (model, other):
        one.fit(X, X[:, :2], verbose=0, shuffle=False)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_a_file_that_does_not_fit_changes_nothing(tmp_path):
    path = tmp_path / "model.weights.h5"
    sequential().save_weights(path)
    other = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(3)])
    before = other.get_weights()
    with pytest.raises(ValueError, match=r"shapes must match.*another architecture"):
        other.load_weights(path)
    for a, b in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    other.load_weights(path, skip_mismatch=True)
    with h5py.File(path) as file:
        np.testing.assert_array_equal(other.layers[0].kernel, file["layers/dense/vars/0"])
    np.testing.assert_array_equal(other.layers[1].kernel, before[2])
    with pytest.raises(ValueError, match="received 0 variables"):
        subclassed().load_weights(path)
    with pytest.raises(ValueError, match="not been built"):
        Net().load_weights(path)


def test_links_to_other_files_are_refused(tmp_path):
    path, secret = tmp_path / "model.weights.h5", tmp_path / "secret.h5"
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    model.save_weights(path)
    with h5py.File(secret, "w") as file:
        file["kernel"] = np.ones((4, 1), "float32")
    with h5py.File(path, "a") as file:
        del file["layers/dense/vars/0"]
        file["layers/dense/vars/0"] = h5py.ExternalLink(str(secret), "kernel")
    with pytest.raises(OSError, match="link"):
        model.load_weights(path)


def test_a_damaged_file_changes_nothing(tmp_path):
    path = tmp_path / "model.weights.h5"
    model = sequential()
    model.save_weights(path)
    before = model.get_weights()
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(OSError, match="damaged or cut off"):
        model.load_weights(path)
    whole = tmp_path / "model.keras"
    model.save(whole)
    whole.write_bytes(whole.read_bytes()[:-30])
    for load in (keras.saving.load_model, model.load_weights):
        with pytest.raises(ValueError, match=r"model.keras is damaged, or no `.keras` file"):
            load(whole)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_model_file_has_its_weights_in_hdf5_as_those_of_keras(tmp_path):
    path = tmp_path / "model.keras"
    model = functional()
    model.compile("adam", "mse")
    model.fit(X, X[:, :3], verbose=0)
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        assert {*archive.namelist()} == {"metadata.json", "config.json", "model.weights.h5"}
    loaded = keras.models.load_model(path)
    assert int(loaded.optimizer.iterations) == 1
    other = functional()
    other.load_weights(path)
    for one in (loaded, other):
        for a, b in zip(model.get_weights(), one.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_model_file_of_ours_from_before_is_read(tmp_path):
    path, before, weights = (tmp_path / name for name in ("now.keras", "before.keras", "w.npz"))
    model = functional()
    model.save(path)
    model.save_weights(weights)
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(before, "w") as made:
        made.writestr("config.json", given.read("config.json"))
        made.writestr("model.weights.npz", weights.read_bytes())
    loaded = keras.models.load_model(before)
    for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
