"""`tf.data`: data sets as chains of steps (`playground/engine/pipelines`), and what TensorFlow has beside them."""

from __future__ import annotations

from typing import Any

from playground.engine.pipelines.dataset import AUTOTUNE, INFINITE, UNKNOWN, Dataset
from playground.engine.pipelines.elements import Passage
from playground.tensorflow_names.missing import Names


class Options:
    """Accepted; they change nothing here."""

    def __init__(self) -> None:
        self.experimental_optimization = self.threading = self.autotune = _Anything()
        self.deterministic: Any = None


class _Anything:
    """Takes any attribute."""


data = Names(
    "tf.data",
    Dataset=Dataset,
    AUTOTUNE=AUTOTUNE,
    INFINITE_CARDINALITY=INFINITE,
    UNKNOWN_CARDINALITY=UNKNOWN,
    Options=Options,
    Iterator=Passage,
    experimental=Names(
        "tf.data.experimental",
        AUTOTUNE=AUTOTUNE,
        INFINITE_CARDINALITY=INFINITE,
        UNKNOWN_CARDINALITY=UNKNOWN,
        cardinality=lambda dataset: dataset.cardinality(),
        assert_cardinality=lambda expected: lambda d: Dataset(d._start, int(expected), like=d),
        unique=lambda: lambda dataset: dataset.unique(),
        take_while=lambda predicate: lambda dataset: dataset.take_while(predicate),
    ),
)
