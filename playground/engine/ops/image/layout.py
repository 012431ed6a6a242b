"""How images lie in memory: with or without a batch axis, channels last or first."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.ops.conversion import tensor


def as_batch(images: Any, data_format: str | None) -> tuple[Any, Any]:
    """Images as (batch, rows, columns, channels), and the function that puts results back as the images were."""
    x = tensor(images)
    rank = len(x.shape)
    if rank not in (3, 4):
        raise ValueError(
            "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). Received input with "
            f"shape: images.shape={tuple(x.shape)}"
        )
    first = config.standardize_data_format(data_format) == "channels_first"
    if rank == 3:
        x = ops.expand_dims(x, 0)
    if first:
        x = ops.moveaxis(x, 1, -1)

    def back(y: Any) -> Any:
        if first:
            y = ops.moveaxis(y, -1, 1)
        return ops.squeeze(y, 0) if rank == 3 else y

    return x, back
