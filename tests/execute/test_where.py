"""What the page needs to know of a run besides its numbers: the part of a line, the heads of a model."""

from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder

HEADS = """import keras, numpy as np
x = np.ones((8, 2), "float32")
i = keras.Input((2,))
model = keras.Model(i, [keras.layers.Dense(1, name="arm")(i), keras.layers.Dense(1, name="far")(i)])
model.compile("sgd", ["mse", "mae"])
model.fit(x, [x[:, :1], x[:, 1:]], verbose=0)
"""


def events_of(source: str) -> list[ev.Event]:
    host = Recorder()
    execute(ev.Run(source), host)
    return host.events


def test_a_fit_tells_its_heads() -> None:
    [fit] = [item for item in events_of(HEADS) if isinstance(item, ev.FitStarted)]
    assert fit.heads == ("arm", "far")
    one = HEADS.replace(', keras.layers.Dense(1, name="far")(i)', "").replace(', "mae"', "")
    one = one.replace(", x[:, 1:]]", "]")
    [fit] = [item for item in events_of(one) if isinstance(item, ev.FitStarted)]
    assert fit.heads == ()


def test_an_error_names_the_part_of_its_line() -> None:
    source = "import keras, numpy as np\né = np.ones((2, 3))\nprint('é', keras.ops.matmul(é, é))\n"
    [failed] = [item for item in events_of(source) if isinstance(item, ev.Failed)]
    assert failed.columns is not None and failed.line == 3
    first, last = failed.columns
    assert source.splitlines()[2][first:last] == "keras.ops.matmul(é, é)"
