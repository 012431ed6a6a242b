"""Errors raised by a layer's `call`, told in terms of layers: which one, what it received, what to try."""

from __future__ import annotations

from typing import Any

from playground.engine.layers.call_arguments import is_tensor_like, signature_of

_EXPLAINED = "_layer_was_named"


def explain(error: Exception, layer: Any, args: tuple, kwargs: dict[str, Any]) -> None:
    """Name the innermost layer, and what it received, in the message of an error raised by its `call`."""
    if getattr(error, _EXPLAINED, False) or not isinstance(
        error, ValueError | TypeError | IndexError | AttributeError
    ):
        return
    if len(error.args) != 1 or not isinstance(error.args[0], str) or isinstance(error, KeyError):
        return
    received = signature_of(layer.call).bind(args, kwargs)
    advice = _built_for_other_inputs(layer, received)
    lines = "\n".join(f"  • {name}={_described(value)}" for name, value in received.items())
    error.args = (
        f'Exception encountered when calling {type(layer).__name__}.call() of layer "{layer.name}".\n\n'
        f"{error.args[0]}{advice}\n\nArguments received by {type(layer).__name__}.call():\n{lines}",
    )
    setattr(error, _EXPLAINED, True)


def _built_for_other_inputs(layer: Any, received: dict[str, Any]) -> str:
    """A sentence when a layer with weights is given inputs of another size than those it was built for."""
    shapes = layer._build_shapes_dict
    built = next(iter(shapes.values()), None) if shapes else None
    now = getattr(next(iter(received.values()), None), "shape", None)
    if (
        not layer.weights
        or not isinstance(built, tuple)
        or now is None
        or built[1:] == tuple(now)[1:]
    ):
        return ""
    return (
        f"\n\nThe layer made its weights for inputs of shape {built} and now received {tuple(now)}. Give it "
        "inputs of that "
        "size, or make a new layer for these."
    )


def _described(value: Any) -> str:
    if is_tensor_like(value):
        return f"{type(value).__name__}(shape={tuple(value.shape)}, dtype={value.dtype})"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_described(v) for v in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_described(v)}" for k, v in value.items()) + "}"
    return repr(value)


def refuse_none(layer: Any) -> None:
    """ValueError for a layer that is called on None: most often the layer before it returns nothing."""
    raise ValueError(
        f'Layer "{layer.name}" (a {type(layer).__name__}) was called on None; expected a tensor. Does the `call` of '
        "the layer or the function before it end with `return`?"
    )


def refuse_missing(layer: Any, required: list[str], given: dict[str, Any]) -> None:
    """TypeError for a call without some of what `call` needs, in Python's words, but of the layer that was called."""
    missing = [repr(name) for name in required if name not in given]
    s = "" if len(missing) == 1 else "s"
    raise TypeError(
        f"{type(layer).__name__}.call() missing {len(missing)} required positional argument{s}: "
        f"{' and '.join(missing)}. Call the layer with {' and '.join(required)}."
    )
