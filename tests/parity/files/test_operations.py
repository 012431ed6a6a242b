"""Operations in a file that Keras 3.15.1 wrote are read here, and written as there: see `record.py`."""

import json
import zipfile

import numpy as np

from playground import engine as keras

from .operations import X, bare, operations, weights
from .record import HERE

FILE = HERE / "operations.keras"
EXPECTED = np.load(HERE / "operations.npz")["predicted"]


def config_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("config.json"))


def test_operations_of_keras_are_read():
    model = keras.saving.load_model(FILE)
    np.testing.assert_allclose(model.predict(X, verbose=0), EXPECTED, rtol=1e-5, atol=1e-6)


def test_operations_are_written_as_keras_writes_them(tmp_path):
    keras.utils.clear_session()
    model = operations(keras)
    model.set_weights(weights())
    model.save(tmp_path / "operations.keras")
    ours, theirs = bare(config_of(tmp_path / "operations.keras")), bare(config_of(FILE))
    assert len(theirs) > 40
    for mine, one in zip(ours, theirs, strict=True):
        if one["class_name"] == "OneHot":
            one["config"]["dtype"] = None  # there, the default is named
        assert mine == one
    again = keras.saving.load_model(tmp_path / "operations.keras")
    np.testing.assert_allclose(again.predict(X, verbose=0), EXPECTED, rtol=1e-5, atol=1e-6)
