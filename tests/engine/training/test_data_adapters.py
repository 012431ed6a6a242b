"""How often data that come in batches are asked for them, and what they may be: as in Keras 3.15.1."""

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder


class Counted(keras.utils.PyDataset):
    """Counts what is asked of it."""

    def __init__(self):
        super().__init__()
        self.begins = self.ends = self.batches = 0

    def __len__(self):
        return 2

    def __getitem__(self, index):
        self.batches += 1
        return np.ones((4, 2)), np.ones((4, 1))

    def on_epoch_begin(self):
        self.begins += 1

    def on_epoch_end(self):
        self.ends += 1

    def counts(self):
        found = self.begins, self.ends, self.batches
        self.begins = self.ends = self.batches = 0
        return found


def model() -> keras.Model:
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


def test_data_change_between_epochs_and_before_the_first():
    """begins, ends and batches of Keras 3.15.1 on JAX, for a model that is built."""
    made, data, held = model(), Counted(), Counted()
    made.fit(data, epochs=2, verbose=0)
    assert data.counts() == (2, 3, 4)
    made.evaluate(data, verbose=0)
    assert data.counts() == (1, 2, 2)
    made.predict(data, verbose=0)
    assert data.counts() == (1, 1, 2)
    made.fit(data, epochs=2, validation_data=held, verbose=0)
    assert (data.counts(), held.counts()) == ((2, 3, 4), (2, 4, 4))


PROGRAM = """
import keras, numpy as np
class Data(keras.utils.PyDataset):
    asked = 0
    def __len__(self):
        return 3
    def __getitem__(self, index):
        Data.asked += 1
        return np.ones((4, 2)), np.ones((4, 1))
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(Data(), validation_data=Data(), verbose=0)
print(Data.asked)
"""


def test_whoever_watches_asks_for_no_batch_of_its_own():
    host = Recorder()
    execute(ev.Run(PROGRAM), host)
    assert [e.text for e in host.events if isinstance(e, ev.Printed)] == ["6\n"]
    [started] = [e for e in host.events if isinstance(e, ev.FitStarted)]
    assert started.validation


@pytest.mark.parametrize("batch", [np.ones((4, 2)), [np.ones((4, 2)), np.ones((4, 1))]])
def test_a_generator_gives_tuples(batch):
    with pytest.raises(ValueError, match=r"give tuples: \(inputs,\), \(inputs, targets\)"):
        model().predict((b for b in [batch]), verbose=0)


def test_shapes_of_several_inputs_and_outputs_are_a_list():
    a, b = keras.Input((2,), name="zz"), keras.Input((3,), name="aa")
    outputs = {"q": keras.layers.Dense(1)(a), "p": keras.layers.Dense(4)(b)}
    made = keras.Model({"zz": a, "aa": b}, outputs)
    assert made.input_shape == [(None, 3), (None, 2)]
    assert made.output_shape == [(None, 4), (None, 1)]
    assert keras.Model((a,), outputs["q"]).input_shape == (None, 2)


def test_the_size_of_average_pooling_has_to_be_given():
    with pytest.raises(TypeError, match="pool_size"):
        keras.layers.AveragePooling2D()


def test_a_saved_model_that_is_not_there():
    with pytest.raises(ValueError, match="File not found"):
        keras.models.load_model("missing.keras")
