"""`tf.random`: numbers drawn with TensorFlow's argument names. Other numbers than TensorFlow's, of the same kinds."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import dtypes, ops
from playground.engine.random import set_random_seed as set_seed
from playground.tensorflow_names.dtypes import as_dtype
from playground.tensorflow_names.missing import Names


def normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Numbers of a normal distribution, in `shape`."""
    return keras.random.normal(_whole(shape), mean, stddev, dtype=as_dtype(dtype).name, seed=seed)


def uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = "float32",
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Numbers between `minval` and `maxval` (1 for floats), in `shape`."""
    kind = as_dtype(dtype).name
    if dtypes.is_int_dtype(kind):
        if maxval is None:
            raise ValueError(
                f"Expected `maxval` for integers of {kind}, received None. Try maxval=10."
            )
        return keras.random.randint(_whole(shape), minval, maxval, dtype=kind, seed=seed)
    most = 1 if maxval is None else maxval
    return keras.random.uniform(_whole(shape), minval, most, dtype=kind, seed=seed)


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Numbers of a normal distribution, none further than two deviations from its mean."""
    kind = as_dtype(dtype).name
    return keras.random.truncated_normal(_whole(shape), mean, stddev, dtype=kind, seed=seed)


def gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = "float32",
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Numbers of a gamma distribution: `shape` of them for each alpha."""
    whole = (*_whole(shape), *np.shape(alpha))
    drawn = keras.random.gamma(whole, alpha, dtype=as_dtype(dtype).name, seed=seed)
    return drawn if beta is None else ops.divide(drawn, beta)


def categorical(
    logits: Any, num_samples: int, dtype: Any = "int64", seed: Any = None, name: str | None = None
) -> Any:
    """Classes drawn by the logits of each row, (rows, num_samples)."""
    kind = "int64" if dtype is None else as_dtype(dtype).name
    return keras.random.categorical(logits, int(num_samples), dtype=kind, seed=seed)


def shuffle(value: Any, seed: Any = None, name: str | None = None) -> Any:
    """The rows of `value` in random order."""
    return keras.random.shuffle(value, seed=seed)


def _stateless(draw: Any) -> Any:
    def drawn(shape: Any, seed: Any, *args: Any, alg: str = "auto_select", **kwargs: Any) -> Any:
        return draw(shape, *args, seed=_one_seed(seed), **kwargs)

    drawn.__doc__ = f"{draw.__doc__} The same numbers for the same `seed`, a pair of whole numbers."
    return drawn


def _one_seed(seed: Any) -> int:
    first, second = (int(n) for n in np.asarray(seed))
    return (first * 1_000_003 + second) % (1 << 31)


class Generator:
    """Random numbers that follow from a seed, as long as the generator lives."""

    def __init__(self, seed: int | None = None) -> None:
        self._seeds = keras.random.SeedGenerator(seed)

    @classmethod
    def from_seed(cls, seed: int, alg: Any = None) -> Generator:
        """The generator of a seed."""
        return cls(int(seed))

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator that draws other numbers in every run."""
        return cls(None)

    def normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = "float32",
        name: Any = None,
    ) -> Any:
        """Numbers of a normal distribution."""
        return normal(shape, mean, stddev, dtype, seed=self._seeds)

    def uniform(
        self,
        shape: Any,
        minval: Any = 0,
        maxval: Any = None,
        dtype: Any = "float32",
        name: Any = None,
    ) -> Any:
        """Numbers between `minval` and `maxval`."""
        return uniform(shape, minval, maxval, dtype, seed=self._seeds)

    def truncated_normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = "float32",
        name: Any = None,
    ) -> Any:
        """Numbers of a normal distribution, none further than two deviations from its mean."""
        return truncated_normal(shape, mean, stddev, dtype, seed=self._seeds)

    def make_seeds(self, count: int = 1) -> Any:
        """Seeds for `stateless_…`: (2, count)."""
        pairs = [np.asarray(self._seeds.next()) for _ in range(count)]
        return ops.convert_to_tensor(np.stack(pairs, -1).astype("int64"))


_GLOBAL: list[Generator] = []


def get_global_generator() -> Generator:
    """One generator for all."""
    if not _GLOBAL:
        _GLOBAL.append(Generator())
    return _GLOBAL[0]


def _whole(shape: Any) -> tuple[int, ...]:
    numbers = np.asarray(shape)
    return (int(numbers),) if numbers.ndim == 0 else tuple(int(n) for n in numbers)


random = Names(
    "tf.random",
    normal=normal,
    uniform=uniform,
    truncated_normal=truncated_normal,
    gamma=gamma,
    categorical=categorical,
    shuffle=shuffle,
    set_seed=set_seed,
    stateless_normal=_stateless(normal),
    stateless_uniform=_stateless(uniform),
    stateless_truncated_normal=_stateless(truncated_normal),
    Generator=Generator,
    get_global_generator=get_global_generator,
)
