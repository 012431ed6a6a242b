"""One tensor into several: split, unstack, …"""

from __future__ import annotations

from typing import Any

from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op


@op
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """A list of parts along `axis`: that many equal ones, or cut before the given indices."""
    x = tensor(x)
    axis = normalize_axis(axis, len(x.shape))
    n = x.shape[axis]
    if isinstance(indices_or_sections, int):
        if n is None:
            return [KerasTensor(x.shape, x.dtype) for _ in range(indices_or_sections)]
        if n % indices_or_sections:
            raise ValueError(
                f"`x` size on given `axis` must be divisible by `indices_or_sections` when "
                f"`indices_or_sections` is an int. But received {n} and {indices_or_sections}."
            )
        step = n // indices_or_sections
        cuts = [step * i for i in range(1, indices_or_sections)]
    else:
        cuts = [int(i) for i in indices_or_sections]
        if n is None:  # only the last part's length is unknown
            ends = [*cuts, None]
            lengths = [None if b is None else b - a for a, b in zip([0, *cuts], ends)]
            return [
                KerasTensor((*x.shape[:axis], m, *x.shape[axis + 1 :]), x.dtype) for m in lengths
            ]
    before = (slice(None),) * axis
    return [x[(*before, slice(a, b))] for a, b in zip([0, *cuts], [*cuts, n])]


@op
def vsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the first axis."""
    return split(x, indices_or_sections, 0)


@op
def hsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the second axis (the only one of a 1-D tensor)."""
    return split(x, indices_or_sections, 0 if len(tensor(x).shape) == 1 else 1)


@op
def dsplit(x: Any, indices_or_sections: Any) -> Any:
    """`split` along the third axis."""
    return split(x, indices_or_sections, 2)


@op
def array_split(x: Any, indices_or_sections: int, axis: int = 0) -> Any:
    """A list of nearly equal parts: the first ones are one longer where needed."""
    x = tensor(x)
    n = x.shape[normalize_axis(axis, len(x.shape))]
    small, longer = divmod(n, indices_or_sections)
    lengths = [small + 1] * longer + [small] * (indices_or_sections - longer)
    return split(x, [sum(lengths[:i]) for i in range(1, len(lengths))], axis)


@op
def unstack(x: Any, num: int | None = None, axis: int = 0) -> Any:
    """A list of the slices along `axis`, without that axis."""
    x = tensor(x)
    axis = normalize_axis(axis, len(x.shape))
    n = x.shape[axis] if num is None else num
    if n is None:
        raise ValueError(
            f"Cannot infer argument `num` from shape {x.shape}. Either provide `num` or a static shape."
        )
    return [x[(*(slice(None),) * axis, i)] for i in range(n)]
