"""NumPy's own functions applied to tensors: `np.matmul(tensor, w)` means `ops.matmul(tensor, w)`, so it trains.

A NumPy function that `keras.ops` has no counterpart for is applied to the plain arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

_OTHER_NAMES = {
    "conjugate": "conjugate",
    "invert": "bitwise_not",
    "float_power": "power",
    "degrees": "rad2deg",
    "radians": "deg2rad",
    "concat": "concatenate",
    "permute_dims": "transpose",
    "pow": "power",
    "acos": "arccos",
    "asin": "arcsin",
    "atan": "arctan",
    "astype": "cast",
}
_NUMPY_ONLY = {
    "shape",
    "size",
    "ndim",
    "array_repr",
    "array_str",
    "array2string",
    "copyto",
    "save",
    "savez",
    "may_share_memory",
    "shares_memory",
}
_REDUCTIONS = {
    "add": "sum",
    "multiply": "prod",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "all",
    "logical_or": "any",
}


def _counterpart(name: str) -> Any:
    return getattr(ops, _OTHER_NAMES.get(name, name), None) if name not in _NUMPY_ONLY else None


def apply_ufunc(ufunc: Any, method: str, inputs: tuple, kwargs: dict) -> Any:
    """What `Tensor.__array_ufunc__` does."""
    if method == "__call__" and not kwargs:
        function = _counterpart(ufunc.__name__)
        if function is not None:
            return function(*inputs)
    if (
        method == "reduce"
        and ufunc.__name__ in _REDUCTIONS
        and not set(kwargs) - {"axis", "keepdims"}
    ):
        return getattr(ops, _REDUCTIONS[ufunc.__name__])(*inputs, **{"axis": 0, **kwargs})
    return getattr(ufunc, method)(*_arrays(inputs), **_arrays(kwargs))


def apply_function(function: Any, args: tuple, kwargs: dict) -> Any:
    """What `Tensor.__array_function__` does."""
    counterpart = (
        _counterpart(function.__name__)
        if function.__module__ in ("numpy", "numpy.linalg")
        else None
    )
    if counterpart is not None and "out" not in kwargs:
        kwargs = {k: v for k, v in kwargs.items() if v is not np._NoValue}
        kwargs = {
            {"a": "x", "dims": "axes", "shape": "newshape"}.get(k, k): v for k, v in kwargs.items()
        }
        return counterpart(*args, **kwargs)
    return function(*_arrays(args), **_arrays(kwargs))


def _arrays(structure: Any) -> Any:
    def plain(x: Any) -> Any:
        if isinstance(x, KerasTensor):
            return x.__array__()  # says why not
        return np.asarray(x) if isinstance(x, Tensor | Variable) else x

    return tree.map_structure(plain, structure)
