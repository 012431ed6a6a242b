"""Arguments and shapes of windows that slide over space: kernels of convolutions, pools."""

from __future__ import annotations

import math
from typing import Any


def window_sizes(value: Any, rank: int, name: str, allow_zero: bool = False) -> tuple[int, ...]:
    """`value` (an int for all axes, or one for each) as a tuple of `rank` ints; ValueError unless they are positive."""
    if isinstance(value, int):
        sizes = (value,) * rank
    else:
        try:
            sizes = tuple(value)
        except TypeError:
            raise ValueError(
                f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={value}"
            ) from None
    if len(sizes) != rank:
        raise ValueError(
            f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={value}"
        )
    for n in sizes:
        try:
            int(n)
        except (TypeError, ValueError):
            raise ValueError(
                f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={value}, including element "
                f"{n} of type {type(n)}"
            ) from None
    low = 0 if allow_zero else 1
    wrong = {n for n in sizes if n < low}
    if wrong:
        raise ValueError(
            f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={sizes}, including "
            f"values {wrong} "
            f"that do not satisfy `value {'>=' if allow_zero else '>'} 0`"
        )
    return tuple(int(n) for n in sizes)


def window_counts(
    space: tuple,
    size: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    layer: str,
) -> tuple[int | None, ...]:
    """How many windows fit along each axis: the shape of the output. ValueError when none does.

    valid: ⌊(n - (size - 1) · dilation - 1) / stride⌋ + 1; same and causal: ⌈n / stride⌉.
    """
    counts: list[int | None] = []
    for n, k, s, d in zip(space, size, strides, dilation):
        if n is None:
            counts.append(None)
        elif padding == "valid":
            counts.append((n - (k - 1) * d - 1) // s + 1)
        else:
            counts.append(math.ceil(n / s))
    if any(c is not None and c <= 0 for c in counts):
        raise ValueError(
            f"Computed output size would be zero or negative. Layer '{layer}' received: input of size {tuple(space)}, "
            f"windows of size {size}, strides={strides}, padding={padding!r}. Try padding='same', smaller windows, or "
            "fewer pooling layers before it."
        )
    return tuple(counts)
