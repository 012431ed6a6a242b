"""SimpleRNN, LSTM and GRU: as cells, which do one step, and as layers, which do all of them.

In the formulas x is the input of a step, h the state, σ the `recurrent_activation`, · the product of numbers.
"""

from __future__ import annotations

import inspect
from typing import Any

from playground.engine import activations, constraints, initializers, ops, random, regularizers
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.recurrent import RNN, DropoutRNNCell
from playground.engine.signatures import continues

_SERIALIZERS = {
    "activation": activations,
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
}


class _Cell(DropoutRNNCell, Layer):
    """Shared by the cells: arguments and weights.

    Weights: `kernel` (features, gates · units), `recurrent_kernel` (units, gates · units), `bias` (gates · units,).
    """

    _gates = 1

    def __init__(self, units: int, arguments: dict[str, Any], **kwargs: Any):
        if not isinstance(units, int) or units <= 0:
            raise ValueError(
                "Received an invalid value for argument `units`, expected a positive integer, "
                f"got {units}."
            )
        kwargs.pop("implementation", None)  # of Keras 2: how to multiply
        super().__init__(**kwargs)
        self.units = units
        self._arguments = tuple(arguments)
        for name, value in arguments.items():
            module = _SERIALIZERS.get(name.rsplit("_", 1)[-1])
            setattr(self, name, module.get(value) if module else value)
        self.dropout = min(1.0, max(0.0, arguments["dropout"]))
        self.recurrent_dropout = min(1.0, max(0.0, arguments["recurrent_dropout"]))
        self.seed_generator = random.SeedGenerator(arguments["seed"])
        self.output_size = units

    @property
    def state_size(self) -> Any:
        return self.units

    def build(self, input_shape: Any) -> None:
        features, size = input_shape[-1], self._gates * self.units
        self.kernel = self._weight("kernel", (features, size), "kernel")
        self.recurrent_kernel = self._weight("recurrent_kernel", (self.units, size), "recurrent")
        self.bias = None
        if self.use_bias:  # type: ignore[attr-defined]
            self.bias = self._weight("bias", self._bias_shape(), "bias")

    def _weight(self, name: str, shape: tuple, prefix: str) -> Any:
        initializer = getattr(self, f"{prefix}_initializer")
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=self._bias_initializer(initializer) if name == "bias" else initializer,
            regularizer=getattr(self, f"{prefix}_regularizer"),
            constraint=getattr(self, f"{prefix}_constraint"),
        )

    def _bias_shape(self) -> tuple[int, ...]:
        return (self._gates * self.units,)

    def _bias_initializer(self, initializer: Any) -> Any:
        return initializer

    def _dropped(self, inputs: Any, h: Any, training: bool) -> tuple[Any, Any]:
        if training and self.dropout > 0:
            inputs = ops.multiply(inputs, self.get_dropout_mask(inputs))
        if training and self.recurrent_dropout > 0:
            h = ops.multiply(h, self.get_recurrent_dropout_mask(h))
        return inputs, h

    def get_initial_state(self, batch_size: Any = None) -> list:
        """Zeros of (batch, units) for each state."""
        sizes = [self.state_size] if isinstance(self.state_size, int) else self.state_size
        return [ops.zeros((batch_size, n), dtype=self.compute_dtype) for n in sizes]

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "units": self.units}
        for name in self._arguments:
            module = _SERIALIZERS.get(name.rsplit("_", 1)[-1])
            value = getattr(self, name)
            config[name] = module.serialize(value) if module else value
        return config


def _given(names: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a constructor, from its `locals()`."""
    return {k: v for k, v in names.items() if k not in ("self", "units", "kwargs", "__class__")}


class SimpleRNNCell(_Cell):
    """h ← activation(x · kernel + h · recurrent_kernel + bias); the output is h."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(units, _given(locals()), **kwargs)

    def call(self, sequence: Any, states: Any, training: bool = False) -> Any:
        x, h = self._dropped(sequence, states[0], training)
        y = ops.matmul(x, self.kernel)
        if self.bias is not None:
            y = ops.add(y, self.bias)
        y = ops.add(y, ops.matmul(h, self.recurrent_kernel))
        y = self.activation(y)  # type: ignore[attr-defined]
        return y, [y]


class LSTMCell(_Cell):
    """Long short-term memory (Hochreiter and Schmidhuber 1997): a state c that gates i, f, o keep, fill and show.

    i, f, o = σ(x · kernel + h · recurrent_kernel + bias), each with its own columns; c ← f · c + i · activation(…);
    h ← o · activation(c). The columns are in the order i, f, c, o; with `unit_forget_bias` the bias of f starts at 1.
    """

    _gates = 4

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(units, _given(locals()), **kwargs)

    @property
    def state_size(self) -> Any:
        return [self.units, self.units]

    def _bias_initializer(self, initializer: Any) -> Any:
        if not self.unit_forget_bias:  # type: ignore[attr-defined]
            return initializer
        n = self.units

        def start(shape: Any, dtype: Any = None) -> Any:
            parts = initializer((n,), dtype), ops.ones((n,), dtype), initializer((2 * n,), dtype)
            return ops.concatenate([ops.convert_to_tensor(p) for p in parts])

        return start

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        x, h = self._dropped(inputs, states[0], training)
        z = ops.add(ops.matmul(x, self.kernel), ops.matmul(h, self.recurrent_kernel))
        if self.bias is not None:
            z = ops.add(z, self.bias)
        i, f, c, o = ops.split(z, 4, axis=1)
        gate, activation = self.recurrent_activation, self.activation  # type: ignore[attr-defined]
        c = ops.add(ops.multiply(gate(f), states[1]), ops.multiply(gate(i), activation(c)))
        h = ops.multiply(gate(o), activation(c))
        return h, [h, c]


class GRUCell(_Cell):
    """Gated recurrent unit (Cho et al. 2014): z keeps the old state, r lets it into the new one.

    z, r = σ(x · kernel + h · recurrent_kernel + bias), each with its own columns;
    new = activation(x · kernel + r · (h · recurrent_kernel)), or (r · h) · recurrent_kernel unless `reset_after`;
    h ← z · h + (1 - z) · new. The columns are in the order z, r, new. With `reset_after` the bias is (2, 3 · units): a
    row for the inputs, one for the state.
    """

    _gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(units, _given(locals()), **kwargs)

    def _bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)  # type: ignore[attr-defined]

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        gate, n = self.recurrent_activation, self.units  # type: ignore[attr-defined]
        x, h = self._dropped(inputs, states[0], training)
        x = ops.matmul(x, self.kernel)
        bias: Any = self.bias
        if self.reset_after:  # type: ignore[attr-defined]
            inner = ops.matmul(h, self.recurrent_kernel)
            if bias is not None:
                x, inner = ops.add(x, bias[0]), ops.add(inner, bias[1])
            z, r = gate(x[:, :n] + inner[:, :n]), gate(x[:, n : 2 * n] + inner[:, n : 2 * n])
            new = x[:, 2 * n :] + r * inner[:, 2 * n :]
        else:
            x = x if bias is None else ops.add(x, bias)
            kernel = self.recurrent_kernel.value
            inner = ops.matmul(h, kernel[:, : 2 * n])
            z, r = gate(x[:, :n] + inner[:, :n]), gate(x[:, n : 2 * n] + inner[:, n:])
            new = x[:, 2 * n :] + ops.matmul(r * h, kernel[:, 2 * n :])
        h = z * states[0] + (1 - z) * self.activation(new)  # type: ignore[attr-defined]
        return h, [h]


# The order of the layers' arguments, which is not that of their cells' (Keras 3.15).
_INITIALIZERS = "use_bias kernel_initializer recurrent_initializer bias_initializer"
_PENALTIES = (
    "kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer"
    " kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout"
)
_WEIGHTS = f"{_INITIALIZERS} {_PENALTIES}"
_LSTM_WEIGHTS = f"{_INITIALIZERS} unit_forget_bias {_PENALTIES}"
_LAYER = "return_sequences return_state go_backwards stateful"


class _CellLayer(RNN):
    """Shared by the layers: an RNN that makes its own cell, with the arguments of the cell before those of RNN."""

    _cell_class: type[_Cell]
    _cell_arguments: dict[str, Any] = {}  # given to every cell
    _size_name = "units"
    _takes_cudnn = True

    def __init__(self, units: int, **kwargs: Any):
        names = list(inspect.signature(self._cell_class.__init__).parameters)[2:-1]
        given = {n: kwargs.pop(n) for n in names if n in kwargs}
        kwargs.pop("implementation", None)  # of Keras 2: how to multiply
        if self._takes_cudnn:
            self.use_cudnn = kwargs.pop("use_cudnn", "auto")
        shared = {k: kwargs[k] for k in ("dtype", "trainable") if k in kwargs}
        cell = self._cell_class(
            units, name=f"{_snake(self._cell_class)}", **self._cell_arguments, **given, **shared
        )
        super().__init__(cell, **kwargs)
        self._argument_names = (self._size_name, *names)
        self.input_spec = InputSpec(ndim=3)

    def __getattr__(self, name: str) -> Any:
        """`layer.units` and the like are those of the cell."""
        names = self.__dict__.get("_argument_names", ())
        if name in names:
            return getattr(self.cell, name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["cell"]
        own = self.cell.get_config()
        config.update({name: own[name] for name in self._argument_names})
        config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        return config


def _snake(cls: type) -> str:
    from playground.engine.naming import to_snake_case

    return to_snake_case(cls.__name__)


class SimpleRNN(_CellLayer):
    """SimpleRNNCell over the steps of (batch, steps, features)."""

    _cell_class = SimpleRNNCell
    _takes_cudnn = False

    @continues(
        SimpleRNNCell.__init__,
        RNN.__init__,
        order=f"units activation {_WEIGHTS} {_LAYER} unroll seed",
        activity_regularizer=None,
    )
    def __init__(self, units: int, **kwargs: Any):
        super().__init__(units, **kwargs)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        del config["seed"]  # as in Keras
        return config


class LSTM(_CellLayer):
    """LSTMCell over the steps of (batch, steps, features). States: h and c."""

    _cell_class = LSTMCell

    @continues(
        LSTMCell.__init__,
        RNN.__init__,
        order=f"units activation recurrent_activation {_LSTM_WEIGHTS} seed {_LAYER} unroll use_cudnn",
        activity_regularizer=None,
        use_cudnn="auto",
    )
    def __init__(self, units: int, **kwargs: Any):
        super().__init__(units, **kwargs)


class GRU(_CellLayer):
    """GRUCell over the steps of (batch, steps, features)."""

    _cell_class = GRUCell

    @continues(
        GRUCell.__init__,
        RNN.__init__,
        order=f"units activation recurrent_activation {_WEIGHTS} seed {_LAYER} unroll reset_after use_cudnn",
        activity_regularizer=None,
        use_cudnn="auto",
    )
    def __init__(self, units: int, **kwargs: Any):
        super().__init__(units, **kwargs)
