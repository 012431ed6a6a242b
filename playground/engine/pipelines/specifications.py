"""What is known of a tensor before it is there, in TensorFlow's words: DType, TensorShape, TensorSpec."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import dtypes, ops


class DType(dtypes.DtypeName):
    """The name of a dtype, which every function of the engine takes."""

    __slots__ = ()

    @property
    def as_numpy_dtype(self) -> Any:
        """NumPy's class of such numbers."""
        return dtypes.numpy_dtype(self.name).type

    @property
    def is_floating(self) -> bool:
        """Whether it has fractions."""
        return "float" in self

    @property
    def is_integer(self) -> bool:
        """Whether it is one of whole numbers."""
        return "int" in self

    @property
    def is_bool(self) -> bool:
        """Whether it is one of truth values."""
        return self == "bool"

    @property
    def is_complex(self) -> bool:
        """Whether it has an imaginary part."""
        return "complex" in self

    @property
    def size(self) -> int:
        """Bytes a number takes."""
        return np.dtype(self.as_numpy_dtype).itemsize

    @property
    def min(self) -> Any:
        """The smallest number."""
        return self._limits.min

    @property
    def max(self) -> Any:
        """The largest number."""
        return self._limits.max

    @property
    def _limits(self) -> Any:
        return (np.finfo if self.is_floating else np.iinfo)(self.as_numpy_dtype)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    __hash__ = str.__hash__


def as_dtype(type_value: Any) -> DType:
    """The dtype of a name, of a dtype of NumPy or of TensorFlow's."""
    return DType(dtypes.standardize_dtype(type_value))


class TensorShape(tuple):
    """Lengths of axes, None where one is not known. A tuple, as shapes are here."""

    __slots__ = ()

    def __new__(cls, dims: Any = ()) -> TensorShape:
        return super().__new__(cls, (dims,) if isinstance(dims, int) else tuple(dims or ()))

    @property
    def rank(self) -> int:
        """How many axes there are."""
        return len(self)

    ndims = rank

    @property
    def dims(self) -> list:
        """The lengths as a list."""
        return list(self)

    def as_list(self) -> list:
        """The lengths as a list."""
        return list(self)

    def num_elements(self) -> int | None:
        """How many numbers there are; None when a length is not known."""
        if None in self:
            return None
        total = 1
        for n in self:
            total *= n
        return total

    def is_fully_defined(self) -> bool:
        """Whether every length is known."""
        return None not in self

    def is_compatible_with(self, other: Any) -> bool:
        """Whether both can be the shape of one tensor."""
        return len(self) == len(other) and all(
            a is None or b is None or a == b for a, b in zip(self, other)
        )

    def concatenate(self, other: Any) -> TensorShape:
        """The lengths of this, then those of another."""
        return TensorShape((*self, *TensorShape(other)))

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        return str(tuple(self))


class TensorSpec:
    """Shape, dtype and name of a tensor."""

    def __init__(self, shape: Any, dtype: Any = "float32", name: str | None = None) -> None:
        self.shape = None if shape is None else TensorShape(shape)
        self.dtype = as_dtype(dtype)
        self.name = name

    @staticmethod
    def from_tensor(tensor: Any, name: str | None = None) -> TensorSpec:
        """What `tensor` is like."""
        return TensorSpec(tensor.shape, tensor.dtype, name)

    def is_compatible_with(self, value: Any) -> bool:
        """Whether a tensor, or what another specification tells, may stand here."""
        if not hasattr(value, "shape"):
            value = ops.convert_to_tensor(value)
        fits = self.shape is None or self.shape.is_compatible_with(value.shape)
        return fits and DType(value.dtype) == self.dtype

    def accepted(self, value: Any, where: str) -> Any:
        """`value` as a tensor of this kind. TypeError when it is none."""
        made = value if hasattr(value, "shape") and hasattr(value, "dtype") else None
        made = ops.convert_to_tensor(value, None if made is not None else self.dtype.name)
        if not self.is_compatible_with(made):
            raise TypeError(
                f"{where}: expected a tensor like {self}, received shape {tuple(made.shape)} and dtype {made.dtype}. "
                "Try tf.cast, or None in the shape for a length that changes."
            )
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and (self.shape, self.dtype, self.name) == (
            other.shape,
            other.dtype,
            other.name,
        )

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    def __repr__(self) -> str:
        shape = None if self.shape is None else tuple(self.shape)
        return f"TensorSpec(shape={shape}, dtype={self.dtype!r}, name={self.name!r})"
