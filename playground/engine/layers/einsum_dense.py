"""EinsumDense: a Dense layer whose axes are told by an einsum equation."""

from __future__ import annotations

from typing import Any

from playground.engine import activations, constraints, initializers, ops, regularizers
from playground.engine.layers.layer import Layer
from playground.engine.signatures import refuse


class EinsumDense(Layer):
    """`activation(einsum(equation, inputs, kernel) + bias)`.

    `equation` is like `"abc,cd->abd"` (inputs, kernel, outputs) or, for any number of axes, `"...x,xy->...y"`.
    `output_shape` leaves out the batch axis and the axes under `...`; None stands for a size taken from the inputs.
    `bias_axes` are the output axes along which the bias varies.
    """

    def __init__(
        self,
        equation: str,
        output_shape: Any,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        gptq_unpacked_column_size: int | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        refuse(
            self,
            lora_rank=lora_rank,
            lora_alpha=lora_alpha,
            gptq_unpacked_column_size=gptq_unpacked_column_size,
            quantization_config=quantization_config,
        )
        parts = equation.replace(" ", "").replace("->", ",").split(",")
        if len(parts) != 3 or "->" not in equation:
            raise ValueError(
                "Invalid einsum equation. Expected `inputs,kernel->outputs`, such as 'ab,bc->ac'. "
                f"Received: equation={equation}"
            )
        self.equation = equation
        self._letters = parts
        self.partial_output_shape = (
            (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        )
        self.bias_axes = bias_axes
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def _shapes(self, input_shape: tuple) -> tuple[tuple, tuple | None, tuple]:
        """Shapes of kernel, bias and outputs for inputs of `input_shape`."""
        given, kernel, out = self._letters
        missing = len(input_shape) - len(given.replace("...", ""))
        hidden = "".join(chr(0x100 + i) for i in range(max(missing, 0))) if "..." in given else ""
        given, spread = given.replace("...", hidden), out.replace("...", hidden)
        size: dict[str, Any] = dict(zip(given, input_shape))
        told = self.partial_output_shape
        own = [c for c in spread if c not in hidden]
        if len(own) > len(told):  # the batch axis, which is not told
            own = own[len(own) - len(told) :]
        elif not hidden:
            own = own[1:]
        for letter, n in zip(own, told):
            known = size.get(letter)
            if n is not None and known is not None and n != known:
                raise ValueError(
                    f"Input shape and output shape do not match at shared dimension '{letter}'. Input shape is "
                    f"{known}, and output shape is {n}."
                )
            size[letter] = known if n is None else n
        for letter in kernel:
            if letter not in size:
                raise ValueError(
                    f"Weight dimension '{letter}' did not have a match in either the input spec '{given}' or the "
                    f"output spec '{out}'. For this layer, the weight must be fully specified."
                )
        for letter in own:
            if letter not in given and letter not in kernel:
                raise ValueError(
                    f"Dimension '{letter}' was specified in the output '{out}' but has no corresponding dim in the "
                    f"input spec '{given}' or weight spec '{kernel}'"
                )
        bias = None
        if self.bias_axes:
            for letter in self.bias_axes:
                if letter not in out:
                    raise ValueError(
                        f"Bias dimension '{letter}' was requested, but is not part of the output spec '{out}'"
                    )
            first = min(spread.index(letter) for letter in self.bias_axes)
            bias = tuple(size[c] if c in self.bias_axes else 1 for c in spread[first:])
        return tuple(size[c] for c in kernel), bias, tuple(size[c] for c in spread)

    def build(self, input_shape: tuple) -> None:
        kernel, bias, _ = self._shapes(tuple(input_shape))
        initializer = self.kernel_initializer
        if isinstance(initializer, initializers.VarianceScaling):
            out = [letter in self._letters[2] for letter in self._letters[1]]
            inputs, outputs = (
                [i for i, o in enumerate(out) if o is side] for side in (False, True)
            )
            initializer = initializer.with_axes(inputs, outputs)
        self.kernel = self.add_weight(
            name="kernel",
            shape=kernel,
            initializer=initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if bias is not None:
            self.bias = self.add_weight(
                name="bias",
                shape=bias,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def call(self, inputs: Any, training: Any = None) -> Any:
        x = ops.einsum(self.equation, inputs, self.kernel)
        if self.bias is not None:
            x = ops.add(x, self.bias)
        return x if self.activation is None else self.activation(x)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return self._shapes(tuple(input_shape))[2]

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "output_shape": self.partial_output_shape,
            "equation": self.equation,
            "activation": activations.serialize(self.activation),
            "bias_axes": self.bias_axes,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "quantization_config": None,
        }
