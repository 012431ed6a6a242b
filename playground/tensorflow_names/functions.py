"""Functions whose arguments TensorFlow names differently from Keras: `tf.matmul`, `tf.reduce_mean`, `tf.concat`, …"""

from __future__ import annotations

from typing import Any

from playground.engine import ops


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


def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: Any = False,
    name: str | None = None,
) -> Any:
    """The length of vectors or the size of matrices: the square root of the sum of squares unless `ord` says else."""
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
    total = inputs[0]
    for x in inputs[1:]:
        total = ops.add(total, x)
    return total


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """`t`, shortened to length `clip_norm` when it is longer."""
    length = ops.sqrt(ops.sum(ops.square(t), axis=axes, keepdims=True))
    return ops.multiply(t, ops.divide(clip_norm, ops.maximum(length, clip_norm)))


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
reduce_std, reduce_variance, reduce_logsumexp = map(_reduction, ("std", "var", "logsumexp"))


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
