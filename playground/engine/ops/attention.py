"""Scaled dot-product attention."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, promote_all
from playground.engine.ops.symbolic import op


@op
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Any:
    """softmax(query · key · scale) · value for each head. Vaswani et al., "Attention is all you need" (2017).

    query (batch, target, heads, depth), key and value (batch, source, key heads, depth) → like query. `mask` and `bias`
    broadcast to (batch, heads, target, source).
    """
    if flash_attention:
        raise ValueError("Flash attention is not available here. Try flash_attention=None.")
    q, k, v = promote_all((query, key, value), float)
    if len(q.shape) != 4 or len(k.shape) != 4 or len(v.shape) != 4:
        raise ValueError(
            "`dot_product_attention` only supports 4D inputs. "
            f"Received: query.shape={q.shape}, key.shape={k.shape}, value.shape={v.shape}."
        )
    heads, key_heads, depth = q.shape[2], k.shape[2], q.shape[3]
    if heads != key_heads:
        k, v = ops.repeat(k, heads // key_heads, 2), ops.repeat(v, heads // key_heads, 2)
    logits = ops.einsum("btnh,bsnh->bnts", q, k) * (
        1 / math.sqrt(depth) if scale is None else scale
    )
    if attn_logits_soft_cap is not None:
        logits = ops.tanh(logits / attn_logits_soft_cap) * attn_logits_soft_cap
    if bias is not None:
        logits = logits + cast(bias, logits.dtype)
    lowest = constant(0.7 * np.finfo(logits.dtype).min.item(), logits.dtype)
    if mask is not None:
        logits = ops.where(cast(mask, "bool"), logits, lowest)
    if is_causal:
        t, s = q.shape[1], k.shape[1]
        logits = ops.where(np.tri(t, s, dtype=bool), logits, lowest)
    return ops.einsum("bnts,bsnh->btnh", ops.softmax(logits), v)
