"""Writing into tensors by position: scatter, scatter_update, slice_update; and `slice`, which reads a block."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import as_dtype, tensor
from playground.engine.ops.indexing import integers
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _scatter_forward(indices: np.ndarray, values: np.ndarray, shape: tuple) -> np.ndarray:
    out = np.zeros(shape, values.dtype)
    place = tuple(np.moveaxis(indices, -1, 0))
    # values of exactly the indexed shape: NumPy 2.4's add.at reads past the end of values it must broadcast
    np.add.at(out, place, np.broadcast_to(values, (*place[0].shape, *shape[len(place) :])))
    return out


_scatter = Primitive(
    "scatter",
    _scatter_forward,
    lambda indices, values, shape: (shape, values.dtype),
    (None, lambda g, y, indices, values, shape: _gather_nd(g, indices)),
)


def _gather_nd(x: Any, indices: Any) -> Any:
    return x[tuple(indices[..., i] for i in range(indices.shape[-1]))]


@op
def scatter(indices: Any, values: Any, shape: Any) -> Any:
    """A tensor of zeros of `shape` with `values` added at `indices` (one row of coordinates for each)."""
    return apply(
        _scatter, (integers(indices), tensor(values)), {"shape": tuple(int(n) for n in shape)}
    )


@op
def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: str | None = None) -> Any:
    """`inputs` with `updates` written (or combined by `reduction`: add, mul, max, min) at `indices`, one row of
    coordinates for each update."""
    x, indices = tensor(inputs), integers(indices)
    updates = as_dtype(tensor(updates), x.dtype)
    if reduction not in (None, "add", "mul", "max", "min"):
        raise ValueError(
            f"Expected reduction None, 'add', 'mul', 'max' or 'min'. Received: reduction={reduction}"
        )
    return apply(_scatter_update, (x, indices, updates), {"reduction": reduction})


def _scatter_update_forward(
    x: np.ndarray, indices: np.ndarray, updates: np.ndarray, reduction: str | None
) -> np.ndarray:
    out, where_to = x.copy(), tuple(np.moveaxis(indices, -1, 0))
    updates = np.broadcast_to(updates, (*where_to[0].shape, *x.shape[len(where_to) :]))
    if reduction is None:
        out[where_to] = updates
    else:
        {"add": np.add, "mul": np.multiply, "max": np.maximum, "min": np.minimum}[reduction].at(
            out, where_to, updates
        )
    return out


def _scatter_update_gradient(
    i: int, g: Any, y: Any, x: Any, indices: Any, updates: Any, reduction: str | None
) -> Any:
    if i == 1:
        return None
    if reduction == "add":
        return g if i == 0 else _gather_nd(g, indices)
    if reduction is None:
        if i == 2:
            return _gather_nd(g, indices)
        zeros = ops.zeros(updates.shape, g.dtype)
        return apply(_scatter_update, (g, indices, zeros), {"reduction": None})
    raise NotImplementedError(f"scatter_update with reduction={reduction!r} has no gradient here.")


_scatter_update = Primitive(
    "scatter_update", _scatter_update_forward, same, _scatter_update_gradient
)


@op
def slice(inputs: Any, start_indices: Any, shape: Any) -> Any:
    """The block of `shape` that begins at `start_indices`."""
    x = tensor(inputs)
    symbolic = isinstance(start_indices, KerasTensor)
    given = start_indices.shape[0] if symbolic else len(start_indices)
    for a, b, fit in (
        ("inputs", "shape", len(x.shape) == len(shape)),
        ("start_indices", "inputs", given is None or given == len(x.shape)),
    ):
        if not fit:
            raise ValueError(
                f"The number of dimensions in `{a}` must match the number of dimensions in `{b}`. Received: "
                f"inputs.shape={tuple(x.shape)}, start_indices={start_indices}, shape={shape}"
            )
    if symbolic or any(isinstance(i, KerasTensor) for i in start_indices):
        return KerasTensor(tuple(None if n == -1 else n for n in shape), x.dtype)
    starts = [int(i) for i in start_indices]
    lengths = [x.shape[i] - starts[i] if n == -1 else int(n) for i, n in enumerate(shape)]
    return x[tuple(builtins.slice(a, a + n) for a, n in zip(starts, lengths))]


@op
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """`inputs` with the block that begins at `start_indices` replaced by `updates`."""
    x = tensor(inputs)
    updates = as_dtype(tensor(updates), x.dtype)
    starts = [int(i) for i in start_indices]
    grid = np.stack(
        np.meshgrid(*[np.arange(a, a + n) for a, n in zip(starts, updates.shape)], indexing="ij"),
        -1,
    )
    return scatter_update(x, grid.reshape(*updates.shape, len(starts)), updates)
