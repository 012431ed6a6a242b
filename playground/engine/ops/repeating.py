"""The same numbers several times: tile, repeat."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op


@op
def tile(x: Any, repeats: Any) -> Any:
    """x as a tile, laid `repeats` times along each axis."""
    x = tensor(x)
    repeats = (repeats,) if isinstance(repeats, int) else tuple(int(r) for r in repeats)
    n = max(len(repeats), len(x.shape))
    repeats = (1,) * (n - len(repeats)) + repeats
    shape = (1,) * (n - len(x.shape)) + tuple(x.shape)
    if all(r == 1 for r in repeats):
        return ops.reshape(x, shape)
    wide = ops.broadcast_to(
        ops.expand_dims(ops.reshape(x, shape), tuple(range(0, 2 * n, 2))),
        _interleave(repeats, shape),
    )
    return ops.reshape(wide, tuple(None if m is None else r * m for r, m in zip(repeats, shape)))


def _interleave(a: tuple, b: tuple) -> tuple:
    return tuple(v for pair in zip(a, b) for v in pair)


@op
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each slice along `axis` (each number of the flattened tensor when None) `repeats` times in a row."""
    x = tensor(x)
    if axis is None:
        x, axis = ops.reshape(x, (-1,)), 0
    axis = normalize_axis(axis, len(x.shape))
    counts = np.asarray(repeats)
    if counts.size == 1:
        n, k = x.shape[axis], int(counts.reshape(-1)[0])
        wide = ops.expand_dims(x, axis + 1)
        wide = ops.broadcast_to(
            wide, tuple(k if i == axis + 1 else m for i, m in enumerate(wide.shape))
        )
        return ops.reshape(
            wide,
            tuple(
                (None if n is None else n * k) if i == axis else m for i, m in enumerate(x.shape)
            ),
        )
    n = x.shape[axis]
    if n is None:
        return KerasTensor((*x.shape[:axis], None, *x.shape[axis + 1 :]), x.dtype)
    if counts.size != n:
        raise ValueError(
            f"`repeats` must be one number, or one for each of the {n} slices along the axis. Received: "
            f"repeats={repeats} for x.shape={tuple(x.shape)}, axis={axis}"
        )
    return ops.take(x, np.repeat(np.arange(x.shape[axis]), counts), axis)
