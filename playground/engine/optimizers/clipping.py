"""Limits for gradients, so that one bad batch cannot throw the weights far away."""

from __future__ import annotations

from typing import Any

from playground.engine import ops


def clip_gradients(
    grads: list[Any],
    clipnorm: float | None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> list[Any]:
    """Each gradient with norm at most `clipnorm`, or entries within ±`clipvalue`, or all scaled together so that
    their joint norm is at most `global_clipnorm` (Pascanu et al. 2013, arXiv:1211.5063)."""
    if clipnorm:
        return [g * _factor(norm([g]), clipnorm) for g in grads]
    if global_clipnorm:
        factor = _factor(norm(grads), global_clipnorm)
        return [g * factor for g in grads]
    if clipvalue:
        return [ops.clip(g, -clipvalue, clipvalue) for g in grads]
    return grads


def norm(grads: list[Any]) -> Any:
    """√Σ g² over all entries of all gradients."""
    return ops.sqrt(sum((ops.sum(ops.square(g)) for g in grads[1:]), ops.sum(ops.square(grads[0]))))


def _factor(size: Any, limit: float) -> Any:
    """What to multiply by: 1 while `size` is within `limit`."""
    return limit / ops.maximum(size, limit)


def clip_by_norm(values: Any, clip_norm: float, axes: Any = None) -> Any:
    """`values` scaled so that the norm over `axes` (all by default) is at most `clip_norm`."""
    values = ops.convert_to_tensor(values)
    size = ops.sqrt(ops.sum(ops.square(values), axis=axes, keepdims=True))
    return values * _factor(size, clip_norm)


def global_norm(grads: list[Any]) -> Any:
    """√Σ g² over all entries of those gradients that are not None."""
    return norm([g for g in grads if g is not None])
