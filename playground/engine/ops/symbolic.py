"""`@op`: makes a function of tensors also accept KerasTensors, by adding a node to the functional graph."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from playground.engine import observe, scopes, tree
from playground.engine.dtypes import standardize_dtype
from playground.engine.keras_tensor import KerasTensor, any_recorded
from playground.engine.naming import to_snake_case
from playground.engine.operation import Operation
from playground.engine.ops.graph_shapes import SHAPES
from playground.engine.ops.keras_classes import class_name, constructor_arguments, function_name

_TENSORS_LAST = (
    "einsum",
    "while_loop",
    "fori_loop",
    "full",
)  # their first arguments are no tensors
# the words that an argument may be, refused when the operation is made
_CHOICES = {"qr": ("mode", ("reduced", "complete"))}
F = TypeVar("F", bound=Callable)


class FunctionOperation(Operation):
    """A `keras.ops` function as an operation: what a functional graph keeps of a call on KerasTensors.

    `operation_class("sum")` is the class `Sum`. Arguments given to it come after those given to the call, so that
    `Sum(axis=1)(x)`, `Sum()(x, 1)` and `ops.sum(x, 1)` are the same.
    """

    function: Callable

    def __init__(self, *args: Any, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name)
        self.args, self.kwargs = args, kwargs
        choices = _CHOICES.get(type(self).function.__name__)
        if choices is not None:
            argument, allowed = choices
            given = kwargs.get(argument, args[0] if args else allowed[0])
            if given not in allowed:
                raise ValueError(
                    f"`{argument}` argument value not supported. Expected one of "
                    f"{{{', '.join(map(repr, allowed))}}}. Received: {argument}={given}"
                )

    def call(self, *args: Any, **kwargs: Any) -> Any:
        return self._called(type(self).function, args, kwargs)

    def _called(self, function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
        name = type(self).function.__name__
        own = dict(self.kwargs)
        first = [own.pop(key) for key in _first_arguments(name) if key in own]
        order = (*first, *self.args, *args) if name in _TENSORS_LAST else (*args, *self.args)
        if name == "get_item" and len(order) > 1 and isinstance(order[1], list):
            order = (order[0], tuple(order[1]))  # a key that went through JSON
        return function(*order, **{**own, **kwargs})

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        outputs = super().symbolic_call(*args, **kwargs)
        if observe.observer is not None:
            inputs = tuple(tree.flatten((args, self.args, kwargs, self.kwargs)))
            observe.observer.operation(self.function.__name__, inputs, outputs)
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        from playground.engine.shape_inference import compute_output_spec

        promised = SHAPES.get(type(self).function.__name__)
        spec = None if promised is None else self._called(promised, args, kwargs)
        return compute_output_spec(self.call, *args, **kwargs) if spec is None else spec

    def get_config(self) -> dict[str, Any]:
        config = {"name": self.name, **self.kwargs}
        return {**config, "args": list(self.args)} if self.args else config

    @classmethod
    def of_call(cls, args: tuple, kwargs: dict[str, Any]) -> tuple[Any, tuple, dict[str, Any]]:
        """The operation of a call of the function, and the rest of the arguments, for the operation's call: tensors,
        and what Keras gives to the call."""
        name = cls.function.__name__
        names = constructor_arguments(name)
        if not names:
            return cls(), args, kwargs
        signature = inspect.signature(cls.function)
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            return cls(), args, kwargs  # which says what is wrong
        stated = dict(given.arguments)
        given.apply_defaults()
        own = {key: given.arguments[key] for key in names if key in given.arguments}
        own = {key: value for key, value in own.items() if not _any_symbol((value,))}
        positional: list[Any] = []
        by_name: dict[str, Any] = {}
        after = False  # one of the constructor's
        for key, parameter in signature.parameters.items():
            if key in own:
                after = after or key not in _first_arguments(name)
            elif key not in stated:
                after = True
                if parameter.default is None:  # Keras states it, and some operations need it
                    by_name[key] = None
            elif parameter.kind is parameter.VAR_POSITIONAL:
                positional.extend(stated[key])
            elif parameter.kind is parameter.VAR_KEYWORD:
                by_name.update(stated[key])
            elif after or parameter.kind is parameter.KEYWORD_ONLY:
                by_name[key] = stated[key]
            else:
                positional.append(stated[key])
        if own.get("dtype") is not None:
            own["dtype"] = standardize_dtype(own["dtype"])
        return cls(**own), tuple(positional), by_name

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        config = dict(config)
        return cls(*config.pop("args", ()), **config)


def _first_arguments(name: str) -> tuple[str, ...]:
    """What the constructor is given and the function takes before its tensors."""
    return constructor_arguments(name)[:1] if name in _TENSORS_LAST else ()


_classes: dict[Callable, type[FunctionOperation]] = {}


def operation_class(function: Callable | str) -> type[FunctionOperation]:
    """The class of operations that call `function`, a function of `keras.ops` or its name."""
    if isinstance(function, str):
        from playground.engine import ops

        function = getattr(ops, function)
    plain: Any = getattr(function, "__wrapped__", function)
    made = _classes.get(plain)
    if made is None:
        name = class_name(plain.__name__)
        members = {
            "function": staticmethod(plain),
            "__doc__": plain.__doc__,
            "__module__": __name__,
        }
        made = _classes[plain] = type(name, (FunctionOperation,), members)
    return made


def class_of(name: str, find: Callable[[str], Any]) -> Any:
    """The class of operations called `name`: `"Sum"` for the function `sum` that `find` finds."""
    try:
        function = find(function_name(name) or to_snake_case(name))
    except AttributeError:
        function = find(name)  # says what is missing
    return operation_class(function)


def _any_symbol(values: Any) -> bool:
    """Whether a KerasTensor is among `values`, or in lists, tuples and dicts among them."""
    for x in values:
        kind = x.__class__
        if kind is KerasTensor:
            return True
        if kind in _MAY_HOLD_SYMBOLS and _any_symbol(x.values() if kind is dict else x):
            return True
    return False


_MAY_HOLD_SYMBOLS = frozenset((KerasTensor, list, tuple, dict))


def op(function: F) -> F:
    """Decorates every public function of `keras.ops`."""

    def call(*args: Any, **kwargs: Any) -> Any:
        for x in args:  # this runs at every call of every op, so it is written to be fast
            if x.__class__ in _MAY_HOLD_SYMBOLS:
                break
        else:
            if not kwargs:
                return function(*args)
        if (
            (_any_symbol(args) or _any_symbol(kwargs.values()))
            if scopes.symbolic is None
            else any_recorded(args, kwargs)
        ):
            operation, args, kwargs = operation_class(function).of_call(args, kwargs)
            return operation(*args, **kwargs)
        return function(*args, **kwargs)  # computes, or inside a SymbolicScope finds the shape

    # what functools.wraps does, but in a tenth of the time: there are some 400 of these to import
    call.__name__, call.__qualname__ = function.__name__, function.__qualname__
    call.__doc__, call.__module__ = function.__doc__, function.__module__
    call.__wrapped__ = function  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]
