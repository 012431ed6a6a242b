# What is printed: the progress bar's last lines, verbose=2, summaries and reprs.
import contextlib
import io
import re

import keras
import numpy as np

x, y = np.ones((20, 2)), np.ones((20, 1))
model = keras.Sequential(
    [keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros", name="only")], name="tiny"
)
model.compile(keras.optimizers.SGD(0.01), "mse", metrics=["mae"])


def said(**options):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        model.fit(x, y, epochs=2, batch_size=10, **options)
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    text = re.sub(r"\d+(ms|s|us)(/step|/epoch)?", "T", text)
    lines = [part.split("\r")[-1].replace("\x08", "") for part in text.splitlines()]
    return [re.sub(r" - T - T ", " - T ", line).strip() for line in lines]


for verbose in (2, 0):
    for line in said(verbose=verbose):
        print(verbose, line)
print(repr(model.layers[0]), model.optimizer.name)
print(repr(keras.Input((2,), name="i")))
print(keras.losses.MeanSquaredError().name, str(keras.metrics.Mean(name="m")))
print(
    keras.utils.to_categorical([0, 2]).tolist(),
    keras.utils.normalize(np.array([[3.0, 4.0]])).tolist(),
)
