"""KerasTensor: a tensor whose shape and dtype are known, but not its numbers."""

from __future__ import annotations

from typing import Any

from playground.engine import backends, ops
from playground.engine.dtypes import standardize_dtype
from playground.engine.naming import auto_name
from playground.engine.operators import Operators


class NotKnownYet(ValueError):
    """A length (None) or a value was needed that a KerasTensor does not have."""


def standardize_shape(shape: Any) -> tuple[int | None, ...]:
    """`shape` as a tuple of ints and None; ValueError when it is no shape."""
    if not isinstance(shape, tuple):
        if shape is None:
            raise ValueError("Undefined shapes are not supported.")
        if not hasattr(shape, "__iter__"):
            raise ValueError(
                f"Cannot convert '{shape}' to a shape. A shape is a tuple, also of one axis: "
                f"write ({shape},), with a comma."
            )
        shape = tuple(shape)
    result = []
    for n in shape:
        if n is None:
            result.append(None)
            continue
        try:
            length = n.__index__()
        except (AttributeError, TypeError):
            raise ValueError(
                f"Cannot convert '{shape}' to a shape. Found invalid dimension '{n}'. A dimension is a whole number "
                "or None."
                f"{_wholly(n)}"
            ) from None
        if length < 0:
            raise ValueError(
                f"Cannot convert '{shape}' to a shape. Negative dimensions are not allowed: {length}. -1 means "
                '"what is left" in reshape only.'
            )
        result.append(length)
    return tuple(result)


def _wholly(n: Any) -> str:
    if isinstance(n, float):
        return " Divide with // for a whole number, or write int(…)."
    return f" A text is no number: int({n!r})." if isinstance(n, str) else ""


class KerasTensor(Operators):
    """A tensor to be: the inputs and outputs of layers while a functional model is put together.

    `shape` may contain None (any length), usually for the batch. Ops on a KerasTensor give KerasTensors that
    remember, in `_keras_history`, which operation made them.
    """

    def __init__(
        self,
        shape: Any,
        dtype: Any = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        self._shape = standardize_shape(shape)
        self._dtype = standardize_dtype(dtype)
        if sparse and ragged:
            raise ValueError(
                "KerasTensor cannot have `sparse=True` and `ragged=True` at the same time."
            )
        self._sparse, self._ragged = bool(sparse), bool(ragged)
        self.name = name or auto_name(type(self).__name__)
        self.record_history = record_history

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Length of each axis, None where unknown."""
        return self._shape

    @shape.setter
    def shape(self, value: Any) -> None:
        raise AttributeError(f"The `shape` attribute of {type(self).__name__} is immutable.")

    @property
    def dtype(self) -> str:
        """Name of the dtype."""
        return self._dtype

    @dtype.setter
    def dtype(self, value: Any) -> None:
        raise AttributeError(f"The `dtype` attribute of {type(self).__name__} is immutable.")

    @property
    def sparse(self) -> bool:
        """Whether it stands for a sparse tensor (which nothing here computes with)."""
        return self._sparse

    @sparse.setter
    def sparse(self, value: Any) -> None:
        raise AttributeError(f"The `sparse` attribute of {type(self).__name__} is immutable.")

    @property
    def ragged(self) -> bool:
        """Whether it stands for a ragged tensor (which nothing here computes with)."""
        return self._ragged

    @ragged.setter
    def ragged(self, value: Any) -> None:
        raise AttributeError(f"The `ragged` attribute of {type(self).__name__} is immutable.")

    def __eq__(self, other: Any) -> bool:
        return self is other  # KerasTensors are looked for in lists and dicts

    __hash__ = object.__hash__

    @property
    def T(self) -> Any:
        """The axes in reverse order."""
        if backends.reader is not None:
            backends.reader(self, "method", "T")
        return ops.transpose(self)

    def reshape(self, *newshape: Any) -> Any:
        """`ops.reshape` of it."""
        if backends.reader is not None:
            backends.reader(self, "method", "reshape()")
        return ops.reshape(self, newshape[0] if len(newshape) == 1 else newshape)

    def squeeze(self, axis: Any = None) -> Any:
        """`ops.squeeze` of it."""
        if backends.reader is not None:
            backends.reader(self, "method", "squeeze()")
        return ops.squeeze(self, axis)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        written, instead = backends.numpy_function()
        raise NotKnownYet(
            f"{written} was given a KerasTensor, which is a placeholder: it has a shape and a dtype, but no numbers "
            f"that could become a NumPy array. {instead}"
        )

    def __float__(self) -> float:
        raise NotKnownYet("A KerasTensor has no value yet, so it cannot become a Python float.")

    def __int__(self) -> int:
        raise NotKnownYet("A KerasTensor has no value yet, so it cannot become a Python int.")

    __index__ = __int__

    def __bool__(self) -> bool:
        raise TypeError(
            "A symbolic KerasTensor cannot be used as a boolean: it has no value yet. Try ops.where or ops.cond."
        )

    def __iter__(self) -> Any:
        raise NotImplementedError("Iterating over a symbolic KerasTensor is not supported.")

    def __repr__(self) -> str:
        return (
            f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse={self.sparse}, ragged={self.ragged}, "
            f"name={self.name}>"
        )


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is symbolic: a KerasTensor, for example the output of `keras.Input`. Not what `call` gets."""
    return isinstance(x, KerasTensor) and not stands_for_numbers(x)


def stands_for_numbers(x: Any) -> bool:
    """Whether `x` is what a `call` sees while its shapes are looked for. On Keras's backends that is a tensor."""
    return (
        backends.finding_shapes and isinstance(x, KerasTensor) and not hasattr(x, "_keras_history")
    )


def any_symbolic_tensors(args: Any = None, kwargs: Any = None) -> bool:
    """Whether a KerasTensor is anywhere in nested arguments."""
    todo = [args or (), kwargs or {}]
    while todo:
        node = todo.pop()
        if isinstance(node, KerasTensor):
            return True
        if isinstance(node, list | tuple):
            todo.extend(node)
        elif isinstance(node, dict):
            todo.extend(node.values())
    return False


def any_recorded(args: Any = None, kwargs: Any = None) -> bool:
    """Whether a KerasTensor with a past, such as that of an `Input`, is anywhere in nested arguments."""
    todo = [args or (), kwargs or {}]
    while todo:
        node = todo.pop()
        if isinstance(node, KerasTensor):
            if hasattr(node, "_keras_history"):
                return True
        elif isinstance(node, list | tuple):
            todo.extend(node)
        elif isinstance(node, dict):
            todo.extend(node.values())
    return False
