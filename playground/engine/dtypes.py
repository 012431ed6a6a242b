"""Names of dtypes, and which dtype the result of an operation on several has.

The order of types is the lattice of JAX's type promotion ("Type promotion semantics" in JAX's documentation),
which Keras follows: a Python number is weak, so `int8 + 1` stays int8 and `float16 * 2.0` stays float16; ints
with floats give the float.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config

# Every type and what lies directly above it. "int" and "float" are the weak types of Python numbers.
_ABOVE = {
    "bool": ("int",),
    "int": ("uint8", "int8"),
    "uint8": ("uint16", "int16"),
    "int8": ("int16",),
    "uint16": ("uint32", "int32"),
    "int16": ("int32",),
    "uint32": ("uint64", "int64"),
    "int32": ("int64",),
    "uint64": ("float",),
    "int64": ("float",),
    "float": ("bfloat16", "float16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("float64", "complex64"),
    "float64": ("complex128",),
    "complex64": ("complex128",),
    "complex128": (),
    "string": (),
}
ALLOWED_DTYPES = {name for name in _ABOVE if name not in ("int", "float")}
BOOL_TYPES = ("bool",)
INT_TYPES = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
FLOAT_TYPES = ("bfloat16", "float16", "float32", "float64")
FLOAT8_TYPES = ()  # NumPy has none
COMPLEX_TYPES = ("complex64", "complex128")
_PYTHON_TYPES: dict[Any, str] = {
    bool: "bool",
    int: "int32",
    float: "float32",
    complex: "complex64",
    str: "string",
    "int": "int32",
}


class DtypeName(str):
    """The name of a dtype, which also has a name, as the dtypes of NumPy, JAX and TensorFlow do."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """`"float32"`."""
        return str(self)


NAME_OF: dict[Any, DtypeName] = {
    np.dtype(name): DtypeName(name)
    for name in _ABOVE
    if name not in ("int", "float", "bfloat16", "string")
}


def standardize_dtype(dtype: Any) -> str:
    """The name of `dtype`, given as a name, a Python type, a NumPy dtype or None (the default float)."""
    if dtype is None:
        return config.floatx()
    if isinstance(dtype, np.dtype):  # before the others: np.dtype("float64") == "float" is true
        return NAME_OF.get(dtype) or (
            "string" if dtype.kind in "US" else _checked(dtype, dtype.name)
        )
    try:
        if dtype in _PYTHON_TYPES:
            return _PYTHON_TYPES[dtype]
        if dtype == "float":
            return config.floatx()
        if dtype in ALLOWED_DTYPES:
            return dtype
    except TypeError:  # not hashable
        pass
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", None)
    if name is None and not isinstance(dtype, str):
        name = str(dtype).rsplit(".", 1)[-1]  # "torch.float32"
    if isinstance(name, str) and name.startswith("str"):
        return "string"
    return _checked(dtype, name)


def no_numbers(dtype: Any) -> str:
    """What to say of an array of text or of Python objects where numbers are wanted."""
    what = "Python objects" if str(dtype).startswith("object") else "text"
    return (
        f"Expected numbers, received {what} (dtype {dtype}). Numbers that are written as text: "
        'x.astype("float32"). Words: `names, y = np.unique(y, return_inverse=True)`.'
    )


def _checked(dtype: Any, name: Any) -> str:
    name = (
        name.rstrip("_") if isinstance(name, str) else name
    )  # np.bool_ is called "bool_" in places
    if name in ALLOWED_DTYPES:
        return name
    if str(dtype).startswith(("str", "<U", "object")) or str(name).startswith("str"):
        raise ValueError(no_numbers(dtype))
    raise ValueError(f"Invalid dtype: {dtype}. Expected one of {sorted(ALLOWED_DTYPES)}.")


def _reachable(name: str) -> set[str]:
    found, todo = {name}, [name]
    while todo:
        for above in _ABOVE[todo.pop()]:
            if above not in found:
                found.add(above)
                todo.append(above)
    return found


_ABOVE_OR_EQUAL = {name: _reachable(name) for name in _ABOVE}
_NARROWED = {"int64": "int32", "uint64": "uint32", "float64": "float32", "complex128": "complex64"}
_promoted: dict[tuple, str] = {}
_results: dict[tuple, str] = {}


def promote_types(*names: str) -> str:
    """The least type above all `names`; may be the weak "int" or "float"."""
    result = _promoted.get(names)
    if result is None:
        if "string" in names and len(set(names)) > 1:
            raise ValueError(no_numbers("string"))
        common = set.intersection(*(_ABOVE_OR_EQUAL[n] for n in names))
        least = [c for c in common if all(other in _ABOVE_OR_EQUAL[c] for other in common)]
        if len(least) != 1:
            raise ValueError(f"No dtype holds the values of all of {names}.")
        result = _promoted[names] = least[0]
    return result


def weak_name(dtype: Any) -> str:
    """Like `standardize_dtype`, but Python's int and float types stay weak."""
    if dtype is int or dtype == "int":
        return "int"
    if dtype is float or dtype == "float":
        return "float"
    return standardize_dtype(dtype)


def result_type(*dtypes: Any) -> str:
    """The dtype of an operation on values of `dtypes`; `int` and `float` themselves are weak.

    >>> result_type("int32", "float16")
    'float16'
    >>> result_type("int8", float)
    'float32'
    """
    result = _results.get(dtypes)
    if result is None:
        if not dtypes:
            return config.floatx()
        names = [weak_name(d) for d in dtypes]
        result = promote_types(*names)
        if result in _NARROWED and any(n not in ("int", "float") and "64" not in n for n in names):
            result = _NARROWED[result]  # as in Keras: 64 bits only if all operands have them
        _results[dtypes] = result
    if result == "float":
        return config.floatx()
    return "int32" if result == "int" else result


def is_float(dtype: Any) -> bool:
    """Whether `dtype` is a floating-point type."""
    return standardize_dtype(dtype) in FLOAT_TYPES


def is_int_dtype(dtype: Any) -> bool:
    """Whether `dtype` is a signed or unsigned integer type."""
    return "int" in standardize_dtype(dtype)


def to_float(dtype: str) -> str:
    """`dtype` itself when floating or complex, else the default float."""
    return result_type(dtype, float)


def numpy_dtype(dtype: Any) -> Any:
    """What NumPy calls `dtype`. It has bfloat16 only together with the package ml_dtypes, which is used where it is
    installed; ValueError where it is not."""
    name = standardize_dtype(dtype)
    try:
        return np.dtype("str" if name == "string" else name)
    except TypeError:
        pass
    try:
        import ml_dtypes  # type: ignore[import-not-found]

        return np.dtype(ml_dtypes.bfloat16)
    except ImportError:
        raise ValueError(
            f"NumPy has no {name} of its own. Install the package ml_dtypes, or try 'float16' or 'float32'."
        ) from None
