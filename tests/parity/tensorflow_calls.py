"""Calls of `tf` names whose values, shapes and dtypes are compared: Python expressions of `tf` and the tensors below.

`record_tensorflow.py` evaluates them on real TensorFlow, `test_tensorflow.py` on ours. Where A is in an expression of
floats, the gradient of its sum with respect to A is compared too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def given(tf: Any) -> dict[str, Any]:
    """A, B (3, 4) of both signs, P (3, 4) and U (3, 4) of positive ones, U below 1; I, J (3, 4) of whole numbers; M
    (3, 3) positive definite; T (2, 3, 3); V (4,); X (2, 6, 6, 3) images; R (2, 4, 4, 3) images of bytes."""
    rng = np.random.default_rng(7)
    a, b = rng.normal(size=(2, 3, 4)).astype("float32")
    square = rng.normal(size=(3, 3)).astype("float32")
    numbers = {
        "A": a,
        "B": b,
        "P": np.abs(a) + 0.5,
        "U": rng.random((3, 4)).astype("float32") * 0.8 + 0.1,
        "I": rng.integers(-5, 6, (3, 4)).astype("int32"),
        "J": rng.integers(1, 4, (3, 4)).astype("int32"),
        "M": square @ square.T + np.eye(3, dtype="float32"),
        "T": rng.normal(size=(2, 3, 3)).astype("float32"),
        "V": rng.normal(size=4).astype("float32"),
        "X": rng.random((2, 6, 6, 3)).astype("float32"),
        "R": rng.integers(0, 256, (2, 4, 4, 3)).astype("uint8"),
        "K": rng.normal(size=(3, 3, 3, 2)).astype("float32"),
        "D": rng.normal(size=(3, 3, 3, 1)).astype("float32"),
    }
    return {name: tf.constant(value) for name, value in numbers.items()}


def value(tf: Any, expression: str) -> list[Any]:
    """What an expression gives as arrays, and the gradient."""
    names = given(tf)
    a = names["A"]
    with tf.GradientTape() as tape:
        tape.watch(a)
        found = eval(expression, {"tf": tf, "np": np, **names})
        flat = [x for x in flattened(found) if x is not None]
        floats = [x for x in flat if getattr(x, "dtype", "") in (tf.float32,)]
        total = tf.add_n([tf.reduce_sum(x) for x in floats]) if floats else None
    gradient = None if total is None or "A" not in _words(expression) else tape.gradient(total, a)
    gradients = [] if gradient is None else [tf.convert_to_tensor(gradient)]
    return [np.asarray(x) for x in (*flat, *gradients)]


def flattened(found: Any) -> Iterator[Any]:
    """Tensors, arrays and numbers of tuples, lists, dicts and data sets, in order."""
    if isinstance(found, dict):
        for key in sorted(found):
            yield from flattened(found[key])
    elif isinstance(found, list | tuple) or hasattr(found, "as_numpy_iterator"):
        for item in found:
            yield from flattened(item)
    else:
        yield found


def _words(expression: str) -> set[str]:
    cleaned = "".join(c if c.isalnum() or c in "._" else " " for c in expression)
    return set(cleaned.split())


_ONE = (
    *("abs", "exp", "sign", "sin", "cos", "sinh", "tanh", "square", "floor", "round", "negative"),
    *("sigmoid", "identity", "stop_gradient", "atan", "asinh"),
)
_MATH_ONE = (
    *("abs", "acosh", "asin", "atan", "ceil", "cos", "erf", "erfc", "exp", "expm1", "floor"),
    *("is_finite", "is_inf", "is_nan", "log_sigmoid", "negative", "rint", "round"),
    *("sigmoid", "sign", "sin", "softplus", "softsign", "square", "tan", "tanh"),
    *("reduce_logsumexp", "reduce_std", "reduce_variance"),
    *("reduce_euclidean_norm", "count_nonzero", "zero_fraction", "cumsum"),
    *("cumprod", "softmax", "log_softmax", "l2_normalize", "cosh", "sinh", "asinh"),
)
_POSITIVE = (*("log", "log1p", "sqrt", "rsqrt", "reciprocal", "acos", "atanh", "asin", "erfinv"),)
_TWO = (
    *("add", "subtract", "multiply", "divide", "truediv", "maximum", "minimum", "equal"),
    *("not_equal", "greater", "greater_equal", "less", "less_equal"),
)
_REDUCED = (*("sum", "mean", "max", "min", "prod"),)
_NN_ONE = (
    *("relu", "relu6", "elu", "selu", "gelu", "silu", "swish", "leaky_relu", "softplus"),
    *("softsign", "sigmoid", "tanh", "softmax", "log_softmax", "crelu", "l2_loss"),
    *("zero_fraction",),
)

CASES: list[str] = [
    *(f"tf.{n}(A)" for n in _ONE),
    *(f"tf.math.{n}(A)" for n in _MATH_ONE if n not in ("acosh", "asin")),
    *(f"tf.math.{n}(U)" for n in _POSITIVE),
    "tf.acosh(P + 1)",
    "tf.pow(P, B)",
    *(f"tf.{n}(A, B)" for n in _TWO),
    *(f"tf.{n}(I, J)" for n in _TWO),
    *(f"tf.reduce_{n}(A, axis=1)" for n in _REDUCED),
    *(f"tf.reduce_{n}(I, axis=0, keepdims=True)" for n in _REDUCED),
    *(f"tf.reduce_{n}(A, axis=[0, 1])" for n in _REDUCED),
    *(f"tf.nn.{n}(A)" for n in _NN_ONE),
    *"""
tf.reduce_all(A > 0, axis=1)
tf.reduce_any(A > 0)
tf.reduce_logsumexp(A, axis=-1)
tf.argmax(A, axis=1)
tf.argmin(A)
tf.math.argmax(A, axis=1, output_type=tf.int32)
tf.add_n([A, B, A])
tf.scalar_mul(2.0, A)
tf.matmul(A, B, transpose_b=True)
tf.matmul(A, B, transpose_a=True)
tf.tensordot(A, B, axes=[[1], [1]])
tf.tensordot(A, B, axes=2)
tf.einsum("ij,kj->ik", A, B)
tf.cast(A * 3, tf.int32)
tf.cast(I, tf.float32)
tf.cast(A, "float64")
tf.cast(I, tf.bool)
tf.saturate_cast(A * 300, tf.uint8)
tf.complex(A, B)
tf.math.real(tf.complex(P, B))
tf.math.conj(tf.complex(A, B))
tf.constant([1, 2, 3])
tf.constant([1.0, 2.0])
tf.constant(2, shape=(2, 3))
tf.constant([1, 2, 3, 4], shape=[2, 2], dtype=tf.float32)
tf.constant(np.arange(3))
tf.constant(np.ones(3))
tf.constant(True)
tf.convert_to_tensor([1, 2], dtype=tf.float32)
tf.ones((2, 3))
tf.ones([2], dtype=tf.int32)
tf.zeros(3)
tf.ones_like(A)
tf.zeros_like(I)
tf.zeros_like(A, dtype=tf.int32)
tf.fill([2, 3], 7)
tf.fill((2,), 1.5)
tf.range(5)
tf.range(1, 10, 3)
tf.range(0.0, 1.0, 0.25)
tf.range(3, dtype=tf.float32)
tf.range(5, 0, -2)
tf.linspace(0.0, 1.0, 5)
tf.eye(3)
tf.eye(2, 3)
tf.eye(2, batch_shape=[2])
tf.shape(A)
tf.size(A)
tf.rank(A)
tf.shape(A)[0]
tf.reshape(A, (2, -1))
tf.reshape(A, [-1])
tf.transpose(A)
tf.transpose(T, perm=[0, 2, 1])
tf.expand_dims(A, axis=0)
tf.expand_dims(A, -1)
tf.squeeze(tf.expand_dims(A, 0))
tf.squeeze(tf.ones((1, 2, 1)), axis=[0])
tf.stack([A, B], axis=1)
tf.unstack(A)
tf.unstack(A, axis=1)
tf.concat([A, B], axis=1)
tf.concat([A, B], 0)
tf.split(A, 2, axis=1)
tf.split(A, [1, 3], axis=1)
tf.split(A, [1, -1], 1)
tf.tile(A, [2, 1])
tf.repeat([3, 5], 2)
tf.repeat(A, repeats=[1, 2, 0], axis=0)
tf.repeat(A, 2, axis=1)
tf.pad(A, [[1, 0], [0, 2]])
tf.pad(A, [[1, 1], [1, 1]], "REFLECT")
tf.pad(A, [[1, 1], [1, 1]], "SYMMETRIC")
tf.pad(A, [[0, 1], [0, 0]], constant_values=9)
tf.slice(A, [1, 0], [2, -1])
tf.strided_slice(A, [0, 1], [3, 4], [2, 2])
tf.gather(A, [2, 0])
tf.gather(A, [1, 1], axis=1)
tf.gather(A, [[0], [1], [2]], batch_dims=1)
tf.gather(A, [[0, 1], [1, 1], [2, 3]], axis=1, batch_dims=1)
tf.gather_nd(A, [[0, 1], [2, 2]])
tf.gather_nd(A, [[1], [0]])
tf.gather_nd(T, [[0, 1, 2]])
tf.gather_nd(A, [[0], [1], [3]], batch_dims=1)
tf.boolean_mask(A, A > 0)
tf.boolean_mask(A, [True, False, True])
tf.boolean_mask(A, [True, False, True, False], axis=1)
tf.where(A > 0, A, B)
tf.where(A > 0)
tf.where(A > 0, 1.0, 0.0)
tf.one_hot([0, 2, 1], 3)
tf.one_hot([0, -1], 2, on_value=5.0, off_value=1.0)
tf.one_hot([1, 0], 2, dtype=tf.int32)
tf.one_hot([0, 1], depth=3, axis=0)
tf.unique([4, 1, 4, 2])
tf.unique_with_counts([4, 1, 4, 2])
tf.sequence_mask([1, 3, 2])
tf.sequence_mask([1, 3], 5, dtype=tf.float32)
tf.meshgrid([1, 2, 3], [4, 5])
tf.meshgrid(V, V, indexing="ij")
tf.roll(A, 1, axis=0)
tf.roll(A, shift=[1, 2], axis=[0, 1])
tf.reverse(A, axis=[1])
tf.reverse_sequence(A, [2, 4, 1], seq_axis=1)
tf.sort(A)
tf.sort(A, direction="DESCENDING")
tf.argsort(V)
tf.argsort(V, direction="DESCENDING")
tf.searchsorted([1.0, 3.0, 5.0], [3.0, 4.0])
tf.searchsorted([[1, 3, 5], [2, 4, 6]], [[3], [7]], side="right")
tf.broadcast_to([1, 2, 3], [2, 3])
tf.clip_by_value(A, -0.5, 0.5)
tf.clip_by_norm(A, 1.0)
tf.clip_by_norm(A, 0.5, axes=[1])
tf.clip_by_global_norm([A, None, B], 1.0)
tf.clip_by_global_norm([A, B], 100.0)
tf.linalg.global_norm([A, B])
tf.norm(A)
tf.norm(A, ord=1, axis=1)
tf.norm(A, axis=0, keepdims=True)
tf.norm(V, ord=np.inf)
tf.cumsum(A, axis=1)
tf.cumsum(A, exclusive=True)
tf.cumsum(A, axis=1, reverse=True)
tf.math.cumprod(A, axis=1, exclusive=True, reverse=True)
tf.cumsum(I)
tf.scatter_nd([[1], [3]], [5.0, 6.0], [4])
tf.scatter_nd([[0], [0]], A[:2], [3, 4])
tf.tensor_scatter_nd_update(A, [[0, 0], [2, 1]], [9.0, 8.0])
tf.tensor_scatter_nd_add(A, [[0], [0]], B[:2])
tf.tensor_scatter_nd_sub(A, [[0, 1]], [1.0])
tf.tensor_scatter_nd_max(P, [[0, 1]], [100.0])
tf.tensor_scatter_nd_min(P, [[0, 1]], [100.0])
tf.dynamic_partition(A, [0, 1, 0], 2)
tf.dynamic_stitch([[0, 2], [1]], [A[:2], B[:1]])
tf.ensure_shape(A, (None, 4))
tf.math.floormod(I, J)
tf.math.mod(A, 0.7)
tf.math.floordiv(I, J)
I // J
I % J
tf.truncatemod(I, J)
tf.logical_and(A > 0, B > 0)
tf.logical_or(A > 0, B > 0)
tf.logical_not(A > 0)
tf.math.logical_xor(A > 0, B > 0)
tf.atan2(A, B)
tf.math.squared_difference(A, B)
tf.math.divide_no_nan(A, tf.constant([1.0, 0.0, 2.0, 0.0]))
tf.math.multiply_no_nan(A, tf.constant([1.0, 0.0, 2.0, 0.0]))
tf.math.xlogy(A, P)
tf.math.xlogy(0.0, 0.0)
tf.math.xlog1py(A, P)
tf.math.xdivy(A, P)
tf.math.polyval([1.0, 2.0, 3.0], A)
tf.math.confusion_matrix([0, 1, 2, 1], [0, 2, 2, 1])
tf.math.confusion_matrix([0, 1], [1, 1], num_classes=3, dtype=tf.float32)
tf.math.bincount([1, 1, 3])
tf.math.bincount([1, 1, 3], minlength=6)
tf.math.top_k(A, 2)
tf.math.in_top_k([0, 1, 3], A, 2)
tf.math.invert_permutation([2, 0, 1])
tf.math.is_non_decreasing([1, 1, 2])
tf.math.is_strictly_increasing([1, 1, 2])
tf.math.segment_sum(A, [0, 0, 1])
tf.math.segment_mean(A, [0, 0, 1])
tf.math.segment_max(A, [0, 0, 1])
tf.math.unsorted_segment_sum(A, [1, 0, 1], 3)
tf.math.unsorted_segment_mean(A, [1, 0, 1], 3)
tf.math.unsorted_segment_max(A, [1, 0, 1], num_segments=2)
tf.math.count_nonzero(I)
tf.math.count_nonzero(I, axis=0)
tf.math.l2_normalize(A, axis=1)
tf.math.reduce_std(A, axis=0)
tf.math.accumulate_n([A, B])
tf.math.nextafter(1.0, 2.0)
tf.linalg.matmul(A, B, transpose_b=True)
tf.linalg.matvec(A, V)
tf.linalg.matrix_transpose(T)
tf.linalg.det(T)
tf.linalg.logdet(M)
tf.linalg.slogdet(T)
tf.linalg.inv(M)
tf.linalg.inv(T)
tf.linalg.pinv(A)
tf.linalg.solve(M, A)
tf.linalg.cholesky(M)
tf.linalg.cholesky_solve(tf.linalg.cholesky(M), A)
tf.linalg.triangular_solve(tf.linalg.cholesky(M), A)
tf.linalg.lstsq(tf.transpose(A), tf.ones((4, 1)))
tf.linalg.eigvalsh(M)
tf.linalg.svd(A, compute_uv=False)
tf.linalg.trace(T)
tf.linalg.diag(V)
tf.linalg.diag(A)
tf.linalg.diag_part(T)
tf.linalg.set_diag(T, tf.ones((2, 3)))
tf.linalg.band_part(M, 0, -1)
tf.linalg.band_part(A, -1, 0)
tf.linalg.band_part(A, 1, 1)
tf.linalg.normalize(A, axis=1)
tf.linalg.norm(A)
tf.linalg.matrix_rank(M)
tf.linalg.cross([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
tf.linalg.tensor_diag(V)
tf.linalg.eye(2)
tf.nn.leaky_relu(A, alpha=0.1)
tf.nn.gelu(A, approximate=True)
tf.nn.softmax(A, axis=0)
tf.nn.sigmoid_cross_entropy_with_logits(labels=U, logits=A)
tf.nn.softmax_cross_entropy_with_logits(labels=tf.nn.softmax(B), logits=A)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1, 3], logits=A)
tf.nn.weighted_cross_entropy_with_logits(U, A, 2.5)
tf.nn.log_poisson_loss(P, A)
tf.nn.l2_normalize(A, axis=1)
tf.nn.moments(A, axes=[0])
tf.nn.moments(A, [0, 1], keepdims=True)
tf.nn.batch_normalization(A, tf.reduce_mean(A, 0), tf.math.reduce_variance(A, 0), V, P[0], 1e-3)
tf.nn.bias_add(A, V)
tf.nn.embedding_lookup(A, [2, 0])
tf.nn.top_k(A, k=2)
tf.nn.compute_average_loss(V)
tf.nn.compute_average_loss(V, global_batch_size=8)
tf.nn.conv1d(A[tf.newaxis], tf.ones((2, 4, 3)), stride=1, padding="SAME")
tf.nn.conv2d(X, K, strides=1, padding="SAME")
tf.nn.conv2d(X, K, [1, 2, 2, 1], "VALID")
tf.nn.conv2d(X, K, 1, "VALID", dilations=2)
tf.nn.depthwise_conv2d(X, D, [1, 1, 1, 1], "SAME")
tf.nn.separable_conv2d(X, D, tf.ones((1, 1, 3, 2)), [1, 1, 1, 1], "SAME")
tf.nn.conv2d_transpose(X, tf.ones((2, 2, 4, 3)), [2, 12, 12, 4], 2, "SAME")
tf.nn.conv2d_transpose(X, tf.ones((2, 2, 4, 3)), [2, 7, 7, 4], 1, "VALID")
tf.nn.max_pool2d(X, 2, 2, "VALID")
tf.nn.max_pool(X, 3, 2, "SAME")
tf.nn.avg_pool2d(X, [2, 2], [2, 2], "SAME")
tf.nn.avg_pool(X, ksize=2, strides=1, padding="VALID")
tf.nn.max_pool1d(A[tf.newaxis], 2, 1, "VALID")
tf.nn.space_to_depth(X, 2)
tf.nn.depth_to_space(tf.ones((1, 2, 2, 4)), 2)
tf.image.resize(X, (3, 3))
tf.image.resize(X, [9, 5])
tf.image.resize(X, [12, 12], method="nearest")
tf.image.resize(R, [2, 2])
tf.image.resize(X, [4, 8], preserve_aspect_ratio=True)
tf.image.flip_left_right(X)
tf.image.flip_up_down(X)
tf.image.rot90(X[0])
tf.image.transpose(X[0])
tf.image.central_crop(X, 0.5)
tf.image.crop_to_bounding_box(X, 1, 2, 3, 4)
tf.image.pad_to_bounding_box(X, 1, 2, 8, 9)
tf.image.resize_with_crop_or_pad(X, 4, 8)
tf.image.adjust_brightness(X, 0.2)
tf.image.adjust_brightness(R, 0.2)
tf.image.adjust_contrast(X, 2.0)
tf.image.adjust_gamma(X, 2.0)
tf.image.adjust_saturation(X, 0.5)
tf.image.adjust_hue(X, 0.1)
tf.image.rgb_to_grayscale(X)
tf.image.rgb_to_grayscale(R)
tf.image.grayscale_to_rgb(X[..., :1])
tf.image.rgb_to_hsv(X)
tf.image.hsv_to_rgb(X)
tf.image.convert_image_dtype(R, tf.float32)
tf.image.convert_image_dtype(X, tf.uint8)
tf.image.per_image_standardization(X)
tf.image.per_image_standardization(R)
tf.image.image_gradients(X)
tf.image.total_variation(X)
tf.image.psnr(X, X * 0.9, max_val=1.0)
tf.image.sobel_edges(X)
tf.cond(tf.constant(True), lambda: A, lambda: B)
tf.case([(tf.constant(False), lambda: A), (tf.constant(True), lambda: B)])
tf.switch_case(tf.constant(1), [lambda: A, lambda: B])
tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), [0, A])
tf.map_fn(lambda row: row * 2, A)
tf.map_fn(tf.reduce_sum, A)
tf.vectorized_map(lambda row: row + 1, A)
tf.foldl(lambda s, x: s + x, A)
tf.foldr(lambda s, x: s * 2 + x, A, initializer=tf.zeros(4))
tf.scan(lambda s, x: s + x, A)
tf.scan(lambda s, x: s + tf.reduce_sum(x), A, initializer=0.0)
tf.function(lambda x: x * 2)(A)
tf.function(lambda x: x + 1)(2)
tf.function(lambda x: x * 2, input_signature=[tf.TensorSpec([None, 4], tf.float32)])(A)
tf.numpy_function(lambda x: x * 2, [I], tf.int32)
tf.py_function(lambda x: x * 2, [A], tf.float32)
tf.custom_gradient(lambda x: (x * 2, lambda dy: dy * 10))(A)
tf.TensorArray(tf.float32, size=2).write(0, A[0]).write(1, A[1]).stack()
tf.TensorArray(tf.float32, 0, dynamic_size=True).unstack(A).concat()
tf.nest.flatten({"b": [1, 2], "a": 3})
tf.nest.map_structure(lambda x: x * 2, [A, (B,)])
tf.bitwise.bitwise_and(I, J)
tf.bitwise.left_shift(J, J)
tf.is_tensor(A)
tf.is_tensor(1)
tf.executing_eagerly()
tf.TensorShape([2, None]).as_list()
tf.TensorShape([2, 3]).num_elements()
tf.TensorShape([2, 3]).rank
tf.float32.size
tf.int8.max
tf.float32.is_floating
tf.as_dtype("float32") == tf.float32
tf.Variable([1.0, 2.0])
tf.Variable(A).assign_add(B)
tf.Variable([1, 2, 3]).assign([4, 5, 6])
tf.Variable([1.0, 2.0, 3.0]).scatter_nd_update([[1]], [9.0])
tf.Variable(3)
tf.data.Dataset.range(5)
tf.data.Dataset.range(5).batch(2)
tf.data.Dataset.range(7).window(3).flat_map(lambda w: w.batch(3))
tf.data.Dataset.range(7).window(3, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(3))
tf.data.Dataset.range(9).window(3, shift=2, stride=2).flat_map(lambda w: w.batch(9))
tf.data.Dataset.range(10).window(2, shift=4).flat_map(lambda w: w.batch(9))
tf.data.Dataset.range(7).window(3, 1).cardinality()
tf.data.Dataset.range(7).window(3, 1, drop_remainder=True).cardinality()
tf.data.Dataset.range(7).window(2, 3, 2, drop_remainder=True).cardinality()
tf.data.Dataset.range(7).window(3, 2).cardinality()
tf.data.Dataset.from_tensor_slices([4, 1, 4]).unique()
tf.data.Dataset.range(5).reduce(0, lambda s, e: s + 1)
tf.data.Dataset.range(5).reduce(np.int64(0), lambda s, e: s + e)
tf.data.Dataset.range(4).interleave(lambda x: tf.data.Dataset.from_tensors(x).repeat(3), cycle_length=2, block_length=2)
tf.data.Dataset.range(3).interleave(lambda x: tf.data.Dataset.range(x + 1), cycle_length=3, block_length=1)
tf.data.Dataset.range(1, 5).map(lambda n: tf.fill([n], n)).padded_batch(2)
tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n)).padded_batch(3, [5], np.int64(-1))
tf.data.Dataset.range(5).scan(np.int64(0), lambda s, e: (s + e, s + e))
tf.data.Dataset.range(9).take_while(lambda e: e < 4)
tf.data.Dataset.range(9).shard(3, 1)
tf.data.Dataset.range(9).shard(4, 2).cardinality()
tf.data.Dataset.range(8).batch(3).rebatch(2)
tf.data.Dataset.range(8).group_by_window(lambda x: x % 2, lambda key, d: d.batch(3), window_size=3)
tf.data.Dataset.choose_from_datasets([tf.data.Dataset.range(3)] * 2, tf.data.Dataset.from_tensors(np.int64(1)))
tf.data.Dataset.range(3).enumerate(start=5)
tf.data.Dataset.range(3).apply(lambda d: d.map(lambda x: x + 1))
tf.data.Dataset.from_tensors([1.0]).get_single_element()
tf.data.Dataset.counter(3, 2).take(3)
tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.range(3, 6)))
tf.data.Dataset.from_generator(lambda: iter([[1, 2], [3, 4]]), output_signature=tf.TensorSpec((2,), tf.float32))
tf.data.Dataset.from_generator(lambda: iter([1, 2]), output_types=tf.int64)
next(iter(tf.data.Dataset.range(3, 5)))
iter(tf.data.Dataset.range(3, 5)).get_next()
tf.keras.losses.MeanSquaredError()(A, B)
tf.losses.MeanSquaredError()(A, B)
tf.initializers.Ones()(shape=(2,))
tf.zeros_initializer()(shape=(2,))
tf.constant_initializer(2.0)(shape=(2,))
""".strip().splitlines(),
]
TEXTS: list[str] = """
tf.data.Dataset.from_tensor_slices((A, I)).element_spec
tf.data.Dataset.from_tensor_slices(A).batch(2).element_spec
tf.data.Dataset.from_tensor_slices(A).batch(2, drop_remainder=True).element_spec
tf.data.Dataset.from_tensor_slices({"x": A}).batch(2).element_spec
tf.data.Dataset.from_generator(lambda: iter([]), output_signature=tf.TensorSpec((None, 2), tf.int32)).element_spec
tf.TensorSpec([None, 3], tf.float32, name="x")
tf.TensorSpec.from_tensor(tf.constant(1))
tf.TensorShape([2, None])
tf.float32
tf.config.list_physical_devices("GPU")
tf.Module().name
tf.as_dtype(np.float32).name
""".strip().splitlines()
PRINTED: list[str] = """
tf.print("loss:", tf.constant(0.5))
tf.print(tf.constant([1.0, 2.5, 3.0]))
tf.print(tf.range(10))
tf.print(tf.range(10), summarize=-1)
tf.print(tf.constant([[1, 2], [3, 4]]))
tf.print(tf.constant([[[1], [2]], [[3], [4]]]))
tf.print(tf.constant(True), "a", 3, 2.5, None)
tf.print([tf.constant(1), tf.constant(2.0)], {"a": tf.constant(3)})
tf.print(tf.constant(1), tf.constant(2), sep=", ", end="!")
tf.print(tf.constant(1 / 3), tf.constant(1e-8), tf.constant(123456789.0), tf.constant(1e20))
tf.print(tf.Variable([1, 2]))
tf.print(tf.zeros((7, 2)))
""".strip().splitlines()
