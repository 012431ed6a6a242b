"""Execute the rows of `operations.py` and print what became of each, as JSON:

    python -m tests.parity.backends.run WAY

WAY is how the model comes to its step: `sequential`, `subclass`, and the same with `_eagerly`. With real Keras
installed this is the measurement (`KERAS_BACKEND` says of which backend); `test_backends.py` calls `outcomes` with our
engine.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any

from .operations import rows, statements

_IMPORTS = """
import copy, functools, json, math, pickle, random, statistics, time
import numpy as np
import keras
from keras import ops
global_list, counts = [], {"calls": 0}
"""


def functions(place: str, codes: list[str], folder: str) -> tuple[list[Any], str]:
    """A function for each row, from a real file: some backends read the text of what they trace."""
    text = _IMPORTS
    for i, code in enumerate(codes):
        body = "\n    ".join(statements(code))
        if place == "call":
            text += f"\ndef row_{i}(self, x, w):\n    {body}\n"
        else:
            text += f"\ndef row_{i}(w, x):\n    {body}\n"
    path = Path(folder) / f"rows_{place}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [getattr(module, f"row_{i}") for i in range(len(codes))], str(path)


def model_with(keras: Any, place: str, function: Any, subclass: bool) -> Any:
    """A model that computes `function` in `place`."""

    class Row(keras.layers.Layer):
        def build(self, shape):
            self.w = self.add_weight(shape=(3, 1), initializer="ones", name="w")
            self.counter = self.add_weight(shape=(), initializer="zeros", trainable=False, name="n")
            self.seen, self.calls, self.last, self.total, self.late = [], 0, None, 0.0, None
            self.made_before = keras.ops.ones((3,))

        def call(self, x):
            return keras.ops.reshape(function(self, x, self.w), (-1,))[:1] * keras.ops.sum(
                x @ self.w
            )

    layer = Row() if place == "call" else keras.layers.Dense(1)
    if not subclass:
        return keras.Sequential([layer])

    class Whole(keras.Model):
        def __init__(self):
            super().__init__()
            self.layer = layer

        def call(self, x):
            return self.layer(x)

    if place == "call":  # nobody else builds it

        class Whole(keras.Model):
            def __init__(self):
                super().__init__()
                Row.build(self, None)

            def call(self, x):
                return Row.call(self, x)

    return Whole()


def outcome(
    keras: Any,
    place: str,
    function: Any,
    path: str,
    subclass: bool,
    eagerly: bool,
    epochs: int = 3,
) -> str:
    """`"trains"`, or the name of the exception; `@` when the row itself is not in its traceback."""
    import numpy as np

    keras.utils.set_random_seed(0)
    x = np.linspace(0.05, 0.95, 24).reshape(8, 3).astype("float32")
    y = x.sum(axis=1, keepdims=True) + 1
    arguments: dict[str, Any] = {"loss": "mse"}
    if place == "loss":
        arguments["loss"] = function
    if place == "metric":
        arguments["metrics"] = [function]
    try:
        model = model_with(keras, place, function, subclass)
        model.compile(keras.optimizers.SGD(1e-4), run_eagerly=eagerly, **arguments)
        model.fit(x, y, epochs=epochs, verbose=0, batch_size=8)
    except Exception as error:
        kinds, at_row, e = [], False, error
        while e is not None:
            kinds.append(type(e).__name__)
            at_row = at_row or any(
                f.filename == path for f in traceback.extract_tb(e.__traceback__)
            )
            e = e.__cause__ or e.__context__
        return kinds[0] if at_row else f"{kinds[0]}@"
    return "trains"


def outcomes(keras: Any, way: str) -> dict[str, str]:
    """What became of every row: `"place: code"` → outcome."""
    subclass, eagerly = way.startswith("subclass"), way.endswith("_eagerly")
    found = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place in ("call", "loss", "metric"):
            codes = [code for where, code in rows() if where == place]
            made, path = functions(place, codes, folder)
            for code, function in zip(codes, made):
                found[f"{place}: {code}"] = outcome(keras, place, function, path, subclass, eagerly)
    return found


if __name__ == "__main__":
    import contextlib
    import io

    import keras

    silence = io.StringIO()
    with contextlib.redirect_stdout(silence):
        result = outcomes(keras, sys.argv[1])
    print(json.dumps(result))
