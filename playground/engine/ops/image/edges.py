"""Edges: where brightness changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import floating
from playground.engine.ops.image.layout import as_batch
from playground.engine.ops.symbolic import op

_SOBEL = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "float32")  # change from row to row


@op
def sobel_edges(images: Any, data_format: str | None = None) -> Any:
    """Changes from row to row and from column to column, by Sobel's masks: a new last axis of length 2."""
    x, back = as_batch(images, data_format)
    x = floating(x)
    x = ops.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="reflect")
    both = []
    for mask in (_SOBEL, _SOBEL.T):
        kernel = np.repeat(mask[:, :, None, None], x.shape[-1], 2).astype(x.dtype)
        both.append(back(ops.depthwise_conv(x, kernel, data_format="channels_last")))
    return ops.stack(both, -1)
