"""A lambda in a file is code: it is refused until the program says that it trusts the file, as Keras 3.15 does."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine.saving.modes import forget_unsafe_deserialization

X = np.arange(6, dtype="float32").reshape(2, 3)
WAYS = {
    "load_model": lambda model, file: keras.models.load_model(file),
    "from_config": lambda model, file: keras.Sequential.from_config(model.get_config()),
    "clone_model": lambda model, file: keras.models.clone_model(model),
    "model_from_json": lambda model, file: keras.models.model_from_json(model.to_json()),
    "deserialize": lambda model, file: keras.layers.deserialize(
        keras.layers.serialize(model.layers[0])
    ),
}


@pytest.fixture
def saved(tmp_path):
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Lambda(lambda x: x * 2, name="twice")]
    )
    file = tmp_path / "model.keras"
    with pytest.warns(UserWarning, match="includes a `lambda`"):
        model.save(file)
    yield model, file
    forget_unsafe_deserialization()


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
@pytest.mark.parametrize("way", WAYS)
def test_refused_until_trusted(saved, way):
    with pytest.raises(ValueError, match="arbitrary code execution") as refused:
        WAYS[way](*saved)
    for words in (
        "'twice'",
        "`safe_mode=False`",
        "`keras.config.enable_unsafe_deserialization()`",
        "`def`",
    ):
        assert words in str(refused.value)
    keras.config.enable_unsafe_deserialization()
    assert np.array_equal(WAYS[way](*saved)(X), 2 * X)


def test_the_argument_trusts_one_file(saved):
    file = saved[1]
    assert np.array_equal(keras.models.load_model(file, safe_mode=False)(X), 2 * X)
    with pytest.raises(ValueError, match="arbitrary code execution"):
        keras.models.load_model(file)


def test_what_is_no_layer_is_named():
    with pytest.raises(ValueError, match=r"makes no layer.*SGD"):
        keras.layers.deserialize(keras.optimizers.serialize(keras.optimizers.SGD()))
