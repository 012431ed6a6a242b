"""How far probabilities are from labels."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.ops.conversion import cast, floating, tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op


def _same_shapes(target: Any, output: Any) -> None:
    if len(target.shape) != len(output.shape) or any(
        a is not None and b is not None and a != b for a, b in zip(target.shape, output.shape)
    ):
        raise ValueError(
            "Arguments `target` and `output` must have the same shape. Received: "
            f"target.shape={tuple(target.shape)}, output.shape={tuple(output.shape)}"
        )


def _clipped(p: Any) -> Any:
    epsilon = config.epsilon()
    return ops.clip(p, epsilon, 1 - epsilon)


@op
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-(t log p + (1 - t) log(1 - p)) element by element; p is clipped to [1e-7, 1 - 1e-7]."""
    target, output = tensor(target), floating(output)
    _same_shapes(target, output)
    target = cast(target, output.dtype)
    if from_logits:  # max(z, 0) - z t + log(1 + e^-|z|)
        return ops.relu(output) - output * target + ops.softplus(-ops.absolute(output))
    output = _clipped(output)
    return -(target * ops.log(output) + (1 - target) * ops.log(1 - output))


@op
def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-Σ t log p over `axis`; probabilities are scaled to add up to 1 and clipped to [1e-7, 1 - 1e-7]."""
    target, output = tensor(target), floating(output)
    _same_shapes(target, output)
    if len(output.shape) < 1:
        raise ValueError(
            "Arguments `target` and `output` must be at least rank 1. "
            f"Received: target.shape={target.shape}, output.shape={output.shape}"
        )
    target = cast(target, output.dtype)
    if from_logits:
        log_p = ops.log_softmax(output, axis)
    else:
        log_p = ops.log(_clipped(output / ops.sum(output, axis, keepdims=True)))
    return -ops.sum(target * log_p, axis)


@op
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-log p of the class that the integer `target` names; `output` has one more axis than `target`."""
    target, output = tensor(target), floating(output)
    if "int" not in target.dtype:
        target = cast(target, "int32")
    if len(target.shape) == len(output.shape) and target.shape[-1] == 1:
        target = ops.squeeze(target, -1)
    if len(output.shape) < 1:
        raise ValueError(
            f"Argument `output` must be at least rank 1. Received: output.shape={output.shape}"
        )
    axis = normalize_axis(axis, len(output.shape))
    without = tuple(n for i, n in enumerate(output.shape) if i != axis)
    if len(target.shape) != len(without) or any(
        a is not None and b is not None and a != b for a, b in zip(target.shape, without)
    ):
        raise ValueError(
            "Arguments `target` and `output` must have the same shape up until the last dimension: "
            f"target.shape={tuple(target.shape)}, output.shape={tuple(output.shape)}"
        )
    if from_logits:
        log_p = ops.log_softmax(output, axis)
    else:
        log_p = ops.log(_clipped(output / ops.sum(output, axis, keepdims=True)))
    target = ops.one_hot(target, output.shape[axis], axis=axis, dtype=output.dtype)
    return -ops.sum(target * log_p, axis)
