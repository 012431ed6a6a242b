"""Methods that arrays have and Keras's tensors have on some backends only: `x.T`, `x.mean()`, `x.astype(…)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from playground.engine import backends, ops

# name → (rule, function of keras.ops). Those of "method" are methods of JAX's and PyTorch's tensors.
_BOTH, _JAX, _TORCH = "method", "method of JAX", "method of PyTorch"
_METHODS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("all", "any", "argmax", "argmin", "argsort", "clip", "cumprod", "cumsum"), (_BOTH, "")
    ),
    **dict.fromkeys(
        ("diagonal", "max", "mean", "min", "prod", "repeat", "round", "squeeze"), (_BOTH, "")
    ),
    **dict.fromkeys(("std", "sum", "swapaxes", "trace", "var", "ravel"), (_BOTH, "")),
    "T": (_BOTH, "transpose"),
    "flatten": (_BOTH, "ravel"),
    "reshape": (_BOTH, "reshape"),
    "transpose": (_JAX, "transpose"),
    "astype": (_JAX, "cast"),
    "copy": (_JAX, "copy"),
    "dot": (_JAX, "dot"),
    "take": (_JAX, "take"),
    **dict.fromkeys(
        ("abs", "exp", "log", "matmul", "relu", "sigmoid", "sqrt", "tanh"), (_TORCH, "")
    ),
    "detach": (_TORCH, "stop_gradient"),
    "permute": (_TORCH, "transpose"),
    "pow": (_TORCH, "power"),
    "unsqueeze": (_TORCH, "expand_dims"),
    "view": (_TORCH, "reshape"),
}
# NumPy's functions that call these methods with arguments JAX's tensors accept
_DISPATCHED = frozenset(
    (
        *(
            "all",
            "any",
            "argmax",
            "argmin",
            "cumprod",
            "cumsum",
            "diagonal",
            "max",
            "mean",
            "min",
            "prod",
        ),
        *(
            "repeat",
            "reshape",
            "round",
            "squeeze",
            "std",
            "sum",
            "swapaxes",
            "trace",
            "transpose",
            "var",
        ),
    )
)
_VIEWS = ("squeeze", "swapaxes")  # of which PyTorch's tensors give tensors, with NumPy's arguments
_AXES = ("reshape", "transpose", "permute", "view")  # take axes or lengths one by one, too


class ArrayMethods:
    """Gives a Tensor the methods of arrays. Inside a training step an observer hears who refuses them."""

    __slots__ = ()
    array: Any

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(
                f"A tensor has no attribute {name!r}.{_advice(name)}", name=name, obj=self
            )
        rule, function = _METHODS[name]
        by_numpy = backends.called_by_numpy()
        if by_numpy and (backends.reader is None or name not in _DISPATCHED):
            # NumPy goes on with the numbers
            raise AttributeError(name, name=name, obj=self)
        if backends.reader is not None:
            if by_numpy and backends.asked == backends.TENSORFLOW:
                raise AttributeError(
                    name, name=name, obj=self
                )  # as there, so NumPy wants the numbers
            if by_numpy:
                backends.reader(self, "numpy by view" if name in _VIEWS else "numpy by method")
            else:
                backends.reader(self, rule, name if name == "T" else f"{name}()")
        found = getattr(ops, function or name)
        if name == "T":
            return found(self)
        return partial(_called, found, name, self)


def _called(function: Callable, name: str, x: Any, *args: Any, **kwargs: Any) -> Any:
    """`x.name(*args, **kwargs)`. NumPy adds arguments that mean nothing here."""
    if kwargs.pop("out", None) is not None:
        raise TypeError(f"x.{name}(): a tensor does not change, so there is no `out`.")
    kwargs = {
        k: v for k, v in kwargs.items() if not (k in ("dtype", "order") and v in (None, "C", "K"))
    }
    if not kwargs.get("ddof", 1):
        del kwargs["ddof"]
    dtype = kwargs.pop("dtype", None) if name != "astype" else None
    if name in _AXES and len(args) > 1:
        args = (args,)
    if name == "view" or name == "reshape":
        args, kwargs = (args or (kwargs.pop("newshape", kwargs.pop("shape", None)),)), {}
    if name in ("transpose", "permute") and args == (None,):
        args = ()
    made = function(x, *args, **kwargs)
    return made if dtype is None else ops.cast(made, dtype)


# Functions that are looked for as methods. Not `name in dir(ops)`: that loads all of it, and `hasattr` asks often.
_SOUGHT = (
    *(
        "add",
        "average",
        "ceil",
        "concatenate",
        "cos",
        "cosh",
        "cross",
        "diff",
        "divide",
        "einsum",
        "expm1",
    ),
    *(
        "flip",
        "floor",
        "isfinite",
        "isinf",
        "isnan",
        "log10",
        "log1p",
        "log2",
        "maximum",
        "median",
        "minimum",
    ),
    *(
        "multiply",
        "norm",
        "one_hot",
        "pad",
        "power",
        "quantile",
        "roll",
        "sign",
        "sin",
        "sinh",
        "softmax",
    ),
    *("sort", "split", "square", "stack", "subtract", "tan", "tile", "vdot", "where"),
)


def _advice(name: str) -> str:
    return f" Try keras.ops.{name}(x)." if name in _SOUGHT else ""
