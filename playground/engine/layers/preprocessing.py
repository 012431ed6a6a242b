"""Rescaling and Normalization: numbers into a range that trains well."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.layers.layer import Layer
from playground.engine.tensor import Tensor


class Rescaling(Layer):
    """x · `scale` + `offset`; either may be a list, one an entry of the channel axis."""

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.scale = _plain(scale)
        self.offset = _plain(offset)
        self.supports_masking = True
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        return x * self._along_channels(self.scale, x) + self._along_channels(self.offset, x)

    def _along_channels(self, value: Any, x: Any) -> Any:
        value = ops.cast(ops.convert_to_tensor(value), self.compute_dtype)
        if (
            len(value.shape) == 1
            and config.image_data_format() == "channels_first"
            and len(x.shape) > 2
        ):
            value = ops.reshape(value, (value.shape[0], *(1,) * (len(x.shape) - 2)))
        return value

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "scale": self.scale, "offset": self.offset}


def _plain(value: Any) -> Any:
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array.tolist()


class Normalization(Layer):
    """(x - mean) / √variance, with the mean and variance of the data given to `adapt`, one for each entry of `axis`.

    Arguments:
        axis: the axes that keep a mean of their own, by default the last; None for one mean of all.
        mean, variance: to use these instead of `adapt`.
        invert: the other way round: x · √variance + mean.
    """

    def __init__(
        self,
        axis: Any = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if axis is None:
            axis = ()
        self.axis = (axis,) if isinstance(axis, int) else tuple(axis)
        if (mean is None) != (variance is None):
            raise ValueError(
                "When setting values directly, both `mean` and `variance` must be set. "
                f"Received: mean={mean} and variance={variance}"
            )
        self.input_mean = None if mean is None else _plain(mean)
        self.input_variance = None if variance is None else _plain(variance)
        self.invert = invert
        self.supports_masking = True
        self.mean: Any = None
        self.variance: Any = None

    def build(self, input_shape: tuple) -> None:
        rank = len(input_shape)
        if any(not -rank <= a < rank for a in self.axis):
            raise ValueError(
                f"All `axis` values must be in the range [-ndim, ndim). Found ndim: `{rank}`, axis: {self.axis}"
            )
        self._keep = tuple(sorted(a % rank for a in self.axis))
        for a in self._keep:
            if input_shape[a] is None:
                raise ValueError(
                    "All `axis` values to be kept must have a known shape. "
                    f"Received axis: {self.axis}, input shape: {tuple(input_shape)}, with unknown axis {a}"
                )
        self._reduce = tuple(i for i in range(rank) if i not in self._keep)
        self._broadcast = tuple(input_shape[i] if i in self._keep else 1 for i in range(rank))
        kept = tuple(input_shape[a] for a in self._keep)
        self._built_for = tuple(input_shape)
        if self.input_mean is None:
            self.adapt_mean = self.add_weight(
                name="mean", shape=kept, initializer="zeros", trainable=False
            )
            self.adapt_variance = self.add_weight(
                name="variance", shape=kept, initializer="ones", trainable=False
            )
            self.count = self.add_weight(
                name="count", shape=(), dtype="int32", initializer="zeros", trainable=False
            )
            self.finalize_state()
        else:
            self.mean = self._given(self.input_mean, kept)
            self.variance = self._given(self.input_variance, kept)

    def _given(self, value: Any, kept: tuple) -> Any:
        """A mean or variance from `__init__` in a shape that broadcasts to the inputs."""
        array = np.broadcast_to(np.asarray(value, self.compute_dtype), kept)
        return ops.convert_to_tensor(array.reshape(self._broadcast))

    def adapt(self, data: Any) -> None:
        """Take mean and variance of `data`: an array, a tensor, a PyDataset, or an iterable of batches."""
        batches = self._batches(data)
        first = batches[0]
        if not self.built:
            self.build((None, *first.shape[1:]) if len(first.shape) > 1 else first.shape)
        elif any(first.shape[a] != self._built_for[a] for a in self._keep):
            raise ValueError(
                f"The layer was built with input_shape={self._built_for}, but adapt() is being called with data "
                "with an "
                f"incompatible shape, data.shape={first.shape}"
            )
        if self.input_mean is not None:
            raise ValueError(
                "Cannot `adapt()` a Normalization layer that was given `mean` and `variance`."
            )
        count, mean, square = 0.0, 0.0, 0.0
        for batch in batches:
            if any(batch.shape[a] != self._built_for[a] for a in self._keep):
                raise ValueError(
                    f"A batch has an incompatible shape: {batch.shape}. Expected one like {self._built_for}."
                )
            values = batch.astype("float64")
            size = math.prod(values.shape[a] for a in self._reduce)
            mean = mean + values.mean(axis=self._reduce) * size
            square = square + (values**2).mean(axis=self._reduce) * size
            count += size
        mean = np.asarray(mean) / count
        self.adapt_mean.assign(mean.astype("float32"))
        self.adapt_variance.assign(
            np.maximum(np.asarray(square) / count - mean**2, 0).astype("float32")
        )
        self.finalize_state()

    @staticmethod
    def _batches(data: Any) -> list[np.ndarray]:
        if isinstance(data, np.ndarray | Tensor) or hasattr(data, "__array__"):
            array = np.asarray(data)
            return [array.reshape(-1, 1) if array.ndim == 1 else array]
        batches = [b[0] if isinstance(b, tuple | list) else b for b in data]
        if not batches:
            raise ValueError(
                "`adapt()` was given an empty iterable. Expected at least one batch of data."
            )
        if not all(hasattr(b, "shape") for b in batches):
            raise TypeError(
                "`adapt()` expects batches with a `.shape`, such as NumPy arrays. Received a batch of type "
                f"{type(batches[0])}"
            )
        return [np.asarray(b) for b in batches]

    def finalize_state(self) -> None:
        """Make the adapted numbers those that `call` uses."""
        if self.input_mean is None and hasattr(self, "adapt_mean"):
            self.mean = ops.reshape(self.adapt_mean, self._broadcast)
            self.variance = ops.reshape(self.adapt_variance, self._broadcast)

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        mean = ops.cast(self.mean, self.compute_dtype)
        variance = ops.cast(self.variance, self.compute_dtype)
        deviation = ops.maximum(ops.sqrt(variance), config.epsilon())
        return mean + x * deviation if self.invert else (x - mean) / deviation

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def load_own_variables(self, store: Any) -> None:
        super().load_own_variables(store)
        self.finalize_state()

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "axis": self.axis,
            "invert": self.invert,
            "mean": self.input_mean,
            "variance": self.input_variance,
        }
