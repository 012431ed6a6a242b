"""`tf.float32` and the other dtypes: the engine's names of dtypes, with what TensorFlow's say of themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import dtypes, ops
from playground.tensorflow_names.missing import Names


class DType(str):
    """The name of a dtype, which every function of the engine takes."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """`"float32"`."""
        return str(self)

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


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """`x` as numbers of `dtype`."""
    return ops.cast(x, as_dtype(dtype).name)


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Any:
    """`value` as numbers of `dtype`; those that are too large become its largest."""
    return ops.saturate_cast(value, as_dtype(dtype).name)


def complex(real: Any, imag: Any, name: str | None = None) -> Any:
    """real + i · imag."""
    return ops.view_as_complex(
        ops.stack([ops.convert_to_tensor(real), ops.convert_to_tensor(imag)], -1)
    )


NAMES = (
    *("float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64", "bool", "complex64", "complex128"),
)
ALL = {name: DType(name) for name in NAMES} | {"half": DType("float16"), "double": DType("float64")}
module = Names(
    "tf.dtypes",
    **ALL,
    DType=DType,
    as_dtype=as_dtype,
    cast=cast,
    saturate_cast=saturate_cast,
    complex=complex,
)
