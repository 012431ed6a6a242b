"""Models are told by the variables that hold them, with the nodes that each is made of."""

import pytest

from playground import events as ev
from playground.execute import execute
from tests.execute.test_weights import Desk

TWO = """
import keras, time, numpy as np
x = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
y = x[:, :1]
def make():
    hidden, out = keras.layers.Dense(3, name="hidden"), keras.layers.Dense(1, name="out")
    model = keras.Sequential([keras.Input((2,)), hidden, out])
    model.compile("sgd", "mse")
    return model
small = make()
small.fit(x, y, epochs=1, verbose=0)
other = make()
time.sleep(0.05)  # so that it is looked at again
other.fit(x, y, epochs=1, verbose=0)
print(float(small.get_layer("hidden").kernel[0, 0]), float(other.get_layer("hidden").kernel[0, 0]))
"""


def ran(source: str, *commands: ev.Command, paused: bool = False) -> Desk:
    desk = Desk(*commands)
    execute(ev.Run(source, paused=paused), desk)
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    return desk


def named(built: ev.Built) -> dict[str, list[str]]:
    names = {node.id: node.name for node in built.nodes}
    return {model.name: [names[node] for node in model.nodes] for model in built.models}


def test_two_models_have_their_own_nodes_and_weights_though_their_layers_have_one_name() -> None:
    desk = ran(TWO)
    built = desk.of(ev.Built)[-1]
    found = named(built)
    assert list(found) == ["small", "other"]
    assert all(names[-2:] == ["hidden", "out"] for names in found.values())
    assert not set(built.models[0].nodes) & set(built.models[1].nodes)
    assert [fit.model for fit in desk.of(ev.FitStarted)] == ["small", "other"]
    keys = ev.weight_keys(built.nodes)
    hidden = [keys[node.id] for node in built.nodes if node.name == "hidden"]
    weights = desk.of(ev.Picture)[-1].weights
    shown = [float(weights[key][0].numpy()[0, 0]) for key in hidden]
    assert shown == pytest.approx(
        [float(n) for n in desk.of(ev.Printed)[-1].text.split()], abs=1e-6
    )


class SecondFit(Desk):
    """Speaks when the second fit has begun."""

    def receive(self, seconds: float | None) -> ev.Command | None:
        return super().receive(seconds) if len(self.of(ev.FitStarted)) > 1 else None


def test_a_weight_is_set_in_the_model_that_is_meant() -> None:
    keys = ev.weight_keys(ran(TWO).of(ev.Built)[-1].nodes)
    [second] = [key for key in keys.values() if key.startswith("hidden ")]
    desk = SecondFit(ev.SetWeight(second, 0, (0, 0), 5.0))
    execute(ev.Run(TWO.replace('"sgd"', "keras.optimizers.SGD(0.0)")), desk)
    small, other = (float(n) for n in desk.of(ev.Printed)[-1].text.split())
    assert other == 5.0 and small != 5.0


def test_models_in_models_and_a_variable_that_comes_late() -> None:
    desk = ran("""
import keras, numpy as np
inputs = keras.Input((4,))
encoder = keras.Sequential([keras.layers.Dense(2, name="squeeze")], name="enc")
decoder = keras.Sequential([keras.layers.Dense(4, name="widen")], name="dec")
def trained():
    model = keras.Model(inputs, decoder(encoder(inputs)))
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.ones((8, 4)), epochs=1, verbose=0)
    return model
autoencoder = trained()
""")
    found = named(desk.of(ev.Built)[-1])
    assert set(found) == {"encoder", "decoder", "autoencoder"}
    assert {"squeeze", "widen"} <= set(found["autoencoder"])
    assert "widen" not in found["encoder"]
    first = named(desk.of(ev.Built)[0])
    assert "autoencoder" not in first  # no variable held it yet
