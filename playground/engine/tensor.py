"""Tensor: a NumPy array that remembers nothing, but whose operations can be recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import backends, ops
from playground.engine.array_methods import ArrayMethods
from playground.engine.dtypes import NAME_OF, DtypeName
from playground.engine.operators import Operators


class TensorShape(tuple):
    """What `get_shape()` gives: a tuple of lengths that TensorFlow's programs make a list of."""

    __slots__ = ()

    def as_list(self) -> list[int]:
        """The lengths in a list."""
        return list(self)


class Tensor(ArrayMethods, Operators):
    """An immutable array of numbers.

    `array` is the NumPy array inside; treat it as read-only. Operators and `keras.ops` functions of a Tensor give
    Tensors, and a GradientTape can differentiate through all of them. NumPy functions of it give arrays; inside a
    training step they are refused (`backends.py`).
    """

    __slots__ = ("__weakref__", "_keras_mask", "array")

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis, for example `(2, 32)`."""
        return self.array.shape

    @property
    def dtype(self) -> str:
        """Name of the dtype, for example `"float32"`."""
        dtype = self.array.dtype
        return NAME_OF.get(dtype) or DtypeName("string" if dtype.kind in "US" else dtype.name)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.array.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        if backends.reader is not None:
            backends.reader(self, "numpy.size" if backends.called_by_numpy() else "size")
        return self.array.size

    @property
    def nbytes(self) -> int:
        """Bytes of memory the numbers take."""
        if backends.reader is not None:
            backends.reader(self, "nbytes")
        return self.array.nbytes

    @property
    def device(self) -> str:
        """Everything is computed on the CPU."""
        if backends.reader is not None:
            backends.reader(self, "device")
        return "cpu"

    def numpy(self) -> Any:
        """The values as a NumPy array. A text is bytes, several are an array of them, as in TensorFlow."""
        if backends.reader is not None:
            backends.reader(self, "numpy()")
        if self.array.dtype.kind == "U":
            encoded = np.char.encode(self.array, "utf-8").astype(object)
            return encoded if encoded.ndim else encoded.item()
        return self.array

    def get_shape(self) -> TensorShape:
        """`shape`, as TensorFlow also spells it."""
        if backends.reader is not None:
            backends.reader(self, "get_shape()")
        return TensorShape(self.array.shape)

    def item(self, *args: Any) -> Any:
        """The value of a one-element tensor as a Python number."""
        if backends.reader is not None:
            backends.reader(self, "item()")
        return self.array.item(*args)

    def tolist(self) -> Any:
        """The values as nested Python lists."""
        if backends.reader is not None:
            backends.reader(self, "tolist()")
        return self.array.tolist()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if backends.reader is not None:
            backends.reader(self, "numpy")
        if dtype is not None and self.array.dtype != dtype:
            return self.array.astype(dtype)
        return self.array.copy() if copy else self.array

    def __float__(self) -> float:
        if backends.reader is not None:
            backends.reader(self, "float()")
        return float(self.array.item())

    def __int__(self) -> int:
        if backends.reader is not None:
            backends.reader(self, "int()")
        return int(self.array.item())

    def __complex__(self) -> complex:
        if backends.reader is not None:
            backends.reader(self, "complex()")
        return complex(self.array.item())

    def __bool__(self) -> bool:
        if backends.reader is not None:
            backends.reader(self, "bool")
        return bool(self.array)

    def __index__(self) -> int:
        if backends.reader is not None:
            backends.reader(self, "index")
        return self.array.__index__()

    def __format__(self, spec: str) -> str:
        if spec and backends.reader is not None:
            backends.reader(self, "format")
        return format(self.array.item() if spec and self.array.ndim == 0 else self.array, spec)

    def __hash__(self) -> int:
        if backends.reader is not None:
            backends.reader(self, "hash()")
        return object.__hash__(self)

    def __invert__(self) -> Any:
        return ops.logical_not(self) if self.array.dtype == bool else ops.bitwise_not(self)

    def __and__(self, other: Any) -> Any:
        return ops.bitwise_and(self, other)

    def __or__(self, other: Any) -> Any:
        return ops.bitwise_or(self, other)

    def __xor__(self, other: Any) -> Any:
        return ops.bitwise_xor(self, other)

    def __copy__(self) -> Tensor:
        return self

    def __deepcopy__(self, memo: dict) -> Tensor:
        if backends.reader is not None:
            backends.reader(self, "copy.deepcopy")
        return Tensor(self.array.copy())

    def __reduce__(self) -> tuple:
        if backends.reader is not None:
            backends.reader(self, "pickle")
        return Tensor, (self.array,)

    def __repr__(self) -> str:
        values = np.array2string(self.array, separator=", ", threshold=50, precision=6)
        line = "\n" if "\n" in values else ""
        return f"<Tensor shape={self.shape}, dtype={self.dtype}, numpy={line}{values}>"

    def __str__(self) -> str:
        return repr(self)


class VariableValue(Tensor):
    """What a Variable held when it was read. Shares the variable's memory until the variable changes: just
    before that, `Variable.assign` gives it a copy of its own."""

    __slots__ = ("variable",)

    def numpy(self) -> np.ndarray:
        """A copy of the values, which does not change when the variable does."""
        if backends.reader is not None:
            backends.reader(self, "numpy()")
        return self.array.copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if backends.reader is not None:
            backends.reader(self, "numpy")
        return self.array.copy() if dtype is None else self.array.astype(dtype)
