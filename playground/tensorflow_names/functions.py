"""Arithmetic whose arguments TensorFlow names differently from Keras: `tf.matmul`, `tf.reduce_mean`, `tf.concat`, …"""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.tensorflow_names.adapting import is_whole, tensor
from playground.tensorflow_names.dtypes import as_dtype


def matmul(
    a: Any,
    b: Any,
    transpose_a: Any = False,
    transpose_b: Any = False,
    adjoint_a: Any = False,
    adjoint_b: Any = False,
    name: str | None = None,
    **_: Any,
) -> Any:
    """Matrix product of (…, n, k) and (…, k, m): (…, n, m)."""
    a = ops.conj(a) if adjoint_a else a
    b = ops.conj(b) if adjoint_b else b
    a = ops.swapaxes(a, -1, -2) if transpose_a or adjoint_a else a
    b = ops.swapaxes(b, -1, -2) if transpose_b or adjoint_b else b
    return ops.matmul(a, b)


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Any:
    """Products summed over the given axes of both."""
    return ops.tensordot(a, b, axes)


def divide(x: Any, y: Any, name: str | None = None) -> Any:
    """x / y; float64 of whole numbers."""
    x = tensor(x)
    if is_whole(x) and is_whole(tensor(y)):
        wide = "float64" if x.dtype in ("int32", "int64", "uint32", "uint64") else "float32"
        x, y = ops.cast(x, wide), ops.cast(y, wide)
    return ops.divide(x, y)


def one_hot(
    indices: Any,
    depth: int,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Any:
    """Integers as rows of one `on_value` among `off_value`s."""
    given = on_value if on_value is not None else off_value
    kind = as_dtype(dtype).name if dtype is not None else None
    kind = kind or ("float32" if given is None else tensor(given).dtype)
    truth = ops.one_hot(indices, int(depth), axis=-1 if axis is None else axis, dtype="bool")
    on, off = (1 if on_value is None else on_value), (0 if off_value is None else off_value)
    return ops.where(truth, ops.cast(on, kind), ops.cast(off, kind))


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """`t` held between two numbers."""
    return ops.clip(t, clip_value_min, clip_value_max)


def concat(values: Any, axis: int, name: str | None = None) -> Any:
    """Tensors one behind the other along `axis`."""
    return ops.concatenate(values, axis=axis)


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Any:
    """`tensor` backwards along the given axes."""
    axis = tuple(int(i) for i in axis) if hasattr(axis, "__len__") else axis
    return ops.flip(tensor, axis=axis)


def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: Any = False,
    name: str | None = None,
) -> Any:
    """The length of vectors or the size of matrices: the square root of the sum of squares unless `ord` says else."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    return ops.norm(tensor, ord=None if ord == "euclidean" else ord, axis=axis, keepdims=keepdims)


def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None) -> Any:
    """`x` divided by its length, which counts as at least the root of `epsilon`."""
    squares = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, epsilon)))


def squared_difference(x: Any, y: Any, name: str | None = None) -> Any:
    """(x - y)²."""
    return ops.square(ops.subtract(x, y))


def add_n(inputs: Any, name: str | None = None) -> Any:
    """The sum of tensors of one shape."""
    inputs = inputs if isinstance(inputs, list | tuple) else [inputs]
    total = tensor(inputs[0])
    for x in inputs[1:]:
        total = ops.add(total, x)
    return total


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """`x` times a number."""
    return ops.multiply(scalar, x)


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """`t`, shortened to length `clip_norm` when it is longer."""
    length = ops.sqrt(ops.sum(ops.square(t), axis=axes, keepdims=True))
    return ops.multiply(t, ops.divide(clip_norm, ops.maximum(length, clip_norm)))


def global_norm(t_list: Any, name: str | None = None) -> Any:
    """The length of all tensors together; those that are None do not count."""
    squares = [ops.sum(ops.square(t)) for t in t_list if t is not None]
    return ops.sqrt(add_n(squares))


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list, Any]:
    """Tensors made shorter by one factor, so that together they are at most `clip_norm` long; and their length before.
    A None stays one."""
    length = global_norm(t_list) if use_norm is None else tensor(use_norm)
    factor = ops.divide(clip_norm, ops.maximum(length, clip_norm))
    return [None if t is None else ops.multiply(t, factor) for t in t_list], length


def cumsum(
    x: Any,
    axis: int = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """Running sums along an axis; `exclusive`: of the numbers before."""
    return _running(ops.cumsum, 0, x, axis, exclusive, reverse)


def cumprod(
    x: Any,
    axis: int = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """Running products along an axis; `exclusive`: of the numbers before."""
    return _running(ops.cumprod, 1, x, axis, exclusive, reverse)


def _running(run: Any, start: int, x: Any, axis: int, exclusive: bool, backwards: bool) -> Any:
    x = ops.flip(x, axis) if backwards else tensor(x)
    if exclusive:
        first = ops.take(x, [0], axis=axis)
        rest = ops.take(x, list(range(x.shape[axis] - 1)), axis=axis)
        x = ops.concatenate([ops.full_like(first, start), rest], axis=axis)
    done = run(x, axis=axis)
    done = done if done.dtype == x.dtype else ops.cast(done, x.dtype)
    return ops.flip(done, axis) if backwards else done


def is_tensor(x: Any) -> Any:
    """Whether `x` is a tensor or a variable."""
    return ops.is_tensor(x)


def _reduction(name: str, keeps_whole: bool = False) -> Any:
    reduce = getattr(ops, name)

    def reduced(
        input_tensor: Any, axis: Any = None, keepdims: Any = False, name: str | None = None
    ) -> Any:
        axis = tuple(int(i) for i in axis) if hasattr(axis, "__len__") else axis
        x = tensor(input_tensor)
        result = reduce(x, axis=axis, keepdims=keepdims)
        if keeps_whole and is_whole(x) and result.dtype != x.dtype:
            return ops.cast(
                result, x.dtype
            )  # TensorFlow keeps the dtype, so a mean is rounded down
        return result

    reduced.__name__ = f"reduce_{name}"
    reduced.__doc__ = f"`{name}` over `axis`, over everything when it is None."
    return reduced


reduce_sum, reduce_mean, reduce_max, reduce_min, reduce_prod = (
    _reduction(name, keeps_whole=True) for name in ("sum", "mean", "max", "min", "prod")
)
reduce_all, reduce_any, reduce_std, reduce_variance, reduce_logsumexp = map(
    _reduction, ("all", "any", "std", "var", "logsumexp")
)


def reduce_euclidean_norm(
    input_tensor: Any, axis: Any = None, keepdims: Any = False, name: str | None = None
) -> Any:
    """The root of the sum of squares."""
    return ops.sqrt(reduce_sum(ops.square(input_tensor), axis, keepdims))


def _indices(name: str) -> Any:
    find = getattr(ops, name)

    def found(
        input: Any, axis: Any = None, output_type: Any = "int64", name: str | None = None
    ) -> Any:
        return ops.cast(find(input, axis=0 if axis is None else axis), as_dtype(output_type).name)

    found.__name__ = name
    found.__doc__ = f"`{name}` along `axis` (0 unless given)."
    return found


argmax, argmin = _indices("argmax"), _indices("argmin")
