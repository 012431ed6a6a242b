"""Separable convolutions: each channel by itself, then all channels mixed at each place."""

from __future__ import annotations

from typing import Any

from playground.engine import constraints, initializers, ops, regularizers
from playground.engine.layers.convolution import DepthwiseConv1D
from playground.engine.signatures import continues


class SeparableConv1D(DepthwiseConv1D):
    """A depthwise convolution, then one with kernels of size 1. Chollet, "Xception" (2017).

    Weights: `depthwise_kernel` (*kernel_size, channels, depth_multiplier), `pointwise_kernel`
    (1, …, channels · depth_multiplier, filters), `bias` (filters,).
    """

    _rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(
            kernel_size,
            strides=strides,
            padding=padding,
            depth_multiplier=depth_multiplier,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self.filters = filters
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.pointwise_constraint = constraints.get(pointwise_constraint)
        self._check_arguments()

    def build(self, input_shape: tuple) -> None:
        use_bias, self.use_bias = self.use_bias, False  # the bias comes last
        self._kernel_name = "depthwise_kernel"
        super().build(input_shape)
        self.use_bias = use_bias
        self.depthwise_kernel = self.kernel
        channels = input_shape[self._channel_axis] * self.depth_multiplier
        self.pointwise_kernel = self.add_weight(
            name="pointwise_kernel",
            shape=(*(1,) * self._rank, channels, self.filters),
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        if use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _convolve(self, inputs: Any) -> Any:
        padding = self.padding
        if padding == "causal":
            inputs, padding = self._pad_before(inputs), "valid"
        return ops.separable_conv(
            inputs,
            self.depthwise_kernel,
            self.pointwise_kernel,
            strides=self.strides,
            padding=padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
        )

    def _output_channels(self, input_shape: tuple) -> int:
        return self.filters

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "filters": self.filters,
            "pointwise_initializer": initializers.serialize(self.pointwise_initializer),
            "pointwise_regularizer": regularizers.serialize(self.pointwise_regularizer),
            "pointwise_constraint": constraints.serialize(self.pointwise_constraint),
        }


class SeparableConv2D(SeparableConv1D):
    """SeparableConv1D for images."""

    _rank = 2

    @continues(SeparableConv1D.__init__, strides=(1, 1), dilation_rate=(1, 1))
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size, **kwargs)
