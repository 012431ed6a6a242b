"""Functional models: any graph of layers between inputs and outputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from playground.engine import ops, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.input import InputLayer
from playground.engine.layers.layer import Layer
from playground.engine.models.function import Function, as_input, clone_graph
from playground.engine.models.functional_config import functional_config, functional_from_config
from playground.engine.models.model import Model
from playground.engine.training.trainer import Trainer


class Functional(Function, Model):
    """`Model(inputs, outputs)`. Inputs and outputs may be nested lists, tuples and dicts of KerasTensors.

    Calling it also repairs what is easily meant: arrays by the names of the inputs, a last axis of length 1 too many
    or too few.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return Layer.__new__(cls, *args, **kwargs)

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None, **kwargs: Any):
        trainable = kwargs.pop("trainable", None)
        for what, value in (("inputs", inputs), ("outputs", outputs)):
            for leaf in tree.flatten(value):
                if not isinstance(leaf, KerasTensor):
                    raise ValueError(
                        f"All `{what}` values must be KerasTensors. Received: {_shown(value)} including invalid value "
                        f"{_shown(leaf)} of type {type(leaf)}. {_instead(leaf)}"
                    )
        if not isinstance(getattr(self, "stop_training", None), bool):
            Trainer.__init__(self)
        Layer.__init__(self, name=name, **kwargs)
        inputs, outputs = _from_input_layers(inputs, outputs)
        self._set_graph(inputs, outputs)
        _demand_own_names(self._operations)
        for operation in self._operations:
            if isinstance(operation, Layer):
                self._tracker.track(operation)
        self._allow_non_tensor_positional_args = True
        self._warned_about_structure = False
        self.built = True
        if trainable is not None:
            self.trainable = trainable

    # --------------------------------------------------------------------------------------- properties
    @property
    def input(self) -> Any:
        """The inputs, in the structure they were given in."""
        return self._inputs_struct

    @property
    def output(self) -> Any:
        """The outputs, in the structure they were given in."""
        return self._outputs_struct

    @property
    def input_shape(self) -> Any:
        """The shape of the input; of several a list, those of a dict by its sorted keys."""
        return _flat_shapes(self._inputs_struct)

    @property
    def output_shape(self) -> Any:
        """The shape of the output; of several a list, those of a dict by its sorted keys."""
        return _flat_shapes(self._outputs_struct)

    @property
    def input_names(self) -> list[str]:
        """The names of the input layers."""
        return [x._keras_history.operation.name for x in self._inputs]  # type: ignore[attr-defined]

    @property
    def output_names(self) -> list[str]:
        """The names of the operations that make the outputs."""
        return [x._keras_history.operation.name for x in self._outputs]  # type: ignore[attr-defined]

    # --------------------------------------------------------------------------------------------- call
    def call(self, inputs: Any, training: Any = None, mask: Any = None, **kwargs: Any) -> Any:
        inputs = self._standardize_inputs(inputs, warn=True)
        if mask is not None:
            for x, m in zip(tree.flatten(inputs), tree.flatten(mask)):
                if m is not None:
                    x._keras_mask = m

        def with_context(operation: Any) -> Callable:
            if training is None or not getattr(operation, "_call_has_training_arg", False):
                return operation
            return lambda *args, **kw: operation(*args, **{**kw, "training": training})

        return self._run_graph(inputs, with_context)

    def compute_output_spec(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        inputs = self._standardize_inputs(inputs, warn=False)
        return self._run_graph(inputs, lambda operation: operation.compute_output_spec)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return Function.compute_output_shape(self, input_shape)

    def build(self, input_shape: Any = None) -> None:
        self.built = True

    # ------------------------------------------------------------------------------------------- inputs
    def _standardize_inputs(self, inputs: Any, warn: bool) -> Any:
        """`inputs` in the structure, ranks and dtypes of the model's inputs; ValueError when that is not possible."""
        flat = self._flat_inputs(inputs, warn)
        paths = [path for path, _ in tree.flatten_with_path(self._inputs_struct)]
        made = []
        for value, symbol, path in zip(flat, self._inputs, paths):
            if value is None:
                layer = symbol._keras_history.operation  # type: ignore[attr-defined]
                if not getattr(layer, "optional", False):
                    raise ValueError(
                        f"Model '{self.name}' received None for the input '{layer.name}' "
                        f"(path '{_joined(path)}'), which is not optional. Try `keras.Input(..., optional=True)`."
                    )
            else:
                value = self._fit_rank(as_input(value, symbol), symbol, path)
            made.append(value)
        return tree.pack_sequence_as(self._inputs_struct, made)

    def _flat_inputs(self, inputs: Any, warn: bool) -> list:
        expected = self._inputs_struct
        if isinstance(expected, dict) and not isinstance(inputs, list | tuple | dict):
            raise ValueError(
                f"Model '{self.name}' expects named input(s) with keys {list(expected)}, but received one tensor. "
                "Pass a dict with these keys."
            )
        flat_expected = (
            not any(
                isinstance(x, list | tuple | dict)
                for x in (expected.values() if isinstance(expected, dict) else expected)
            )
            if isinstance(expected, list | tuple | dict)
            else True
        )
        if isinstance(inputs, dict):
            names = sorted(expected) if isinstance(expected, dict) else self.input_names
            if flat_expected:
                optional = {
                    n
                    for n, x in zip(names, self._inputs)
                    if getattr(x._keras_history.operation, "optional", False)  # type: ignore[attr-defined]
                }
                missing = [n for n in names if n not in inputs and n not in optional]
                if missing:
                    raise ValueError(
                        f"Missing data for input '{missing[0]}' of model '{self.name}'. You passed a data "
                        "dictionary with "
                        f"keys {list(inputs)}. Expected the following keys: {names}"
                    )
                if set(inputs) - set(names):
                    self._warn_about_structure(inputs, warn)
                return [inputs.get(n) for n in names]
        elif isinstance(expected, dict) and isinstance(inputs, list | tuple):
            if list(expected) != sorted(expected):
                raise ValueError(self._structure_message(inputs))
            self._warn_about_structure(inputs, warn)
        flat = tree.flatten(inputs)
        if len(flat) != len(self._inputs):
            raise ValueError(
                f'Layer "{self.name}" expects {len(self._inputs)} input(s), but it received {len(flat)} input tensors. '
                f"Inputs received: {', '.join(map(_shown, flat))}."
                + (
                    " A list counts as several inputs; numbers that belong together are one array."
                    if len(self._inputs) == 1
                    else ""
                )
            )
        return flat

    def _structure_message(self, inputs: Any) -> str:
        return (
            "The structure of `inputs` doesn't match the expected structure.\n"
            f"Expected: {_names(self._inputs_struct)}\nReceived: inputs={_described(inputs)}"
        )

    def _warn_about_structure(self, inputs: Any, warn: bool) -> None:
        if warn and not self._warned_about_structure:
            self._warned_about_structure = True
            warnings.warn(self._structure_message(inputs), stacklevel=2)

    def _fit_rank(self, x: Any, symbol: KerasTensor, path: tuple) -> Any:
        shape, expected = tuple(x.shape), symbol.shape
        if len(shape) == len(expected) + 1 and shape[-1] == 1:
            mask = getattr(x, "_keras_mask", None)
            x = ops.squeeze(x, axis=-1)
            if mask is not None:
                x._keras_mask = mask
        elif len(shape) == len(expected) - 1 and expected[-1] == 1:
            mask = getattr(x, "_keras_mask", None)
            x = ops.expand_dims(x, axis=-1)
            if mask is not None:
                x._keras_mask = mask
        elif len(shape) != len(expected):
            raise ValueError(
                f"Invalid input shape for input with name '{symbol.name}' and path '{_joined(path)}' of model "
                f"'{self.name}'. Expected shape {expected}, but input has incompatible shape {shape}."
            )
        shape = tuple(x.shape)
        expected = (None, *expected[1:]) if expected else expected  # any batch size will do
        if self._input_spec is None and any(
            n is not None and m is not None and n != m for n, m in zip(expected, shape)
        ):
            raise ValueError(
                f'Input "{symbol.name}" of model "{self.name}" is incompatible with the model: '
                f"expected shape={expected}, found shape={shape}. Change the data, or `keras.Input(shape=…)`."
            )
        return x

    def _assert_input_compatibility(self, inputs: Any) -> None:
        """Done by `_standardize_inputs`."""

    # ------------------------------------------------------------------------------------------- config
    def get_config(self) -> dict[str, Any]:
        """Layers, and how they are connected."""
        from playground.engine.layers.call_arguments import signature_of

        own = type(self).__init__ is Functional.__init__
        names = signature_of(type(self).__init__)
        if not own and not (
            {"inputs", "outputs"} <= set(names.names)
            or (names.var_positional and names.var_keyword)
        ):
            return Model.get_config(self)
        return functional_config(self)


def _from_input_layers(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """If `inputs` are in the middle of another graph, copies of that part of the graph with inputs of its own."""
    flat = tree.flatten(inputs)
    if all(_comes_in(x) for x in flat):
        return inputs, outputs
    fresh = [
        x
        if _comes_in(x)
        else InputLayer(batch_shape=x.shape, dtype=x.dtype, name=_input_name(x)).output
        for x in flat
    ]
    copied = clone_graph(flat, tree.flatten(outputs), fresh)
    return tree.pack_sequence_as(inputs, fresh), tree.pack_sequence_as(outputs, copied)


def _comes_in(x: KerasTensor) -> bool:
    history = getattr(x, "_keras_history", None)
    return history is not None and isinstance(history.operation, InputLayer)


def _input_name(x: KerasTensor) -> str | None:
    history = getattr(x, "_keras_history", None)
    return None if history is None or history.operation is None else x.name.replace("/", "_")


def _flat_shapes(structure: Any) -> Any:
    shapes = [x.shape for x in tree.flatten(structure)]
    return shapes[0] if len(shapes) == 1 else shapes


def _joined(path: tuple) -> str:
    return ".".join(str(p) for p in path)


def _names(structure: Any) -> Any:
    return tree.map_structure(lambda x: x.name, structure)


def _described(inputs: Any) -> Any:
    return tree.map_structure(lambda x: f"Tensor(shape={tuple(getattr(x, 'shape', ()))})", inputs)


__all__ = ["Functional", "functional_from_config"]


def _shown(value: Any) -> str:
    """A value in a message: arrays by their shapes."""
    shape = getattr(value, "shape", None)
    if isinstance(value, KerasTensor) or shape is None or not hasattr(value, "dtype"):
        return str(value)
    return f"{type(value).__name__}(shape={tuple(shape)})"


def _instead(leaf: Any) -> str:
    """What stands for a tensor to be."""
    if isinstance(leaf, Layer):
        return f"A layer must be called to give an output: {leaf.name}(…), on a `keras.Input` or what was made of one."
    if hasattr(leaf, "shape"):
        return "A model is made of symbolic tensors, `keras.Input(shape=…)` and what layers make of it; data go to fit."
    return "Begin with `keras.Input(shape=…)` and call layers on it."


def _demand_own_names(operations: list[Any]) -> None:
    """ValueError when two layers or operations of a model have one name: files and `get_layer` go by it."""
    seen: set[str] = set()
    for operation in operations:
        if operation.name in seen:
            count = sum(other.name == operation.name for other in operations)
            raise ValueError(
                f'The name "{operation.name}" is used {count} times in the model. Expected a name of its own for each '
                "layer. Try another `name=`, or leave it out."
            )
        seen.add(operation.name)
