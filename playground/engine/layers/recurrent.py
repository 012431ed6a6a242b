"""RNN: a cell that is called on one step after the other and hands its states on. StackedRNNCells: cells in a row."""

from __future__ import annotations

from typing import Any

from playground.engine import ops, random, tree
from playground.engine.layers.layer import Layer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.variable import Variable


class RNN(Layer):
    """(batch, steps, …) → the last output of `cell`, (batch, units); all of them, (batch, steps, units), with
    `return_sequences`; followed by the last states with `return_state`.

    cell
        A layer with `state_size` (an int, or a list of ints) and `call(inputs, states)` that gives `(output, states)`,
        or a list of cells. May have `output_size` and `get_initial_state(batch_size)`.
    go_backwards
        Begin with the last step; outputs stay in the order in which they were made.
    stateful
        Begin with the states that the call before ended with, until `reset_state()`.
    zero_output_for_mask
        Masked steps give zeros, not the output before them.
    """

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ):
        if isinstance(cell, list | tuple):
            cell = StackedRNNCells(cell)
        if "call" not in dir(cell):
            raise ValueError(f"Argument `cell` should have a `call` method. Received: cell={cell}")
        if "state_size" not in dir(cell):
            raise ValueError(
                "The RNN cell should have a `state_size` attribute (single integer or list of integers, one integer "
                f"per RNN state). Received: cell={cell}"
            )
        super().__init__(**kwargs)
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.supports_masking = True
        self.states: Any = None

    @property
    def state_size(self) -> list:
        """One int for each state of the cell; a list of lists for a row of cells."""
        size = self.cell.state_size
        return [size] if isinstance(size, int) else list(size)

    @property
    def _output_size(self) -> int:
        own = getattr(self.cell, "output_size", None)
        return tree.flatten(self.state_size)[0] if own is None else own

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        batch = sequences_shape[0]
        steps = (sequences_shape[1],) if self.return_sequences else ()
        output = (batch, *steps, self._output_size)
        if not self.return_state:
            return output
        return (output, *tree.map_structure(lambda n: (batch, n), self.state_size))

    def compute_mask(self, sequences: Any, mask: Any = None) -> Any:
        mask = tree.flatten(mask)[0]
        output = mask if self.return_sequences else None
        return [output, *[None] * len(self.state_size)] if self.return_state else output

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        if not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
            self.cell.built = True
        if self.stateful:
            if sequences_shape[0] is None:
                raise ValueError(
                    "When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: "
                    f"sequence.shape={tuple(sequences_shape)}. Try `batch_size` in `Input`."
                )
            states = tree.map_structure(
                lambda x: Variable(x, trainable=False, dtype=self.variable_dtype, name="rnn_state"),
                self._start(sequences_shape),
            )
            object.__setattr__(self, "states", states)  # not weights: nobody counts or saves them

    def _start(self, sequences_shape: Any) -> Any:
        """The first states for sequences of this shape."""
        return self.get_initial_state(sequences_shape[0])

    def get_initial_state(self, batch_size: Any) -> Any:
        """Zeros of (batch, size) for each state, or what the cell gives."""
        made = getattr(self.cell, "get_initial_state", None)
        if made is None:
            return tree.map_structure(
                lambda n: ops.zeros((batch_size, n), dtype=self.compute_dtype), self.state_size
            )
        state = made(batch_size=batch_size)
        return list(state) if isinstance(state, list | tuple) else [state]

    def reset_state(self) -> None:
        """Let the next call of a stateful layer begin with zeros."""
        for variable in tree.flatten(self.states):
            if variable is not None:
                variable.assign(ops.zeros_like(variable))

    reset_states = reset_state  # Keras 2's name

    def call(
        self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False
    ) -> Any:
        steps = sequences.shape[1]
        if initial_state is None:
            initial_state = self.states if self.stateful else None
            if initial_state is None:
                initial_state = self._start(sequences.shape)
        if not isinstance(initial_state, list | tuple):
            initial_state = [initial_state]
        inside = getattr(
            self.cell, "compute_dtype", self.compute_dtype
        )  # it may have a policy of its own
        states = tree.map_structure(lambda x: ops.cast(x, inside), list(initial_state))
        self._check_batch(sequences, states)
        mask = tree.flatten(mask)[0]
        if mask is not None:
            mask = ops.cast(mask, "bool")
        arguments = {"training": training} if self._cell_takes_training else {}
        output: Any = None
        outputs = []
        for t in reversed(range(steps)) if self.go_backwards else range(steps):
            new, new_states = self.cell(sequences[:, t], states, **arguments)
            new_states = list(new_states) if isinstance(new_states, list | tuple) else [new_states]
            if mask is None:
                output, states = new, new_states
            else:
                counts = ops.reshape(mask[:, t], (-1, *(1,) * (len(new.shape) - 1)))
                before = output
                if before is None or self.zero_output_for_mask:
                    before = ops.zeros_like(new)
                output = ops.where(counts, new, before)
                states = tree.map_structure(
                    lambda a, b, counts=counts: ops.where(counts, a, b), new_states, states
                )
            outputs.append(output)
        _forget_dropout(self.cell)
        if self.stateful:
            for variable, state in zip(tree.flatten(self.states), tree.flatten(states)):
                variable.assign(ops.cast(state, variable.dtype))
        result = ops.stack(outputs, axis=1) if self.return_sequences else output
        result, states = tree.map_structure(
            lambda x: ops.cast(x, self.compute_dtype), (result, states)
        )
        return (result, *states) if self.return_state else result

    @property
    def _cell_takes_training(self) -> bool:
        return getattr(self.cell, "_call_has_training_arg", False)

    def _check_batch(self, sequences: Any, states: Any) -> None:
        wanted = tree.flatten(states)[0].shape[0]
        given = sequences.shape[0]
        if self.stateful and None not in (given, wanted) and given != wanted:
            raise ValueError(
                f"A stateful RNN keeps states for a batch size of {wanted}. Received: sequences of shape "
                f"{tuple(sequences.shape)}, batch size {given}. Try batches of equal size, or a new layer."
            )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
            "zero_output_for_mask": self.zero_output_for_mask,
            "cell": serialize_keras_object(self.cell),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        if "cell" not in config:
            return super().from_config(config)
        config = dict(config)
        cell = deserialize_keras_object(config.pop("cell"), custom_objects=custom_objects)
        return cls(cell, **config)


class StackedRNNCells(Layer):
    """Cells in a row, each working on the output of the one before; to an RNN they are one cell."""

    def __init__(self, cells: Any, **kwargs: Any):
        super().__init__(**kwargs)
        for cell in cells:
            if "call" not in dir(cell):
                raise ValueError(
                    f"All cells must have a `call` method. Received cell without a `call` method: {cell}"
                )
            if "state_size" not in dir(cell):
                raise ValueError(
                    "All cells must have a `state_size` attribute. Received cell without a `state_size`: "
                    f"{cell}"
                )
        self.cells = list(cells)

    @property
    def state_size(self) -> list:
        return [c.state_size for c in self.cells]

    @property
    def output_size(self) -> int:
        last = self.cells[-1]
        own = getattr(last, "output_size", None)
        return tree.flatten(last.state_size)[0] if own is None else own

    def get_initial_state(self, batch_size: Any = None) -> list:
        states = []
        for cell in self.cells:
            made = getattr(cell, "get_initial_state", None)
            if made is None:
                states.append(
                    tree.map_structure(
                        lambda n: ops.zeros((batch_size, n), dtype=self.compute_dtype),
                        cell.state_size,
                    )
                )
            else:
                states.append(made(batch_size=batch_size))
        return [s[0] if isinstance(s, list) and len(s) == 1 else s for s in states]

    def build(self, input_shape: Any) -> None:
        for cell in self.cells:
            if not cell.built:
                cell.build(input_shape)
                cell.built = True
            own = getattr(cell, "output_size", None)
            size = tree.flatten(cell.state_size)[0] if own is None else own
            input_shape = (input_shape[0], size)

    def call(self, inputs: Any, states: Any, training: bool = False, **kwargs: Any) -> Any:
        new_states = []
        for cell, state in zip(self.cells, states):
            nested = isinstance(state, list | tuple)
            if getattr(cell, "_call_has_training_arg", False):
                kwargs = {**kwargs, "training": training}
            else:
                kwargs = {k: v for k, v in kwargs.items() if k != "training"}
            inputs, state = cell(inputs, state if nested else [state], **kwargs)
            state = list(state) if isinstance(state, list | tuple) else [state]
            new_states.append(state if nested else state[0])
        return inputs, new_states

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "cells": [serialize_keras_object(cell) for cell in self.cells],
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        config = dict(config)
        cells = [
            deserialize_keras_object(cell, custom_objects=custom_objects)
            for cell in config.pop("cells")
        ]
        return cls(cells, **config)


class DropoutRNNCell:
    """A mixin for cells: masks for dropout that stay the same over all steps of a call (Gal and Ghahramani 2016).

    The cell has attributes `dropout`, `recurrent_dropout` and `seed_generator`.
    """

    dropout: float
    recurrent_dropout: float
    seed_generator: random.SeedGenerator
    _dropout_mask: Any = None
    _recurrent_dropout_mask: Any = None

    def get_dropout_mask(self, step_input: Any) -> Any:
        """Factors for the inputs of every step, like `step_input`; None without dropout."""
        if self._dropout_mask is None and self.dropout > 0:
            mask = self._draw(step_input, self.dropout)
            object.__setattr__(self, "_dropout_mask", mask)
        return self._dropout_mask

    def get_recurrent_dropout_mask(self, step_input: Any) -> Any:
        """Factors for the state, likewise."""
        if self._recurrent_dropout_mask is None and self.recurrent_dropout > 0:
            mask = self._draw(step_input, self.recurrent_dropout)
            object.__setattr__(self, "_recurrent_dropout_mask", mask)
        return self._recurrent_dropout_mask

    def _draw(self, like: Any, rate: float) -> Any:
        return random.dropout(ops.ones_like(like), rate, seed=self.seed_generator)

    def reset_dropout_mask(self) -> None:
        """Draw anew in the next step."""
        object.__setattr__(self, "_dropout_mask", None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Draw anew in the next step."""
        object.__setattr__(self, "_recurrent_dropout_mask", None)


def _forget_dropout(cell: Any) -> None:
    for one in cell.cells if isinstance(cell, StackedRNNCells) else (cell,):
        if isinstance(one, DropoutRNNCell):
            one.reset_dropout_mask()
            one.reset_recurrent_dropout_mask()
