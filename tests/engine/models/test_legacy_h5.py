"""`.h5`, the format of whole models before `.keras`: its places, round trips, and files that do not fit."""

from __future__ import annotations

import json

import numpy as np
import pytest

from playground import engine as keras

h5py = pytest.importorskip("h5py")
layers = keras.layers
X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
Y = X[:, :2]


def functional():
    inputs = keras.Input((4,))
    hidden = layers.BatchNormalization()(layers.Dense(3, activation="relu")(inputs))
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(2)], name="inner")
    return keras.Model(inputs, inner(layers.Dropout(0.5)(hidden)))


def trained(model):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
    model.compile(
        keras.optimizers.Adam(schedule),
        keras.losses.MeanSquaredError(),
        metrics=["mae", keras.metrics.RootMeanSquaredError()],
    )
    model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    return model


def test_the_file_is_what_keras_writes(tmp_path):
    path = tmp_path / "model.h5"
    keras.utils.clear_session()
    trained(functional()).save(path)
    with h5py.File(path) as file:  # what Keras 3.15.1 writes for this model
        config, training = (
            json.loads(file.attrs[f"{name}_config"]) for name in ("model", "training")
        )
        weights = file["model_weights"]
        assert [*weights.attrs["layer_names"]] == [
            *("input_layer", "dense", "batch_normalization", "dropout", "inner")
        ]
        assert [*weights["dense"].attrs["weight_names"]] == ["dense/kernel", "dense/bias"]
        assert weights["inner/inner/dense_1/kernel"].shape == (3, 2)
        assert [*weights["batch_normalization"].attrs["weight_names"]] == [
            f"batch_normalization/{name}"
            for name in ("gamma", "beta", "moving_mean", "moving_variance")
        ]
        names = [*file["optimizer_weights"].attrs["weight_names"]]
        assert names[:2] == ["adam/iteration", "adam/dense_kernel_momentum"] and len(names) == 13
    assert config["class_name"] == "Functional"
    assert {*config["config"]["layers"][1]} == {"class_name", "config", "name", "inbound_nodes"}
    assert training["loss"]["class_name"] == "MeanSquaredError" and "module" not in training["loss"]
    assert training["metrics"][0] == "mae"
    assert training["optimizer_config"]["class_name"] == "Adam"


def test_a_loaded_model_goes_on_where_it_was(tmp_path):
    path = tmp_path / "model.h5"
    model = trained(functional())
    model.save(path)
    twin = keras.models.load_model(path)
    np.testing.assert_array_equal(twin.predict(X, verbose=0), model.predict(X, verbose=0))
    assert int(twin.optimizer.iterations) == 2
    assert twin.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    before = keras.models.load_model(path, compile=False)
    assert not before.compiled
    other = functional()
    other.load_weights(path)
    np.testing.assert_array_equal(other.predict(X, verbose=0), model.predict(X, verbose=0))


def test_own_losses_and_layers_come_by_name(tmp_path):
    class Twice(layers.Layer):
        def call(self, x):
            return x * 2

    def own_loss(y, p):
        return keras.ops.mean((y - p) ** 4)

    path = tmp_path / "model.h5"
    model = keras.Sequential([keras.Input((4,)), Twice(), layers.Dense(2)])
    model.compile("sgd", own_loss)
    model.save(path)
    twin = keras.models.load_model(path, custom_objects={"Twice": Twice, "own_loss": own_loss})
    assert twin.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    with pytest.raises(TypeError, match="Could not locate class 'Twice'"):
        keras.models.load_model(path)


def test_many_layers_have_their_names_in_several_attributes(tmp_path):
    from playground.engine.models.legacy_h5 import _texts
    from playground.engine.saving import hdf5

    root = hdf5.Branch()
    names = [f"layer_{i}" for i in range(9000)]
    root.put_texts("layer_names", names)
    assert {*root.attributes} == {"layer_names0", "layer_names1", "layer_names2"}
    assert _texts(hdf5.read(hdf5.written(root)), "layer_names") == names


def test_a_file_that_does_not_fit_changes_nothing(tmp_path):
    path = tmp_path / "model.h5"
    keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(2, name="b")]
    ).save(path)
    other = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="b"), layers.Dense(5, name="a")]
    )
    before = other.get_weights()
    with pytest.raises(ValueError, match="Layer 'a': shapes must match"):
        other.load_weights(path)
    for a, b in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    other.load_weights(path, skip_mismatch=True)
    with h5py.File(path) as file:
        (first,) = (
            name for name in file["model_weights/a"].attrs["weight_names"] if "kernel" in name
        )
        np.testing.assert_array_equal(other.layers[0].kernel, file["model_weights/a"][first])
    with pytest.raises(ValueError, match="Layer count mismatch: the model has 1 layers"):
        keras.Sequential([keras.Input((4,)), layers.Dense(3)]).load_weights(path)
    with pytest.raises(ValueError, match="`by_name` only works with"):
        other.load_weights(tmp_path / "x.weights.h5", by_name=True)


def test_by_name(tmp_path):
    path = tmp_path / "model.h5"
    model = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="a"), layers.Dense(2, name="b")]
    )
    model.save(path)
    other = keras.Sequential(
        [keras.Input((3,)), layers.Dense(2, name="b"), layers.Dense(7, name="c")]
    )
    before = other.layers[1].get_weights()
    other.load_weights(path, by_name=True)
    np.testing.assert_array_equal(other.layers[0].kernel, model.layers[1].kernel)
    np.testing.assert_array_equal(other.layers[1].kernel, before[0])


def test_weights_alone_have_no_model(tmp_path):
    path = tmp_path / "w.h5"
    model = functional()
    model.save_weights(tmp_path / "w.weights.h5")
    (tmp_path / "w.weights.h5").rename(path)
    with pytest.raises(ValueError, match="weights only"):
        keras.models.load_model(path)


def test_slices_of_a_functional_model_are_lists_in_configs():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, inputs[:, :2] * 2)
    config = json.loads(json.dumps(model.get_config()))
    twin = keras.Model.from_config(config)
    np.testing.assert_array_equal(twin(X), X[:, :2] * 2)
