"""A program as events."""

import gc

import numpy as np
import pytest

from playground import events as ev
from playground.execute import execute
from playground.execute.warming import SilentChannel
from tests.programs import run

SEQUENTIAL = """
import keras, numpy as np
from keras import layers
x = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
model = keras.Sequential([layers.Dense(4, activation="tanh"), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=10, validation_split=0.25, verbose=0)
print(sorted(history.history))
"""


def drawn(source: str, until: str = "end") -> ev.Built:
    events = run(source, until)
    assert isinstance(events.ending, ev.Finished), events.ending
    return events.of(ev.Built)[-1]


def test_the_layer_of_the_book() -> None:
    source = """
import tensorflow as tf
from tensorflow import keras

class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        y = tf.matmul(inputs, self.W) + self.b
        return y if self.activation is None else self.activation(y)

print(SimpleDense(32, tf.nn.relu)(tf.ones(shape=(2, 784))).shape)
"""
    events = run(source)
    assert events.printed == "(2, 32)\n"
    data, layer = events.of(ev.Built)[-1].nodes
    assert (data.class_name, data.output_shapes) == ("Input", ((2, 784),))
    assert (layer.class_name, layer.params, layer.output_shapes) == (
        "SimpleDense",
        25_120,
        ((2, 32),),
    )
    assert layer.formula == "(2, 784) @ (784, 32) + (32,) → (2, 32)"
    assert layer.arithmetic == "784 × 32 + 32"


def test_shapes_of_a_model_are_known_without_training() -> None:
    events = run(SEQUENTIAL, "shapes")
    assert not events.of(ev.Epoch) and not events.of(ev.FitStarted)
    nodes = events.of(ev.Built)[-1].nodes
    assert [n.class_name for n in nodes] == ["Input", "Dense", "Dense"]
    assert [n.output_shapes for n in nodes] == [((10, 2),), ((10, 4),), ((10, 1),)]


def test_a_check_shows_the_data_of_the_first_fit() -> None:
    [data] = run(SEQUENTIAL + "\nmodel.fit(x[:5], y[:5])", "shapes").of(ev.Data)
    assert data.points.shape == (30, 2) and data.labels.shape == (30,) and data.classes == 2
    assert data.validation_points is not None and data.validation_points.shape == (10, 2)


def test_fit_as_events() -> None:
    events = run(SEQUENTIAL)
    [fit] = events.of(ev.FitStarted)
    assert (fit.epochs, fit.batch_size, fit.steps, fit.optimizer) == (3, 10, 3, "RMSprop")
    assert fit.validation and fit.learning_rate == pytest.approx(0.001)
    assert fit.points is not None and fit.points.numpy().shape == (30, 2)
    assert fit.validation_points is not None and fit.validation_points.numpy().shape == (10, 2)
    epochs = events.of(ev.Epoch)
    assert [e.epoch for e in epochs] == [1, 2, 3]
    assert set(epochs[-1].logs) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    picture = events.of(ev.Picture)[-1]
    assert picture.surface is not None and picture.surface.numpy().shape == (50, 50)
    assert [w.numpy().shape for w in picture.weights["dense"]] == [(2, 4), (4,)]
    assert events.printed == "['accuracy', 'loss', 'val_accuracy', 'val_loss']\n"


def test_the_surface_has_low_y_first_and_low_x_left() -> None:
    source = """
import keras, numpy as np
x = np.array([[-1, -1], [1, 1]] * 8, "float32")
y = np.array([[0], [1]] * 8, "float32")
model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.build((None, 2))
model.set_weights([np.array([[9.0], [0.0]]), np.array([0.0])])  # depends on the first input alone
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0), loss="mse")
model.fit(x, y, epochs=1, verbose=0)
"""
    surface = run(source).of(ev.Picture)[-1].surface
    assert surface is not None
    values = surface.numpy().astype(float)
    assert (values[:, 0] < 10).all() and (values[:, -1] > 245).all()
    assert np.ptp(values, axis=0).max() == 0


def test_a_residual_connection_is_two_edges() -> None:
    built = drawn("""
import keras, numpy as np
a, b, c = keras.layers.Dense(3), keras.layers.Dense(3), keras.layers.Dense(1)
h = a(np.ones((2, 3), "float32"))
c(h + b(h))
""")
    names = {n.id: n.name for n in built.nodes}
    edges = {(names[s], names[t]) for s, t in built.edges}
    assert edges == {
        ("input", "dense"),
        ("dense", "dense_1"),
        ("dense", "dense_2"),
        ("dense_1", "dense_2"),
    }


def test_two_branches_and_two_heads_of_a_functional_model() -> None:
    built = drawn("""
import keras
from keras import layers
left, right = keras.Input((4,)), keras.Input((3,))
joined = layers.Concatenate()([layers.Dense(5, name="l")(left), layers.Dense(6, name="r")(right)])
model = keras.Model([left, right], [layers.Dense(1, name="p")(joined), layers.Dense(2, name="q")(joined)])
""")
    names = {n.id: n.name for n in built.nodes}
    edges = {(names[s], names[t]) for s, t in built.edges}
    assert {
        ("l", "concatenate"),
        ("r", "concatenate"),
        ("concatenate", "p"),
        ("concatenate", "q"),
    } <= edges
    shapes = {n.name: n.output_shapes for n in built.nodes}
    assert shapes["concatenate"] == ((None, 11),)


def test_layers_that_met_no_data_are_drawn_without_shapes() -> None:
    built = drawn(
        "from keras import models, layers\nm = models.Sequential([layers.Dense(32), layers.Dense(2)])\n"
    )
    assert [n.output_shapes for n in built.nodes] == [(), ()]
    assert len(built.edges) == 1


def test_a_program_without_a_layer_says_so_unless_it_fails() -> None:
    for until in ("end", "shapes"):
        assert run("x = 1", until).of(ev.Built) == [ev.Built((), ())]
        assert run("x = 1 / 0", until).of(ev.Built) == []
        assert (
            len(
                run("import keras\nkeras.layers.Dense(1)(keras.ops.ones((2, 3)))", until).of(
                    ev.Built
                )
            )
            == 1
        )


def test_a_loop_with_a_gradient_tape_runs() -> None:
    events = run("""
import tensorflow as tf
w = tf.Variable(3.0)
for _ in range(50):
    with tf.GradientTape() as tape:
        loss = (w - 1.0) ** 2
    w.assign_sub(0.1 * tape.gradient(loss, w))
print(abs(float(w.numpy()) - 1.0) < 1e-3)
""")
    assert events.printed == "True\n", events.ending


def test_one_run_does_not_reach_the_next() -> None:
    from playground import execute

    class Recorder:
        def __init__(self) -> None:
            self.seen: list[ev.Event] = []

        def send(self, items: list[ev.Event]) -> None:
            self.seen += items

        def receive(self, seconds: float | None) -> None:
            return None

    names = []
    for _ in range(2):
        host = Recorder()
        source = (
            "import keras, keras.config as c, os, sys, numpy as np\n"
            "print(keras.layers.Dense(1).name, c.floatx(), c.dtype_policy().name, c.max_epochs(), "
            "c.max_steps_per_epoch(), c.is_traceback_filtering_enabled(), c.is_flash_attention_enabled(), "
            "list(keras.saving.get_custom_objects()), np.array([np.pi]), "
            "np.geterr()['over'], os.environ.get('MINE'), sys.getrecursionlimit() > 777, sys.argv)\n"
            "c.set_floatx('float64')\nc.set_dtype_policy('mixed_float16')\nc.set_max_epochs(1)\n"
            "c.set_max_steps_per_epoch(1)\nc.disable_traceback_filtering()\nc.disable_flash_attention()\n"
            "keras.saving.register_keras_serializable()(type('Mine', (keras.layers.Layer,), {}))\n"
            "sys.argv.append('x')\nnp.set_printoptions(precision=2)\nnp.seterr(over='raise')\n"
            "os.environ['MINE'] = '1'\nsys.setrecursionlimit(777)\n"
        )
        execute.execute(ev.Run(source), host)
        assert isinstance(host.seen[-1], ev.Finished), host.seen[-1]
        names.append("".join(e.text for e in host.seen if isinstance(e, ev.Printed)))
    assert names[0] == names[1] and names[0].startswith(
        "dense float32 float32 None None True True []"
    )


def test_what_a_program_made_is_gone_when_another_has_run() -> None:
    program = """
class Remembered(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], 4))

    def call(self, inputs):
        return inputs @ self.w

model = keras.Sequential([Remembered(), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(x, y, verbose=0)
"""
    for source in (SEQUENTIAL + program, "print(1)"):
        execute(ev.Run(source, "end"), SilentChannel())
    gc.collect()
    assert not [o for o in gc.get_objects() if type(o).__name__ == "Remembered"]


def test_a_warning_is_a_notice_on_the_learners_line() -> None:
    events = run("import warnings\n\nwarnings.warn('mind this')\n")
    assert events.of(ev.Notice) == [ev.Notice("mind this", 3)]


def test_shapes_stay_those_of_the_fit_after_a_prediction() -> None:
    built = drawn(SEQUENTIAL + "model.predict(x[:1], verbose=0)\n")
    assert [n.output_shapes for n in built.nodes] == [((10, 2),), ((10, 4),), ((10, 1),)]


def test_a_fit_gives_the_same_numbers_at_every_speed() -> None:
    import asyncio

    from playground.runners.server import ServerRunner
    from tests.programs import gather

    async def watched(speed: ev.Speed) -> list[ev.Epoch]:
        runner = ServerRunner()
        source = "import keras\nkeras.utils.set_random_seed(1)\n" + SEQUENTIAL
        events = await gather(runner, ev.Run(source, speed=speed))
        await runner.close()
        return events.of(ev.Epoch)

    full = asyncio.run(watched("full speed"))
    assert asyncio.run(watched("normal")) == asyncio.run(watched("slow motion")) == full != []


def test_a_step_that_cannot_be_compiled_is_announced_and_trains() -> None:
    events = run("""
import keras, numpy as np
class Doubting(keras.layers.Dense):
    def call(self, x):
        y = super().call(x)
        return y * 2 if float(keras.ops.sum(y)) > 0 else y
x = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")
model = keras.Sequential([Doubting(1)])
model.compile("sgd", "mse")
model.fit(x, x[:, :1], epochs=3, verbose=0)
""")
    assert isinstance(events.ending, ev.Finished)
    assert len(events.of(ev.Epoch)) == 3
    assert any("slower than usual" in notice.message for notice in events.of(ev.Notice))


TWO_HEADS = """
import keras, numpy as np
from keras import layers
x = np.random.default_rng(0).normal(size=(40, 2)).astype("float32")
side, far = (x[:, :1] > 0).astype("float32"), 7 + np.abs(x[:, :1])
inputs = keras.Input(shape=(2,))
h = layers.Concatenate()([layers.Dense(3, name="a")(inputs), layers.Dense(4, name="b")(inputs)])
left = layers.Dense(1, activation="sigmoid", name="side")(h)
right = layers.Dense(1, name="far", kernel_initializer="zeros", bias_initializer="ones")(h)
"""


@pytest.mark.parametrize(
    ("outputs", "labels", "drawn"),
    [
        ("[left, right]", "[side, far]", "side"),
        ("[left, right]", '{"side": side, "far": far}', "side"),
        ("[left, right]", '{"far": far, "side": side}', "far"),
        ('{"side": left, "far": right}', '{"far": far, "side": side}', "far"),
    ],
)
def test_of_two_heads_the_one_whose_labels_come_first_is_drawn(
    outputs: str, labels: str, drawn: str
) -> None:
    events = run(
        TWO_HEADS
        + f"model = keras.Model(inputs, {outputs})\n"
        + 'model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mean_squared_error")\n'
        + f"model.fit(x, {labels}, epochs=1, validation_split=0.25, verbose=0)\n"
    )
    assert isinstance(events.ending, ev.Finished), events.ending
    [started] = events.of(ev.FitStarted)
    assert started.points is not None and started.points.shape == (30, 2)
    assert started.labels is not None and started.validation_labels is not None
    assert (started.labels.numpy().max() > 7) == (drawn == "far")
    surface = events.of(ev.Picture)[-1].surface
    assert surface is not None and surface.shape == (50, 50)
    # `far` says 1 everywhere, which is below every label of 7 and more
    assert (surface.numpy().max() == 0) == (drawn == "far")


def test_a_formula_names_every_tensor_that_is_joined() -> None:
    nodes = drawn(TWO_HEADS + "keras.Model(inputs, [left, right])(x)").nodes
    [joined] = [node for node in nodes if node.class_name == "Concatenate"]
    assert joined.formula == "concatenate((40, 3), (40, 4)) → (40, 7)"
