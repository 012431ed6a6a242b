"""`tf.debugging`: what must be so, or an error says what is not."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops, primitive
from playground.tensorflow_names.adapting import tensor
from playground.tensorflow_names.dtypes import as_dtype
from playground.tensorflow_names.missing import Names


def _checked(x: Any, test: Any, expected: str, message: str | None) -> None:
    """`test(numbers)` must be true. While a step is recorded the plan checks it in every step."""

    def check(numbers: np.ndarray) -> None:
        if not test(numbers):
            shown = np.array2string(np.asarray(numbers), threshold=8, precision=4)
            raise ValueError(
                f"{message + ' ' if message else ''}Expected {expected}. Received {shown}."
            )

    x = tensor(x)
    if not hasattr(x, "array"):  # symbolic: there are no numbers yet
        return
    check(x.array)
    if primitive.tracer is not None:
        primitive.tracer.guard(x, check)


def _comparison(compare: Any, words: str) -> Any:
    def check(
        x: Any, y: Any, message: str | None = None, summarize: Any = None, name: str | None = None
    ) -> None:
        _checked(compare(x, y), np.all, f"x {words} y everywhere", message)

    check.__doc__ = f"ValueError unless x {words} y, number by number."
    return check


def _property(test: Any, words: str) -> Any:
    def check(
        x: Any, message: str | None = None, summarize: Any = None, name: str | None = None
    ) -> None:
        _checked(x, test, words, message)

    check.__doc__ = f"ValueError unless there are {words}."
    return check


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    message: str | None = None,
    summarize: Any = None,
    name: str | None = None,
) -> None:
    """ValueError unless |x - y| ≤ atol + rtol · |y|; both ten times the precision of the dtype."""
    x, y = tensor(x), tensor(y)
    usual = 10 * np.finfo(x.dtype).eps
    allowed = ops.add(
        usual if atol is None else atol, ops.multiply(usual if rtol is None else rtol, ops.abs(y))
    )
    _checked(ops.abs(x - y) <= allowed, np.all, "x near y everywhere", message)


def assert_all_finite(x: Any, message: str, name: str | None = None) -> Any:
    """`x`, if it has neither infinities nor NaN. ValueError otherwise."""
    _checked(x, lambda numbers: np.isfinite(numbers).all(), "finite numbers", message)
    return x


def assert_rank(x: Any, rank: int, message: str | None = None, name: str | None = None) -> None:
    """ValueError unless `x` has `rank` axes."""
    shape = tuple(tensor(x).shape)
    if len(shape) != int(rank):
        raise ValueError(
            f"{message or ''} Expected {int(rank)} axes, received shape {shape}.".strip()
        )


def assert_shapes(
    shapes: Any,
    data: Any = None,
    summarize: Any = None,
    message: str | None = None,
    name: Any = None,
) -> None:
    """ValueError unless tensors have their shapes. Letters stand for lengths that are equal everywhere."""
    sizes: dict[Any, int] = {}
    for x, expected in shapes.items() if isinstance(shapes, dict) else shapes:
        received = tuple(tensor(x).shape)
        fits = len(received) == len(tuple(expected)) and all(
            wanted is None
            or n == (sizes.setdefault(wanted, n) if isinstance(wanted, str) else wanted)
            for wanted, n in zip(expected, received)
        )
        if not fits:
            raise ValueError(
                f"{message + ' ' if message else ''}Expected shape {tuple(expected)}, received {received}"
                f"{f' where {sizes}' if sizes else ''}."
            )


def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> None:
    """TypeError unless `tensor` is of a dtype."""
    if ops.convert_to_tensor(tensor).dtype != as_dtype(tf_type).name:
        raise TypeError(
            f"{message or ''} Expected dtype {as_dtype(tf_type).name}, received {tensor.dtype}.".strip()
        )


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether it is a tensor of numbers."""
    return ops.is_tensor(tensor) and tensor.dtype != "bool"


equal = _comparison(ops.equal, "=")
greater = _comparison(ops.greater, ">")
less = _comparison(ops.less, "<")

debugging = Names(
    "tf.debugging",
    assert_equal=equal,
    assert_none_equal=_comparison(ops.not_equal, "≠"),
    assert_greater=greater,
    assert_greater_equal=_comparison(ops.greater_equal, "≥"),
    assert_less=less,
    assert_less_equal=_comparison(ops.less_equal, "≤"),
    assert_positive=_property(lambda x: (x > 0).all(), "only numbers above 0"),
    assert_negative=_property(lambda x: (x < 0).all(), "only numbers below 0"),
    assert_non_negative=_property(lambda x: (x >= 0).all(), "no numbers below 0"),
    assert_non_positive=_property(lambda x: (x <= 0).all(), "no numbers above 0"),
    Assert=lambda condition, data, summarize=None, name=None: _checked(
        condition, np.all, f"a true condition; data: {data}", None
    ),
    assert_near=assert_near,
    assert_all_finite=assert_all_finite,
    check_numerics=lambda tensor, message, name=None: assert_all_finite(tensor, message),
    assert_rank=assert_rank,
    assert_shapes=assert_shapes,
    assert_type=assert_type,
    is_numeric_tensor=is_numeric_tensor,
    enable_check_numerics=lambda *_, **__: None,
    disable_check_numerics=lambda *_, **__: None,
)
