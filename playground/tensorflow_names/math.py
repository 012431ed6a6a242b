"""`tf.math`: what is at the top level of TensorFlow too, and functions of one number."""

from __future__ import annotations

from playground.engine import ops
from playground.tensorflow_names import functions
from playground.tensorflow_names.missing import Names

_REDUCTIONS = ("sum", "mean", "max", "min", "prod", "all", "any", "std", "variance", "logsumexp")
_SAME = (
    *("add", "subtract", "multiply", "divide", "floor_divide", "mod", "maximum", "minimum"),
    *("log", "log1p", "exp", "expm1", "sqrt", "rsqrt", "square", "abs", "sign", "reciprocal"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "softplus", "erf"),
    *("floor", "ceil", "round", "negative", "cumsum", "cumprod", "segment_sum", "top_k"),
    *("count_nonzero", "in_top_k", "bincount"),
    *("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"),
    *("logical_and", "logical_or", "logical_not", "logical_xor"),
)
_RENAMED = {
    "pow": "power",
    "is_nan": "isnan",
    "is_inf": "isinf",
    "is_finite": "isfinite",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
}

math = Names(
    "tf.math",
    **{name: getattr(ops, name) for name in _SAME},
    **{name: getattr(ops, theirs) for name, theirs in _RENAMED.items()},
    **{f"reduce_{name}": getattr(functions, f"reduce_{name}") for name in _REDUCTIONS},
    argmax=functions.argmax,
    argmin=functions.argmin,
    l2_normalize=functions.l2_normalize,
    divide_no_nan=ops.divide_no_nan,
    squared_difference=functions.squared_difference,
)
