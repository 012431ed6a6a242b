"""Objects to configs and back."""

import json

import numpy as np
import pytest

from playground.engine import losses, metrics, optimizers, regularizers, saving


@pytest.mark.parametrize(
    ("made", "module"),
    [
        (losses.Huber(delta=0.5), "keras.losses"),
        (metrics.AUC(num_thresholds=5), "keras.metrics"),
        (optimizers.Adam(0.01), "keras.optimizers"),
        (optimizers.schedules.CosineDecay(0.1, 10), "keras.optimizers.schedules"),
        (regularizers.L2(0.1), "keras.regularizers"),
    ],
)
def test_round_trip_through_json_in_keras_format(made, module):
    config = saving.serialize_keras_object(made)
    assert config["module"] == module
    assert config["class_name"] == type(made).__name__
    assert config["registered_name"] is None
    again = saving.deserialize_keras_object(json.loads(json.dumps(config)))
    assert type(again) is type(made)
    assert again.get_config() == made.get_config()


def test_plain_data_and_arrays():
    data = {
        "a": [1, 2.5, None, "x"],
        "b": (np.float32(2.0), slice(1, None)),
        "c": np.eye(2),
        "d": b"z",
    }
    again = saving.deserialize_keras_object(
        json.loads(json.dumps(saving.serialize_keras_object(data)))
    )
    assert again["a"] == data["a"]
    assert again["b"] == [2.0, slice(1, None)]
    np.testing.assert_array_equal(again["c"], np.eye(2))
    assert again["d"] == b"z"


class Scale:
    def __init__(self, by):
        self.by = by

    def __call__(self, x):
        return x * self.by

    def get_config(self):
        return {"by": self.by}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def test_classes_of_the_users_own():
    config = saving.serialize_keras_object(Scale(3))
    with pytest.raises(
        TypeError, match=r"Could not locate class 'Scale'.*register_keras_serializable"
    ):
        saving.deserialize_keras_object(config)
    assert saving.deserialize_keras_object(config, custom_objects={"Scale": Scale}).by == 3
    with saving.custom_object_scope({"Scale": Scale}):
        assert saving.deserialize_keras_object(config).by == 3


def test_names_in_a_scope_are_found_by_get():
    def my_loss(y_true, y_pred):
        return y_true - y_pred

    with saving.custom_object_scope({"my_loss": my_loss}):
        assert losses.get("my_loss") is my_loss
    with pytest.raises(ValueError, match="'my_loss'"):
        losses.get("my_loss")


def test_a_lambda_is_not_run_unasked():
    with pytest.warns(UserWarning, match="unsafe"):
        config = saving.serialize_keras_object(lambda x: x + 1)
    with pytest.raises(ValueError, match="safe_mode=False"):
        saving.deserialize_keras_object(config)
    assert saving.deserialize_keras_object(config, safe_mode=False)(1) == 2
