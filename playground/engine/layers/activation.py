"""Activations as layers."""

from __future__ import annotations

from typing import Any

from playground.engine import activations, constraints, initializers, ops, regularizers
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer


class _Elementwise(Layer):
    """Input and output have the same shape; no weights that depend on it."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


class Activation(_Elementwise):
    """Applies `activation`, a name or a function, to the inputs."""

    def __init__(self, activation: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return self.activation(inputs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "activation": activations.serialize(self.activation)}


def _not_negative(value: Any, argument: str, layer: str, allow_none: bool = False) -> Any:
    if (value is None and not allow_none) or (value is not None and value < 0):
        raise ValueError(
            f"{argument} of a {layer} layer cannot be "
            f"{'a negative value' if allow_none else 'None or a negative value'}. Expected a number of at least 0. "
            f"Received: {argument}={value}"
        )
    return value


class ReLU(_Elementwise):
    """max(x, 0); with its three arguments: x up to `max_value` above `threshold`, else
    `negative_slope` · (x - `threshold`)."""

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.max_value = _not_negative(max_value, "max_value", "ReLU", allow_none=True)
        self.negative_slope = _not_negative(negative_slope, "negative_slope", "ReLU")
        self.threshold = _not_negative(threshold, "threshold", "ReLU")
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return activations.relu(
            inputs,
            negative_slope=self.negative_slope,
            max_value=self.max_value,
            threshold=self.threshold,
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }


class LeakyReLU(_Elementwise):
    """x above 0, `negative_slope` · x below."""

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any):
        if "alpha" in kwargs:  # its name in Keras 2
            negative_slope = kwargs.pop("alpha")
        super().__init__(**kwargs)
        if negative_slope is None:
            raise ValueError(
                "The negative_slope value of a Leaky ReLU layer cannot be None. Expected a float. "
                f"Received: negative_slope={negative_slope}"
            )
        self.negative_slope = negative_slope
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return activations.leaky_relu(inputs, negative_slope=self.negative_slope)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "negative_slope": self.negative_slope}


class ELU(_Elementwise):
    """x above 0, `alpha` · (eˣ - 1) below."""

    def __init__(self, alpha: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.alpha = alpha
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return activations.elu(inputs, alpha=self.alpha)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "alpha": self.alpha}


class PReLU(_Elementwise):
    """x above 0, alpha · x below, where alpha, of the inputs' shape without batch, is learned.

    Along `shared_axes` alpha has one value.
    """

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is not None and not isinstance(shared_axes, list | tuple):
            shared_axes = [shared_axes]
        self.shared_axes = None if shared_axes is None else list(shared_axes)

    def build(self, input_shape: tuple) -> None:
        shape = list(input_shape[1:])
        for axis in self.shared_axes or ():
            shape[axis - 1] = 1
        self.alpha = self.add_weight(
            name="alpha",
            shape=shape,
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        axes = {i: n for i, n in enumerate(input_shape) if i and i not in (self.shared_axes or ())}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=axes)

    def call(self, inputs: Any) -> Any:
        return activations.relu(inputs) - self.alpha * activations.relu(-inputs)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }


class Softmax(_Elementwise):
    """exp(x) / Σ exp(x) along `axis`. Where `mask` is False the result is 0."""

    def __init__(self, axis: Any = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis
        self._build_at_init()

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return self._softmax(inputs)
        keep = self._fitting(mask, inputs)
        lowest = -3e4 if self.compute_dtype == "float16" else -1e9
        result = self._softmax(ops.where(keep, inputs, ops.cast(lowest, inputs.dtype)))
        return ops.where(keep, result, ops.cast(0.0, inputs.dtype))

    def _softmax(self, x: Any) -> Any:
        if not isinstance(self.axis, list | tuple) or len(self.axis) == 1:
            axis = self.axis[0] if isinstance(self.axis, list | tuple) else self.axis
            return activations.softmax(x, axis=axis)
        return ops.exp(x - ops.logsumexp(x, axis=tuple(self.axis), keepdims=True))

    def _fitting(self, mask: Any, inputs: Any) -> Any:
        """The mask as booleans that broadcast to the inputs; ValueError when it does not."""
        mask = ops.cast(mask, "bool")
        shape, wanted = tuple(mask.shape), tuple(inputs.shape)
        aligned = wanted[len(wanted) - len(shape) :] if len(shape) <= len(wanted) else ()
        if len(shape) > len(wanted) or any(
            m not in (1, None) and n is not None and m != n for m, n in zip(shape, aligned)
        ):
            what = (
                "must not have more dimensions than"
                if len(shape) > len(wanted)
                else "must be broadcastable to"
            )
            raise ValueError(
                f"Layer '{self.name}' (Softmax): `mask` {what} the inputs. Received: mask.shape={shape}, "
                f"inputs.shape={wanted}"
            )
        return mask

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axis": self.axis}
