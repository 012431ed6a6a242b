"""Functions of the engine with TensorFlow's argument names, `name` among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import ops


def of_one(function: Callable, argument: str = "x") -> Any:
    """`function(x)` as `f(x, name=None)`."""
    return _renamed(function, f"def f({argument}, name=None): return function({argument})")


def of_two(function: Callable, first: str = "x", second: str = "y") -> Any:
    """`function(x1, x2)` as `f(x, y, name=None)`."""
    return _renamed(
        function, f"def f({first}, {second}, name=None): return function({first}, {second})"
    )


def _renamed(function: Callable, source: str) -> Any:
    space: dict[str, Any] = {"function": function}
    exec(source, space)
    made = space["f"]
    made.__name__ = function.__name__
    made.__doc__ = function.__doc__
    return made


def is_whole(x: Any) -> bool:
    """Whether a tensor has whole numbers or truth values."""
    return "int" in x.dtype or x.dtype == "bool"


def tensor(x: Any, dtype: Any = None) -> Any:
    """`x` as a tensor, that of a variable when it is one."""
    return ops.convert_to_tensor(x, dtype=dtype)
