"""What a layer's `call` accepts, read once per class, and the shapes that its `build` is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, MutableMapping
from typing import Any
from weakref import WeakKeyDictionary

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable


class CallSignature:
    """The parameters of a function, without `self`.

    `names`: all named parameters; `positional`: those that may be given by position; `defaults`: name to default.
    """

    def __init__(self, function: Callable):
        parameters = list(inspect.signature(function).parameters.values())
        self.names = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        self.positional = [
            p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        self.defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
        self.var_positional = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.var_keyword = any(p.kind is p.VAR_KEYWORD for p in parameters)
        self.masks = [n for n in self.names if n == "mask" or n.endswith("_mask")]
        self.training = "training" in self.names
        self.required = [
            p.name
            for p in parameters
            if p.default is p.empty
            and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
            and p.name not in ("training", *self.masks)  # the layer finds them
        ]

    def bind(self, args: tuple, kwargs: dict) -> dict[str, Any]:
        """`{name: value}` for a call, in the order of the parameters; extra positional ones are left out."""
        bound = dict(zip(self.positional, args))
        for name in self.names:
            if name in kwargs:
                bound[name] = kwargs[name]
        for name, value in kwargs.items():
            bound.setdefault(name, value)
        return bound


# A function keeps alive the program that it was written in, and that its models.
_signatures: MutableMapping[Any, CallSignature] = WeakKeyDictionary()


def signature_of(method: Callable) -> CallSignature:
    """The signature of a bound method, remembered for its function."""
    function = getattr(method, "__func__", method)
    try:
        found = _signatures.get(function)
        if found is None:
            found = _signatures[function] = CallSignature(method)
        return found
    except TypeError:  # not hashable, or of a kind that nothing refers to weakly
        return CallSignature(method)


def is_tensor_like(x: Any) -> bool:
    """Whether `x` may be passed to a layer by position."""
    return isinstance(x, Tensor | KerasTensor | Variable)


def holds_tensors(value: Any) -> bool:
    """Whether a nested argument has a tensor in it, and nothing but tensors and None."""
    leaves = tree.flatten(value)
    return any(is_tensor_like(x) for x in leaves) and all(
        x is None or is_tensor_like(x) for x in leaves
    )


def tensor_arguments(bound: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call that are tensors or structures of tensors."""
    return {name: value for name, value in bound.items() if holds_tensors(value)}


def shape_of(value: Any) -> Any:
    """The shapes of a structure of tensors, in the same structure."""
    return tree.map_structure(lambda x: None if x is None else tuple(x.shape), value)


def build_shapes(layer: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments for `layer.build`, given the tensor arguments of `call`.

    A `build` with one parameter gets the shape of the first argument, whatever its name. With several, each must be
    called like an argument of `call` with `_shape` at the end; ValueError otherwise.
    """
    shapes = {f"{name}_shape": shape_of(value) for name, value in arguments.items()}
    signature = signature_of(layer.build)
    if len(signature.names) <= 1 and not signature.var_keyword:
        first = next(iter(shapes.values()), None)
        return {signature.names[0]: first} if signature.names else {}
    class_name = type(layer).__name__
    if len(signature.names) > 1:
        for name in signature.names:
            if not name.endswith("_shape") and name not in signature.defaults:
                raise ValueError(
                    f"For layer '{class_name}', received `build()` argument `{name}`, which does not end in `_shape`. "
                    "With several arguments, each of `build()` must be named after one of `call()`: for instance "
                    f"`{name}_shape` for the shape of `{name}`."
                )
            argument = name.removesuffix("_shape")
            if argument not in signature_of(layer.call).names and name not in signature.defaults:
                raise ValueError(
                    f"For layer '{class_name}', received `build()` argument `{name}`, but `call()` does not have "
                    f"argument `{argument}`. Rename one of them."
                )
    if signature.var_keyword:
        return shapes
    return {name: shapes[name] for name in signature.names if name in shapes}
