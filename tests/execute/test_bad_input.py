"""Every mistake we know gets a clear message on its line, and what was learned before it stays."""

import pytest

from playground import events as ev
from tests.programs import divergence, failure, run

HEAD = """import keras, numpy as np
from keras import layers
x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
"""  # four lines
TRAINED = (
    HEAD
    + """model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="sgd", loss="binary_crossentropy")
model.fit(x, y, epochs=3, verbose=0)
"""
)  # seven lines


def test_syntax_error() -> None:
    error = failure("import keras\nlayer = keras.layers.Dense(32\nprint(1)\n")
    assert (error.kind, error.line) == ("SyntaxError", 2)
    assert "'(' was never closed" in error.message and "bracket" in error.advice


def test_indentation() -> None:
    error = failure("class A:\ndef call(self): pass\n")
    assert (error.kind, error.line) == ("IndentationError", 2) and "four spaces" in error.advice


@pytest.mark.parametrize("method", ["build(self, input_shape)", "call(self, x)"])
def test_exception_inside_a_layer(method: str) -> None:
    error = failure(
        HEAD + f"class Mine(layers.Layer):\n    def {method}:\n        return 1 / 0\nMine()(x)\n"
    )
    assert error.line == 7 and "division by zero" in error.message
    assert error.traceback.count("program.py") == 2, (
        "the call and the line inside the layer, no more"
    )
    assert "playground" not in error.traceback


def test_shapes_that_do_not_fit_inside_a_layer() -> None:
    error = failure(
        HEAD
        + "class Mine(layers.Layer):\n"
        + "    def build(self, input_shape):\n"
        + "        self.W = self.add_weight(shape=(3, 4))\n"
        + "    def call(self, x):\n"
        + "        return x @ self.W\n"
        + "Mine()(x)\n"
    )
    assert error.line == 9 and "(64, 2)" in error.message and "(3, 4)" in error.message


def test_shapes_that_do_not_fit_between_layers() -> None:
    error = failure(
        HEAD + "model = keras.Sequential([layers.Dense(3), layers.Reshape((4,))])\nmodel(x)\n"
    )
    assert error.line == 6 and "4" in error.message and "3" in error.message


@pytest.mark.parametrize(
    ("argument", "wrong", "right"),
    [("optimizer", "rmsprob", "rmsprop"), ("loss", "mean_square_error", "mean_squared_error")],
)
def test_unknown_names_in_compile(argument: str, wrong: str, right: str) -> None:
    arguments = {"optimizer": "sgd", "loss": "mse"} | {argument: wrong}
    error = failure(
        HEAD + f"m = keras.Sequential([layers.Dense(1)])\nm.compile(**{arguments})\nm.fit(x, y)\n"
    )
    assert error.line in (6, 7) and wrong in error.message and right in error.message


def test_an_unknown_metric() -> None:
    error = failure(
        HEAD
        + "m = keras.Sequential([layers.Dense(1)])\n"
        + "m.compile('sgd', 'mse', metrics=['acuracy'])\nm.fit(x, y, verbose=0)\n"
    )
    assert error.line in (6, 7) and "acuracy" in error.message and "accuracy" in error.message


def test_labels_that_do_not_fit_the_loss() -> None:
    error = failure(
        HEAD
        + "m = keras.Sequential([layers.Dense(3, activation='softmax')])\n"
        + "m.compile('sgd', 'categorical_crossentropy')\nm.fit(x, y, verbose=0)\n"
    )
    assert error.line == 7 and "(32, 1)" in error.message and "(32, 3)" in error.message


def test_sparse_labels_out_of_range() -> None:
    error = failure(
        HEAD
        + "m = keras.Sequential([layers.Dense(3, activation='softmax')])\n"
        + "m.compile('sgd', 'sparse_categorical_crossentropy')\nm.fit(x, y[:, 0] + 5, verbose=0)\n"
    )
    assert error.line == 7 and "3" in error.message


@pytest.mark.parametrize("number", ["nan", "inf"])
@pytest.mark.parametrize("where", ["x", "y"])
def test_numbers_in_the_data_that_are_none(where: str, number: str) -> None:
    """As in Keras they are trained on; here it is said where they are."""
    change = f"{where} = np.array({where}, 'float32'); {where}[3] = float('{number}')\nmodel.fit"
    events = run(TRAINED.replace("model.fit", change))
    assert isinstance(events.ending, ev.Finished)
    [notice] = events.of(ev.Notice)
    assert notice.line == 8 and f"numbers in {where}, received {number} at [3" in notice.message
    [diverged] = events.of(ev.Diverged)
    assert diverged.cause == "data" and f"{where} holds {number}" in diverged.message


def test_a_loss_that_is_no_number() -> None:
    error = divergence(
        HEAD
        + "m = keras.Sequential([layers.Dense(1)])\n"
        + "m.compile(keras.optimizers.SGD(learning_rate=1e30), 'mse')\nm.fit(x, y, epochs=9, verbose=0)\n"
    )
    assert (error.cause, error.line) == ("learning rate", 6) and "epoch" in error.message


@pytest.mark.parametrize("source", ["", "\n\n", "# nothing\n"])
def test_empty_program(source: str) -> None:
    assert isinstance(run(source).ending, ev.Finished)


def test_a_megabyte_of_text() -> None:
    events = run("for i in range(20_000):\n    print('x' * 51)\nprint('the end')\n")
    assert isinstance(events.ending, ev.Finished)
    assert events.printed.endswith("the end\n") and len(events.printed) == 20_000 * 52 + 8


def test_ten_megabytes_of_text_are_cut() -> None:
    events = run("for i in range(200):\n    print('x' * 50_000)\nprint('the end')\n")
    assert isinstance(events.ending, ev.Finished)
    assert len(events.printed) <= 1_200_000 and events.printed.endswith("the end\n")
    told = events.printed.count("\n") + sum(item.left_out for item in events.of(ev.Printed))
    assert told == 201


@pytest.mark.parametrize("name", ["torch", "tensorflow.lite", "keras.nothing"])
def test_an_import_that_is_not_there(name: str) -> None:
    error = failure(f"import numpy\nimport {name}\n")
    assert (error.kind, error.line) == ("ModuleNotFoundError", 2)
    assert name.split(".")[-1] in error.message and "here" in error.advice


def test_a_misspelt_name() -> None:
    assert failure("import keras\nprint(kears)\n").advice == "Did you mean keras?"


def test_weights_and_history_before_an_error_stay() -> None:
    events = run(TRAINED + "1 / 0\n")
    assert isinstance(events.ending, ev.Failed) and events.ending.line == 8
    assert [e.epoch for e in events.of(ev.Epoch)] == [1, 2, 3]
    assert "dense" in events.of(ev.Picture)[-1].weights


@pytest.mark.parametrize(
    "attack",
    [
        "import sys; sys.stdout = None; sys.modules.clear()",
        "import builtins; del builtins.len, builtins.print, builtins.isinstance",
        "import playground.events as e; e.to_json = None; e.Finished = None",
        "import playground.execute.run_observer as c; c.RunObserver.send = None",
        "from playground.engine import observe; observe.observer = None; observe.observed_by = None",
        "import os; os.close(1); os.close(2)",
        "import os; [os.close(fd) for fd in range(3, 60) if os.path.exists(f'/proc/self/fd/{fd}')]",
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        'import os; [os.write(fd, b\'[{"type": "Finished"}]\\n\') for fd in (1, 3, 4, 5) '
        "if os.path.exists(f'/proc/self/fd/{fd}')]",
        "import os; [os.write(fd, b'junk' * 2_000_000) for fd in (3, 4, 5) "
        "if os.path.exists(f'/proc/self/fd/{fd}')]",
        "raise SystemExit(3)",
        "import time; time.perf_counter = None",
        "raise BaseException('mine')",
        "class E(Exception):\n    def __str__(self): raise E\nraise E",
    ],
)
def test_a_program_that_breaks_or_forges_what_the_runner_uses(attack: str) -> None:
    events = run(f"print('before')\n{attack}\n")
    assert sum(isinstance(e, ev.ENDINGS) for e in events) == 1
    assert isinstance(events.ending, ev.ENDINGS)
    assert "before" in events.printed


def test_a_program_that_asks_for_input() -> None:
    error = failure("name = input('name? ')\n")
    assert error.line == 1 and "cannot ask for input" in error.message


def test_more_memory_than_there_is() -> None:
    error = failure("import numpy as np\nx = np.ones((1_000_000, 100_000))\n")
    assert error.line == 2 and "smaller arrays" in error.advice


def test_a_forgotten_super_call_is_said_on_the_line_of_its_init() -> None:
    events = run(
        HEAD
        + "class Mine(layers.Layer):\n"
        + "    def __init__(self, units):\n"
        + "        self.units = units\n"
        + "mine = Mine(2)\n"
    )
    (notice,) = [e for e in events if isinstance(e, ev.Notice)]
    assert "you forgot to call `super().__init__()`" in notice.message and notice.line == 6
    assert isinstance(events[-1], ev.Finished), "real Keras complains only when it is called"


def test_a_call_that_returns_nothing() -> None:
    error = failure(
        HEAD
        + "class Mine(layers.Layer):\n    def call(self, x):\n        x * 2\n"
        + "model = keras.Sequential([Mine(), layers.Dense(1)])\nmodel(x)\n"
    )
    assert error.line == 9 and "called on None" in error.message and "`return`" in error.message


@pytest.mark.parametrize("until", ["shapes", "end"])
def test_labels_that_are_text_are_named_by_the_engine(until: str) -> None:
    """What draws the data leaves alone what it cannot draw."""
    ending = run(
        "import keras, numpy as np\n"
        "x, y = np.ones((30, 2)), np.array(['a', 'b'] * 15)\n"
        "m = keras.Sequential([keras.layers.Dense(1)])\n"
        "m.compile('sgd', 'mse')\nm.fit(x, y, verbose=0)\n",
        until,
    ).ending
    assert isinstance(ending, ev.Failed) and ending.line == 5
    assert "expected labels that are numbers" in ending.message
