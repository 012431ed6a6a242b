"""ConvLSTM1D, 2D and 3D: an LSTM whose states are images, and whose products are convolutions."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.recurrent import RNN
from playground.engine.layers.recurrent_cells import (
    _LAYER,
    _LSTM_WEIGHTS,
    LSTMCell,
    _Cell,
    _CellLayer,
    _given,
)
from playground.engine.layers.window import window_counts, window_sizes
from playground.engine.signatures import continues


class ConvLSTMCell(_Cell):
    """LSTMCell on images (Shi et al. 2015, https://arxiv.org/abs/1506.04214, without its peepholes): the input is
    convolved, the state h is convolved with padding so that it keeps its size.

    Weights: `kernel` (*kernel_size, channels, 4 · filters), `recurrent_kernel` (*kernel_size, filters, 4 · filters),
    `bias` (4 · filters,), in the order i, f, c, o. `rank` is the number of inner axes.
    """

    _gates = 4
    _bias_initializer = LSTMCell._bias_initializer

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        given = _given(locals())
        del given["filters"]
        rank = self.rank = kwargs.pop("rank", 2)
        super().__init__(filters, given, **kwargs)
        self.filters = filters
        self.kernel_size = window_sizes(kernel_size, rank, "kernel_size")
        self.strides = window_sizes(strides, rank, "strides")
        self.dilation_rate = window_sizes(dilation_rate, rank, "dilation_rate")
        self.data_format = config.standardize_data_format(data_format)
        self.padding = padding.lower()
        if self.padding not in ("valid", "same"):
            raise ValueError(
                f"The `padding` argument must be 'valid' or 'same'. Received: padding={padding}"
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                "Specifying `strides > 1` is not compatible with `dilation_rate > 1`. Received: "
                f"strides={self.strides}, dilation_rate={self.dilation_rate}"
            )

    @property
    def state_size(self) -> Any:
        return [self.filters, self.filters]

    @property
    def _channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def build(self, input_shape: Any) -> None:
        channels = input_shape[1 if self._channels_first else -1]
        if channels is None:
            raise ValueError(
                "The channel dimension of the inputs should be defined. Received: input_shape="
                f"{tuple(input_shape)}"
            )
        size = 4 * self.filters
        self.kernel = self._weight("kernel", (*self.kernel_size, channels, size), "kernel")
        self.recurrent_kernel = self._weight(
            "recurrent_kernel", (*self.kernel_size, self.filters, size), "recurrent"
        )
        self.bias = None
        if self.use_bias:  # type: ignore[attr-defined]
            self.bias = self._weight("bias", (size,), "bias")

    def state_shape(self, input_shape: Any) -> tuple:
        """The shape of h, c and the output for inputs of one step."""
        space = input_shape[2:] if self._channels_first else input_shape[1:-1]
        counts = window_counts(
            space, self.kernel_size, self.strides, self.padding, self.dilation_rate, self.name
        )
        if self._channels_first:
            return (input_shape[0], self.filters, *counts)
        return (input_shape[0], *counts, self.filters)

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        x, h = self._dropped(inputs, states[0], training)
        form = self.data_format
        z = ops.conv(x, self.kernel, self.strides, self.padding, form, self.dilation_rate)
        if self.bias is not None:
            ones = (1,) * self.rank
            z = ops.add(
                z, ops.reshape(self.bias, (-1, *ones) if self._channels_first else (*ones, -1))
            )
        z = ops.add(z, ops.conv(h, self.recurrent_kernel, 1, "same", form))
        i, f, c, o = ops.split(z, 4, axis=1 if self._channels_first else -1)
        gate, activation = self.recurrent_activation, self.activation  # type: ignore[attr-defined]
        c = ops.add(ops.multiply(gate(f), states[1]), ops.multiply(gate(i), activation(c)))
        h = ops.multiply(gate(o), activation(c))
        return h, [h, c]

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "rank": self.rank}
        config["filters"] = config.pop("units")
        return config


class _ConvLSTM(_CellLayer):
    """Shared by the three: states have the shape of images."""

    _cell_class = ConvLSTMCell
    _takes_cudnn = False
    _size_name = "filters"
    cell: ConvLSTMCell

    @continues(
        ConvLSTMCell.__init__,
        RNN.__init__,
        order="filters kernel_size strides padding data_format dilation_rate activation recurrent_activation"
        f" {_LSTM_WEIGHTS} seed {_LAYER}",
        activity_regularizer=None,
    )
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any):
        super().__init__(filters, kernel_size=kernel_size, **kwargs)
        self.input_spec = InputSpec(ndim=self.cell.rank + 3)

    def _state_shape(self, sequences_shape: Any) -> tuple:
        return self.cell.state_shape((sequences_shape[0], *sequences_shape[2:]))

    def _start(self, sequences_shape: Any) -> Any:
        shape = self._state_shape(tuple(sequences_shape))
        return [ops.zeros(shape, dtype=self.compute_dtype) for _ in self.state_size]

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        state = self._state_shape(sequences_shape)
        steps = (sequences_shape[1],) if self.return_sequences else ()
        output = (state[0], *steps, *state[1:])
        return (output, state, state) if self.return_state else output


class ConvLSTM1D(_ConvLSTM):
    """(batch, steps, length, channels) → the last state (batch, length, filters), or all with `return_sequences`."""

    _cell_arguments = {"rank": 1}


class ConvLSTM2D(_ConvLSTM):
    """(batch, steps, rows, columns, channels) → the last state (batch, rows, columns, filters), or all."""

    _cell_arguments = {"rank": 2}


class ConvLSTM3D(_ConvLSTM):
    """Likewise with three inner axes."""

    _cell_arguments = {"rank": 3}
