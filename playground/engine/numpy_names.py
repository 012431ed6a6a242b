"""Which function of NumPy a program called, and what it is called in Keras."""

from __future__ import annotations

import ast
import linecache
from types import FrameType
from typing import Any

import numpy as np

_OTHER_NAMES = {  # NumPy's functions whose op has another name
    "acos": "arccos",
    "acosh": "arccosh",
    "amax": "max",
    "amin": "min",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "astype": "cast",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "concat": "concatenate",
    "conj": "conjugate",
    "degrees": "rad2deg",
    "dsplit": "split",
    "expit": "sigmoid",
    "fabs": "absolute",
    "flatten": "ravel",
    "float_power": "power",
    "invert": "bitwise_not",
    "row_stack": "vstack",
    "permute": "transpose",
    "permute_dims": "transpose",
    "pow": "power",
    "radians": "deg2rad",
    "rint": "round",
    "view": "reshape",
    "unsqueeze": "expand_dims",
    "detach": "stop_gradient",
}
_OTHER_WAYS = {  # those that are no op of their own
    "apply_along_axis": "keras.ops.vectorized_map",
    "apply_over_axes": "keras.ops.vectorized_map",
    "array": "the tensor itself: it is already one, and keras.ops functions take it",
    "asanyarray": "the tensor itself: it is already one, and keras.ops functions take it",
    "asarray": "the tensor itself: it is already one, and keras.ops functions take it",
    "ascontiguousarray": "the tensor itself: it is already one, and keras.ops functions take it",
    "choose": "keras.ops.take_along_axis",
    "clip": "keras.ops.clip",
    "column_stack": "keras.ops.stack(…, axis=1) or keras.ops.concatenate(…, axis=1)",
    "copy": "the tensor itself: nothing can change it",
    "cov": "keras.ops.matmul of the centred tensor with its transpose",
    "delete": "keras.ops.take with the indices to keep",
    "dot": "keras.ops.dot or keras.ops.matmul",
    "ediff1d": "keras.ops.diff",
    "fft": "keras.ops.fft",
    "ifft": "keras.ops.ifft2",
    "rfft": "keras.ops.rfft",
    "irfft": "keras.ops.irfft",
    "gradient": "keras.ops.diff",
    "in1d": "keras.ops.isin",
    "insert": "keras.ops.concatenate",
    "interp": "keras.ops.searchsorted and keras.ops.take",
    "nan_to_num": "keras.ops.nan_to_num",
    "polyval": "powers of the tensor, `a * x**2 + b * x + c`",
    "resize": "keras.ops.reshape",
    "trapz": "keras.ops.trapezoid",
    "unwrap": "keras.ops.where",
}
_TYPES = ("bool", "int", "uint", "float", "complex")


def op_name(function: str) -> str:
    """What NumPy's `function` is called in `keras.ops`; itself where there is none."""
    return _OTHER_NAMES.get(function, function)


def instead(function: str) -> str:
    """What to write for NumPy's `function` of a tensor, as a sentence."""
    if function in _OTHER_WAYS:
        return f"Try {_OTHER_WAYS[function]}."
    if function.startswith("random."):
        return f"Try keras.random, for example keras.random.{_drawn(function)}."
    if function.startswith(_TYPES) and function.rstrip("0123456789_") in _TYPES:
        return f'Try keras.ops.cast(x, "{function}").'
    from playground.engine import ops

    name = op_name(function)
    if function and name in dir(ops):
        return f"Try keras.ops.{name}."
    return "Try functions of keras.ops, which take tensors as they are."


def _drawn(function: str) -> str:
    name = function.removeprefix("random.")
    others = {
        "rand": "uniform",
        "randn": "normal",
        "random": "uniform",
        "permutation": "shuffle",
        "choice": "categorical",
        "standard_normal": "normal",
    }
    return others.get(name, name)


def called(frame: FrameType) -> tuple[str, str]:
    """How the call that `frame` is at is written (`"np.exp"`), and NumPy's name of what it calls (`"exp"`).

    `("a NumPy function", "")` when the text of the program is not at hand.
    """
    written = _called_text(frame)
    if not written:
        return "A NumPy function of a tensor", ""
    name = written.rpartition(".")[2]
    found = _value(written, frame)
    if isinstance(found, np.ufunc):
        return written, found.__name__
    home = str(getattr(found, "__module__", ""))
    if home.startswith("numpy.random") or ".random." in f".{written}":
        return written, f"random.{name}"
    return written, getattr(found, "__name__", name)


def _called_text(frame: FrameType) -> str:
    """The dotted name in the call expression that is being executed, from the program's text."""
    at = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    first, last, begin, end = at
    if first is None or last is None or begin is None or end is None:
        return ""
    lines = [linecache.getline(frame.f_code.co_filename, n) for n in range(first, last + 1)]
    if not all(lines):
        return ""
    encoded = [line.encode() for line in lines]
    encoded[-1] = encoded[-1][:end]  # first the end: both may be in one line
    encoded[0] = encoded[0][begin:]
    try:
        call: Any = ast.parse(b"(" + b"".join(encoded) + b")", mode="eval").body
    except (SyntaxError, ValueError):
        return ""
    while isinstance(call, ast.Call):
        call = call.func
        if isinstance(call, ast.Name | ast.Attribute):
            return ast.unparse(call)
    return ""


def _value(dotted: str, frame: FrameType) -> Any:
    """What a dotted name means in the program, None where it is no plain name."""
    first, *rest = dotted.split(".")
    found = frame.f_locals.get(first, frame.f_globals.get(first))
    for name in rest:
        found = getattr(found, name, None)
    return found
