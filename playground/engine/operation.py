"""Operation: something that is called on tensors and, when called on KerasTensors, becomes a node of a graph.

Layers and models are operations, and so is every `keras.ops` function while a functional model is built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import scopes, tree
from playground.engine.keras_tensor import KerasTensor, any_recorded, any_symbolic_tensors
from playground.engine.naming import auto_name
from playground.engine.node import Node


def default(method: Callable) -> Callable:
    """Marks a method that subclasses may replace, so that `is_default` can tell whether one has."""
    method._is_default = True  # type: ignore[attr-defined]
    return method


def is_default(method: Callable) -> bool:
    """Whether `method` is still the one marked by `default`."""
    return getattr(method, "_is_default", False)


class Operation:
    """Subclasses write `call`, and `compute_output_spec` when shapes are not to be found by running `call`."""

    _constructor_arguments: tuple[tuple, dict] = ((), {})
    _inbound_nodes: list[Node]
    _outbound_nodes: list[Node]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Remembers the arguments of the constructor: `get_config` is made from them."""
        instance = super().__new__(cls)
        object.__setattr__(instance, "_constructor_arguments", (args, kwargs))
        return instance

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = auto_name(type(self).__name__)
        if not isinstance(name, str) or "/" in name:
            raise ValueError(
                f"Argument `name` must be a string and cannot contain character `/`. Received: name={name} "
                f"(of type {type(name)})"
            )
        self.name = name
        self._inbound_nodes = []
        self._outbound_nodes = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if any_symbolic_tensors(args, kwargs):
            return self.symbolic_call(*args, **kwargs)
        if getattr(self, "quantization_mode", None) is not None:
            return self.quantized_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Infer the outputs as KerasTensors and add a node to the graph."""
        outputs = self.compute_output_spec(*args, **kwargs)
        if scopes.symbolic is None or any_recorded(args, kwargs):
            Node(operation=self, call_args=args, call_kwargs=kwargs, outputs=outputs)
        return outputs

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `call`.")

    def quantized_call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation when `quantization_mode` is set."""
        raise NotImplementedError(f"{type(self).__name__} has no `quantized_call`.")

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """KerasTensors like the outputs of `call` for KerasTensor inputs."""
        from playground.engine.shape_inference import compute_output_spec

        try:
            return compute_output_spec(self.call, *args, **kwargs)
        except Exception as error:
            raise type(error)(
                f"Could not automatically infer the output shape / dtype of '{self.name}' (of type "
                f"{type(self).__name__}). Either its `call()` method is incorrect, or it needs a "
                f"`compute_output_spec()` or `compute_output_shape()` method. Error encountered:\n\n{error}"
            ) from error

    # ------------------------------------------------------------------------------------- configuration
    @default
    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, from which `from_config` makes an equal object.

        A class whose arguments are not plain values must write its own `get_config`; inside it,
        `super().get_config()` gives the name.
        """
        config: dict[str, Any] = {"name": self.name}
        if not is_default(self.get_config):
            return config
        return self._config_from_arguments(config)

    def _config_from_arguments(self, config: dict[str, Any]) -> dict[str, Any]:
        import inspect

        signature = inspect.signature(type(self).__init__)
        args, kwargs = self._constructor_arguments
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        arguments: dict[str, Any] = {}
        takes_name = False
        for i, (name, parameter) in enumerate(signature.parameters.items()):
            if parameter.kind is parameter.VAR_KEYWORD:
                takes_name = True
                arguments.update(bound.arguments[name])
            elif parameter.kind is parameter.VAR_POSITIONAL:
                if bound.arguments[name]:
                    raise self._needs_get_config("it takes any number of positional arguments")
            elif i > 0:
                takes_name = takes_name or name == "name"
                arguments[name] = bound.arguments[name]
        for name, value in arguments.items():
            if name == "dtype" and hasattr(
                value, "get_config"
            ):  # a policy, which layers know by its name
                arguments[name] = value = value.name
            if not all(_is_plain(leaf) for leaf in tree.flatten(value)):
                raise self._needs_get_config(f"argument `{name}` is {value!r}")
        if takes_name:
            arguments.update(config)
        return arguments

    def _needs_get_config(self, reason: str) -> NotImplementedError:
        return NotImplementedError(
            f"Object {type(self).__name__} was created by passing non-serializable argument values in `__init__()`: "
            f"{reason}. Try a method `get_config()` that returns the arguments as plain values."
        )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An object made from what `get_config` returned."""
        try:
            return cls(**config)
        except Exception as error:
            raise TypeError(
                f"Error when deserializing class '{cls.__name__}' using config={config}.\n\n"
                f"Exception encountered: {error}"
            ) from error

    # --------------------------------------------------------------------------------------------- graph
    @property
    def input(self) -> Any:
        """The KerasTensor (or list of them) this operation was first called on."""
        return _one_or_list(self._first_node("input").input_tensors)

    @property
    def output(self) -> Any:
        """The KerasTensor (or list of them) its first call made."""
        return _one_or_list(self._first_node("output").output_tensors)

    def _first_node(self, what: str) -> Node:
        if not self._inbound_nodes:
            raise AttributeError(
                f"The layer {self.name} has never been called and thus has no defined {what}."
            )
        return self._inbound_nodes[0]


def _one_or_list(tensors: list[KerasTensor]) -> Any:
    return tensors[0] if len(tensors) == 1 else list(tensors)


def _is_plain(value: Any) -> bool:
    """Whether `value` comes back from JSON as it was."""
    return value is None or isinstance(value, bool | int | float | str)
