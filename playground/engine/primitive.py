"""Primitives and `apply`: the one gate through which every number of the engine passes.

A primitive is one NumPy computation together with its shape rule and its gradient rule. Whatever the engine
computes (a forward pass, a gradient, a loss, a metric, an optimizer's update) is a sequence of primitives
applied to tensors, and whoever wants to see it can listen at `apply`: gradient tapes record it, the observer
shows it, and a tracer turns a training step into a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from playground.engine import observe, ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.tensor import Tensor, VariableValue

Shape = tuple[int | None, ...]
Spec = tuple[Shape, str]  # shape and dtype of an array that has not been computed
_silently = np.errstate(all="ignore")


class Primitive:
    """One NumPy computation.

    name
        What graphs, plans and error messages call it.
    forward(*arrays, **parameters)
        Computes an array (or a tuple of arrays) from arrays. When `takes_out`, it also accepts `out=`, an array
        to write into.
    shape(*inputs, **parameters)
        The `(shape, dtype)` of the result (or a tuple of those), from inputs that have `shape` and `dtype`. It raises
        a ValueError that names both shapes when they do not fit. Axes of a KerasTensor may be None.
    gradient
        A tuple with a function `(g, y, *inputs, **parameters)` for each input, giving the gradient with respect to
        that input, where `y` is the result and `g` the gradient with respect to `y`; None where it is zero. One
        function `(i, g, y, *inputs, **parameters)` does for any number of inputs. Rules are written in ops on
        tensors, so gradients can be differentiated and traced themselves. A gradient that is larger than its input
        because the input was broadcast is summed by `pullback`, one that is smaller (of a reduction) is spread.
    view
        The result may share memory with the first input.

    `compute` is `forward` without NumPy's warnings: log(0) is -inf, as in Keras, not a message.
    """

    __slots__ = ("compute", "forward", "gradient", "name", "shape", "takes_out", "view")

    def __init__(
        self,
        name: str,
        forward: Callable,
        shape: Callable,
        gradient: tuple | Callable = (),
        *,
        takes_out: bool | None = None,
        view: bool = False,
    ) -> None:
        self.name = name
        self.forward = forward
        self.compute = forward if view else _silently(forward)
        self.shape = shape
        self.gradient = gradient
        self.takes_out = isinstance(forward, np.ufunc) if takes_out is None else takes_out
        self.view = view

    def pullback(self, i: int, g: Any, y: Any, inputs: tuple, parameters: dict) -> Tensor | None:
        """The gradient with respect to input `i`, in the shape and dtype of that input."""
        rule = self.gradient
        if callable(rule):
            dx = rule(i, g, y, *inputs, **parameters)
        else:
            rule = rule[i] if i < len(rule) else None
            if rule is None:
                return None
            dx = rule(g, y, *inputs, **parameters)
        return None if dx is None else fit_to(dx, inputs[i])

    def __repr__(self) -> str:
        return f"<Primitive {self.name}>"


class Tracer(Protocol):
    """What wants to see the computation while it runs eagerly: the plan tracer."""

    def applied(self, primitive: Primitive, inputs: tuple, parameters: dict, output: Any) -> None:
        """`output` (a Tensor or a tuple of them) was computed. An input that is a VariableValue is a read of
        its `variable`."""

    def assigned(self, variable: Any, value: Tensor) -> None:
        """`variable` is about to take the numbers of `value`."""

    def guard(self, tensor: Any, check: Callable[[np.ndarray], None]) -> None:
        """`check(numbers)` was called on the numbers of `tensor`, to raise an error if they are not as they should."""


tracer: Tracer | None = None  # set while a training step is traced; NumPy's warnings are off then
tapes: list = []  # the GradientTapes that are recording, outermost first
_new = Tensor.__new__
_ignores = observe.Observer.operation
NO_PARAMETERS: dict[str, Any] = {}


def apply(primitive: Primitive, inputs: tuple, parameters: dict[str, Any] = NO_PARAMETERS) -> Any:
    """Apply `primitive` to a tuple of Tensors: a Tensor, or a tuple of them for several results.

    With a KerasTensor among the inputs nothing is computed: the result is a KerasTensor by the shape rule.
    """
    try:
        compute = primitive.compute if tracer is None else primitive.forward
        result = compute(*[x.array for x in inputs], **parameters)
    except Exception as error:
        if any(x.__class__ is KerasTensor for x in inputs):
            return _inferred(primitive, inputs, parameters)
        _shapes(primitive, inputs, parameters)  # explains better than NumPy what does not fit
        raise _explained(error, primitive, inputs) from error
    if result.__class__ is np.ndarray:
        if primitive.view and inputs[0].__class__ is VariableValue:
            result = result.copy()  # else it would change with the variable
        output = _new(Tensor)
        output.array = result
    elif result.__class__ is tuple:
        output = tuple([Tensor(np.asarray(r)) for r in result])
    else:
        output = Tensor(np.asarray(result))  # NumPy gives scalars for arrays without axes
    if tapes:
        for tape in tapes:
            tape.record(primitive, inputs, parameters, output)
    if tracer is not None:
        tracer.applied(primitive, inputs, parameters, output)
    if observe.observer is not None and type(observe.observer).operation is not _ignores:
        observe.observer.operation(primitive.name, inputs, output)
    return output


@contextmanager
def unrecorded() -> Iterator[None]:
    """What is computed and assigned inside is not part of the step that is being traced."""
    global tracer
    before, tracer = tracer, None
    try:
        yield
    finally:
        tracer = before


def _shapes(primitive: Primitive, inputs: tuple, parameters: dict[str, Any]) -> Any:
    """What the shape rule says. Its error carries `mismatch`: the operation's name and its inputs' shapes."""
    try:
        return primitive.shape(*inputs, **parameters)
    except ValueError as error:
        error.mismatch = (primitive.name, tuple([tuple(x.shape) for x in inputs]))  # type: ignore[attr-defined]
        raise


def _inferred(primitive: Primitive, inputs: tuple, parameters: dict[str, Any]) -> Any:
    result = _shapes(primitive, inputs, parameters)
    if isinstance(result[1], str):
        output: Any = KerasTensor(result[0], result[1])
    else:
        output = tuple(KerasTensor(shape, dtype) for shape, dtype in result)
    if observe.observer is not None:
        observe.observer.operation(primitive.name, inputs, output)
    return output


def _explained(error: Exception, primitive: Primitive, inputs: tuple) -> Exception:
    shapes = ", ".join(f"{x.shape} {x.dtype}" for x in inputs)
    kind = type(error) if type(error) in (ValueError, TypeError, IndexError) else ValueError
    return kind(f"`{primitive.name}` cannot be applied to tensors of shape {shapes}: {error}")


def fit_to(g: Any, x: Any) -> Any:
    """Gradient `g` in the shape and dtype of `x`: summed over axes along which `x` was broadcast, repeated along
    those that a reduction removed or shrank to 1."""
    if g.array.shape != x.array.shape:
        extra = len(g.shape) - len(x.shape)
        if extra > 0:
            g = ops.sum(g, axis=tuple(range(extra)))
        if extra >= 0:
            axes = tuple([i for i, n in enumerate(x.shape) if n == 1 and g.shape[i] != 1])
            g = ops.sum(g, axis=axes, keepdims=True) if axes else g
        if g.array.shape != x.array.shape:
            g = ops.broadcast_to(g, x.shape)
    return g if g.array.dtype is x.array.dtype else ops.cast(g, x.dtype)
