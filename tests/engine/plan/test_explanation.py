"""`model.explain_step()` in words."""

from __future__ import annotations

import numpy as np

from playground import engine as keras


def test_before_during_and_after(capsys):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="first")])
    model.compile("rmsprop", "mse", metrics=["mae"])
    model.explain_step()
    assert "not recorded yet" in capsys.readouterr().out
    x = np.ones((32, 3), "float32")
    model.fit(x, x[:, :2], batch_size=4, epochs=4, verbose=0)
    capsys.readouterr()
    model.explain_step()
    said = capsys.readouterr().out
    assert "first/kernel+bias" in said
    assert "(4, 2)             32 B" in said
    assert "Before the steps" in said and "In every step" in said and "After the steps" in said
    assert "loss/total +=" in said
    assert said.index("forward:") < said.index("gradients:") < said.index("update:")
    model.run_eagerly = True
    model.explain_step()
    assert "run_eagerly=True" in capsys.readouterr().out
