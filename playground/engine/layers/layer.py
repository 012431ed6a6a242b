"""`Layer`: a function of tensors with state. Subclasses make their weights in `build` and compute in `call`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import (
    constraints,
    dtype_policies,
    initializers,
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
    build_shapes,
    is_tensor_like,
    shape_of,
    signature_of,
    tensor_arguments,
)
from playground.engine.layers.call_errors import explain, refuse_none
from playground.engine.layers.call_masks import fill_in_masks, pass_on_masks
from playground.engine.layers.input_spec import assert_input_compatibility
from playground.engine.layers.state import LayerState
from playground.engine.masking import get_keras_mask
from playground.engine.node import Node
from playground.engine.operation import Operation, default
from playground.engine.shape_inference import compute_output_spec
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

_LOCKED = (
    "You cannot add new elements of state (variables or sub-layers) to a layer that is already built. All state must "
    "be created in the `__init__()` method or in the `build()` method."
)
# What the layers that are being called pass down to those they call: `training` and the like. None outside of any call.
_passed_down: dict[str, Any] | None = None


def _building(build: Callable) -> Callable:
    """`build` with what has to happen around the outermost one: name scope, `built`, lock."""

    @functools.wraps(build)
    def wrapper(self: Layer, *args: Any, **kwargs: Any) -> Any:
        if self._build_depth:
            return build(self, *args, **kwargs)
        self._build_depth += 1
        try:
            with self._name_scope():
                result = build(self, *args, **kwargs)
        finally:
            self._build_depth -= 1
        signature = signature_of(self.build)
        object.__setattr__(self, "_build_shapes_dict", signature.bind(args, kwargs))
        self.built = True
        if not self._trainable:
            self.trainable = False  # for what was just made
        self._lock_state()
        return result

    return wrapper


class Layer(LayerState):
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _building(cls.__dict__["build"])

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
        self._initialized = True

    @property
    def input_spec(self) -> Any:
        """An InputSpec (or a structure of them) that inputs are checked against."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        self._input_spec = value

    @property
    def dtype_policy(self) -> dtype_policies.DTypePolicy:
        return self._dtype_policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        policy = dtype_policies.get(value)
        self._dtype_policy = policy
        self._compute_dtype = policy.compute_dtype
        self._is_mixed = dtype_policies.is_mixed(policy)

    @property
    def compute_dtype(self) -> str:
        """The dtype of the arithmetic and of the outputs."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self._dtype_policy.variable_dtype

    @property
    def dtype(self) -> str:
        """Alias of `variable_dtype`."""
        return self._dtype_policy.variable_dtype

    @property
    def input_dtype(self) -> str:
        """The dtype inputs are cast to."""
        return self._compute_dtype

    # ------------------------------------------------------------------------------------------ weights
    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """A new variable that belongs to the layer. `shape`, `initializer` and `dtype` may be given by position.

        The initializer of float variables is `"glorot_uniform"` by default, `"zeros"` for others.
        """
        self._check_super_called()
        if args and isinstance(args[0], str):
            raise ValueError(
                f"The first positional argument of `add_weight()` is `shape`. Received: {args[0]!r}. Pass the "
                "name with the "
                f"`name` keyword argument: `add_weight(name={args[0]!r}, ...)`."
            )
        given = {"shape": shape, "initializer": initializer, "dtype": dtype}
        if len(args) > len(given):
            raise TypeError(
                f"`add_weight()` takes at most 3 positional arguments (shape, initializer, dtype) but {len(args)} "
                "were given."
            )
        for key, value in zip(given, args):
            if given[key] is not None:
                raise ValueError(
                    f"`{key}` was passed both positionally and as a keyword argument to `add_weight()`."
                )
            given[key] = value
        shape, initializer, dtype = given.values()
        shape = () if shape is None else shape
        dtype = self.variable_dtype if dtype is None else dtype_policies.standardize_dtype(dtype)
        if initializer is None:
            initializer = "glorot_uniform" if is_float(dtype) else "zeros"
        with self._name_scope():
            variable = Variable(
                initializer=initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                aggregation=aggregation,
                name=name,
            )
        variable.regularizer = regularizers.get(regularizer)
        variable.constraint = constraints.get(constraint)
        variable.overwrite_with_gradient = overwrite_with_gradient
        self._track_variable(variable)
        if not self._trainable:
            variable.trainable = False
        return variable

    def add_variable(
        self, shape: Any, initializer: Any, dtype: Any = None, **kwargs: Any
    ) -> Variable:
        """`add_weight` with `shape` and `initializer` by position."""
        return self.add_weight(shape=shape, initializer=initializer, dtype=dtype, **kwargs)

    def _name_scope(self) -> scopes.name_scope:
        if self._parent_path is None:
            self._parent_path = scopes.current_path()
        return scopes.name_scope(self.name, caller=self, override_parent=self._parent_path)

    # -------------------------------------------------------------------------------------------- build
    @_building
    def build(self, input_shape: Any = None) -> None:
        """Make the weights. Override it: it is called with the shape of the first argument of `call`, or with one
        shape for each argument, named `<argument>_shape`."""
        self._check_super_called()

    def _build_at_init(self) -> None:
        """For layers whose state does not depend on the inputs: built as soon as made, unless a subclass has a
        `build` of its own."""
        if _is_default_build(self):
            self.built = True
            self._lock_state()

    def _lock_state(self) -> None:
        if not self._tracker.locked:
            self._tracker.lock(_LOCKED)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build with the shapes of `get_build_config`."""
        if not config:
            return
        if "input_shape" in config:
            self.build(config["input_shape"])
        elif "shapes_dict" in config:
            self.build(**config["shapes_dict"])

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the layer was built with."""
        shapes = self._build_shapes_dict
        if not shapes:
            return None
        if len(shapes) == 1:
            return {"input_shape": next(iter(shapes.values()))}
        return {"shapes_dict": shapes}

    def _maybe_build(self, arguments: dict[str, Any]) -> None:
        if self.built:
            return
        if not _is_default_build(self):
            self.build(**build_shapes(self, arguments))
        else:
            first = next(iter(arguments.values()), None)
            self.build(shape_of(first) if first is not None else None)
        if not self.built:
            raise ValueError(
                f"The `build()` method of layer {self.name} did not mark the layer as built. Try `self.built = True`."
            )

    def _has_unbuilt_layers(self) -> bool:
        return any(not layer.built for layer in self._layers)

    # --------------------------------------------------------------------------------------------- call
    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation. Override it."""
        raise self._not_implemented_error(self.call)

    def _not_implemented_error(self, method: Callable, message: str = "") -> NotImplementedError:
        return NotImplementedError(
            f"Layer {type(self).__name__} does not have a `{method.__name__}` method implemented. {message}".strip()
        )

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
            arguments = tensor_arguments(signature.bind(args, kwargs))
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
                self._maybe_build(arguments)
                self._check_inputs(arguments)
            self._called = True
            outputs = self._run(args, kwargs)
        self._first_output_shapes = [
            tuple(x.shape) for x in tree.flatten(outputs) if is_tensor_like(x)
        ]
        return outputs

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

    # ------------------------------------------------------------------------------------ masks and losses
    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the outputs; by default that of the inputs."""
        return previous_mask

    def add_loss(self, loss: Any) -> None:
        """Add a scalar (or a list of them) to the loss that training minimizes. For use inside `call`."""
        for value in tree.flatten(loss):
            if not hasattr(value, "shape"):
                raise ValueError(
                    f"`add_loss()` can only be called from inside `build()` or `call()`, on a tensor input. Received "
                    f"invalid value: {value}"
                )
            if not isinstance(value, KerasTensor) and scopes.symbolic is None:
                self._losses.append(value)

    @property
    def losses(self) -> list:
        """Scalars from `add_loss` and activity regularizers since the last call, then those of weight regularizers."""
        layers = self._flatten_layers()
        found = [loss for layer in layers for loss in layer._losses]
        found.extend(
            v.regularizer(v.value) for v in self.trainable_weights if v.regularizer is not None
        )
        return found

    def _clear_losses(self) -> None:
        for layer in self._flatten_layers():
            layer._losses.clear()

    def _regularize_activity(self, outputs: Any) -> None:
        for output in tree.flatten(outputs):
            if isinstance(output, Tensor):
                batch = output.shape[0] if output.shape else 1
                penalty = self.activity_regularizer(output)
                self.add_loss(penalty / max(1, batch))

    # ------------------------------------------------------------------------------------------- shapes
    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shapes of the outputs for given shapes of the inputs; by default found by running `call` without
        numbers."""
        if type(self).call is Layer.call:
            raise self._not_implemented_error(self.compute_output_shape)
        inputs = tree.map_shape_structure(
            lambda s: KerasTensor(s, self.compute_dtype), (args, kwargs)
        )
        outputs = Layer.compute_output_spec(
            self, *inputs[0], **{k.removesuffix("_shape"): v for k, v in inputs[1].items()}
        )
        return tree.map_structure(lambda x: x.shape, outputs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """KerasTensors like the outputs of `call` on inputs like these KerasTensors."""
        if type(self).compute_output_shape is Layer.compute_output_shape:
            return self._spec_of_call(*args, **kwargs)
        args, kwargs = tree.map_structure(self._converted_spec, (args, kwargs))
        arguments = tensor_arguments(signature_of(self.call).bind(args, kwargs))
        signature = signature_of(self.compute_output_shape)
        shapes = {f"{name}_shape": shape_of(value) for name, value in arguments.items()}
        if len(signature.names) == 1 or len(shapes) == 1:
            shape = self.compute_output_shape(next(iter(shapes.values())))
        elif signature.var_keyword or all(n in shapes for n in signature.names):
            keep = shapes if signature.var_keyword else {n: shapes[n] for n in signature.names}
            shape = self.compute_output_shape(**keep)
        else:
            shape = self.compute_output_shape(*shapes.values())
        return tree.map_shape_structure(lambda s: KerasTensor(s, self.compute_dtype), shape)

    def _spec_of_call(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs' spec, found by running `call` without numbers."""
        args, kwargs = tree.map_structure(self._converted_spec, (args, kwargs))
        if self.autocast and self._is_mixed and scopes.autocast is None:
            with scopes.AutocastScope(self._compute_dtype):
                return compute_output_spec(self.call, *args, **kwargs)
        return compute_output_spec(self.call, *args, **kwargs)

    def _converted_spec(self, x: Any) -> Any:
        if isinstance(x, KerasTensor) and self.autocast and is_float(x.dtype):
            dtype = self._compute_dtype
            if x.dtype != dtype and is_float(dtype):
                return KerasTensor(x.shape, dtype, name=x.name)
        return x

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """The call on KerasTensors: shapes only, and a node in the graph that the inputs belong to."""
        try:
            if self._has_unbuilt_layers() and (
                type(self).compute_output_shape is not Layer.compute_output_shape
                or type(self).compute_output_spec is not Layer.compute_output_spec
            ):
                self._build_layers_by_calling(args, kwargs)
            outputs = self.compute_output_spec(*args, **kwargs)
        except Exception as error:
            explain(error, self, args, kwargs)
            raise
        if scopes.symbolic is None:
            outputs = tree.map_structure(_fresh, outputs)
            Node(self, call_args=args, call_kwargs=kwargs, outputs=outputs)
        return outputs

    def _build_layers_by_calling(self, args: tuple, kwargs: dict[str, Any]) -> None:
        try:
            compute_output_spec(self.call, *args, **kwargs)
        except Exception:
            return  # they will be built when the layer is called on numbers

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


def _is_default_build(layer: Layer) -> bool:
    return type(layer).build is Layer.build


def _fresh(x: Any) -> Any:
    """Outputs of a layer are new tensors: what happened inside the layer is not part of the graph outside."""
    return KerasTensor(x.shape, x.dtype, name=x.name) if isinstance(x, KerasTensor) else x
