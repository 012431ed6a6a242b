"""The progress line, in a file and on a terminal."""

import re

import numpy as np

from playground import engine as keras
from playground.engine import layers
from playground.engine.callbacks.progress import Progbar

X, Y = np.ones((50, 2), "float32"), np.ones((50, 1), "float32")


def fit(**kwargs):
    model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "mse", metrics=["accuracy"])
    model.fit(X, Y, batch_size=4, **kwargs)


def test_the_line_of_an_epoch(capsys):
    fit(epochs=3)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("Epoch")] == [
        "Epoch 1/3",
        "Epoch 2/3",
        "Epoch 3/3",
    ]
    bars = [line for line in lines if not line.startswith("Epoch")]
    pattern = r"13/13 ━{20} \d+s \d+(us|ms|s)/step - accuracy: \d\.\d{4} - loss: \d\.\d{4}"
    assert len(bars) == 3
    assert all(re.fullmatch(pattern, line) for line in bars), bars


def test_verbose_2_and_0(capsys):
    fit(epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"13/13 - \d+s - \d+(us|ms|s)/step - accuracy: .* - loss: .*", lines[1])
    fit(epochs=2, verbose=0)
    assert capsys.readouterr().out == ""


def test_one_epoch_has_no_heading(capsys):
    fit()
    assert "Epoch" not in capsys.readouterr().out


def test_on_a_terminal_the_line_is_written_over(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    bar = Progbar(target=2, interval=0)
    bar.update(1, [("loss", 0.5)])
    bar.update(2, [("loss", 1.0)])
    out = capsys.readouterr().out
    assert "\r" in out
    assert "\x1b[1m2/2\x1b[0m" in out
    assert "loss: 0.7500" in out  # the mean of the steps
    assert out.endswith("\n")


def test_small_numbers_have_an_exponent(capsys):
    Progbar(target=1).update(1, [("loss", 1.5e-6)], finalize=True)
    assert "loss: 1.5000e-06" in capsys.readouterr().out
