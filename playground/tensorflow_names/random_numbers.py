"""`tf.random`: numbers drawn with TensorFlow's argument names."""

from __future__ import annotations

from typing import Any

from playground import engine as keras
from playground.engine import dtypes
from playground.engine.random import set_random_seed as set_seed
from playground.tensorflow_names.missing import Names


def normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution, in `shape`."""
    return keras.random.normal(shape, mean, stddev, dtype=dtype, seed=seed)


def uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers between `minval` and `maxval` (1 for floats), in `shape`."""
    if dtypes.is_int_dtype(dtype):
        if maxval is None:
            raise ValueError(
                f"Expected `maxval` for integers of {dtype}, received None. Try maxval=10."
            )
        return keras.random.randint(shape, minval, maxval, dtype=dtype, seed=seed)
    return keras.random.uniform(
        shape, minval, 1 if maxval is None else maxval, dtype=dtype, seed=seed
    )


def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution, none further than two deviations from its mean."""
    return keras.random.truncated_normal(shape, mean, stddev, dtype=dtype, seed=seed)


def shuffle(value: Any, seed: Any = None, name: str | None = None) -> Any:
    """The rows of `value` in random order."""
    return keras.random.shuffle(value, seed=seed)


random = Names(
    "tf.random",
    normal=normal,
    uniform=uniform,
    truncated_normal=truncated_normal,
    shuffle=shuffle,
    set_seed=set_seed,
)
