"""A long drawing goes on in a next row, as text does, when that makes it easier to read than making it smaller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from playground.view.graph_layout import Place


def places_to_cut(routes: Iterable[Sequence[Place]], sources: Iterable[str]) -> set[int]:
    """The ranks after which a row may end: all that goes on from there comes from one node.

    `routes` and `sources` go together: the places that an arrow passes, and the node that it leaves.
    """
    crossing: dict[int, set[str]] = {}
    for route, source in zip(routes, sources):
        for rank in range(route[0].rank, route[-1].rank):
            crossing.setdefault(rank, set()).add(source)
    return {rank for rank, nodes in crossing.items() if len(nodes) == 1}


def rows_within(depths: Sequence[float], cuts: set[int], gap: float, limit: float) -> list[range]:
    """Ranks in rows that are at most `limit` long where the cuts allow it; each row takes what it can."""
    rows, start, cut = [], 0, None
    for rank in range(len(depths)):
        while cut is not None and length(depths[start : rank + 1], gap) > limit:
            rows.append(range(start, cut + 1))
            start, cut = cut + 1, None
        if rank in cuts and rank < len(depths) - 1:
            cut = rank
    return [*rows, range(start, len(depths))]


def length(depths: Sequence[float], gap: float) -> float:
    """How long a row of ranks is."""
    return sum(depths) + gap * max(len(depths) - 1, 0)


def even_rows(depths: Sequence[float], cuts: set[int], gap: float, count: int) -> list[range]:
    """At most `count` rows, about equally long."""
    whole = length(depths, gap)
    limit = max([whole / count, *depths])
    while len(rows := rows_within(depths, cuts, gap, limit)) > count:
        limit *= 1.05
    return rows
