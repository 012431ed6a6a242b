"""Dense: every output is a weighted sum of every input."""

from __future__ import annotations

from typing import Any

from playground.engine import activations, constraints, initializers, ops, regularizers
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.signatures import refuse


class Dense(Layer):
    """`activation(inputs @ kernel + bias)`: (batch, …, d) → (batch, …, units).

    Weights: `kernel` (d, units) and, with `use_bias`, `bias` (units,).
    Raises ValueError unless `units` is a positive integer, or when the last axis of the inputs is not d.
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        refuse(
            self,
            lora_rank=lora_rank,
            lora_alpha=lora_alpha,
            quantization_config=quantization_config,
        )
        self.units = positive_integer(units, "units", "Dense")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        input_dim = input_shape[-1]
        if input_dim is None:
            raise ValueError(
                f"Layer '{self.name}' (Dense) needs to know the size of the last axis of its inputs. "
                f"Received: input_shape={tuple(input_shape)}. Give it in `keras.Input(shape=(…, size))`."
            )
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_dim, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: input_dim})

    def call(self, inputs: Any, training: Any = None) -> Any:
        x = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            x = ops.add(x, self.bias)
        return x if self.activation is None else self.activation(x)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "units": self.units,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "quantization_config": None,
        }


def _shown(value: Any, argument: str, layer: str) -> str:
    """A value that is no size, and what it may have been meant for."""
    if hasattr(value, "shape"):
        return (
            f"an array of shape {tuple(value.shape)}. A layer is made first, with its settings, and then"
            f" called on data: `layers.{layer}({argument})(x)`."
        )
    if isinstance(value, float):
        return f"{value!r}. Divide with // for a whole number, or write int(…)."
    return (
        f"{value!r}. A text is no number: int({value!r})."
        if isinstance(value, str)
        else repr(value)
    )


def positive_integer(value: Any, argument: str, layer: str) -> int:
    """`value` as an int. ValueError, naming the argument and the layer, unless it is a positive integer."""
    try:
        number = value.__index__()
    except (AttributeError, TypeError):
        number = 0
    if isinstance(value, bool) or number <= 0:
        raise ValueError(
            f"Received an invalid value for `{argument}` of {layer}, expected a positive integer. "
            f"Received: {argument}={_shown(value, argument, layer)}"
        )
    return number
