"""Adaptive pooling: as many windows as outputs are asked for, whatever the size of the inputs."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.window import window_sizes


class _AdaptivePooling(Layer):
    """Shared: (batch, *space, channels) → (batch, *output_size, channels), for `_rank` axes of space."""

    _rank = 1

    def __init__(self, output_size: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.output_size = window_sizes(output_size, self._rank, "output_size")
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._build_at_init()

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        if self.data_format == "channels_first":
            return (*input_shape[:2], *self.output_size)
        return (input_shape[0], *self.output_size, input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "output_size": self.output_size,
            "data_format": self.data_format,
        }


class AdaptiveMaxPooling1D(_AdaptivePooling):
    """The largest of each of `output_size` windows over the steps."""

    def call(self, inputs: Any) -> Any:
        return ops.adaptive_max_pool(inputs, self.output_size, self.data_format)


class AdaptiveMaxPooling2D(AdaptiveMaxPooling1D):
    """The largest of each window of rows and columns."""

    _rank = 2


class AdaptiveMaxPooling3D(AdaptiveMaxPooling1D):
    """The largest of each window in three axes of space."""

    _rank = 3


class AdaptiveAveragePooling1D(_AdaptivePooling):
    """The mean of each of `output_size` windows over the steps."""

    def call(self, inputs: Any) -> Any:
        return ops.adaptive_average_pool(inputs, self.output_size, self.data_format)


class AdaptiveAveragePooling2D(AdaptiveAveragePooling1D):
    """The mean of each window of rows and columns."""

    _rank = 2


class AdaptiveAveragePooling3D(AdaptiveAveragePooling1D):
    """The mean of each window in three axes of space."""

    _rank = 3
