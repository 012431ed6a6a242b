"""`Layer`: a function of tensors with state. Subclasses make their weights in `build` and compute in `call`.

Here is what happens in a call. What else a layer can do stands in the classes that `Layer` is made of, one a file: keep
state (`state.py`), make weights (`weights.py`), be built (`building.py`), add to the loss (`penalties.py`), tell its
output's shape (`symbolic_calls.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import (
    backends,
    dtype_policies,
    observe,
    ops,
    regularizers,
    scopes,
    tree,
)
from playground.engine.dtypes import is_float
from playground.engine.keras_tensor import KerasTensor, any_symbolic_tensors
from playground.engine.layers.call_arguments import (
    CallSignature,
    is_tensor_like,
    signature_of,
    tensor_arguments,
)
from playground.engine.layers.call_errors import explain, refuse_missing, refuse_none
from playground.engine.layers.call_masks import fill_in_masks, pass_on_masks, warn_of_lost_mask
from playground.engine.layers.input_spec import assert_input_compatibility
from playground.engine.layers.symbolic_calls import SymbolicCalls
from playground.engine.masking import get_keras_mask
from playground.engine.operation import Operation, default
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

# What the layers that are being called pass down to those they call: `training` and the like. None outside of any call.
_passed_down: dict[str, Any] | None = None


class Layer(SymbolicCalls):
    """Base class of all layers.

    Write `__init__` (settings), `build(input_shape)` (weights, with `add_weight`) and `call(inputs)` (the computation);
    `build` runs by itself before the first `call`. Layers and variables that are assigned to attributes become part
    of the layer.

    Arguments:
        activity_regularizer: penalty on the outputs, added to the loss.
        trainable: whether training changes the weights.
        dtype: a dtype or a DTypePolicy, such as `"mixed_float16"`.
        autocast: whether float inputs are cast to the compute dtype.
        name: a unique name; by default the class's in snake case, with a number from the second on.
    """

    _allow_non_tensor_positional_args = False  # lists of numbers, for layers that read data

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ):
        input_shape = kwargs.pop("input_shape", None)
        input_dim = kwargs.pop("input_dim", None)
        if kwargs:
            raise ValueError(
                f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}. Expected: "
                "activity_regularizer, trainable, dtype, autocast, name and what its `__init__` names."
            )
        if not isinstance(trainable, bool):
            raise ValueError(
                f"Expected argument `trainable` to be a boolean. Received: trainable={trainable!r} "
                f"(of type {type(trainable)})"
            )
        Operation.__init__(self, name=name)
        if input_dim is not None:
            input_shape = (input_dim,)
        if input_shape is not None:
            self._input_shape_arg = tuple(input_shape)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.dtype_policy = dtype_policies.get(dtype)
        self.autocast = autocast
        self._trainable = trainable
        self.supports_masking = type(self).compute_mask is not Layer.compute_mask
        self._made_in_step = 0 if backends.step is None else id(backends.step)
        self._initialized = True

    @property
    def input_spec(self) -> Any:
        """An InputSpec (or a structure of them) that inputs are checked against."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        self._input_spec = value

    # --------------------------------------------------------------------------------------------- call
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        global _passed_down
        self._check_super_called()
        if args and args[0] is None:
            refuse_none(self)
        args, kwargs = self._convert_inputs(args, kwargs)
        outer = _passed_down
        if outer is None:
            self._clear_losses()
        try:
            _passed_down = {} if outer is None else dict(outer)
            signature = signature_of(self.call)
            self._resolve_context(signature, args, kwargs, _passed_down)
            bound = signature.bind(args, kwargs)
            for name in signature.required:
                if name not in bound:
                    refuse_missing(self, signature.required, bound)
            arguments = tensor_arguments(bound)
            if signature.masks:
                fill_in_masks(signature, arguments, kwargs)
            self._check_inputs(arguments)
            if self.built and self._called:
                outputs = self._run(args, kwargs)
            else:
                outputs = self._build_and_run(arguments, args, kwargs)
            if self.activity_regularizer is not None:
                self._regularize_activity(outputs)
            if self.supports_masking:
                own = type(self).compute_mask is not Layer.compute_mask
                pass_on_masks(self, arguments, kwargs, outputs, own)
            elif arguments:
                warn_of_lost_mask(self, next(iter(arguments.values())), outer is not None)
            return outputs
        finally:
            _passed_down = outer

    def _check_inputs(self, arguments: dict[str, Any]) -> None:
        if self._input_spec is not None and arguments:
            first = next(iter(arguments.values()))
            assert_input_compatibility(self._input_spec, first, layer_name=self.name)

    def _build_and_run(self, arguments: dict[str, Any], args: tuple, kwargs: dict[str, Any]) -> Any:
        """The first call."""
        with self._name_scope():
            if not self.built:
                self._build_outside_of_calls(arguments)
                self._check_inputs(arguments)
            if self._made_in_step and self._made_in_step == id(backends.step):
                backends.new_layer(self)
            self._called = True
            outputs = self._run(args, kwargs)
        self._first_output_shapes = [
            tuple(x.shape) for x in tree.flatten(outputs) if is_tensor_like(x)
        ]
        return outputs

    def _build_outside_of_calls(self, arguments: dict[str, Any]) -> None:
        """What is built may be a graph of layers, for all calls to come: it need not know that this one trains."""
        global _passed_down
        passed, _passed_down = _passed_down, {}
        try:
            self._maybe_build(arguments)
        finally:
            _passed_down = passed

    def _run(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        """`call`, with the observer told and dtypes cast; a node of a graph when an argument is symbolic."""
        if self.autocast and (self._is_mixed or scopes.autocast is not None):
            dtype = self._compute_dtype if is_float(self._compute_dtype) else None
            with scopes.AutocastScope(dtype):
                return self._run_observed(args, kwargs)
        return self._run_observed(args, kwargs)

    def _run_observed(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        observer = observe.observer if scopes.symbolic is None else None
        if observer is not None:
            observer.layer_started(self, args, kwargs)
        if any_symbolic_tensors(args, kwargs):
            outputs = self.symbolic_call(*args, **kwargs)
        else:
            try:
                outputs = self.call(*args, **kwargs)
            except Exception as error:
                explain(error, self, args, kwargs)
                raise
        if observer is not None:
            observer.layer_ended(self, outputs)
        return outputs

    def _convert_inputs(self, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
        """Arrays become tensors, floats get the compute dtype; anything else by position is an error."""
        if len(args) == 1 and type(args[0]) is Tensor and args[0].dtype == self._compute_dtype:
            return args, {k: self._converted(v) for k, v in kwargs.items()}
        args = tuple(self._converted(a) for a in args)
        if self._allow_non_tensor_positional_args:
            return args, {k: self._converted(v) for k, v in kwargs.items()}
        for leaf in tree.flatten(args):
            if leaf is not None and not is_tensor_like(leaf):
                raise ValueError(
                    "Only input tensors may be passed as positional arguments. The following argument value should be "
                    f"passed as a keyword argument: {leaf} (of type {type(leaf)})"
                    + (
                        ". Is a comma missing between two layers?"
                        if isinstance(leaf, Layer)
                        else ""
                    )
                )
        return args, {k: self._converted(v) for k, v in kwargs.items()}

    def _converted(self, value: Any) -> Any:
        if isinstance(value, list | tuple | dict):
            return tree.map_structure(self._converted_leaf, value)
        return self._converted_leaf(value)

    def _converted_leaf(self, x: Any) -> Any:
        if isinstance(x, np.ndarray | np.generic) or (
            hasattr(x, "__array__") and not isinstance(x, Tensor | KerasTensor | Variable)
        ):
            x = ops.convert_to_tensor(x)
        if isinstance(x, Tensor) and self.autocast and is_float(x.dtype):
            dtype = self._compute_dtype
            if x.dtype != dtype and is_float(dtype):
                mask = get_keras_mask(x)
                x = ops.cast(x, dtype)
                if mask is not None:
                    x._keras_mask = mask
        return x

    # ------------------------------------------------------------------------------------ call context
    def _register_call_context_args(self, *names: str) -> None:
        """Let `names` be passed down to layers inside like `training`."""
        if self._called:
            raise RuntimeError("Cannot add call-context args after the layer has been called.")
        self._call_context_args = [*self._call_context_args, *names]

    @property
    def _call_has_training_arg(self) -> bool:
        return signature_of(self.call).training

    def _resolve_context(
        self, signature: CallSignature, args: tuple, kwargs: dict[str, Any], passed: dict[str, Any]
    ) -> None:
        """`training` and other context arguments: what the caller gave, else what came down, else the default. The
        value goes to `call` if that takes it, and down to the layers inside."""
        for name in self._call_context_args:
            accepted = name in signature.names
            if accepted and name in signature.positional[: len(args)]:
                value = args[signature.positional.index(name)]
            else:
                value = kwargs.get(name) if accepted else kwargs.pop(name, None)
                if value is None:
                    value = passed.get(name)
                if value is None and accepted:
                    value = signature.defaults.get(name)
                if accepted and value is not None:
                    kwargs[name] = value
            if value is not None:
                passed[name] = value

    # ---------------------------------------------------------------------------------------------- masks
    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """The mask of the outputs; by default that of the inputs."""
        return previous_mask

    def stateless_call(
        self,
        trainable_variables: Any,
        non_trainable_variables: Any,
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> Any:
        """`call` with the given values for the variables and without changing them: `(outputs,
        non_trainable_variables)`, with the losses as third when asked for."""
        from playground.engine.layers.stateless import stateless_call

        values = (trainable_variables, non_trainable_variables)
        return stateless_call(self, *values, args, kwargs, return_losses)

    def quantize(self, mode: Any = None, type_check: bool = True, config: Any = None) -> None:
        """Not here: NotImplementedError."""
        raise self._not_implemented_error(
            self.quantize, "Quantization was left out. Closest: dtype='mixed_float16'."
        )

    # ------------------------------------------------------------------------------------ serialization
    @default
    def get_config(self) -> dict[str, Any]:
        """The arguments of `__init__`. Subclasses with arguments of their own add them."""
        self._check_super_called()
        config = {
            **super().get_config(),
            "trainable": self.trainable,
            "dtype": dtype_policies.serialize(self.dtype_policy),
        }
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A layer made from what `get_config` returned."""
        if isinstance(config.get("dtype"), dict):
            config = {**config, "dtype": dtype_policies.deserialize(config["dtype"]).name}
        return super().from_config(config)

    def __reduce__(self) -> Any:
        from playground.engine.saving import serialize_keras_object

        weights = self.get_weights() if self.built else None
        return _revive, (type(self), serialize_keras_object(self), weights)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _revive(cls: type, config: dict[str, Any], weights: list | None) -> Layer:
    """For pickle and copy."""
    from playground.engine.saving import deserialize_keras_object

    layer = deserialize_keras_object(config, custom_objects={cls.__name__: cls})
    if weights is not None and layer.built:
        layer.set_weights(weights)
    return layer
