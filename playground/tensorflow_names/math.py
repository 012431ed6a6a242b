"""`tf.math`: what is at the top level of TensorFlow too, and functions of one number."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.tensorflow_names import functions, places
from playground.tensorflow_names.adapting import of_one, of_two, tensor
from playground.tensorflow_names.dtypes import as_dtype
from playground.tensorflow_names.missing import Names

_REDUCTIONS = (
    *("sum", "mean", "max", "min", "prod", "all", "any", "std", "variance", "logsumexp"),
    "euclidean_norm",
)
_OF_ONE = {
    **dict.fromkeys(
        ["log", "log1p", "exp", "expm1", "sqrt", "rsqrt", "square", "abs", "sign", "reciprocal"]
    ),
    **dict.fromkeys(
        ["sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "erf", "erfc", "erfinv"]
    ),
    **dict.fromkeys(
        ["floor", "ceil", "round", "negative", "logical_not", "angle", "conj", "real", "imag"]
    ),
    "is_nan": "isnan",
    "is_inf": "isinf",
    "is_finite": "isfinite",
    "rint": "round",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "log_sigmoid": "log_sigmoid",
}
_OF_TWO = {
    **dict.fromkeys(["add", "subtract", "multiply", "maximum", "minimum", "mod", "nextafter"]),
    **dict.fromkeys(["equal", "not_equal", "greater", "greater_equal", "less", "less_equal"]),
    **dict.fromkeys(["logical_and", "logical_or", "logical_xor", "divide_no_nan"]),
    "pow": "power",
    "floormod": "mod",
    "floordiv": "floor_divide",
    "truncatemod": "fmod",
}


def count_nonzero(
    input: Any,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = "int64",
    name: str | None = None,
) -> Any:
    """How many numbers are not 0."""
    truth = ops.cast(ops.not_equal(input, 0), as_dtype(dtype).name)
    return ops.sum(truth, axis=axis, keepdims=keepdims)


def zero_fraction(value: Any, name: str | None = None) -> Any:
    """Which share of the numbers is 0."""
    return ops.mean(ops.cast(ops.equal(value, 0), "float32"))


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: int | None = None,
    weights: Any = None,
    dtype: Any = "int32",
    name: str | None = None,
) -> Any:
    """How often each class (row) was taken for each (column)."""
    labels, predictions = (ops.cast(tensor(x), "int32") for x in (labels, predictions))
    if num_classes is None:
        num_classes = 1 + max(int(np.asarray(x).max(initial=0)) for x in (labels, predictions))
    kind = as_dtype(dtype).name
    counted = ops.ones_like(labels, dtype=kind) if weights is None else ops.cast(weights, kind)
    return ops.scatter(ops.stack([labels, predictions], -1), counted, (num_classes, num_classes))


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = "int32",
    name: str | None = None,
    axis: int | None = None,
    binary_output: bool = False,
) -> Any:
    """How often each number from 0 on comes."""
    arr = ops.reshape(arr, (-1,)) if axis is None else tensor(arr)
    found = ops.bincount(arr, weights, 0 if minlength is None else int(minlength))
    if maxlength is not None:
        found = found[..., : int(maxlength)]
    return ops.cast(found, as_dtype(dtype).name) if weights is None else found


def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Any:
    """x · y, 0 where y is 0, whatever x."""
    y = tensor(y)
    zero = ops.equal(y, 0)
    return ops.where(zero, ops.zeros_like(y), ops.multiply(ops.where(zero, ops.ones_like(y), x), y))


def xlogy(x: Any, y: Any, name: str | None = None) -> Any:
    """x · log y, 0 where x is 0."""
    zero = ops.equal(x, 0)
    inner = ops.log(ops.where(zero, ops.ones_like(tensor(x)), y))
    return ops.multiply(x, inner)


def xlog1py(x: Any, y: Any, name: str | None = None) -> Any:
    """x · log(1 + y), 0 where x is 0."""
    zero = ops.equal(x, 0)
    return ops.multiply(x, ops.log1p(ops.where(zero, ops.zeros_like(tensor(x)), y)))


def xdivy(x: Any, y: Any, name: str | None = None) -> Any:
    """x / y, 0 where x is 0."""
    zero = ops.equal(x, 0)
    return ops.divide(x, ops.where(zero, ops.ones_like(tensor(x)), y))


def polyval(coeffs: Any, x: Any, name: str | None = None) -> Any:
    """A polynomial at x; the coefficient of the highest power first."""
    total = ops.zeros_like(tensor(x))
    for c in coeffs:
        total = ops.add(ops.multiply(total, x), c)
    return total


def invert_permutation(x: Any, name: str | None = None) -> Any:
    """Where each number from 0 on is."""
    return ops.cast(ops.argsort(x), tensor(x).dtype)


def is_non_decreasing(x: Any, name: str | None = None) -> Any:
    """Whether no number is smaller than the one before."""
    x = ops.reshape(x, (-1,))
    return ops.all(x[1:] >= x[:-1])


def is_strictly_increasing(x: Any, name: str | None = None) -> Any:
    """Whether every number is larger than the one before."""
    x = ops.reshape(x, (-1,))
    return ops.all(x[1:] > x[:-1])


def softplus(features: Any, name: str | None = None) -> Any:
    """log(1 + eˣ)."""
    return ops.softplus(features)


def softmax(logits: Any, axis: int | None = None, name: str | None = None) -> Any:
    """exp(x) / sum(exp(x)) along `axis`."""
    return ops.softmax(logits, axis=-1 if axis is None else axis)


def log_softmax(logits: Any, axis: int | None = None, name: str | None = None) -> Any:
    """x - log(sum(exp(x))) along `axis`."""
    return ops.log_softmax(logits, axis=-1 if axis is None else axis)


def _segments(name: str) -> Any:
    reduce = getattr(ops, f"segment_{name}")

    def segment(
        data: Any, segment_ids: Any, num_segments: Any = None, name: str | None = None
    ) -> Any:
        count = None if num_segments is None else int(num_segments)
        return reduce(data, segment_ids, num_segments=count)

    segment.__doc__ = f"`{name}` over the rows of each segment."
    return segment


def _sorted_segments(name: str) -> Any:
    whole = _segments(name)

    def segment(data: Any, segment_ids: Any, name: str | None = None) -> Any:
        return whole(data, segment_ids)

    segment.__doc__ = whole.__doc__
    return segment


def segment_mean(data: Any, segment_ids: Any, name: str | None = None) -> Any:
    """The mean of the rows of each segment."""
    return unsorted_segment_mean(data, segment_ids, 1 + int(np.asarray(segment_ids).max()))


def unsorted_segment_mean(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Any:
    """The mean of the rows of each segment; 0 of one that has none."""
    data = tensor(data)
    count = int(num_segments)
    total = ops.segment_sum(data, segment_ids, num_segments=count)
    rows = ops.segment_sum(ops.ones_like(data), segment_ids, num_segments=count)
    return ops.divide(total, ops.maximum(rows, 1))


OF_ONE = {name: of_one(getattr(ops, theirs or name)) for name, theirs in _OF_ONE.items()}
OF_TWO = {name: of_two(getattr(ops, theirs or name)) for name, theirs in _OF_TWO.items()}
_KINDS = ("sum", "max", "min", "prod")

math = Names(
    "tf.math",
    **OF_ONE,
    **OF_TWO,
    **{f"reduce_{name}": getattr(functions, f"reduce_{name}") for name in _REDUCTIONS},
    **{f"segment_{name}": _sorted_segments(name) for name in _KINDS},
    **{f"unsorted_segment_{name}": _segments(name) for name in _KINDS},
    segment_mean=segment_mean,
    unsorted_segment_mean=unsorted_segment_mean,
    **{
        name: getattr(functions, name)
        for name in (
            "argmax",
            "argmin",
            "l2_normalize",
            "squared_difference",
            "add_n",
            "scalar_mul",
        )
    },
    accumulate_n=functions.add_n,
    divide=functions.divide,
    truediv=functions.divide,
    atan2=of_two(ops.arctan2, "y", "x"),
    cumsum=functions.cumsum,
    cumprod=functions.cumprod,
    top_k=places.top_k,
    in_top_k=places.in_top_k,
    softplus=softplus,
    softsign=of_one(ops.softsign, "features"),
    softmax=softmax,
    log_softmax=log_softmax,
    count_nonzero=count_nonzero,
    zero_fraction=zero_fraction,
    confusion_matrix=confusion_matrix,
    bincount=bincount,
    multiply_no_nan=multiply_no_nan,
    xlogy=xlogy,
    xlog1py=xlog1py,
    xdivy=xdivy,
    polyval=polyval,
    invert_permutation=invert_permutation,
    is_non_decreasing=is_non_decreasing,
    is_strictly_increasing=is_strictly_increasing,
)
