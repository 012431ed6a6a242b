"""Pooling: the maximum or the mean of windows, or of all space."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.window import window_counts, window_sizes
from playground.engine.signatures import continues


class _Pooling(Layer):
    """Shared by layers that reduce windows of `pool_size` over `_rank` axes of space."""

    _rank = 1

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, **kwargs)
        self.pool_size = window_sizes(pool_size, self._rank, "pool_size")
        self.strides = window_sizes(
            self.pool_size if strides is None else strides, self._rank, "strides", allow_zero=False
        )
        self.padding = padding.lower()
        if self.padding not in ("valid", "same"):
            raise ValueError(
                f"The `padding` argument must be one of ('valid', 'same'). Received: padding={padding}"
            )
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._build_at_init()

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        first = self.data_format == "channels_first"
        space = input_shape[2:] if first else input_shape[1:-1]
        counts = window_counts(
            space, self.pool_size, self.strides, self.padding, (1,) * self._rank, self.name
        )
        if first:
            return (input_shape[0], input_shape[1], *counts)
        return (input_shape[0], *counts, input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "padding": self.padding,
            "strides": self.strides,
            "data_format": self.data_format,
        }


class MaxPooling1D(_Pooling):
    """The largest of every `pool_size` steps of (batch, steps, channels)."""

    def call(self, inputs: Any) -> Any:
        return ops.max_pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)


class MaxPooling2D(MaxPooling1D):
    """The largest of windows of (batch, rows, columns, channels)."""

    _rank = 2

    @continues(_Pooling.__init__, pool_size=(2, 2))
    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)


class MaxPooling3D(MaxPooling1D):
    """The largest of windows in three axes of space."""

    _rank = 3

    @continues(_Pooling.__init__, pool_size=(2, 2, 2))
    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)


class AveragePooling1D(_Pooling):
    """The mean of every `pool_size` steps of (batch, steps, channels)."""

    def __init__(  # as in Keras, the size has to be given
        self,
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name, **kwargs)

    def call(self, inputs: Any) -> Any:
        return ops.average_pool(
            inputs, self.pool_size, self.strides, self.padding, self.data_format
        )


class AveragePooling2D(AveragePooling1D):
    """The mean of windows of (batch, rows, columns, channels)."""

    _rank = 2


class AveragePooling3D(AveragePooling1D):
    """The mean of windows in three axes of space."""

    _rank = 3


class _GlobalPooling(Layer):
    """Shared by layers that reduce all space: (batch, *space, channels) → (batch, channels)."""

    _rank = 1

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._build_at_init()

    @property
    def _axes(self) -> tuple[int, ...]:
        first = 2 if self.data_format == "channels_first" else 1
        return tuple(range(first, first + self._rank))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        if self.keepdims:
            return tuple(1 if i in self._axes else n for i, n in enumerate(input_shape))
        return tuple(n for i, n in enumerate(input_shape) if i not in self._axes)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format, "keepdims": self.keepdims}


class GlobalMaxPooling1D(_GlobalPooling):
    """The largest over all steps."""

    def call(self, inputs: Any) -> Any:
        return ops.max(inputs, axis=self._axes, keepdims=self.keepdims)


class GlobalMaxPooling2D(GlobalMaxPooling1D):
    """The largest over rows and columns."""

    _rank = 2


class GlobalMaxPooling3D(GlobalMaxPooling1D):
    """The largest over three axes of space."""

    _rank = 3


class GlobalAveragePooling1D(_GlobalPooling):
    """The mean over all steps; with a mask, over those that count."""

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any):
        super().__init__(data_format=data_format, keepdims=keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return ops.mean(inputs, axis=self._axes, keepdims=self.keepdims)
        axis = self._axes[0]
        weight = ops.expand_dims(ops.cast(mask, inputs.dtype), 2 if axis == 1 else 1)
        total = ops.sum(inputs * weight, axis=axis, keepdims=self.keepdims)
        return total / ops.sum(weight, axis=axis, keepdims=self.keepdims)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return None


class GlobalAveragePooling2D(_GlobalPooling):
    """The mean over rows and columns."""

    _rank = 2

    def call(self, inputs: Any) -> Any:
        return ops.mean(inputs, axis=self._axes, keepdims=self.keepdims)


class GlobalAveragePooling3D(GlobalAveragePooling2D):
    """The mean over three axes of space."""

    _rank = 3
