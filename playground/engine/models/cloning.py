"""`clone_model`: the same architecture with fresh weights."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.input import Input, InputLayer
from playground.engine.layers.layer import Layer
from playground.engine.models.functional import Functional
from playground.engine.models.model import Model
from playground.engine.models.sequential import Sequential


def clone_model(
    model: Model,
    input_tensors: Any = None,
    clone_function: Callable | None = None,
    call_function: Callable | None = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Any:
    """A new model like `model`. `clone_function(layer)` makes each layer (by default from its config);
    `call_function(layer, *args, **kwargs)` calls it. `recursive`: also inside models that are layers.
    """
    copy_of = clone_function or (lambda layer: type(layer).from_config(layer.get_config()))

    def clone(layer: Any) -> Any:
        if recursive and isinstance(layer, Functional | Sequential):
            call = call_function if isinstance(layer, Functional) else None
            return clone_model(
                layer, clone_function=clone_function, call_function=call, recursive=True
            )
        return copy_of(layer)

    if isinstance(model, Sequential):
        layers: list[Any] = [clone(layer) for layer in model.layers]
        if input_tensors is not None:
            layers.insert(0, tree.flatten(input_tensors)[0])
        elif model._layers and isinstance(model._layers[0], InputLayer):
            first = model._layers[0]
            layers.insert(
                0, InputLayer(batch_shape=first.batch_shape, dtype=first.dtype, name=first.name)
            )
        return _compiled_like(model, Sequential(layers, name=model.name, trainable=model.trainable))
    if not isinstance(model, Functional):
        if clone_function is not None or input_tensors is not None:
            raise ValueError(
                "Only functional and Sequential models can be cloned with `clone_function` or `input_tensors`. "
                f"Received: {type(model).__name__}. Try `type(model).from_config(model.get_config())`."
            )
        return type(model).from_config(model.get_config())
    if input_tensors is None:
        inputs = [
            Input(batch_shape=x.shape, dtype=x.dtype, name=x._keras_history.operation.name)  # type: ignore[attr-defined]
            for x in model.inputs
        ]
    else:
        inputs = tree.flatten(input_tensors)
        inputs = [x if isinstance(x, KerasTensor) else Input(tensor=x) for x in inputs]
    made: dict[int, Any] = {}

    def function_of(operation: Any) -> Callable:
        if id(operation) not in made:
            made[id(operation)] = clone(operation) if isinstance(operation, Layer) else operation
        new = made[id(operation)]
        return new if call_function is None else functools.partial(call_function, new)

    if input_tensors is not None and tree.is_nested(model._inputs_struct):
        try:
            tree.assert_same_structure(input_tensors, model._inputs_struct)
        except ValueError:
            raise ValueError(
                "`input_tensors` must have the same structure as model.input: "
                f"{model._inputs_struct}\nReceived: input_tensors={input_tensors}"
            ) from None
    packed = tree.pack_sequence_as(model._inputs_struct, inputs)
    outputs = model._run_graph(packed, function_of)
    return _compiled_like(model, Functional(packed, outputs, name=model.name))


def _compiled_like(model: Any, clone: Any) -> Any:
    """A compiled model has a compiled clone, with an optimizer of its own."""
    if model.compiled and (config := model.get_compile_config()):
        clone.compile_from_config(config)
    return clone
