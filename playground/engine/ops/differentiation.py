"""Derivatives as functions: a gradient of your own, and the derivative in a direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import same
from playground.engine.primitive import Primitive, apply
from playground.engine.shape_inference import compute_output_spec


def jvp(fun: Any, primals: Any, tangents: Any, has_aux: bool = False) -> Any:
    """The value of `fun` at `primals` and its derivative in the direction `tangents`: two passes of reverse mode."""
    from playground.engine.gradient_tape import GradientTape

    if any(isinstance(p, KerasTensor) for p in (*primals, *tangents)):
        result = compute_output_spec(fun, *primals)
        value, aux = result if has_aux else (result, None)
        direction = KerasTensor(value.shape, value.dtype)
        return (value, direction, aux) if has_aux else (value, direction)
    primals = [tensor(p) for p in primals]
    tangents = [tensor(t) for t in tangents]
    result = fun(*primals)
    value, aux = result if has_aux else (result, None)
    weights = ops.zeros_like(value)
    with GradientTape() as outer:  # d/dw of (d/dx w·f(x))·t is f'(x) t, for any w
        outer.watch(weights)
        with GradientTape() as inner:
            inner.watch(primals)
            result = fun(*primals)
            total = ops.sum((result[0] if has_aux else result) * weights)
        grads = inner.gradient(total, primals, unconnected_gradients="zero")
        along = sum((ops.sum(g * t) for g, t in zip(grads, tangents)), ops.zeros((), value.dtype))
    direction = outer.gradient(along, weights)
    direction = ops.zeros_like(value) if direction is None else direction
    return (value, direction, aux) if has_aux else (value, direction)


def custom_gradient(f: Callable) -> Callable:
    """Decorator: `f(*args)` returns the result and a function of the gradient `upstream` that returns the
    gradients with respect to the arguments. It replaces the gradient that would be found by itself."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        inputs = tuple(tensor(a) for a in args)
        if any(isinstance(x, KerasTensor) for x in inputs):
            return f(*inputs, **kwargs)[0]
        result, rule = f(*[ops.stop_gradient(x) for x in inputs], **kwargs)
        found: list = []  # the gradient asked for last and what the rule made of it

        def gradient(i: int, g: Any, y: Any, result: Any, *xs: Any) -> Any:
            if i == 0:
                return None
            if not found or found[0] is not g:
                grads = _call_rule(rule, g)
                found[:] = [g, grads if isinstance(grads, list | tuple) else (grads,)]
            return found[1][i - 1] if i <= len(found[1]) else None

        name = getattr(f, "__name__", "custom_gradient")
        what = Primitive(name, lambda result, *xs: result, same, gradient, view=True)
        return apply(what, (result, *inputs))

    wrapped.__name__ = getattr(f, "__name__", "custom_gradient")
    wrapped.__doc__ = f.__doc__
    return wrapped


def _call_rule(rule: Callable, g: Any) -> Any:
    try:
        return rule(g)
    except TypeError:
        return rule(upstream=g)
