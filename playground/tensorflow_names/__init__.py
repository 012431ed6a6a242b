"""What `tf.…` means in a learner's program: the names of TensorFlow that its tutorials, its guides and the book type.

Each is the engine's function with TensorFlow's argument names (https://www.tensorflow.org/api_docs/python/tf). This
file is the table of contents. An unknown name says what is missing and what is closest.
"""

# ruff: noqa: F401
from __future__ import annotations

from playground import engine as keras
from playground.engine import GradientTape, Tensor, ops
from playground.engine import name_scope as name_scope
from playground.engine.pipelines.specifications import TensorShape, TensorSpec
from playground.tensorflow_names.adapting import of_one as _of_one
from playground.tensorflow_names.adapting import of_two as _of_two
from playground.tensorflow_names.control import (
    TensorArray,
    case,
    cond,
    custom_gradient,
    foldl,
    foldr,
    function,
    map_fn,
    numpy_function,
    py_function,
    recompute_grad,
    scan,
    switch_case,
    vectorized_map,
    while_loop,
)
from playground.tensorflow_names.control import (
    print_tensors as print,
)
from playground.tensorflow_names.data import data
from playground.tensorflow_names.debugging import debugging
from playground.tensorflow_names.dtypes import ALL as _DTYPES
from playground.tensorflow_names.dtypes import DType, as_dtype, cast, complex, saturate_cast
from playground.tensorflow_names.dtypes import module as dtypes
from playground.tensorflow_names.functions import (
    add_n,
    argmax,
    argmin,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    concat,
    cumsum,
    divide,
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
    scalar_mul,
    tensordot,
)
from playground.tensorflow_names.functions import divide as truediv
from playground.tensorflow_names.image import image
from playground.tensorflow_names.linalg import linalg
from playground.tensorflow_names.math import OF_ONE as _OF_ONE
from playground.tensorflow_names.math import OF_TWO as _OF_TWO
from playground.tensorflow_names.math import math
from playground.tensorflow_names.missing import Missing as _Missing
from playground.tensorflow_names.modules import Module
from playground.tensorflow_names.nn import nn
from playground.tensorflow_names.places import (
    boolean_mask,
    dynamic_partition,
    dynamic_stitch,
    gather,
    gather_nd,
    scatter_nd,
    searchsorted,
    sequence_mask,
    tensor_scatter_nd_add,
    tensor_scatter_nd_max,
    tensor_scatter_nd_min,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_update,
    unique,
    unique_with_counts,
    where,
)
from playground.tensorflow_names.random_numbers import random
from playground.tensorflow_names.shaping import (
    argsort,
    broadcast_static_shape,
    broadcast_to,
    ensure_shape,
    expand_dims,
    meshgrid,
    pad,
    repeat,
    reshape,
    reverse_sequence,
    roll,
    slice,
    sort,
    split,
    squeeze,
    stack,
    strided_slice,
    tile,
    transpose,
    unstack,
)
from playground.tensorflow_names.surroundings import VERSION as __version__
from playground.tensorflow_names.surroundings import (
    autograph,
    bitwise,
    config,
    control_dependencies,
    device,
    errors,
    executing_eagerly,
    get_logger,
    group,
    init_scope,
    nest,
    no_op,
    test,
    version,
)
from playground.tensorflow_names.tensors import (
    Variable,
    constant,
    convert_to_tensor,
    eye,
    fill,
    get_static_value,
    identity,
    linspace,
    ones,
    ones_like,
    range,
    rank,
    shape,
    size,
    zeros,
    zeros_like,
)

__all__ = ["GradientTape", "Tensor", "Variable", "data", "keras", "linalg", "math", "nn", "random"]


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    if name in _KERAS:
        return getattr(keras, name)
    raise _Missing("tf", name, list(globals()))


_KERAS = ("losses", "metrics", "optimizers", "initializers", "callbacks")
globals().update(_DTYPES)
# of `tf.math`, these are at the top level too
_HERE = (
    *(
        "abs",
        "acos",
        "acosh",
        "add",
        "asin",
        "asinh",
        "atan",
        "atan2",
        "atanh",
        "cos",
        "cosh",
        "equal",
    ),
    *("exp", "floor", "greater", "greater_equal", "less", "less_equal", "logical_and"),
    *("logical_not", "logical_or", "maximum", "minimum", "multiply", "negative"),
    *("not_equal", "pow", "round", "sigmoid", "sign", "sin", "sinh", "sqrt", "square", "subtract"),
    *("tan", "tanh"),
)
globals().update({name: getattr(math, name) for name in _HERE})
newaxis = None
einsum, stop_gradient = ops.einsum, _of_one(ops.stop_gradient, "input")
truncatemod = _of_two(ops.fmod)
assert_equal, assert_greater, assert_less = (
    debugging.assert_equal,
    debugging.assert_greater,
    debugging.assert_less,
)
assert_rank, Assert = debugging.assert_rank, debugging.Assert
zeros_initializer, ones_initializer = keras.initializers.Zeros, keras.initializers.Ones
constant_initializer = keras.initializers.Constant
random_normal_initializer = keras.initializers.RandomNormal
random_uniform_initializer = keras.initializers.RandomUniform
eig, eigvals = linalg.eig, lambda tensor, name=None: linalg.eig(tensor)[0]


class UnconnectedGradients:
    """What a gradient is when nothing leads there."""

    NONE = "none"
    ZERO = "zero"
