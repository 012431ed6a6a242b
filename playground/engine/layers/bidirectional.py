"""Bidirectional: one recurrent layer reads forwards, a second one backwards."""

from __future__ import annotations

from typing import Any

from playground.engine import ops, tree
from playground.engine.layers.layer import Layer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object

_MODES = ("sum", "mul", "ave", "concat", None)


class Bidirectional(Layer):
    """Outputs of `layer` and of `backward_layer` (by default a copy that goes the other way), merged: "concat", "sum",
    "mul", "ave", or None for both in a pair. Sequences of outputs are put in the order of the inputs first.
    """

    forward_layer: Any
    backward_layer: Any

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ):
        if not issubclass(type(layer), Layer):
            raise ValueError(
                "Please initialize `Bidirectional` layer with a `keras.layers.Layer` instance. "
                f"Received: {layer}"
            )
        if backward_layer is not None and not issubclass(type(backward_layer), Layer):
            raise ValueError(
                f"`backward_layer` need to be a `keras.layers.Layer` instance. Received: {backward_layer}"
            )
        if backward_layer is None and not hasattr(layer, "go_backwards"):
            raise TypeError(
                "Bidirectional needs a recurrent layer, one that can go backwards, such as LSTM or GRU. "
                f"Received: {layer}"
            )
        if merge_mode not in _MODES:
            raise ValueError(
                f"Invalid merge mode. Merge mode should be one of {_MODES}. Received: merge_mode={merge_mode}"
            )
        super().__init__(**kwargs)
        self.merge_mode = merge_mode
        config = serialize_keras_object(layer)
        self.forward_layer = deserialize_keras_object(config, {type(layer).__name__: type(layer)})
        self._own_backward_layer = backward_layer is not None
        if backward_layer is None:
            backward_layer = deserialize_keras_object(
                {
                    **config,
                    "config": {**config["config"], "go_backwards": True},
                },
                {type(layer).__name__: type(layer)},
            )
        self.backward_layer = backward_layer
        for way, one in (("forward", self.forward_layer), ("backward", backward_layer)):
            if not (way == "backward" and self._own_backward_layer):
                one.name = f"{way}_{layer.name}"
            if hasattr(layer, "use_cudnn"):
                one.use_cudnn = layer.use_cudnn
            if hasattr(one, "zero_output_for_mask"):
                # else the two ways would repeat different steps where one is masked
                one.zero_output_for_mask = one.return_sequences
        self._check_pair()
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.stateful = layer.stateful
        self.supports_masking = True
        self._initial_weights = weights

    def _check_pair(self) -> None:
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            raise ValueError(
                "Forward layer and backward layer should have different `go_backwards` value. Received: "
                f"forward_layer.go_backwards={forward.go_backwards}, "
                f"backward_layer.go_backwards={backward.go_backwards}"
            )
        for name in ("stateful", "return_sequences", "return_state"):
            a, b = getattr(forward, name), getattr(backward, name)
            if a != b:
                raise ValueError(
                    "Forward layer and backward layer are expected to have the same value for attribute "
                    f'"{name}", got "{a}" for forward layer and "{b}" for backward layer'
                )

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(sequences_shape)
        if self._initial_weights is not None:
            half = len(self._initial_weights) // 2
            self.forward_layer.set_weights(self._initial_weights[:half])
            self.backward_layer.set_weights(self._initial_weights[half:])

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        shapes = self.forward_layer.compute_output_shape(sequences_shape)
        output, states = (shapes[0], list(shapes[1:])) if self.return_state else (shapes, [])
        states = states + states
        if self.merge_mode is None:
            return (output, output, *states)
        if self.merge_mode == "concat":
            output = (*output[:-1], 2 * output[-1])
        return (output, *states) if self.return_state else output

    def call(
        self, sequences: Any, initial_state: Any = None, mask: Any = None, training: Any = None
    ) -> Any:
        """`initial_state`: the states of the forward layer, then those of the backward layer."""
        halves: Any = (None, None)
        if initial_state is not None:
            n = len(initial_state) // 2
            halves = (initial_state[:n], initial_state[n:])
        results = [
            layer(sequences, initial_state=half, mask=mask, training=training)
            for layer, half in zip((self.forward_layer, self.backward_layer), halves)
        ]
        states: list[Any] = []
        if self.return_state:
            states = [s for result in results for s in result[1:]]
            results = [result[0] for result in results]
        y, back = (ops.cast(result, self.compute_dtype) for result in results)
        if self.return_sequences:
            back = ops.flip(back, axis=1)
        merged = {
            "concat": lambda: ops.concatenate([y, back], axis=-1),
            "sum": lambda: ops.add(y, back),
            "ave": lambda: ops.divide(ops.add(y, back), 2),
            "mul": lambda: ops.multiply(y, back),
            None: lambda: (y, back),
        }[self.merge_mode]()
        if not self.return_state:
            return merged
        return (*merged, *states) if self.merge_mode is None else (merged, *states)

    def compute_mask(self, sequences: Any, mask: Any = None) -> Any:
        mask = tree.flatten(mask)[0]
        output = mask if self.return_sequences else None
        outputs = [output] * (2 if self.merge_mode is None else 1)
        if not self.return_state:
            return outputs if self.merge_mode is None else output
        return [*outputs, *[None] * (2 * len(self.forward_layer.state_size))]

    def reset_state(self) -> None:
        """Let both layers begin with zeros."""
        if not self.stateful:
            raise AttributeError("Layer must be stateful.")
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state  # Keras 2's name

    def get_config(self) -> dict[str, Any]:
        config = {
            **super().get_config(),
            "merge_mode": self.merge_mode,
            "layer": serialize_keras_object(self.forward_layer),
        }
        if self._own_backward_layer:
            config["backward_layer"] = serialize_keras_object(self.backward_layer)
        name = config["layer"]["config"]["name"]
        config["layer"]["config"]["name"] = name.removeprefix("forward_")
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        config = dict(config)
        layers = {
            key: deserialize_keras_object(config.pop(key), custom_objects=custom_objects)
            for key in ("layer", "backward_layer")
            if config.get(key) is not None
        }
        return cls(**layers, **config)
