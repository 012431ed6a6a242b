"""Into tensors and out of them: convert_to_tensor, convert_to_numpy, cast, shape, and the dtype two operands share."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import backends, config, ops, tree
from playground.engine.dtypes import (
    NAME_OF,
    no_numbers,
    numpy_dtype,
    result_type,
    standardize_dtype,
)
from playground.engine.keras_tensor import KerasTensor, stands_for_numbers
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

_WEAK = {bool: "bool", int: "int", float: "float", np.float64: "float", np.int64: "int"}
_WEAK_IN_FLOATS = {int, float}
_constants: dict[tuple, Tensor] = {}


# ------------------------------------------------------------------------------------------- primitives
def _cast_forward(x: np.ndarray, dtype: str, out: Any = None) -> np.ndarray:
    if out is None:
        return x.astype(dtype)
    np.copyto(out, x, casting="unsafe")
    return out


_cast = Primitive(
    "cast",
    _cast_forward,
    shape=lambda x, dtype: (tuple(x.shape), dtype),
    gradient=(lambda g, y, x, dtype: cast(g, x.dtype),),
    takes_out=True,
)

_stop_gradient = Primitive("stop_gradient", lambda x: x, shape=same, view=True)


# -------------------------------------------------------------------------------- for use by other ops
def constant(value: Any, dtype: str) -> Tensor:
    """The number `value` as a tensor without axes. The same object for the same number."""
    key = (value, dtype)
    made = _constants.get(key) if value else None  # 0.0 and -0.0 are equal keys
    if made is None:
        array = np.asarray(value, dtype)
        array.flags.writeable = False
        made = Tensor(array)
        if len(_constants) > 4096:
            _constants.clear()
        if value:
            _constants[key] = made
    return made


def tensor(x: Any) -> Any:
    """`x` as a Tensor, or as the KerasTensor it is. Arrays are not copied."""
    if isinstance(x, Tensor | KerasTensor):
        return x
    if isinstance(x, Variable):
        return x.value
    kind = x.__class__
    if kind is float:
        return constant(x, config.floatx())
    if kind is int:
        return constant(x, "int32" if -(2**31) <= x < 2**31 else "int64")
    if kind is bool:
        return constant(x, "bool")
    if kind is np.ndarray and x.dtype in NAME_OF:
        return Tensor(x)
    return _from_anything(x)


def _from_anything(x: Any) -> Any:
    if x is None:
        raise ValueError("Expected a tensor or something that can become one, received None.")
    if isinstance(x, list | tuple):
        if any(isinstance(leaf, Tensor | KerasTensor | Variable) for leaf in tree.flatten(x)):
            return ops.stack([tensor(item) for item in x])
        try:
            array = np.array(x)
        except ValueError as error:
            raise ValueError(f"Cannot make a tensor of {x!r}: {error}") from None
        if array.dtype == np.float64 and not any(
            isinstance(v, np.ndarray | np.generic) for v in tree.flatten(x)
        ):
            array = array.astype(config.floatx())
        elif array.dtype == np.int64 and not any(
            isinstance(v, np.ndarray | np.generic) for v in tree.flatten(x)
        ):
            big = array.size and (array.max() >= 2**31 or array.min() < -(2**31))
            array = array if big else array.astype(np.int32)
    else:
        array = np.asarray(x)
    if array.dtype.kind not in "biufcUS" and array.dtype.name != "bfloat16":
        raise ValueError(
            f"Expected numbers, received {type(x).__name__} {str(x)[:60]!r}: it cannot become a tensor. "
            "Try nested lists of equal length, or a NumPy array of numbers."
        )
    return Tensor(array)


def promote(x1: Any, x2: Any) -> tuple[Any, Any]:
    """Two operands as tensors of the dtype they share."""
    if x1.__class__ is Variable:
        x1 = x1.value
    if x2.__class__ is Variable:
        x2 = x2.value
    if isinstance(x1, Tensor):
        if isinstance(x2, Tensor):
            if x1.array.dtype is x2.array.dtype:
                return x1, x2
        elif x2.__class__ in _WEAK_IN_FLOATS and x1.array.dtype.kind == "f":
            return x1, constant(x2, x1.dtype)
    elif x1.__class__ in _WEAK_IN_FLOATS and isinstance(x2, Tensor) and x2.array.dtype.kind == "f":
        return constant(x1, x2.dtype), x2
    return promote_all((x1, x2))  # type: ignore[return-value]


def promote_all(values: Any, *more: Any) -> tuple:
    """Any number of operands as tensors of the dtype they share; `more` dtypes take part."""
    weak = [_WEAK.get(v.__class__) for v in values]
    values = [v if w else tensor(v) for v, w in zip(values, weak)]
    dtype = result_type(*(w or v.dtype for v, w in zip(values, weak)), *more)
    return tuple(constant(v, dtype) if w else as_dtype(v, dtype) for v, w in zip(values, weak))


def as_dtype(x: Any, dtype: str) -> Any:
    """Tensor `x`, cast only when it has another dtype. ValueError for text, which no cast makes a number."""
    if x.dtype == dtype:
        return x
    if x.dtype == "string":
        raise ValueError(no_numbers(x.array.dtype if isinstance(x, Tensor) else "string"))
    return apply(_cast, (x,), {"dtype": dtype})


def floating(x: Any) -> Any:
    """`x` as a tensor of floats (or complex numbers): ints and bools become the default float."""
    if isinstance(x, Tensor):
        if x.array.dtype.kind in "fc":
            return x
    else:
        x = tensor(x)
    dtype = x.dtype
    return x if "float" in dtype or "complex" in dtype else as_dtype(x, config.floatx())


# ----------------------------------------------------------------------------------------------- public
def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """`x` (a number, nested lists, an array, a Variable, a tensor) as a Tensor of `dtype`.

    Without `dtype`, Python floats become the default float and Python ints int32; arrays keep theirs.
    """
    if dtype is not None:
        dtype = standardize_dtype(dtype)
        if x.__class__ in (bool, int, float):
            return constant(x, dtype)
        numpy_dtype(dtype)
    made = tensor(x)
    if made.__class__ is Tensor and isinstance(x, np.ndarray):
        made = Tensor(x.copy())  # later changes of the array must not change the tensor
    return made if dtype is None else as_dtype(made, dtype)


def convert_to_numpy(x: Any) -> np.ndarray:
    """The values of `x` as a NumPy array."""
    if isinstance(x, Variable):
        x = x.value
    if isinstance(x, Tensor):
        if backends.reader is None:
            return x.numpy()
        backends.reader(x, "convert_to_numpy")
        return np.array(x.array)
    if isinstance(x, KerasTensor):
        return x.__array__()
    if isinstance(x, list | tuple) and any(
        isinstance(v, Tensor | Variable) for v in tree.flatten(x)
    ):
        return tensor(x).array
    return np.array(x)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a Tensor (a NumPy array, a Variable or a KerasTensor is not)."""
    return isinstance(x, Tensor) or stands_for_numbers(x)


@op
def cast(x: Any, dtype: Any) -> Any:
    """`x` with its values converted to `dtype`."""
    dtype = standardize_dtype(dtype)
    if x.__class__ in (bool, int, float):
        return constant(x, dtype)
    numpy_dtype(dtype)
    return as_dtype(tensor(x), dtype)


@op
def saturate_cast(x: Any, dtype: Any) -> Any:
    """Like `cast`, but values beyond the range of `dtype` become its largest or smallest value."""
    x, target = tensor(x), numpy_dtype(dtype)
    source = np.dtype(x.dtype)
    (low, high), (least, most) = _range(target), _range(source)
    low, high = max(low, least), min(high, most)
    if source.kind in "fV" and target.kind in "iu" and float(np.asarray(high, source)) > high:
        high = np.nextafter(
            np.asarray(high, source), np.zeros((), source)
        ).item()  # the next float below
    return cast(ops.clip(x, low, high), dtype)


def _range(dtype: np.dtype) -> tuple[Any, Any]:
    """The smallest and the largest number of `dtype`."""
    if dtype.kind == "b":
        return 0, 1
    if dtype.name == "bfloat16":  # unknown to NumPy: a float32 without its lower 16 bits
        most = (2 - 2.0**-7) * 2.0**127
        return -most, most
    info: Any = np.iinfo(dtype) if dtype.kind in "iu" else np.finfo(dtype)
    return (
        (int(info.min), int(info.max)) if dtype.kind in "iu" else (float(info.min), float(info.max))
    )


def dtype(x: Any) -> str:
    """The name of the dtype of `x`."""
    return standardize_dtype(tensor(x).dtype)


def shape(x: Any) -> tuple:
    """The shape of `x`, a tuple of ints; None where a KerasTensor does not know."""
    return tuple(x.shape) if hasattr(x, "shape") else tuple(tensor(x).shape)


@op
def stop_gradient(variable: Any) -> Any:
    """The same values, but no gradient flows back through them."""
    return apply(_stop_gradient, (tensor(variable),))
