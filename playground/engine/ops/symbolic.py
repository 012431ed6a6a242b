"""`@op`: makes a function of tensors also accept KerasTensors, by adding a node to the functional graph."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from playground.engine import scopes
from playground.engine.keras_tensor import KerasTensor, any_symbolic_tensors
from playground.engine.naming import auto_name
from playground.engine.operation import Operation

F = TypeVar("F", bound=Callable)


class OpFunction(Operation):
    """A `keras.ops` function used on KerasTensors: one node of a functional graph."""

    def __init__(self, function: Callable | str, name: str | None = None) -> None:
        if isinstance(function, str):
            from playground.engine import ops

            function = getattr(ops, function)
        self.function = getattr(function, "__wrapped__", function)
        super().__init__(name=name or auto_name(self.function.__name__))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        from playground.engine.shape_inference import compute_output_spec

        return compute_output_spec(self.function, *args, **kwargs)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "function": self.function.__name__}


def op(function: F) -> F:
    """Decorates every public function of `keras.ops`."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        for x in args:
            kind = x.__class__
            if kind is KerasTensor or ((kind is list or kind is tuple) and any_symbolic_tensors(x)):
                break
        else:
            if not kwargs or not any_symbolic_tensors(None, kwargs):
                return function(*args, **kwargs)
        if scopes.symbolic is not None:  # only shapes are wanted: `apply` finds them
            return function(*args, **kwargs)
        return OpFunction(function)(*args, **kwargs)

    return call  # type: ignore[return-value]
