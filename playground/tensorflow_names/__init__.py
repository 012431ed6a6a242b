"""What `tf.…` means in a learner's program: the TensorFlow names that chapters 2, 3 and 7 of the book type.

Each is the engine's function with TensorFlow's argument names (https://www.tensorflow.org/api_docs/python/tf). This
file is the table of contents. An unknown name says what is missing and what is closest.
"""

# ruff: noqa: F401
from __future__ import annotations

from playground import engine as keras
from playground.engine import GradientTape, Tensor, ops
from playground.tensorflow_names.data import data
from playground.tensorflow_names.functions import (
    add_n,
    argmax,
    argmin,
    clip_by_norm,
    clip_by_value,
    concat,
    function,
    gather,
    is_tensor,
    matmul,
    norm,
    one_hot,
    reduce_all,
    reduce_any,
    reduce_logsumexp,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
    reverse,
)
from playground.tensorflow_names.linalg import linalg
from playground.tensorflow_names.math import math
from playground.tensorflow_names.missing import Missing as _Missing
from playground.tensorflow_names.nn import nn
from playground.tensorflow_names.random_numbers import random
from playground.tensorflow_names.tensors import (
    Variable,
    cast,
    constant,
    fill,
    ones,
    range,
    rank,
    shape,
    zeros,
)

__all__ = ["GradientTape", "Tensor", "Variable", "data", "keras", "linalg", "math", "nn", "random"]
__version__ = "2.20.0"  # of the TensorFlow whose names these are


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    raise _Missing("tf", name, list(globals()))


# -------------------------------------------------------------------------------------------- dtypes
float16, float32, float64 = "float16", "float32", "float64"
int8, int16, int32, int64 = "int8", "int16", "int32", "int64"
uint8, bool = "uint8", "bool"
TensorShape = tuple
newaxis = None

# ----------------------------------------------------- functions that Keras has by the same arguments
add, subtract, multiply, divide = ops.add, ops.subtract, ops.multiply, ops.divide
maximum, minimum, square, sqrt = ops.maximum, ops.minimum, ops.square, ops.sqrt
exp, abs, sign, round, sin, cos = ops.exp, ops.abs, ops.sign, ops.round, ops.sin, ops.cos
tanh, sigmoid, pow, negative, cumsum = ops.tanh, ops.sigmoid, ops.power, ops.negative, ops.cumsum
equal, not_equal, less, less_equal = ops.equal, ops.not_equal, ops.less, ops.less_equal
greater, greater_equal = ops.greater, ops.greater_equal
logical_and, logical_or, logical_not = ops.logical_and, ops.logical_or, ops.logical_not
reshape, transpose, expand_dims, squeeze = ops.reshape, ops.transpose, ops.expand_dims, ops.squeeze
stack, unstack, split, tile, where = ops.stack, ops.unstack, ops.split, ops.tile, ops.where
ones_like, zeros_like, linspace, eye = ops.ones_like, ops.zeros_like, ops.linspace, ops.eye
tensordot, einsum, floor, sort, argsort = (
    ops.tensordot,
    ops.einsum,
    ops.floor,
    ops.sort,
    ops.argsort,
)
convert_to_tensor, stop_gradient = ops.convert_to_tensor, ops.stop_gradient
broadcast_to, while_loop, cond, map_fn = ops.broadcast_to, ops.while_loop, ops.cond, ops.map
