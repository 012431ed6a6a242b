"""Arrays as `fit` takes them: triples `(x, y, sample_weight)`, their lengths, weights and splits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import config, tree
from playground.engine.dtypes import is_float
from playground.engine.tensor import Tensor


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """`(x, y, sample_weight)` of what a data set yields; None for what is not there."""
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            "Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, "
            f"found {len(data)} elements: {data}"
        )
    x, y, sample_weight = (*data, None, None)[:3]
    return x, y, sample_weight


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The inverse of `unpack_x_y_sample_weight`: the shortest of its formats."""
    if y is None:
        return x if not isinstance(x, tuple | list) else (x,)
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def is_array(x: Any) -> bool:
    """Whether `x` can become a NumPy array of numbers as it is."""
    return isinstance(x, np.ndarray | Tensor) or (hasattr(x, "__array__") and hasattr(x, "shape"))


def as_array(x: Any) -> Any:
    """`x` as a NumPy array of at least one axis; floats in the default float."""
    if x is None:
        return None
    array = np.asarray(x.array if isinstance(x, Tensor) else x)
    if array.dtype == object:
        raise ValueError(
            f"Invalid dtype: {array.dtype}. Expected an array of numbers. Received an array of Python objects: are its "
            "rows of different lengths, or are there strings in it?"
        )
    if array.ndim == 0:
        array = array.reshape(1)
    if type(x).__module__.partition(".")[0] == "pandas" and array.ndim == 1:
        array = array[:, None]  # a column of a table, as Keras has it
    if array.dtype.kind == "f" and array.dtype.name != config.floatx() and is_float(array.dtype):
        array = array.astype(config.floatx())
    return array


def class_weight_to_sample_weights(y: Any, class_weight: dict[int, float]) -> np.ndarray:
    """The weight of each sample's class, 1 for classes without one. `y`: class numbers, or one-hot rows."""
    y = np.asarray(y)
    if y.ndim > 1:
        y = np.argmax(y, axis=-1) if y.shape[-1] != 1 else np.squeeze(y, axis=-1)
    weights = np.ones(y.shape[:1] if y.ndim else (1,), dtype=config.floatx())
    numbers = np.round(y).astype("int64").reshape(weights.shape[0], -1)[:, 0]
    for number, weight in class_weight.items():
        weights[numbers == number] = weight
    return weights


def weighted_batch(batch: Any, class_weight: dict | None) -> Any:
    """A batch of a data set, with the weights of its samples when classes have weights."""
    if class_weight is None or not isinstance(batch, tuple | list) or len(batch) < 2:
        return batch
    x, y, weight = unpack_x_y_sample_weight(batch)
    if weight is not None:
        raise ValueError("You cannot specify `class_weight` and `sample_weight` at the same time.")
    if tree.is_nested(y):
        raise ValueError("`class_weight` is only supported for Models with a single output.")
    return (x, y) if y is None else (x, y, class_weight_to_sample_weights(y, class_weight))


def common_length(arrays: Any) -> int:
    """The common length of arrays; ValueError with all of them when they differ."""
    sizes = {a.shape[0] for a in tree.flatten(arrays) if a is not None}
    if len(sizes) > 1:
        named = {
            name: [a.shape[0] for a in tree.flatten(value) if a is not None]
            for name, value in zip(("x", "y", "sample_weight"), arrays)
        }
        lines = "".join(
            f"'{name}' sizes: {', '.join(map(str, s))}\n" for name, s in named.items() if s
        )
        raise ValueError(
            f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples. {lines.strip()}"
        )
    if not sizes:
        raise ValueError(f"Expected at least one array. Received: {arrays}")
    return sizes.pop()


def train_validation_split(arrays: Any, validation_split: float) -> tuple[Any, Any]:
    """Cut the last part off: `(training arrays, validation arrays)`. No shuffling."""
    flat = [a for a in tree.flatten(arrays) if a is not None]
    if not all(is_array(a) for a in flat):
        raise ValueError(
            "Argument `validation_split` is only supported for tensors or NumPy arrays. Found incompatible type in the "
            f"input: {[type(a) for a in flat if not is_array(a)]}"
        )
    size = flat[0].shape[0]
    split = math.floor(size * (1.0 - validation_split))
    if split in (0, size):
        raise ValueError(
            f"Training data contains {size} samples, which is not sufficient to split it into a validation and "
            "training "
            f"set as specified by `validation_split={validation_split}`. Either provide more data, or a "
            "different value "
            "for the `validation_split` argument."
        )
    cut = [
        tree.map_structure(lambda a, s=part: None if a is None else a[s], arrays)
        for part in (slice(None, split), slice(split, None))
    ]
    return cut[0], cut[1]
