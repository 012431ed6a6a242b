"""Convolutions: the same small weighted sum at every place."""

from __future__ import annotations

from typing import Any

from playground.engine import (
    activations,
    config,
    constraints,
    initializers,
    ops,
    regularizers,
)
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.window import window_counts, window_sizes
from playground.engine.signatures import continues


class _Convolution(Layer):
    """Shared by Conv1D, Conv2D and Conv3D: inputs (batch, *space, channels) with `_rank` axes of space.

    Weights: `kernel` (*kernel_size, channels / groups, filters) and, with `use_bias`, `bias` (filters,).
    """

    _rank = 2
    _kernel_name = "kernel"

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.filters = filters
        self.groups = groups
        self.kernel_size = window_sizes(kernel_size, self._rank, "kernel_size")
        self.strides = window_sizes(strides, self._rank, "strides")
        self.dilation_rate = window_sizes(dilation_rate, self._rank, "dilation_rate")
        self.padding = padding.lower()
        allowed = ("valid", "same", "causal") if self._rank == 1 else ("valid", "same")
        if self.padding not in allowed:
            raise ValueError(
                f"The `padding` argument must be one of {allowed}. Received: padding={padding}"
            )
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=self._rank + 2)
        self._check_arguments()

    def _check_arguments(self) -> None:
        if self.filters is not None and self.filters <= 0:
            raise ValueError(
                "Invalid value for argument `filters`. Expected a strictly positive value. "
                f"Received filters={self.filters}."
            )
        if self.groups <= 0:
            raise ValueError(
                f"The number of groups must be a positive integer. Received: groups={self.groups}."
            )
        if self.filters is not None and self.filters % self.groups:
            raise ValueError(
                "The number of filters must be evenly divisible by the number of groups. "
                f"Received: groups={self.groups}, filters={self.filters}."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
                f"Received: strides={self.strides} and dilation_rate={self.dilation_rate}"
            )

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def _kernel_shape(self, channels: int) -> tuple:
        return (*self.kernel_size, channels // self.groups, self.filters)

    def build(self, input_shape: tuple) -> None:
        channels = input_shape[self._channel_axis]
        if channels is None:
            raise ValueError(
                f"Layer '{self.name}' needs to know the number of channels. Received: input_shape={tuple(input_shape)}"
            )
        if channels % self.groups:
            raise ValueError(
                f"The number of input channels must be evenly divisible by the number of groups. Received groups="
                f"{self.groups}, but the input has {channels} channels (full input shape is {tuple(input_shape)})."
            )
        self.input_spec = InputSpec(min_ndim=self._rank + 2, axes={self._channel_axis: channels})
        self.kernel = self.add_weight(
            name=self._kernel_name,
            shape=self._kernel_shape(channels),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self._bias_size(channels),),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.compute_output_shape(input_shape)  # an input smaller than the kernel is reported here

    def _bias_size(self, channels: int) -> int:
        return self.filters

    def _pad_before(self, inputs: Any) -> Any:
        """Zeros before the first step, so that no step sees later ones."""
        left = self.dilation_rate[0] * (self.kernel_size[0] - 1)
        first = self.data_format == "channels_first"
        return ops.pad(inputs, [(0, 0), *([(0, 0), (left, 0)] if first else [(left, 0), (0, 0)])])

    def _convolve(self, inputs: Any) -> Any:
        padding = self.padding
        if padding == "causal":
            inputs, padding = self._pad_before(inputs), "valid"
        return ops.conv(
            inputs,
            self.kernel,
            strides=self.strides,
            padding=padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
        )

    def call(self, inputs: Any) -> Any:
        outputs = self._convolve(inputs)
        if self.bias is not None:
            bias: Any = self.bias
            if self.data_format == "channels_first":
                bias = ops.reshape(bias, (1, -1, *(1,) * self._rank))
            outputs = ops.add(outputs, bias)
        return outputs if self.activation is None else self.activation(outputs)

    def _output_channels(self, input_shape: tuple) -> int:
        return self.filters

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        first = self.data_format == "channels_first"
        space = input_shape[2:] if first else input_shape[1:-1]
        counts = window_counts(
            space, self.kernel_size, self.strides, self.padding, self.dilation_rate, self.name
        )
        channels = self._output_channels(tuple(input_shape))
        return (input_shape[0], channels, *counts) if first else (input_shape[0], *counts, channels)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            "groups": self.groups,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


class Conv1D(_Convolution):
    """Over the steps of (batch, steps, channels). `padding="causal"` lets no step see later ones."""

    _rank = 1


class Conv2D(_Convolution):
    """Over the rows and columns of images (batch, rows, columns, channels)."""

    _rank = 2

    @continues(_Convolution.__init__, strides=(1, 1), dilation_rate=(1, 1))
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size, **kwargs)


class Conv3D(_Convolution):
    """Over three axes of space."""

    _rank = 3

    @continues(_Convolution.__init__, strides=(1, 1, 1), dilation_rate=(1, 1, 1))
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size, **kwargs)


class DepthwiseConv1D(_Convolution):
    """Each channel is convolved by itself, with `depth_multiplier` kernels.

    Weights: `kernel` (*kernel_size, channels, depth_multiplier), `bias` (channels · depth_multiplier,).
    """

    _rank = 1

    @continues(
        _Convolution.__init__,
        order="kernel_size strides padding depth_multiplier data_format dilation_rate activation use_bias"
        " depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer"
        " depthwise_constraint bias_constraint",
    )
    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        *,
        depthwise_initializer: Any = "glorot_uniform",
        depthwise_regularizer: Any = None,
        depthwise_constraint: Any = None,
        **kwargs: Any,
    ):
        self.depth_multiplier = depth_multiplier
        super().__init__(
            None,  # type: ignore[arg-type]  # as many as the inputs have channels, times the multiplier
            kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            kernel_initializer=depthwise_initializer,
            kernel_regularizer=depthwise_regularizer,
            kernel_constraint=depthwise_constraint,
            **kwargs,
        )
        if depth_multiplier <= 0:
            raise ValueError(
                "Invalid value for argument `depth_multiplier`. Expected a strictly positive value. "
                f"Received depth_multiplier={depth_multiplier}."
            )

    def _kernel_shape(self, channels: int) -> tuple:
        return (*self.kernel_size, channels, self.depth_multiplier)

    def _bias_size(self, channels: int) -> int:
        return channels * self.depth_multiplier

    def _output_channels(self, input_shape: tuple) -> int:
        return input_shape[self._channel_axis] * self.depth_multiplier

    def _convolve(self, inputs: Any) -> Any:
        return ops.depthwise_conv(
            inputs,
            self.kernel,
            strides=self.strides,
            padding=self.padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
        )

    def get_config(self) -> dict[str, Any]:
        config_ = super().get_config()
        for name in ("filters", "groups"):
            config_.pop(name)
        for name in ("initializer", "regularizer", "constraint"):
            config_[f"depthwise_{name}"] = config_.pop(f"kernel_{name}")
        return {**config_, "depth_multiplier": self.depth_multiplier}


class DepthwiseConv2D(DepthwiseConv1D):
    """DepthwiseConv1D for images."""

    _rank = 2

    @continues(DepthwiseConv1D.__init__, strides=(1, 1), dilation_rate=(1, 1))
    def __init__(self, kernel_size: Any, **kwargs: Any):
        super().__init__(kernel_size, **kwargs)


class Conv1DTranspose(_Convolution):
    """The transposed map of Conv1D: makes inputs longer by `strides`.

    Weights: `kernel` (*kernel_size, filters, channels), `bias` (filters,).
    """

    _rank = 1

    @continues(_Convolution.__init__, without="groups")
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        **kwargs: Any,
    ):
        if "groups" in kwargs:
            raise ValueError(
                f"{type(self).__name__} has no argument `groups`: every filter sees all channels. "
                f"Received: groups={kwargs['groups']}. Leave it out."
            )
        super().__init__(filters, kernel_size, strides, padding=padding, **kwargs)
        self.output_padding = (
            None
            if output_padding is None
            else window_sizes(output_padding, self._rank, "output_padding", allow_zero=True)
        )
        if any(more >= stride for more, stride in zip(self.output_padding or (), self.strides)):
            raise ValueError(
                f"`output_padding` must be strictly less than `strides`. Received: output_padding={output_padding}, "
                f"strides={strides}"
            )

    def _kernel_shape(self, channels: int) -> tuple:
        return (*self.kernel_size, self.filters, channels)

    def _convolve(self, inputs: Any) -> Any:
        return ops.conv_transpose(
            inputs,
            self.kernel,
            strides=self.strides,
            padding=self.padding,
            output_padding=self.output_padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
        )

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        first = self.data_format == "channels_first"
        space = input_shape[2:] if first else input_shape[1:-1]
        extra = self.output_padding or (None,) * self._rank
        sizes = []
        for n, k, s, d, p in zip(space, self.kernel_size, self.strides, self.dilation_rate, extra):
            k = (k - 1) * d + 1
            if n is None:
                sizes.append(None)
            elif p is None:
                sizes.append(n * s + max(k - s, 0) if self.padding == "valid" else n * s)
            else:
                sizes.append((n - 1) * s + k + p - (2 * (k // 2) if self.padding == "same" else 0))
        if first:
            return (input_shape[0], self.filters, *sizes)
        return (input_shape[0], *sizes, self.filters)

    def get_config(self) -> dict[str, Any]:
        config_ = super().get_config()
        config_.pop("groups")
        return {**config_, "output_padding": self.output_padding}


class Conv2DTranspose(Conv1DTranspose):
    """The transposed map of Conv2D: makes images larger by `strides`."""

    _rank = 2

    @continues(Conv1DTranspose.__init__, strides=(1, 1), dilation_rate=(1, 1))
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size, **kwargs)


class Conv3DTranspose(Conv1DTranspose):
    """The transposed map of Conv3D."""

    _rank = 3

    @continues(
        Conv1DTranspose.__init__,
        order="filters kernel_size strides padding data_format output_padding dilation_rate activation use_bias"
        " kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer"
        " kernel_constraint bias_constraint",
        strides=(1, 1, 1),
        dilation_rate=(1, 1, 1),
    )
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size, **kwargs)
