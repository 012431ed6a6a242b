"""`tf.keras.backend`, the `K` of older programs, and short names of losses: Keras has both only below `tensorflow`.

A reduction takes `axis` and `keepdims`; the mean of truth values is that of 0 and 1. What has no name here
(convolutions, `rnn`, `gradients`) is answered with the closest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import config, losses, ops, random
from playground.engine.variable import Variable
from playground.tensorflow_names.missing import Names


def _floats(x: Any) -> Any:
    x = ops.convert_to_tensor(x)
    return ops.cast(x, config.floatx()) if x.dtype == "bool" else x


def _reduction(name: str, of_floats: bool = False) -> Callable:
    reduce = getattr(ops, name)

    def reduction(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return reduce(_floats(x) if of_floats else x, axis=axis, keepdims=keepdims)

    return _named(reduction, name)


def _named(function: Callable, name: str, doc: str | None = None) -> Callable:
    function.__name__ = name
    function.__doc__ = doc or f"`keras.ops.{name}`."
    return function


def _made(name: str) -> Callable:
    make = getattr(ops, name)

    def made(shape: Any, dtype: Any = None, name: str | None = None) -> Any:
        return make(shape, dtype=dtype or config.floatx())

    return _named(made, name)


def random_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Numbers from the normal distribution."""
    return random.normal(shape, mean, stddev, dtype=dtype or config.floatx(), seed=seed)


def random_uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Numbers spread evenly between two limits."""
    return random.uniform(shape, minval, maxval, dtype=dtype or config.floatx(), seed=seed)


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Normal numbers within two standard deviations."""
    return random.truncated_normal(shape, mean, stddev, dtype=dtype or config.floatx(), seed=seed)


def argmax(x: Any, axis: int = -1) -> Any:
    """Where the largest number along `axis` is."""
    return ops.argmax(x, axis)


def argmin(x: Any, axis: int = -1) -> Any:
    """Where the smallest number along `axis` is."""
    return ops.argmin(x, axis)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = "int32") -> Any:
    """start, start + step, … below stop."""
    return ops.arange(start, stop, step, dtype=dtype)


def batch_flatten(x: Any) -> Any:
    """(batch, …) → (batch, n)."""
    return ops.reshape(x, (-1, math.prod(x.shape[1:])))


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Any:
    """`x` with a `bias` for each channel of its last axis."""
    return ops.add(x, bias)


def cast(x: Any, dtype: Any) -> Any:
    """`x` as numbers of another dtype."""
    return ops.cast(x, dtype)


def cast_to_floatx(x: Any) -> Any:
    """`x` in the default float: a tensor of a tensor, else an array."""
    if ops.is_tensor(x) or isinstance(x, Variable):
        return ops.cast(x, config.floatx())
    return np.asarray(x, config.floatx())


def clip(x: Any, min_value: Any, max_value: Any) -> Any:
    """`x` between two limits; None is none."""
    low = -np.inf if min_value is None else min_value
    return ops.clip(x, low, np.inf if max_value is None else max_value)


def concatenate(tensors: Any, axis: int = -1) -> Any:
    """Tensors one after the other along `axis`."""
    return ops.concatenate(tensors, axis)


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor of `value`."""
    made = ops.convert_to_tensor(value, dtype=dtype or config.floatx())
    return made if shape is None else ops.broadcast_to(made, shape)


def count_params(x: Any) -> int:
    """How many numbers `x` has."""
    return math.prod(x.shape)


def dropout(x: Any, level: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """`x` with a share `level` set to 0, the rest larger."""
    return random.dropout(x, level, noise_shape=noise_shape, seed=seed)


def dtype(x: Any) -> str:
    """The name of the dtype."""
    return str(x.dtype)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """x above 0, alpha · (eˣ - 1) below."""
    return ops.elu(x, alpha=alpha)


def expand_dims(x: Any, axis: int = -1) -> Any:
    """`x` with an axis of length 1 more."""
    return ops.expand_dims(x, axis)


def flatten(x: Any) -> Any:
    """All numbers of `x` in one axis."""
    return ops.reshape(x, (-1,))


def gather(reference: Any, indices: Any) -> Any:
    """The rows of `reference` at `indices`."""
    return ops.take(reference, indices, axis=0)


def get_value(x: Any) -> Any:
    """`x` as a NumPy array."""
    return ops.convert_to_numpy(x) if hasattr(x, "dtype") else x


def hard_sigmoid(x: Any) -> Any:
    """0.2 x + 0.5 between 0 and 1; `keras.activations.hard_sigmoid` is x / 6 + 0.5."""
    return ops.clip(ops.add(ops.multiply(x, 0.2), 0.5), 0.0, 1.0)


def int_shape(x: Any) -> tuple:
    """The shape of `x`, None where it is unknown."""
    return tuple(x.shape)


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """`x` divided by its length along `axis`."""
    total = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, 1e-12)))


def ndim(x: Any) -> int:
    """How many axes `x` has."""
    return len(x.shape)


def one_hot(indices: Any, num_classes: int) -> Any:
    """A row with one 1 for each index."""
    return ops.one_hot(indices, num_classes)


def permute_dimensions(x: Any, pattern: Any) -> Any:
    """`x` with its axes in another order."""
    return ops.transpose(x, pattern)


def pow(x: Any, a: Any) -> Any:
    """xᵃ."""
    return ops.power(x, a)


def relu(x: Any, alpha: float = 0.0, max_value: Any = None, threshold: float = 0.0) -> Any:
    """`x` from `threshold` on, at most `max_value`; alpha · (x - threshold) below."""
    above = x if max_value is None else ops.minimum(x, max_value)
    x = ops.convert_to_tensor(x)
    below = ops.multiply(alpha, ops.subtract(x, threshold))
    return ops.where(ops.greater_equal(x, threshold), above, ops.cast(below, x.dtype))


def repeat(x: Any, n: int) -> Any:
    """(samples, features) → (samples, n, features)."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Every slice along `axis` `rep` times."""
    return ops.repeat(x, rep, axis=axis)


def reverse(x: Any, axes: Any) -> Any:
    """`x` the other way round along `axes`."""
    return ops.flip(x, axes)


def set_value(x: Variable, value: Any) -> None:
    """Give a variable another value."""
    x.assign(value)


def softmax(x: Any, axis: int = -1) -> Any:
    """exp(x) / sum(exp(x)) along `axis`."""
    return ops.softmax(x, axis=axis)


def stack(x: Any, axis: int = 0) -> Any:
    """Tensors along a new axis."""
    return ops.stack(x, axis)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """One of two tensors, or element by element."""
    condition = ops.cast(condition, "bool")
    if not condition.shape and callable(then_expression):
        return ops.cond(condition, then_expression, else_expression)
    one: Any = then_expression() if callable(then_expression) else then_expression
    other = else_expression() if callable(else_expression) else else_expression
    missing = len(one.shape) - len(condition.shape) if hasattr(one, "shape") else 0
    if (
        len(condition.shape) > 1 and missing > 0
    ):  # of one axis it is spread along the last, as in Keras
        condition = ops.reshape(condition, (*condition.shape, *[1] * missing))
    return ops.where(condition, one, other)


def update(x: Variable, new_x: Any) -> Any:
    """Give a variable another value."""
    return x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Any:
    """Add to a variable."""
    return x.assign_add(increment)


def update_sub(x: Variable, decrement: Any) -> Any:
    """Subtract from a variable."""
    return x.assign_sub(decrement)


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Any:
    """A variable that starts with `value`."""
    return Variable(np.asarray(value), dtype=dtype or config.floatx(), name=name)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-log of the probability given to each truth value, for each number."""
    return ops.binary_crossentropy(target, output, from_logits=from_logits)


def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-log of the probability given to the class, for each sample."""
    return ops.categorical_crossentropy(target, output, from_logits=from_logits, axis=axis)


def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """The same for class numbers."""
    return ops.sparse_categorical_crossentropy(target, output, from_logits=from_logits, axis=axis)


_SAME = (
    *("abs", "cos", "cumprod", "cumsum", "dot", "equal", "exp", "greater", "greater_equal"),
    *("less", "less_equal", "log", "maximum", "minimum", "not_equal"),
    *("ones_like", "reshape", "round", "shape", "sigmoid", "sign", "sin", "softplus", "softsign"),
    *("sqrt", "square", "squeeze", "stop_gradient", "tanh", "tile", "transpose", "zeros_like"),
)
_OWN = (
    *(random_normal, random_uniform, truncated_normal, argmax, argmin, arange, batch_flatten),
    *(bias_add, cast, cast_to_floatx, clip, concatenate, constant, count_params, dropout),
    *(
        dtype,
        elu,
        expand_dims,
        flatten,
        gather,
        get_value,
        hard_sigmoid,
        int_shape,
        l2_normalize,
        ndim,
    ),
    *(one_hot, permute_dimensions, pow, relu, repeat, repeat_elements, reverse, set_value),
    *(softmax, stack, switch, update, update_add, update_sub, variable, binary_crossentropy),
    *(categorical_crossentropy, sparse_categorical_crossentropy),
)
backend = Names(
    "tf.keras.backend",
    **{name: getattr(ops, name) for name in _SAME},
    **{name: _reduction(name) for name in ("all", "any", "max", "min", "prod", "sum")},
    **{name: _reduction(name, of_floats=True) for name in ("mean", "std", "var")},
    **{name: _made(name) for name in ("ones", "zeros")},
    eval=get_value,
    **{function.__name__: function for function in _OWN},
)

_SHORT = {
    "kl_divergence": ("KLD", "kld", "kullback_leibler_divergence"),
    "log_cosh": ("logcosh",),
    "mean_absolute_error": ("MAE", "mae"),
    "mean_absolute_percentage_error": ("MAPE", "mape"),
    "mean_squared_error": ("MSE", "mse"),
    "mean_squared_logarithmic_error": ("MSLE", "msle"),
}
short_names = Names(
    "tf.keras.losses",
    **{short: getattr(losses, name) for name, shorts in _SHORT.items() for short in shorts},
)
BELOW_TENSORFLOW = {"backend": backend, "losses": short_names, "metrics": short_names}
