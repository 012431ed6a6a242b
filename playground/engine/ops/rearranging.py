"""rearrange: reshaping and transposing written as a pattern, `"b (h w) c -> b h w c"`."""

from __future__ import annotations

import re
from typing import Any

from playground.engine import ops
from playground.engine.ops.conversion import tensor as as_tensor
from playground.engine.ops.shape_rules import product
from playground.engine.ops.symbolic import op


def _groups(side: str) -> list[list[str]]:
    """`"b (h w) c"` → `[["b"], ["h", "w"], ["c"]]`."""
    return [part.strip("()").split() for part in re.findall(r"\([^)]*\)|\S+", side)]


@op
def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Any:
    """The axes of a tensor split, moved and merged as `pattern` says.

    Names in parentheses are one axis on that side of the arrow. Of the names that share an axis on the left, all
    but one need a length in `axes_lengths`. After Rogozhnikov, "Einops: clear and reliable tensor manipulations with
    Einstein-like notation" (2022).
    """
    x = as_tensor(tensor)
    left, _, right = pattern.partition("->")
    sources, targets = _groups(left), _groups(right)
    names = [name for group in sources for name in group]
    if sorted(names) != sorted(name for group in targets for name in group):
        raise ValueError(f"Both sides of {pattern!r} must have the same names.")
    if len(sources) != len(x.shape):
        raise ValueError(
            f"{pattern!r} has {len(sources)} axes on the left, the tensor has shape {tuple(x.shape)}."
        )
    lengths: dict[str, Any] = dict(axes_lengths)
    for group, n in zip(sources, x.shape):
        unknown = [name for name in group if name not in lengths]
        if len(unknown) > 1:
            raise ValueError(
                f"{pattern!r}: only one of {unknown} can be worked out, give the lengths of the others."
            )
        known: Any = product(lengths[name] for name in group if name in lengths)
        if unknown:
            lengths[unknown[0]] = None if n is None else n // known
        elif n is not None and n != known:
            raise ValueError(
                f"{pattern!r}: {group} has length {known}, the axis of the tensor has length {n}."
            )
    order = [names.index(name) for group in targets for name in group]
    split = ops.reshape(x, tuple(lengths[name] for name in names))
    moved = ops.transpose(split, order)
    return ops.reshape(moved, tuple(product(lengths[name] for name in group) for group in targets))
