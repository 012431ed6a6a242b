"""einsum: sums of products written as index letters, `"bij,jk->bik"`."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import promote_all
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _explicit(subscripts: str, ranks: list[int]) -> tuple[list[str], str]:
    """Letters of each operand and of the result, with letters in place of `...` and the result written out."""
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    operands = left.split(",")
    if len(operands) != len(ranks):
        raise ValueError(
            f"The subscripts {subscripts!r} name {len(operands)} operands, but {len(ranks)} were given."
        )
    free = [c for c in _LETTERS if c not in text]
    widths = [n - len(o.replace("...", "")) if "..." in o else 0 for o, n in zip(operands, ranks)]
    widest = free[: max(widths, default=0)]
    expanded = [
        o.replace("...", "".join(widest[len(widest) - w :])) for o, w in zip(operands, widths)
    ]
    for o, n in zip(expanded, ranks):
        if len(o) != n:
            raise ValueError(
                f"The subscripts {subscripts!r} expect an operand with {len(o)} axes, received one with {n}."
            )
    if arrow:
        return expanded, right.replace("...", "".join(widest))
    joined = "".join(operands).replace(".", "")
    once = sorted(c for c in set(joined) if joined.count(c) == 1)
    return expanded, "".join(widest) + "".join(once)


def _lengths(operands: list[str], shapes: list[tuple], subscripts: str) -> dict[str, int | None]:
    lengths: dict[str, int | None] = {}
    for letters, shape in zip(operands, shapes):
        for letter, n in zip(letters, shape):
            before = lengths.get(letter)
            if before in (None, 1):
                lengths[letter] = n if n is not None or letter not in lengths else before
            elif n not in (None, 1, before):
                raise ValueError(
                    f"In {subscripts!r} the index {letter!r} has length {before} in one operand and {n} in another. "
                    f"Shapes: {shapes}"
                )
    return lengths


def _rule(*xs: Any, subscripts: str) -> Any:
    operands, result = _explicit(subscripts, [len(x.shape) for x in xs])
    lengths = _lengths(operands, [tuple(x.shape) for x in xs], subscripts)
    return tuple(lengths[c] for c in result), xs[0].dtype


def _gradient(i: int, g: Any, y: Any, *xs: Any, subscripts: str) -> Any:
    """The product of g with the other operands, summed over what operand i does not have."""
    operands, result = _explicit(subscripts, [len(x.shape) for x in xs])
    mine = operands[i]
    if len(set(mine)) < len(mine):
        raise NotImplementedError(
            f"einsum {subscripts!r}: no gradient for an operand with a repeated index."
        )
    others = [(o, x) for j, (o, x) in enumerate(zip(operands, xs)) if j != i]
    present = set(result).union(*(o for o, _ in others)) if others else set(result)
    found = "".join(c for c in mine if c in present)
    left = ",".join([result, *(o for o, _ in others)])
    dx = apply(_einsum, (g, *(x for _, x in others)), {"subscripts": f"{left}->{found}"})
    shape = tuple(dx.shape[found.index(c)] if c in found else 1 for c in mine)
    return ops.reshape(dx, shape)  # summed or repeated to the operand's shape by Primitive.pullback


@np.errstate(all="ignore")  # it may be a view, but most often it computes
def _forward(*xs: np.ndarray, subscripts: str) -> np.ndarray:
    return np.einsum(subscripts, *xs, optimize=len(xs) > 1)


_einsum = Primitive(
    "einsum",
    _forward,
    _rule,
    _gradient,
    view=True,
)


@op
def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Any:
    """The sum over all indices that are not in the result, `"ij,jk->ik"` being the matrix product."""
    xs = promote_all(operands)
    return apply(_einsum, xs, {"subscripts": subscripts})
