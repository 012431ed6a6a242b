"""`tf.float32` and the other dtypes, `tf.cast` and its neighbours."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.pipelines.specifications import DType, as_dtype
from playground.tensorflow_names.missing import Names


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
