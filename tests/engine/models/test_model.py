"""Model: subclasses, state, layers, summary, saving and cloning."""

from pathlib import Path

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers


class TwoLayers(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(4, activation="relu")
        self.head = layers.Dense(1)
        self.dropout = layers.Dropout(0.5)

    def call(self, x, training=False):
        return self.head(self.dropout(self.hidden(x), training=training))


def functional():
    inputs = keras.Input((3,), name="in")
    x = layers.Dense(4, name="hidden")(inputs)
    return keras.Model(inputs, layers.Add(name="sum")([x, layers.Dense(4, name="skip")(x)]))


def summary_of(model, **kwargs):
    lines = []
    model.summary(print_fn=lines.append, **kwargs)
    return "\n".join(lines)


def test_a_subclass_builds_by_call_and_not_by_shape():
    model = TwoLayers()
    assert model(np.ones((2, 3))).shape == (2, 1)
    other = TwoLayers()
    with pytest.warns(UserWarning, match="still without weights"):
        other.build((None, 3))
    assert other.built
    assert other.weights == []
    assert "0 (unbuilt)" in summary_of(other)
    other.compile("adam", "mse")
    other.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)
    assert [w.shape for w in other.weights] == [w.shape for w in model.weights]
    assert len(other.optimizer.variables) == 2 + 2 * len(other.trainable_weights)


def test_call_must_be_written():
    with pytest.raises(NotImplementedError, match=r"`call\(\)` method"):
        keras.Model()(np.ones((1, 2)))


def test_a_functional_subclass():
    class Mine(keras.Model):
        def __init__(self, units):
            inputs = keras.Input((3,))
            super().__init__(inputs, layers.Dense(units)(inputs))
            self.units = units

    model = Mine(2)
    assert isinstance(model, keras.Functional)
    assert model(np.ones((4, 3))).shape == (4, 2)


def test_get_layer():
    model = functional()
    assert model.get_layer("hidden") is model.get_layer(index=1)
    with pytest.raises(ValueError, match=r"No such layer: nothing. Existing layers are"):
        model.get_layer("nothing")


def test_layers_is_reserved():
    with pytest.raises(AttributeError, match="reserved"):
        keras.Model().layers = []


def test_state_tree_round_trip():
    model = functional()
    tree = model.get_state_tree(value_format="numpy_array")
    assert tree["trainable_variables"]["hidden"]["kernel"].shape == (3, 4)
    tree["trainable_variables"]["hidden"]["bias"] = np.full(4, 7.0)
    model.set_state_tree(tree)
    np.testing.assert_allclose(model.get_layer("hidden").bias.numpy(), 7)


# --------------------------------------------------------------------------------------------- summary
def test_summary_of_a_sequential_model():
    model = keras.Sequential(
        [keras.Input((784,)), layers.Dense(32, name="a"), layers.Dense(10, name="b")], name="net"
    )
    text = summary_of(model)
    assert 'Model: "net"' in text
    assert "│ a (Dense)                       │ (None, 32)             │        25,120 │" in text
    assert "Total params: 25,450 (99.41 KB)" in text
    assert "Non-trainable params: 0 (0.00 B)" in text
    assert "?" not in text
    widths = {len(line) for line in text.splitlines() if line[0] in "┏┃┡│├└"}
    assert widths == {76}


def test_a_summary_is_followed_by_no_empty_line(capsys):
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(8)]).summary()
    out = capsys.readouterr().out
    assert out.endswith("Non-trainable params: 0 (0.00 B)\n")


def test_summary_before_and_after_build():
    model = TwoLayers()
    assert "?" in summary_of(model)
    model(np.ones((2, 3)))
    text = summary_of(model)
    assert "?" not in text
    assert "(2, 4)" in text


def test_summary_shows_what_is_connected_and_trainable():
    text = summary_of(functional(), show_trainable=True)
    assert "Connected to" in text
    assert "skip[0][0]" in text
    assert " Y " in text


def test_summary_counts_the_optimizer():
    model = keras.Sequential([layers.Dense(3)])
    model.compile("adam", "mse")
    model.fit(np.zeros((4, 2)), np.zeros((4, 3)), verbose=0)
    text = summary_of(model)
    assert "Total params: 29" in text
    assert "Optimizer params: 20" in text


# ---------------------------------------------------------------------------------------------- saving
@pytest.mark.parametrize("make", [TwoLayers, functional], ids=["subclass", "functional"])
def test_weights_round_trip(make, tmp_path):
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    model, twin = make(), make()
    expected = model(x).numpy()
    twin(x)
    model.save_weights(tmp_path / "w.npz")
    twin.load_weights(tmp_path / "w.npz")
    np.testing.assert_array_equal(twin(x), expected)


def test_weights_of_another_architecture(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    model.save_weights(tmp_path / "w.npz")
    other = keras.Sequential([keras.Input((3,)), layers.Dense(5)])
    with pytest.raises(ValueError, match="shapes must match"):
        other.load_weights(tmp_path / "w.npz")
    deeper = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dense(2)])
    longer = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dense(3)])
    deeper.save_weights(tmp_path / "deeper.npz")
    before = longer.get_weights()
    with pytest.raises(ValueError, match="shapes must match"):
        longer.load_weights(tmp_path / "deeper.npz")
    assert all(
        map(np.array_equal, longer.get_weights(), before)
    )  # nothing was assigned, not the first layer either
    longer.load_weights(tmp_path / "deeper.npz", skip_mismatch=True)
    np.testing.assert_array_equal(longer.get_weights()[0], deeper.get_weights()[0])
    unbuilt = keras.Sequential([layers.Dense(4)])
    with pytest.raises(ValueError, match="not been built"):
        unbuilt.load_weights(tmp_path / "w.npz")


def test_a_saved_model_predicts_and_goes_on_training_as_before(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)).astype("float32"), rng.normal(size=(20, 4)).astype("float32")
    model = functional()
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(x, y, verbose=0)
    model.save(tmp_path / "m.keras")
    twin = keras.saving.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(twin.predict(x, verbose=0), model.predict(x, verbose=0))
    histories = [m.fit(x, y, shuffle=False, verbose=0).history for m in (model, twin)]
    assert histories[0] == histories[1]


def test_saved_files_hold_no_pickles(tmp_path):
    import zipfile

    model = functional()
    model.save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert {Path(name).suffix for name in archive.namelist()} == {".json", ".h5"}
        assert b"pickle" not in archive.read("config.json")


def test_a_custom_layer_is_found_by_name(tmp_path):
    class Double(layers.Layer):
        def call(self, x):
            return x * 2

    model = keras.Sequential([keras.Input((2,)), Double()])
    model.save(tmp_path / "m.keras")
    with pytest.raises(TypeError, match="Could not locate class 'Double'"):
        keras.saving.load_model(tmp_path / "m.keras")
    twin = keras.saving.load_model(tmp_path / "m.keras", custom_objects={"Double": Double})
    np.testing.assert_array_equal(twin(np.ones((1, 2))), [[2, 2]])


def test_endings():
    with pytest.raises(ValueError, match="Invalid filepath extension"):
        functional().save("model.txt")


def test_clones_have_the_same_layers_and_other_weights():
    model = functional()
    twin = keras.models.clone_model(model)
    assert twin.get_layer("hidden") is not model.get_layer("hidden")
    twin.set_weights(model.get_weights())
    np.testing.assert_array_equal(twin(np.ones((1, 3))), model(np.ones((1, 3))))
