"""Layers that bring the numbers of each sample to mean 0 and variance 1, or to length 1."""

from __future__ import annotations

from typing import Any

from playground.engine import constraints, initializers, ops, regularizers
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.signatures import continues


def checked_axes(axis: Any, message: str) -> Any:
    """`axis` as an int or a list of ints; TypeError with `message` otherwise."""
    if isinstance(axis, list | tuple) and all(isinstance(a, int) for a in axis):
        return list(axis)
    if isinstance(axis, int) and not isinstance(axis, bool):
        return axis
    raise TypeError(f"{message} Received: axis={axis}")


class ScaleAndShift(Layer):
    """Shared by the layers that learn a factor gamma and a summand beta."""

    def __init__(
        self,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.scale = scale
        self.center = center
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True
        self.gamma: Any = None
        self.beta: Any = None

    def _add_gamma_and_beta(self, shape: tuple, scale: bool, center: bool) -> None:
        if scale:
            self.gamma = self.add_weight(
                shape=shape,
                name="gamma",
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if center:
            self.beta = self.add_weight(
                shape=shape,
                name="beta",
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }


class LayerNormalization(ScaleAndShift):
    """(x - mean) / √(variance + epsilon) · gamma + beta, mean and variance over `axis` of each sample. Ba et al.,
    "Layer Normalization" (2016)."""

    @continues(ScaleAndShift.__init__)
    def __init__(self, axis: Any = -1, epsilon: float = 1e-3, **kwargs: Any):
        rms_scaling = kwargs.pop("rms_scaling", False)
        super().__init__(**kwargs)
        axis = checked_axes(
            axis,
            "Expected an int or a list/tuple of ints for the argument 'axis', but something else was given.",
        )
        self.axis = sorted(axis) if isinstance(axis, list) else axis
        self.epsilon = epsilon
        self.rms_scaling = rms_scaling

    def build(self, input_shape: tuple) -> None:
        axes = self.axis if isinstance(self.axis, list) else [self.axis]
        shape = tuple(input_shape[a] for a in axes)
        center = self.center and not self.rms_scaling
        self._add_gamma_and_beta(shape, self.scale or self.rms_scaling, center)

    def call(self, inputs: Any) -> Any:
        dtype = "float32" if self.compute_dtype in ("float16", "bfloat16") else self.compute_dtype
        x = ops.cast(inputs, dtype)
        if self.rms_scaling:
            variance = ops.var(x, axis=self.axis, keepdims=True)
            outputs = x * ops.rsqrt(variance + self.epsilon) * self._broadcast(self.gamma, x)
        else:
            outputs = ops.layer_normalization(
                x,
                None if self.gamma is None else ops.cast(self.gamma, dtype),
                None if self.beta is None else ops.cast(self.beta, dtype),
                self.axis,
                self.epsilon,
            )
        return ops.cast(outputs, self.compute_dtype)

    def _broadcast(self, gamma: Any, x: Any) -> Any:
        axes = [
            a % len(x.shape) for a in (self.axis if isinstance(self.axis, list) else [self.axis])
        ]
        shape = [n if i in axes else 1 for i, n in enumerate(x.shape)]
        return ops.reshape(ops.cast(gamma, x.dtype), shape)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "axis": self.axis,
            "epsilon": self.epsilon,
            "rms_scaling": self.rms_scaling,
        }


class RMSNormalization(Layer):
    """x / √(mean(x²) + epsilon) · scale over `axis`. Zhang and Sennrich (2019)."""

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis
        self.epsilon = epsilon

    def build(self, input_shape: tuple) -> None:
        axes = self.axis if isinstance(self.axis, list | tuple) else [self.axis]
        self.scale = self.add_weight(
            name="scale", shape=tuple(input_shape[a] for a in axes), initializer="ones"
        )

    def call(self, x: Any) -> Any:
        return ops.rms_normalization(x, scale=self.scale, axis=self.axis, epsilon=self.epsilon)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axis": self.axis, "epsilon": self.epsilon}


class GroupNormalization(ScaleAndShift):
    """Channels in `groups`, each normalized by its own mean and variance in every sample. `groups=-1`: a group for
    each channel. Wu and He, "Group Normalization" (2018)."""

    @continues(ScaleAndShift.__init__)
    def __init__(self, groups: int = 32, axis: int = -1, epsilon: float = 1e-3, **kwargs: Any):
        super().__init__(**kwargs)
        if (
            not isinstance(groups, int)
            or isinstance(groups, bool)
            or (groups <= 0 and groups != -1)
        ):
            raise ValueError(
                f"Invalid value for argument `groups`: expected a positive integer or -1. Received: groups={groups}"
            )
        self.groups = groups
        self.axis = axis
        self.epsilon = epsilon
        self.autocast = False  # large inputs would overflow in float16 before they are normalized

    def build(self, input_shape: tuple) -> None:
        channels = input_shape[self.axis]
        if channels is None:
            raise ValueError(
                f"Axis {self.axis} of input tensor should have a defined dimension but the layer received an "
                "input with "
                f"shape {tuple(input_shape)}."
            )
        self._groups = channels if self.groups == -1 else self.groups
        if channels < self._groups:
            raise ValueError(
                f"Number of groups ({self._groups}) cannot be more than the number of channels ({channels})."
            )
        if channels % self._groups:
            raise ValueError(
                f"Number of groups ({self._groups}) must be a multiple of the number of channels ({channels})."
            )
        self.input_spec = InputSpec(
            ndim=len(input_shape), axes={self.axis % len(input_shape): channels}
        )
        self._add_gamma_and_beta((channels,), self.scale, self.center)

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        axis = self.axis % rank
        shape = inputs.shape
        dtype = "float32" if self.compute_dtype in ("float16", "bfloat16") else self.compute_dtype
        x = ops.cast(inputs, dtype)
        batch = -1 if shape[0] is None else shape[0]
        grouped = (
            batch,
            *shape[1:axis],
            self._groups,
            shape[axis] // self._groups,
            *shape[axis + 1 :],
        )
        x = ops.reshape(x, grouped)
        axes = [i for i in range(1, rank + 1) if i != axis]
        mean, variance = ops.moments(x, axes=axes, keepdims=True)
        x = (x - mean) * ops.rsqrt(variance + self.epsilon)
        x = ops.reshape(x, (batch, *shape[1:]))
        along = [shape[axis] if i == axis else 1 for i in range(rank)]
        if self.gamma is not None:
            x = x * ops.reshape(ops.cast(self.gamma, dtype), along)
        if self.beta is not None:
            x = x + ops.reshape(ops.cast(self.beta, dtype), along)
        return ops.cast(x, self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "groups": self.groups,
            "axis": self.axis,
            "epsilon": self.epsilon,
        }


class UnitNormalization(Layer):
    """x divided by its Euclidean length over `axis`."""

    def __init__(self, axis: Any = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = checked_axes(
            axis, "Invalid value for `axis` argument: expected an int or a list/tuple of ints."
        )
        self.supports_masking = True
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        axis = tuple(self.axis) if isinstance(self.axis, list) else self.axis
        squares = ops.sum(ops.square(inputs), axis=axis, keepdims=True)
        return inputs * ops.rsqrt(ops.maximum(squares, 1e-12))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axis": self.axis}
