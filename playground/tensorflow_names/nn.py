"""`tf.nn`: activations, losses from logits and the operations of convolutional layers."""

from __future__ import annotations

from typing import Any

from playground import engine as keras
from playground.engine import ops
from playground.tensorflow_names import convolution, functions, math, places
from playground.tensorflow_names.adapting import of_one, tensor
from playground.tensorflow_names.missing import Names


def _sigmoid_loss(labels: Any = None, logits: Any = None, name: str | None = None) -> Any:
    """-z log σ(x) - (1 - z) log(1 - σ(x)), number by number."""
    labels, logits = tensor(labels), tensor(logits)
    return ops.relu(logits) - logits * labels + ops.log1p(ops.exp(-ops.abs(logits)))


def _softmax_loss(labels: Any, logits: Any, axis: int = -1, name: str | None = None) -> Any:
    """-Σ labels · log softmax(logits), row by row."""
    return ops.negative(
        ops.sum(ops.multiply(labels, ops.log_softmax(logits, axis=axis)), axis=axis)
    )


def _sparse_softmax_loss(labels: Any, logits: Any, name: str | None = None) -> Any:
    """-log softmax(logits)[label], row by row."""
    return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def _weighted_loss(labels: Any, logits: Any, pos_weight: Any, name: str | None = None) -> Any:
    """`sigmoid_cross_entropy_with_logits` with the positive part times `pos_weight`."""
    labels, logits = tensor(labels), tensor(logits)
    weight = 1 + (pos_weight - 1) * labels
    return (1 - labels) * logits + weight * (
        ops.log1p(ops.exp(-ops.abs(logits))) + ops.relu(-logits)
    )


def _log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None
) -> Any:
    """exp(c) - z · c."""
    if compute_full_loss:
        raise NotImplementedError("The full Poisson loss is not here. Try keras.losses.Poisson.")
    return ops.exp(log_input) - ops.multiply(targets, log_input)


def _leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Any:
    """x, and alpha · x where it is negative."""
    return ops.leaky_relu(features, negative_slope=alpha)


def _gelu(features: Any, approximate: bool = False, name: str | None = None) -> Any:
    """x · Φ(x)."""
    return ops.gelu(features, approximate=approximate)


def _silu(features: Any, beta: float = 1.0) -> Any:
    """x · σ(beta · x)."""
    return ops.multiply(features, ops.sigmoid(ops.multiply(beta, features)))


def _crelu(features: Any, axis: int = -1, name: str | None = None) -> Any:
    """relu(x) and relu(-x), side by side."""
    return ops.relu(ops.concatenate([features, ops.negative(features)], axis))


def _dropout(
    x: Any, rate: float, noise_shape: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """`x` with a share `rate` of its numbers set to 0 and the others scaled up."""
    return keras.random.dropout(x, rate, noise_shape=noise_shape, seed=seed)


def _bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: str | None = None
) -> Any:
    """`bias` (channels,) added along the last axis."""
    if data_format is not None and data_format.startswith("NC"):
        bias = ops.reshape(bias, (-1, *[1] * (len(tensor(value).shape) - 2)))
    return ops.add(value, bias)


def _moments(
    x: Any, axes: Any, shift: Any = None, keepdims: Any = False, name: str | None = None
) -> Any:
    """Mean and variance over `axes`."""
    return ops.moments(x, axes, keepdims=keepdims)


def _batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    offset: Any,
    scale: Any,
    variance_epsilon: float,
    name: str | None = None,
) -> Any:
    """(x - mean) / √(variance + ε) · scale + offset."""
    factor = ops.rsqrt(ops.add(variance, variance_epsilon))
    factor = factor if scale is None else ops.multiply(factor, scale)
    result = ops.multiply(ops.subtract(x, mean), factor)
    return result if offset is None else ops.add(result, offset)


def _embedding_lookup(
    params: Any, ids: Any, max_norm: float | None = None, name: str | None = None
) -> Any:
    """The rows of `params` at `ids`, none longer than `max_norm`."""
    rows = ops.take(params, ids, axis=0)
    return rows if max_norm is None else functions.clip_by_norm(rows, max_norm, axes=-1)


def _l2_loss(t: Any, name: str | None = None) -> Any:
    """Half the sum of squares."""
    return ops.divide(ops.sum(ops.square(t)), 2)


def _compute_average_loss(
    per_example_loss: Any, sample_weight: Any = None, global_batch_size: Any = None
) -> Any:
    """The sum of losses, weighted, over the size of the batch."""
    loss = tensor(per_example_loss)
    loss = loss if sample_weight is None else ops.multiply(loss, sample_weight)
    return ops.divide(ops.sum(loss), global_batch_size or loss.shape[0])


def _scale_regularization_loss(regularization_loss: Any) -> Any:
    """The sum: there is one device."""
    return ops.sum(regularization_loss)


nn = Names(
    "tf.nn",
    **{
        name: of_one(getattr(ops, name), "features")
        for name in ("relu", "relu6", "elu", "selu", "softplus", "softsign")
    },
    sigmoid=of_one(ops.sigmoid),
    tanh=of_one(ops.tanh),
    leaky_relu=_leaky_relu,
    gelu=_gelu,
    silu=_silu,
    swish=_silu,
    crelu=_crelu,
    softmax=math.softmax,
    log_softmax=math.log_softmax,
    dropout=_dropout,
    bias_add=_bias_add,
    moments=_moments,
    batch_normalization=_batch_normalization,
    l2_normalize=functions.l2_normalize,
    l2_loss=_l2_loss,
    zero_fraction=math.zero_fraction,
    embedding_lookup=_embedding_lookup,
    top_k=places.top_k,
    in_top_k=places.in_top_k,
    compute_average_loss=_compute_average_loss,
    scale_regularization_loss=_scale_regularization_loss,
    sigmoid_cross_entropy_with_logits=_sigmoid_loss,
    softmax_cross_entropy_with_logits=_softmax_loss,
    sparse_softmax_cross_entropy_with_logits=_sparse_softmax_loss,
    weighted_cross_entropy_with_logits=_weighted_loss,
    log_poisson_loss=_log_poisson_loss,
    **convolution.NAMES,
)
