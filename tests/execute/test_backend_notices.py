"""What some or all backends of Keras refuse in a training step, as a learner sees it: the line, who, what to write."""

from __future__ import annotations

import pytest

from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder

PROGRAM = """\
import keras, numpy as np
from keras import ops
class L(keras.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(3, 1), initializer="ones")
    def call(self, x):
        return {}
m = keras.{}
m.compile("sgd", "mse", run_eagerly={})
m.{}(np.ones((8, 3), "float32"), np.ones((8, 1), "float32"))
"""
SEQUENTIAL, FUNCTIONAL = "Sequential([L()])", "Sequential([keras.Input((3,)), L()])"


def run(source: str, until: str = "end") -> tuple[list[ev.Notice], ev.Event]:
    host = Recorder()
    execute(ev.Run(source, until), host)  # type: ignore[arg-type]
    return [e for e in host.events if isinstance(e, ev.Notice)], host.events[-1]


def program(code: str, model: str = SEQUENTIAL, eagerly: bool = False, do: str = "fit") -> str:
    return PROGRAM.format(code, model, eagerly, do)


@pytest.mark.parametrize(
    ("code", "instead"),
    [
        ("np.exp(x @ self.w)", "keras.ops.exp"),
        ("np.dot(x, self.w)", "keras.ops.dot or keras.ops.matmul"),
        ("np.concatenate([x, x])[:8] @ self.w", "keras.ops.concatenate"),
        ("np.linalg.norm(x) * (x @ self.w)", "keras.ops.norm"),
        ("np.fabs(x) @ self.w", "keras.ops.absolute"),
        ("np.array(x) @ self.w", "already one"),
        ("x.numpy() @ self.w", "keras.ops"),
        ("x @ self.w.numpy()", "keras.ops"),
    ],
)
@pytest.mark.parametrize(("model", "do"), [(SEQUENTIAL, "fit"), (FUNCTIONAL, "train_on_batch")])
def test_what_every_backend_refuses_is_an_error_on_its_line(code, instead, model, do):
    notices, end = run(program(code, model, do=do))
    assert isinstance(end, ev.Failed)
    assert end.line == 7
    assert end.kind in ("TypeError", "AttributeError")
    assert instead in end.message
    assert code.partition("(")[0].split("@ ")[-1] in end.message
    assert not notices


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ops.while_loop(lambda h: ops.max(h) > 9, lambda h: h / 2, x @ self.w)", "JAX"),
        ("ops.while_loop(lambda h: ops.max(h) > 1, lambda h: h / 2, x @ self.w)", "JAX"),
        ("ops.while_loop(lambda h: ops.max(h) > 0.5, lambda h: h / 2, x) @ self.w", None),
        ("ops.fori_loop(0, 3, lambda i, h: h / 2, x @ self.w)", None),
        ("ops.fori_loop(0, ops.argmax(x), lambda i, h: h / 2, x[:, ::-1] @ self.w)", "JAX"),
        ("x @ self.w * ops.cast(ops.bincount(ops.argmax(x, 1))[0], 'float32')", "JAX"),
        ("ops.cond(ops.mean(x) > 0, lambda: x, lambda: -x) @ self.w", None),
        ("x @ self.w + 0 * ops.vectorized_map(lambda r: r, x)[:, :1]", None),
        (
            "x @ self.w + (1 if keras.backend.is_keras_tensor(x) or not ops.is_tensor(x) else 0)",
            None,
        ),
    ],
)
def test_loops_and_conditions_that_one_backend_refuses(code, said):
    """Measured in `fit`: JAX has no gradient of a loop of unknown length, and no array of one."""
    notices, end = run(program(code))
    assert isinstance(end, ev.Finished), end
    told = [n.message for n in notices if "refuse" in n.message]
    assert len(told) == (said is not None), told
    assert all(f"Keras on {said} refuses" in text for text in told)


def test_a_check_while_typing_says_so_too():
    assert run(program("np.exp(x @ self.w)"), "shapes")[1].line == 7


def test_losses_and_train_steps():
    lines = "import keras, numpy as np\ndef loss(y, p):\n    return np.mean(np.square(y - p))\n"
    fit = (
        "m = keras.Sequential([keras.layers.Dense(1)])\nm.compile('sgd', loss)\n"
        "m.fit(np.ones((8, 3)), np.ones((8, 1)))"
    )
    end = run(lines + fit)[1]
    assert (end.kind, end.line) == ("TypeError", 3)
    assert "np.square" in end.message
    assert "keras.ops.square" in end.message


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("np.sum(x, axis=1, keepdims=True) * self.w[0]", "TensorFlow and PyTorch refuse"),
        ("x @ self.w * float(x[0, 0])", "JAX and TensorFlow refuse"),
        ("x @ self.w if ops.mean(x) > 0 else x @ self.w", "JAX and TensorFlow refuse"),
        ("ops.stack([row @ self.w for row in x])", "TensorFlow refuses"),
        ("x @ self.w * len(x)", "TensorFlow refuses"),
        ("x.T[0][:, None] * self.w[0]", "TensorFlow refuses"),
        ("x.reshape(8, 3) @ self.w", "TensorFlow refuses"),
        ("x @ self.w - x.mean()", "TensorFlow refuses"),
    ],
)
def test_what_some_refuse_runs_and_is_said_once(code, who):
    notices, end = run(program(code))
    assert isinstance(end, ev.Finished)
    assert [(n.line, who in n.message) for n in notices] == [(7, True)]
    end = run("import tensorflow as tf; " + program(code))[1]
    assert isinstance(end, ev.Failed)
    assert end.line == 7


@pytest.mark.parametrize(
    "code", ["x @ self.w * x.shape[0]", "abs(x) @ self.w", "x[0:2][:1] @ self.w * ops.shape(x)[0]"]
)
def test_what_all_train_is_not_mentioned(code):
    assert run(program(code))[0] == []
    assert isinstance(run("import tensorflow as tf; " + program(code))[1], ev.Finished)


def test_run_eagerly_lets_numpy_see_numbers():
    code = "x @ self.w * np.exp(x)[:, :1]"
    assert isinstance(
        run(program(code, FUNCTIONAL, eagerly=True))[1], ev.Failed
    )  # shapes come first
    whole = program(code, "Sequential([L()])", eagerly=True).replace(
        "keras.Sequential([L()])", "M()"
    )
    whole = whole.replace(
        "m = ",
        "class M(keras.Model):\n    def __init__(self): super().__init__(); self.l = L()\n"
        "    def call(self, x): return self.l(x)\nm = ",
    )
    assert isinstance(run(whole)[1], ev.Finished)


def test_a_layer_made_in_call_is_always_said():
    lines = (
        "import keras, numpy as np\nclass M(keras.Model):\n"
        "    def __init__(self): super().__init__(); self.d = keras.layers.Dense(4)\n"
        "    def call(self, x): return keras.layers.Dense(1)(self.d(x))\n"
        "m = M(); m.compile('sgd', 'mse')\nm.fit(np.ones((8, 3)), np.ones(8), epochs=2)"
    )
    notices, end = run(lines)
    assert isinstance(end, ev.Finished)
    said = [n for n in notices if "Dense layer is made inside call" in n.message]
    assert [n.line for n in said] == [4]
    end = run("import tensorflow as tf; " + lines)[1]
    assert (end.kind, end.line) == ("ValueError", 4)
    kept = lines.replace("keras.layers.Dense(1)(self.d(x))", "self.d(x)[:, :1]")
    assert not [n for n in run(kept)[0] if "made inside" in n.message]


def test_scores_that_are_probabilities_already():
    lines = (
        "import keras, numpy as np\nm = keras.Sequential([keras.layers.Dense(2, activation='softmax')])\n"
        "m.compile('sgd', keras.losses.SparseCategoricalCrossentropy(from_logits={}))\n"
        "m.fit(np.random.rand(32, 3), np.arange(32) % 2, verbose=0)"
    )
    assert [n.line for n in run(lines.format(True))[0] if "from_logits=True" in n.message] == [4]
    assert not run(lines.format(False))[0]


@pytest.mark.parametrize(
    ("code", "who", "instead"),
    [
        ("ops.cast(x > 0, 'int32') * (x @ self.w)", "TensorFlow refuses", "keras.ops.cast"),
        ("(x > 0) * 2.0 * (x @ self.w)", "TensorFlow refuses", "bool and a Python float"),
        ("ops.cast(x, 'int32') @ self.w", "PyTorch refuses", "keras.ops.matmul"),
        ("x @ self.w + [1.0]", "JAX and PyTorch refuse", "keras.ops.array"),
        ("np.ones((8, 3), 'float32') @ self.w", "JAX and TensorFlow refuse", "keras.ops.matmul"),
        ("x.size * (x @ self.w)", "TensorFlow and PyTorch refuse", "keras.ops.size"),
        ("np.size(x) * (x @ self.w)", "TensorFlow and PyTorch refuse", "keras.ops.size"),
        ("x.get_shape()[0] * (x @ self.w)", "JAX and PyTorch refuse", "x.shape"),
        ("len({x: 1}) * (x @ self.w)", "JAX and TensorFlow refuse", "key of a dict"),
        ("np.squeeze(x @ self.w)[:, None]", "TensorFlow refuses", "keras.ops.squeeze"),
        ("keras.random.normal((8, 1)) + x @ self.w", "JAX refuses", "SeedGenerator"),
    ],
)
def test_operators_and_attributes_that_some_refuse(code, who, instead):
    notices, ending = run(program(code))
    assert isinstance(ending, ev.Finished)
    assert notices[0].line == 7
    assert who in notices[0].message and instead in notices[0].message


@pytest.mark.parametrize(
    "code",
    [
        "2.0 * (x @ self.w) / 3 - 1",
        "x @ self.w * ops.cast(x[:, :1] > 0, x.dtype)",
        "np.float32(2) * (x @ self.w)",
        "keras.random.normal((8, 1), seed=1) + x @ self.w",
    ],
)
def test_of_what_all_accept_nothing_is_said(code):
    notices, ending = run(program(code))
    assert not notices and isinstance(ending, ev.Finished)
