"""A weight set by hand: training goes on from it; what makes no sense is refused and changes nothing."""

import re

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.execute import execute
from playground.execute.weights import set_weight

SOURCE = """
import keras, numpy as np
from keras import layers
keras.utils.set_random_seed(2)
x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
y = x[:, :1] - x[:, 1:]
data = keras.Input((2,))
hidden = layers.Dense(3, activation="tanh", name="hidden")(data)
model = keras.Model(data, layers.Dense(1, name="answer")(layers.Add()([hidden, layers.Dense(3, name="side")(data)])))
pace = RATE
model.compile(optimizer=keras.optimizers.SGD(learning_rate=pace), loss="mse")
model.fit(x, y, epochs=4, batch_size=8, verbose=0)
print(model.get_layer("hidden").kernel.numpy()[0, 2])
"""


class Desk:
    """A host whose commands are written beforehand: at every look the next one."""

    def __init__(self, *commands: ev.Command) -> None:
        self.commands = list(commands)
        self.events: list = []

    def send(self, items: list[ev.Event]) -> None:
        self.events += ev.events_from_json(ev.to_json(items))

    def receive(self, seconds: float | None) -> ev.Command | None:
        return self.commands.pop(0) if self.commands else None

    def of(self, kind: type) -> list:
        return [item for item in self.events if isinstance(item, kind)]


def trained(*commands: ev.Command, rate: float = 1e-20) -> Desk:
    desk = Desk(*commands)
    execute(ev.Run(SOURCE.replace("RATE", str(rate)), paused=True), desk)
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    return desk


def test_training_goes_on_from_the_weight_that_was_set() -> None:
    # three steps first, so that the training is a compiled plan when the weight changes
    steps = [ev.Step()] * 6
    desk = trained(*steps, ev.SetWeight("hidden", 0, (0, 2), -7.5), ev.Resume())
    assert desk.of(ev.Printed)[0].text == "-7.5\n"
    [notice] = desk.of(ev.Notice)
    assert re.fullmatch(r"Weight set: hidden\.kernel\[0, 2\] was .*, now -7\.5\.", notice.message)
    after = desk.events[desk.events.index(notice) + 1 :]
    picture = next(item for item in after if isinstance(item, ev.Picture))
    assert picture.weights["hidden"][0].numpy()[0, 2] == -7.5 and picture.maps
    plain = trained(*steps, ev.Resume())
    losses = [[epoch.logs["loss"] for epoch in run.of(ev.Epoch)] for run in (desk, plain)]
    assert losses[0][-1] != losses[1][-1] and len(losses[0]) == len(losses[1]) == 4


def test_the_plan_learns_on_from_it() -> None:
    desk = trained(*[ev.Step()] * 6, ev.SetWeight("hidden", 0, (0, 2), 3.0), ev.Resume(), rate=0.01)
    value = float(desk.of(ev.Printed)[0].text)
    assert value != 3.0 and abs(value - 3.0) < 0.3


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (ev.SetWeight("hiden", 0, (0, 0), 1.0), "received 'hiden'.*'hidden'"),
        (ev.SetWeight("hidden", 2, (0, 0), 1.0), "index from 0 to 1, received 2"),
        (ev.SetWeight("hidden", -1, (0,), 1.0), "received -1"),
        (ev.SetWeight("hidden", 0, (0, 3), 1.0), r"inside the shape \(2, 3\)"),
        (ev.SetWeight("hidden", 0, (-1, 0), 1.0), r"received \(-1, 0\)"),
        (ev.SetWeight("hidden", 0, (0,), 1.0), r"received \(0,\)"),
        (ev.SetWeight("hidden", 0, (0, 0), float("nan")), "finite"),
        (ev.SetWeight("hidden", 0, (0, 0), 1e39), "fits into float32"),
    ],
)
def test_what_makes_no_sense_is_refused_and_loses_nothing(command: ev.SetWeight, said: str) -> None:
    desk = trained(ev.Step(), command, ev.Resume())
    [notice] = desk.of(ev.Notice)
    assert notice.message.startswith("No weight was set.") and re.search(said, notice.message)
    assert [e.logs for e in desk.of(ev.Epoch)] == [
        e.logs for e in trained(ev.Step(), ev.Resume()).of(ev.Epoch)
    ]


def test_only_floats_can_be_set() -> None:
    layer = keras.layers.Layer(name="counter")
    layer.add_weight(shape=(), dtype="int32", initializer="zeros", name="count")
    layer.built = True
    with pytest.raises(ValueError, match="floats"):
        set_weight([layer], ev.SetWeight("counter", 0, (), 1.0))
    assert np.asarray(layer.weights[0].value) == 0
