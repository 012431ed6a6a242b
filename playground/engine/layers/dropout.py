"""Noise during training: Dropout, GaussianDropout, GaussianNoise, and their relatives. Outside training they pass
their inputs on."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops, random, regularizers
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer


class _Noise(Layer):
    """Shared by layers that draw random numbers when `training` is true."""

    def __init__(self, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed = seed
        self.supports_masking = True
        self.seed_generator = random.SeedGenerator(seed)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def _rate(rate: Any) -> float:
    if not isinstance(rate, int | float) or not 0 <= rate <= 1:
        kind = ValueError if isinstance(rate, int | float) else TypeError
        raise kind(
            "Invalid value received for argument `rate`. Expected a float value between 0 and 1. "
            f"Received: rate={rate!r}"
            + (
                f". For {rate:g} % write {rate / 100:g}."
                if kind is ValueError and 1 < rate <= 100
                else ""
            )
        )
    return rate


class Dropout(_Noise):
    """Sets inputs to 0 with probability `rate` and divides the others by 1 - `rate`, so that the sum stays the same
    on average (Srivastava et al., "Dropout", JMLR 2014).

    `noise_shape`, with None for an axis of the inputs, draws once along the axes where it is 1.
    """

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(seed=seed, **kwargs)
        self.rate = _rate(rate)
        self.noise_shape = self._validated(noise_shape)
        self._build_at_init()

    @staticmethod
    def _validated(noise_shape: Any) -> tuple | None:
        if noise_shape is None:
            return None
        start = "Invalid value received for argument `noise_shape`. Expected"
        end = f"Received: noise_shape={noise_shape}"
        if not isinstance(noise_shape, list | tuple):
            raise ValueError(f"{start} a tuple or list of integers. {end}")
        for n in noise_shape:
            if n is not None and not isinstance(n, int):
                raise ValueError(f"{start} all elements to be integers or None. {end}")
            if n is not None and n <= 0:
                raise ValueError(f"{start} all dimensions to be positive integers or None. {end}")
        return tuple(noise_shape)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        shape = self.noise_shape
        if shape is not None:
            if len(shape) != len(inputs.shape):
                raise ValueError(
                    f"Argument `noise_shape` must have as many axes as the inputs. Received: noise_shape={shape}, "
                    f"inputs.shape={tuple(inputs.shape)}"
                )
            shape = tuple(n if k is None else k for k, n in zip(shape, inputs.shape))
        return random.dropout(inputs, self.rate, noise_shape=shape, seed=self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "rate": self.rate,
            "seed": self.seed,
            "noise_shape": self.noise_shape,
        }


class SpatialDropout1D(_Noise):
    """Dropout of whole channels of (batch, steps, channels)."""

    def __init__(
        self, rate: float, seed: int | None = None, name: str | None = None, dtype: Any = None
    ):
        super().__init__(seed=seed, name=name, dtype=dtype)
        self.rate = _rate(rate)
        self.input_spec = InputSpec(ndim=3)
        self._build_at_init()

    def _noise_shape(self, shape: tuple) -> tuple:
        return (shape[0], 1, shape[2])

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        shape = self._noise_shape(tuple(inputs.shape))
        return random.dropout(inputs, self.rate, noise_shape=shape, seed=self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        return {"rate": self.rate, "seed": self.seed, "name": self.name, "dtype": self.dtype}


class SpatialDropout2D(SpatialDropout1D):
    """Dropout of whole channels of images."""

    _axes = 2

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(rate, seed=seed, name=name, dtype=dtype)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._axes + 2)

    def _noise_shape(self, shape: tuple) -> tuple:
        if self.data_format == "channels_first":
            return (*shape[:2], *(1,) * self._axes)
        return (shape[0], *(1,) * self._axes, shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format}


class SpatialDropout3D(SpatialDropout2D):
    """Dropout of whole channels with three axes of space."""

    _axes = 3


class GaussianDropout(_Noise):
    """Multiplies by noise of mean 1 and standard deviation √(rate / (1 - rate))."""

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any):
        super().__init__(seed=seed, **kwargs)
        self.rate = _rate(rate)
        self._build_at_init()

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        deviation = (self.rate / (1.0 - self.rate)) ** 0.5
        noise = random.normal(
            inputs.shape,
            mean=1.0,
            stddev=deviation,
            dtype=self.compute_dtype,
            seed=self.seed_generator,
        )
        return inputs * noise

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}


class GaussianNoise(_Noise):
    """Adds noise of mean 0 and standard deviation `stddev`."""

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any):
        super().__init__(seed=seed, **kwargs)
        if not isinstance(stddev, int | float) or stddev < 0:
            raise ValueError(
                "Invalid value received for argument `stddev`. Expected a float value of at least 0. "
                f"Received: stddev={stddev}"
            )
        self.stddev = stddev
        self._build_at_init()

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.stddev == 0:
            return inputs
        noise = random.normal(
            inputs.shape,
            mean=0.0,
            stddev=self.stddev,
            dtype=self.compute_dtype,
            seed=self.seed_generator,
        )
        return inputs + noise

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "stddev": self.stddev, "seed": self.seed}


class AlphaDropout(_Noise):
    """Dropout that keeps mean and variance of SELU's outputs (Klambauer et al., "Self-Normalizing Neural Networks",
    2017): dropped inputs become α' = -1.0507 · 1.6733, then the result is scaled by a and shifted by b with
    a = ((1 - rate)(1 + rate · α'²))^-½ and b = -a · rate · α'."""

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(seed=seed, **kwargs)
        self.rate = _rate(rate)
        self.noise_shape = noise_shape
        self._build_at_init()

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.rate == 0:
            return inputs
        dropped = -1.7580993408473766
        shape = self.noise_shape or inputs.shape
        shape = tuple(n if k is None else k for k, n in zip(shape, inputs.shape))
        keep = random.uniform(shape, seed=self.seed_generator) >= self.rate
        a = ((1 - self.rate) * (1 + self.rate * dropped**2)) ** -0.5
        b = -a * dropped * self.rate
        x = ops.where(keep, inputs, ops.cast(dropped, inputs.dtype))
        return a * x + b

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "rate": self.rate,
            "seed": self.seed,
            "noise_shape": self.noise_shape,
        }


class ActivityRegularization(Layer):
    """Passes inputs on and adds `l1` · Σ|x| + `l2` · Σx², divided by the batch size, to the loss."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any):
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.supports_masking = True
        self.l1 = l1
        self.l2 = l2
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        base = super().get_config()
        base.pop("activity_regularizer", None)  # it is made of l1 and l2
        return {**base, "l1": self.l1, "l2": self.l2}
