"""Random tensors: normal, uniform, dropout, shuffle, …, and the seeds they come from.

Every function takes a `seed`: an int (the same numbers each time), a SeedGenerator (new numbers each time, the
same in every run), or None (the global SeedGenerator, which `keras.utils.set_random_seed` restarts). The numbers
come from NumPy's Philox generator, keyed by the seed and a counter: Salmon et al., "Parallel random numbers: as
easy as 1, 2, 3" (2011).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import backends, config, ops, scopes
from playground.engine.dtypes import is_float, standardize_dtype
from playground.engine.naming import auto_name
from playground.engine.ops.conversion import cast, floating, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable


# ------------------------------------------------------------------------------------------------ seeds
def random_seed_dtype() -> str:
    """The dtype of seeds."""
    return "uint32"


def make_default_seed() -> int:
    """A seed from Python's random module."""
    import random as python_random  # here: it takes longer to import than this module

    return python_random.randint(1, int(1e9))


class SeedGenerator:
    """A source of seeds: `next()` gives another one each time. `state` is a Variable holding (seed, counter)."""

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any) -> None:
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments: {kwargs}")
        if seed is None:
            seed = make_default_seed()
        if not isinstance(seed, int | np.integer) or isinstance(seed, bool):
            raise ValueError(f"Argument `seed` must be an integer. Received: seed={seed}")
        if not 0 <= seed < 2**32:
            seed = int(seed) % 2**32
        self.name = name or auto_name(type(self).__name__)
        self._initial_seed = seed
        with scopes.name_scope(self.name, caller=self):
            self.state = Variable(
                lambda shape, dtype: np.array([seed, 0], dtype),
                shape=(2,),
                dtype=random_seed_dtype(),
                trainable=False,
                aggregation="none",
                name="seed_generator_state",
            )

    @property
    def backend(self) -> Any:
        """Kept for Keras's sake."""
        return self

    def next(self, ordered: bool = True) -> Any:
        """A seed, (2,) uint32, that is different each time."""
        seed = self.state.value
        self.state.assign(seed + _ONE_STEP)
        return seed

    def get_config(self) -> dict[str, Any]:
        """The seed it started from."""
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """A generator made from `get_config`."""
        return cls(**config)


_ONE_STEP = Tensor(np.array([0, 1], "uint32"))
_global_generator: SeedGenerator | None = None


def global_seed_generator() -> SeedGenerator:
    """The generator behind `seed=None`."""
    global _global_generator
    if _global_generator is None:
        _global_generator = SeedGenerator(make_default_seed(), name="global_seed_generator")
    return _global_generator


def reset_global_seed_generator(seed: int | None = None) -> None:
    """Forget the global generator; start a new one from `seed` if given."""
    global _global_generator
    _global_generator = None if seed is None else SeedGenerator(seed, name="global_seed_generator")


def draw_seed(seed: Any) -> Any:
    """The seed tensor, (2,) uint32, for an int, a SeedGenerator or None."""
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if isinstance(seed, int | np.integer) and not isinstance(seed, bool):
        return Tensor(np.array([int(seed) % 2**32, 0], "uint32"))
    if seed is None:
        backends.drawn_without_seed()
        return global_seed_generator().next(ordered=False)
    raise ValueError(
        f"Argument `seed` must be either an integer or an instance of `SeedGenerator`. Received: seed={seed} "
        f"(of type {type(seed)})"
    )


def set_random_seed(seed: int) -> None:
    """Start all random numbers (ours, NumPy's and Python's) from `seed`: a run can then be repeated exactly."""
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool):
        raise ValueError(
            f"Expected `seed` argument to be an integer. Received: seed={seed} (of type {type(seed)})"
        )
    import random as python_random

    python_random.seed(int(seed))
    np.random.seed(int(seed) % 2**32)
    reset_global_seed_generator(int(seed))


_philox: Any = None


def _generator(seed: np.ndarray) -> np.random.Generator:
    """NumPy's generator for this seed. One Philox is reused: making one takes longer than drawing from it."""
    global _philox
    if _philox is None:
        bits = np.random.Philox(key=0)
        _philox = bits, np.random.Generator(bits), bits.state
    bits, generator, start = _philox
    start["state"]["key"][:] = seed
    bits.state = start
    return generator


# ------------------------------------------------------------------------------------------- primitives
def _floats(dtype: str) -> Any:
    """What NumPy can draw directly: float32 or float64."""
    return np.float64 if dtype == "float64" else np.float32


def _from_seed(seed: Any, shape: tuple, dtype: str, **_: Any) -> Any:
    return shape, dtype


def _drawn(numbers: Any, dtype: str) -> np.ndarray:
    return np.asarray(numbers).astype(dtype, copy=False)


_normal = Primitive(
    "random_normal",
    lambda seed, shape, dtype: _drawn(
        _generator(seed).standard_normal(shape, _floats(dtype)), dtype
    ),
    _from_seed,
)
_uniform = Primitive(
    "random_uniform",
    lambda seed, shape, dtype: _drawn(_generator(seed).random(shape, _floats(dtype)), dtype),
    _from_seed,
)
_integers = Primitive(
    "random_integers",
    lambda seed, shape, dtype, low, high: (
        _generator(seed).integers(low, high, shape, np.int64).astype(dtype)
    ),
    _from_seed,
)
_permutation = Primitive(
    "random_permutation",
    lambda seed, shape, dtype: _generator(seed).permutation(shape[0]).astype(dtype),
    _from_seed,
)
_gamma = Primitive(
    "random_gamma",
    lambda seed, alpha: _drawn(_generator(seed).gamma(alpha), alpha.dtype.name),
    lambda seed, alpha: (tuple(alpha.shape), alpha.dtype),
)
_binomial = Primitive(
    "random_binomial",
    lambda seed, counts, p: _drawn(
        _generator(seed).binomial(counts.astype(np.int64), p), p.dtype.name
    ),
    lambda seed, counts, p: (tuple(p.shape), p.dtype),
)


def _draw(what: Primitive, shape: Any, dtype: Any, seed: Any, **parameters: Any) -> Any:
    lengths = tuple(int(n) for n in shape)
    return apply(what, (draw_seed(seed),), {"shape": lengths, "dtype": dtype, **parameters})


def _float_dtype(dtype: Any, function: str) -> str:
    dtype = standardize_dtype(dtype or config.floatx())
    if not is_float(dtype):
        raise ValueError(
            f"`keras.random.{function}` requires a floating point `dtype`. Received: dtype={dtype} "
        )
    return dtype


# -------------------------------------------------------------------------------------------- functions
def normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Numbers from the normal distribution."""
    dtype = _float_dtype(dtype, "normal")
    return _scaled(_draw(_normal, shape, dtype, seed), stddev, mean)


def _scaled(x: Any, scale: Any, shift: Any) -> Any:
    x = x if scale.__class__ is float and scale == 1.0 else x * cast(scale, x.dtype)
    return x if shift.__class__ is float and shift == 0.0 else x + cast(shift, x.dtype)


def uniform(
    shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Numbers spread evenly from `minval` up to, but without, `maxval`."""
    dtype = _float_dtype(dtype, "uniform")
    return _scaled(_draw(_uniform, shape, dtype, seed), maxval - minval, minval)


def randint(shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Integers from `minval` up to, but without, `maxval`."""
    dtype = standardize_dtype(dtype)
    if "int" not in dtype:
        raise ValueError(
            f"`keras.random.randint` requires an integer `dtype`. Received: dtype={dtype} "
        )
    return _draw(_integers, shape, dtype, seed, low=int(minval), high=int(maxval))


def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Normal numbers, drawn again until they are within two standard deviations."""
    dtype = _float_dtype(dtype, "truncated_normal")
    return _scaled(_draw(_truncated, shape, dtype, seed), stddev, mean)


def _truncated_forward(seed: np.ndarray, shape: tuple, dtype: str) -> np.ndarray:
    generator = _generator(seed)
    numbers = np.asarray(generator.standard_normal(shape, _floats(dtype)))
    while True:
        outside = np.abs(numbers) > 2
        n = int(np.count_nonzero(outside))
        if n == 0:
            return _drawn(numbers, dtype)
        numbers[outside] = generator.standard_normal(n, _floats(dtype))


_truncated = Primitive("random_truncated_normal", _truncated_forward, _from_seed)


@op
def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """For each row of `logits` (batch, classes): `num_samples` classes with the probabilities softmax(logits).

    Drawn as the argmax of logits plus Gumbel noise.
    """
    logits = floating(logits)
    if len(logits.shape) != 2:
        raise ValueError(
            f"`logits` should be a 2-D tensor (batch_size, num_classes). Received: {logits.shape}"
        )
    tiny = np.finfo(logits.dtype).tiny.item()
    noise = uniform((logits.shape[0], num_samples, logits.shape[1]), tiny, 1.0, logits.dtype, seed)
    gumbel = -ops.log(-ops.log(noise))
    return cast(ops.argmax(ops.expand_dims(logits, 1) + gumbel, -1), dtype)


@op
def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """A fraction `rate` of the numbers set to 0, the others divided by 1 - rate."""
    x = floating(inputs)
    if rate >= 1:
        return ops.zeros_like(x)
    shape = x.shape if noise_shape is None else [m or n for m, n in zip(noise_shape, x.shape)]
    kept = ops.greater_equal(_draw(_uniform, shape, "float32", seed), float(rate))
    return x * (cast(kept, x.dtype) * (1.0 / (1.0 - rate)))


@op
def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """The slices along `axis` in random order."""
    x = tensor(x)
    n = x.shape[axis]
    return ops.take(x, _draw(_permutation, (n,), "int32", seed), axis)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Numbers from the gamma distribution with shape parameter `alpha` and scale 1."""
    dtype = _float_dtype(dtype, "gamma")
    alpha = ops.broadcast_to(cast(alpha, dtype), tuple(shape))
    return apply(_gamma, (draw_seed(seed), alpha))


def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Any:
    """Numbers from 0 to 1 from the beta distribution: a / (a + b) of two gamma numbers."""
    if isinstance(seed, int):
        seed = SeedGenerator(seed)
    a = gamma(shape, alpha, dtype, seed)
    b = gamma(shape, beta, dtype, seed)
    return a / (a + b)


def binomial(
    shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Any:
    """How many of `counts` trials succeed, each with the given probability."""
    dtype = _float_dtype(dtype, "binomial")
    wide = "float64" if dtype == "float64" else "float32"  # float16 ends at 65504
    counts = ops.broadcast_to(cast(counts, wide), tuple(shape))
    p = ops.broadcast_to(cast(probabilities, wide), tuple(shape))
    return cast(apply(_binomial, (draw_seed(seed), counts, p)), dtype)
