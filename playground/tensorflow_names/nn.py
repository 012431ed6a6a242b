"""`tf.nn`: activations, losses from logits and the operations of convolutional layers."""

from __future__ import annotations

from typing import Any

from playground import engine as keras
from playground.engine import ops
from playground.tensorflow_names.functions import l2_normalize
from playground.tensorflow_names.missing import Names


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


def _conv2d(input: Any, filters: Any, strides: Any, padding: str, name: str | None = None) -> Any:
    """Convolution of (batch, height, width, channels) with (height, width, channels, filters)."""
    return ops.conv(input, filters, strides=_plane(strides), padding=padding.lower())


def _max_pool2d(input: Any, ksize: Any, strides: Any, padding: str, name: str | None = None) -> Any:
    """The largest number of each window of `ksize`."""
    return ops.max_pool(input, _plane(ksize), _plane(strides), padding=padding.lower())


def _avg_pool2d(input: Any, ksize: Any, strides: Any, padding: str, name: str | None = None) -> Any:
    """The mean of each window of `ksize`."""
    return ops.average_pool(input, _plane(ksize), _plane(strides), padding=padding.lower())


def _plane(sizes: Any) -> Any:
    """(height, width) of 2, [2], [2, 2] or [1, 2, 2, 1]."""
    if isinstance(sizes, int):
        return sizes, sizes
    return tuple(sizes[1:3]) if len(sizes) == 4 else tuple(sizes) * (2 if len(sizes) == 1 else 1)


def _bias_add(value: Any, bias: Any, name: str | None = None) -> Any:
    """`bias` (channels,) added along the last axis."""
    return ops.add(value, bias)


def _moments(x: Any, axes: Any, keepdims: Any = False, name: str | None = None) -> Any:
    """Mean and variance over `axes`."""
    return ops.moments(x, axes, keepdims=keepdims)


def _embedding_lookup(params: Any, ids: Any, name: str | None = None) -> Any:
    """The rows of `params` at `ids`."""
    return ops.take(params, ids, axis=0)


nn = Names(
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
    conv2d=_conv2d,
    max_pool2d=_max_pool2d,
    avg_pool2d=_avg_pool2d,
    bias_add=_bias_add,
    moments=_moments,
    l2_normalize=l2_normalize,
    embedding_lookup=_embedding_lookup,
    sigmoid_cross_entropy_with_logits=_logits_loss("binary_crossentropy"),
    softmax_cross_entropy_with_logits=_logits_loss("categorical_crossentropy"),
    sparse_softmax_cross_entropy_with_logits=_logits_loss("sparse_categorical_crossentropy"),
)
