"""What `tf.…` means in a learner's program: the TensorFlow names that chapters 2, 3 and 7 of the book type.

Each is the engine's function with TensorFlow's argument names (https://www.tensorflow.org/api_docs/python/tf). An
unknown name says what is missing and what is closest.
"""

from __future__ import annotations

import difflib
from types import ModuleType
from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import GradientTape, Tensor, dtypes, ops, primitive

__all__ = ["GradientTape", "Tensor", "Variable", "keras", "math", "nn", "random"]
__version__ = "2.20.0"  # of the TensorFlow whose names these are


class _Names(ModuleType):
    """A namespace such as `tf.nn`, which answers an unknown name with the closest."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(_missing(self.__name__, name, list(self.__dict__)))


def _missing(where: str, name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, [k for k in known if not k.startswith("_")], 3, 0.55)
    hint = f"The closest is {' or '.join(f'{where}.{c}' for c in close)}." if close else ""
    beside = "keras.ops has most operations under NumPy's names." if not close else ""
    return f"{where}.{name} is not here. {hint}{beside}".strip()


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(_missing("tf", name, list(globals())))


# -------------------------------------------------------------------------------------------- dtypes
float16, float32, float64 = "float16", "float32", "float64"
int8, int16, int32, int64 = "int8", "int16", "int32", "int64"
uint8, bool = "uint8", "bool"
TensorShape = tuple
newaxis = None


# ------------------------------------------------------------------------------------------- tensors
class _Element(Tensor):
    """What `variable[key]` is: a tensor, and a place that can be assigned to."""

    __slots__ = ("key", "variable")

    def assign(self, value: Any) -> Any:
        """Put `value` in this place of the variable."""
        values = self.variable.numpy()
        values[self.key] = np.asarray(value)
        return self.variable.assign(values)


class Variable(keras.Variable):
    """A tensor that can be assigned. float32 unless the values are integers, booleans or float64 arrays."""

    def __init__(
        self,
        initial_value: Any,
        trainable: Any = True,
        name: str | None = None,
        dtype: str | None = None,
        shape: Any = None,
    ) -> None:
        value = initial_value() if callable(initial_value) else initial_value
        value = ops.convert_to_tensor(value, dtype=dtype)
        super().__init__(value, dtype=value.dtype, trainable=trainable, name=name)

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if (
            primitive.tapes or primitive.tracer is not None
        ):  # then it must be the very tensor recorded
            return found
        element = _Element(found.array)
        element.key, element.variable = key, self
        return element


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor of `value`, filled or reshaped to `shape` when one is given."""
    made = ops.convert_to_tensor(value, dtype=dtype)
    if shape is None:
        return made
    return ops.reshape(made, shape) if made.shape else ops.broadcast_to(made, shape)


def ones(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Ones in `shape`."""
    return ops.ones(shape, dtype=dtype)


def zeros(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Zeros in `shape`."""
    return ops.zeros(shape, dtype=dtype)


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    """`value` everywhere in shape `dims`."""
    return ops.full(dims, value)


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Any:
    """Numbers from `start` up to but without `limit`."""
    return ops.arange(start, limit, delta, dtype=dtype)


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """`x` as numbers of `dtype`."""
    return ops.cast(x, dtype)


def shape(input: Any, out_type: Any = "int32", name: str | None = None) -> Any:
    """The shape of a tensor, as a tensor."""
    return ops.convert_to_tensor(np.array(ops.shape(input)), dtype=out_type)


def rank(input: Any, name: str | None = None) -> Any:
    """How many axes a tensor has."""
    return ops.convert_to_tensor(len(ops.convert_to_tensor(input).shape), dtype="int32")


def matmul(
    a: Any, b: Any, transpose_a: Any = False, transpose_b: Any = False, name: str | None = None
) -> Any:
    """Matrix product of (…, n, k) and (…, k, m): (…, n, m)."""
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    b = ops.swapaxes(b, -1, -2) if transpose_b else b
    return ops.matmul(a, b)


def one_hot(
    indices: Any, depth: int, on_value: Any = 1.0, off_value: Any = 0.0, axis: int = -1
) -> Any:
    """Integers as rows of one `on_value` among `off_value`s."""
    return ops.one_hot(indices, depth, axis=axis) * (on_value - off_value) + off_value


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """`t` held between two numbers."""
    return ops.clip(t, clip_value_min, clip_value_max)


def concat(values: Any, axis: int, name: str | None = None) -> Any:
    """Tensors one behind the other along `axis`."""
    return ops.concatenate(values, axis=axis)


def gather(params: Any, indices: Any, axis: int = 0, name: str | None = None) -> Any:
    """The slices of `params` at `indices` along `axis`."""
    return ops.take(params, indices, axis=axis)


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Any:
    """`tensor` backwards along the given axes."""
    return ops.flip(tensor, axis=axis)


def function(func: Any = None, **options: Any) -> Any:
    """Compiles a function in TensorFlow; here it runs as it is."""
    return func if func is not None else lambda f: f


def is_tensor(x: Any) -> Any:
    """Whether `x` is a tensor or a variable."""
    return ops.is_tensor(x)


def _reduction(name: str) -> Any:
    reduce = getattr(ops, name)

    def reduced(
        input_tensor: Any, axis: Any = None, keepdims: Any = False, name: str | None = None
    ) -> Any:
        return reduce(input_tensor, axis=axis, keepdims=keepdims)

    reduced.__name__ = f"reduce_{name}"
    reduced.__doc__ = f"`{name}` over `axis`, over everything when it is None."
    return reduced


reduce_sum, reduce_mean, reduce_max, reduce_min, reduce_prod, reduce_all, reduce_any = map(
    _reduction, ("sum", "mean", "max", "min", "prod", "all", "any")
)


def _indices(name: str) -> Any:
    find = getattr(ops, name)

    def found(
        input: Any, axis: Any = None, output_type: Any = "int64", name: str | None = None
    ) -> Any:
        return ops.cast(find(input, axis=0 if axis is None else axis), output_type)

    found.__name__ = name
    found.__doc__ = f"`{name}` along `axis` (0 unless given)."
    return found


argmax, argmin = _indices("argmax"), _indices("argmin")


# ----------------------------------------------------- functions that Keras has by the same arguments
add, subtract, multiply, divide = ops.add, ops.subtract, ops.multiply, ops.divide
maximum, minimum, square, sqrt = ops.maximum, ops.minimum, ops.square, ops.sqrt
exp, abs, sign, round, sin, cos = ops.exp, ops.abs, ops.sign, ops.round, ops.sin, ops.cos
tanh, sigmoid, pow, negative, cumsum = ops.tanh, ops.sigmoid, ops.power, ops.negative, ops.cumsum
equal, not_equal, less, less_equal = ops.equal, ops.not_equal, ops.less, ops.less_equal
greater, greater_equal = ops.greater, ops.greater_equal
logical_and, logical_or, logical_not = ops.logical_and, ops.logical_or, ops.logical_not
reshape, transpose, expand_dims, squeeze = ops.reshape, ops.transpose, ops.expand_dims, ops.squeeze
stack, unstack, split, tile, where, eye = (
    ops.stack,
    ops.unstack,
    ops.split,
    ops.tile,
    ops.where,
    ops.eye,
)
ones_like, zeros_like, linspace, tensordot = (
    ops.ones_like,
    ops.zeros_like,
    ops.linspace,
    ops.tensordot,
)
convert_to_tensor, stop_gradient = ops.convert_to_tensor, ops.stop_gradient
broadcast_to = ops.broadcast_to


# ---------------------------------------------------------------------------------------- namespaces
def _normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution, in `shape`."""
    return keras.random.normal(shape, mean, stddev, dtype=dtype, seed=seed)


def _uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers between `minval` and `maxval` (1 for floats), in `shape`."""
    if dtypes.is_int_dtype(dtype):
        if maxval is None:
            raise ValueError(
                f"Expected `maxval` for integers of {dtype}, received None. Try maxval=10."
            )
        return keras.random.randint(shape, minval, maxval, dtype=dtype, seed=seed)
    return keras.random.uniform(
        shape, minval, 1 if maxval is None else maxval, dtype=dtype, seed=seed
    )


def _truncated(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution, none further than two deviations from its mean."""
    return keras.random.truncated_normal(shape, mean, stddev, dtype=dtype, seed=seed)


def _shuffled(value: Any, seed: Any = None, name: str | None = None) -> Any:
    """The rows of `value` in random order."""
    return keras.random.shuffle(value, seed=seed)


random = _Names(
    "tf.random",
    normal=_normal,
    uniform=_uniform,
    truncated_normal=_truncated,
    shuffle=_shuffled,
    set_seed=keras.random.set_random_seed,
)


def _logits_loss(name: str) -> Any:
    def loss(labels: Any, logits: Any, name: str | None = None) -> Any:
        return getattr(ops, function_name)(labels, logits, from_logits=True)

    function_name = name
    return loss


def _softmax(logits: Any, axis: int = -1, name: str | None = None) -> Any:
    """exp(x) / sum(exp(x)) along `axis`."""
    return ops.softmax(logits, axis=axis)


def _dropout(x: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """`x` with a share `rate` of its numbers set to 0 and the others scaled up."""
    return keras.random.dropout(x, rate, noise_shape=noise_shape, seed=seed)


nn = _Names(
    "tf.nn",
    relu=ops.relu,
    relu6=ops.relu6,
    leaky_relu=ops.leaky_relu,
    elu=ops.elu,
    selu=ops.selu,
    gelu=ops.gelu,
    silu=ops.silu,
    swish=ops.silu,
    sigmoid=ops.sigmoid,
    tanh=ops.tanh,
    softmax=_softmax,
    log_softmax=ops.log_softmax,
    softplus=ops.softplus,
    softsign=ops.softsign,
    dropout=_dropout,
    sigmoid_cross_entropy_with_logits=_logits_loss("binary_crossentropy"),
    softmax_cross_entropy_with_logits=_logits_loss("categorical_crossentropy"),
    sparse_softmax_cross_entropy_with_logits=_logits_loss("sparse_categorical_crossentropy"),
)

math = _Names(
    "tf.math",
    log=ops.log,
    log1p=ops.log1p,
    reduce_sum=reduce_sum,
    reduce_mean=reduce_mean,
    reduce_max=reduce_max,
    reduce_min=reduce_min,
    argmax=argmax,
    argmin=argmin,
    add=ops.add,
    subtract=ops.subtract,
    multiply=ops.multiply,
    divide=ops.divide,
    square=ops.square,
    sqrt=ops.sqrt,
    exp=ops.exp,
    abs=ops.abs,
    pow=ops.power,
    maximum=ops.maximum,
    minimum=ops.minimum,
    sigmoid=ops.sigmoid,
    tanh=ops.tanh,
    sin=ops.sin,
    cos=ops.cos,
    sign=ops.sign,
    floor=ops.floor,
    ceil=ops.ceil,
    round=ops.round,
    equal=ops.equal,
    greater=ops.greater,
    less=ops.less,
    is_nan=ops.isnan,
    cumsum=ops.cumsum,
)
