"""Asking a model something beside its training, so that the training goes on as if nobody had asked."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine import observe
from playground.engine.scopes import StatelessScope


@contextlib.contextmanager
def aside(model: Any, observer: observe.Observer | None = None) -> Iterator[None]:
    """Call `model` inside, as often as you like: afterwards everything is as before.

    Variables keep their values (moving means, counters and the state of seeds included), and so do the random
    generators of NumPy and Python, the attributes of every layer and the losses that layers have added. What `call`
    prints is dropped. `observer` sees the calls; the one that watches the training does not.
    """
    layers = [(layer, dict(vars(layer)), list(layer._losses)) for layer in model._flatten_layers()]
    numbers, python = np.random.get_state(), random.getstate()
    try:
        with (
            observe.observed_by(observer),
            StatelessScope(),
            np.errstate(all="ignore"),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            yield
    finally:
        np.random.set_state(numbers)
        random.setstate(python)
        for layer, attributes, losses in layers:
            now = vars(layer)
            if now.keys() != attributes.keys():
                for name in now.keys() - attributes.keys():
                    del now[name]
            now.update(attributes)
            layer._losses[:] = losses
