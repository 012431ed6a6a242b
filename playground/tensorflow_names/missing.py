"""What a name that is not here is answered with: the name, and the closest that is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from playground.engine.left_out import NotHere
from playground.engine.meanings import known_meaning, meant, question

# Parts of TensorFlow that learners ask for by their first name, and what they can do instead.
_ELSEWHERE = {
    "io": "Files are read with Python and NumPy here.",
    "strings": "Tensors hold numbers here; text is prepared with Python: text.lower().split().",
    "string": "Tensors hold numbers here; text is prepared with Python.",
    "lookup": "A Python dict from words to numbers does it: [numbers[word] for word in words].",
    "ragged": "Rows of one length are needed here: keras.utils.pad_sequences fills shorter ones up.",
    "RaggedTensor": "Rows of one length are needed here: keras.utils.pad_sequences fills shorter ones up.",
    "sparse": "All tensors are dense here.",
    "SparseTensor": "All tensors are dense here.",
    "IndexedSlices": "Gradients are dense tensors here.",
    "distribute": "Programs run on one processor here.",
    "summary": "The page draws the curves; keras.callbacks.CSVLogger writes them to a file.",
    "compat": "TensorFlow 1 is not here; its names without `compat.v1` mostly are.",
    "saved_model": 'model.save("model.keras") saves a model.',
    "train": 'model.save_weights("w.weights.h5") keeps what tf.train.Checkpoint does, the optimizer\'s state included.',
    "lite": "Models stay in this page.",
    "signal": "keras.ops has rfft, irfft, stft and istft.",
    "sets": "Python's set does it.",
    "experimental": "For tf.experimental.numpy, NumPy or keras.ops is here.",
    "profiler": "model.explain_step() tells what a training step computes.",
    "autodiff": "tf.GradientTape is here; keras.ops.jvp differentiates forwards.",
    "estimator": "keras.Model with fit is here.",
    "feature_column": "keras.layers.Normalization and CategoryEncoding are here.",
    "placeholder": "It belongs to TensorFlow 1. keras.Input of a model, or an argument of a function, takes its place.",
    "Session": "It belongs to TensorFlow 1. Everything is computed at once: tensor.numpy().",
    "get_variable": "It belongs to TensorFlow 1. Try tf.Variable.",
    "global_variables_initializer": "It belongs to TensorFlow 1. A tf.Variable has its values from the beginning.",
    "contrib": "It belongs to TensorFlow 1.",
    "gradients": "It belongs to TensorFlow 1. Try tf.GradientTape.",
    "random_normal": "It belongs to TensorFlow 1. Try tf.random.normal.",
    "random_uniform": "It belongs to TensorFlow 1. Try tf.random.uniform.",
    "set_random_seed": "It belongs to TensorFlow 1. Try tf.random.set_seed.",
    "log": "Try tf.math.log.",
    "to_float": "It belongs to TensorFlow 1. Try tf.cast(x, tf.float32).",
}


class Names(ModuleType):
    """A namespace such as `tf.nn`, which answers an unknown name with the closest."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        raise Missing(self.__name__, name, list(self.__dict__))


class Missing(NotHere):
    """`where.name`, where the names `known` are."""

    def __init__(self, where: str, name: str, known: list[str]) -> None:
        super().__init__(where, name, lambda: known)

    @property
    def reason(self) -> str:
        where, name = self.args
        return _reason(where, name, self._known())


def _reason(where: str, name: str, known: Iterable[str]) -> str:
    if where == "tf" and name in _ELSEWHERE:
        return f"tf.{name} is not here. {_ELSEWHERE[name]}"
    if where == "tf" and known_meaning("tf", name):
        return f"tf.{name} is not here.{question(meant('tf', name))}"
    close = difflib.get_close_matches(name, [k for k in known if not k.startswith("_")], 3, 0.55)
    hint = f"The closest is {' or '.join(f'{where}.{c}' for c in close)}." if close else ""
    beside = "keras.ops has most operations under NumPy's names." if not close else ""
    return f"{where}.{name} is not here. {hint}{beside}".strip()
