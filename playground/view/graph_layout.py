"""Where the boxes of a directed acyclic graph go: in ranks along one direction, without overlaps.

The steps are those of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
structures" (IEEE Transactions on Systems, Man, and Cybernetics, 1981): ranks, dummies for long edges, order within a
rank by the mean position of neighbours, then coordinates.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SWEEPS = 6
MOST_EDGES = 600  # that are looked at
MOST_DUMMIES = 1_500  # points where edges pass a rank; edges that would need more are left out


@dataclass(frozen=True)
class Place:
    """Rank 0, 1, … along the flow; `across` is the centre on the other axis, in the sizes' unit."""

    rank: int
    across: float


@dataclass(frozen=True)
class Layout:
    """`places` of the nodes. `routes`: for every edge the places it passes, its ends included."""

    places: dict[str, Place]
    routes: dict[tuple[str, str], tuple[Place, ...]]
    extent: float  # from 0 to the far side of the widest rank


def acyclic_edges(ids: Sequence[str], edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first edges between known nodes, without the ones that would close a cycle."""
    known = set(ids)
    between = ((a, b) for a, b in dict.fromkeys(edges) if a in known and b in known and a != b)
    wanted = list(itertools.islice(between, MOST_EDGES))
    kept: list[tuple[str, str]] = []
    after: dict[str, set[str]] = {name: set() for name in ids}  # everything reachable from a node
    for a, b in wanted:
        if a in after[b]:
            continue
        kept.append((a, b))
        reached = {b} | after[b]
        for name in ids:
            if name == a or a in after[name]:
                after[name] |= reached
    return kept


def ranks(ids: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each node; sources stand right before what they feed."""
    before: dict[str, list[str]] = {name: [] for name in ids}
    after: dict[str, list[str]] = {name: [] for name in ids}
    for a, b in edges:
        before[b].append(a)
        after[a].append(b)
    rank: dict[str, int] = {}
    waiting = list(ids)
    while waiting:
        ready = [name for name in waiting if all(p in rank for p in before[name])]
        for name in ready:
            rank[name] = max((rank[p] + 1 for p in before[name]), default=0)
        waiting = [name for name in waiting if name not in rank]
    for name in ids:
        if not before[name] and after[name]:
            rank[name] = min(rank[b] for b in after[name]) - 1
    return rank


def arrange(
    ids: Sequence[str],
    edges: Iterable[tuple[str, str]],
    sizes: Mapping[str, float],
    gap: float = 20.0,
    dummy: float = 8.0,
) -> Layout:
    """Places for `ids`. `sizes`: each box's extent across the flow; `dummy`: that of a passing edge."""
    kept = acyclic_edges(ids, edges)
    rank = ranks(ids, kept)
    rows: list[list[Hashable]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for name in ids:
        rows[rank[name]].append(name)
    before: dict[Hashable, list[Hashable]] = {}
    after: dict[Hashable, list[Hashable]] = {}
    chains: dict[tuple[str, str], list[Hashable]] = {}
    room = MOST_DUMMIES
    for a, b in kept:
        room -= rank[b] - rank[a] - 1
        if room < 0:
            break
        passing = [(a, b, r) for r in range(rank[a] + 1, rank[b])]
        for point in passing:
            rows[point[2]].append(point)
        chain: list[Hashable] = [a, *passing, b]
        chains[a, b] = chain
        for first, second in itertools.pairwise(chain):
            after.setdefault(first, []).append(second)
            before.setdefault(second, []).append(first)

    def size(item: Hashable) -> float:
        return sizes[item] if isinstance(item, str) else dummy

    at: dict[Hashable, float] = {}
    for row in rows:
        _spread(row, dict.fromkeys(row, 0.0), size, gap, at)
    for sweep in range(SWEEPS):
        near = before if sweep % 2 == 0 else after
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {
                item: sum(at[n] for n in near[item]) / len(near[item])
                if near.get(item)
                else at[item]
                for item in row
            }
            row.sort(
                key=lambda item: wish[item]
            )  # a stable sort keeps the program's order in a tie
            _spread(row, wish, size, gap, at)
    lowest = min((at[i] - size(i) / 2 for row in rows for i in row), default=0.0)
    highest = max((at[i] + size(i) / 2 for row in rows for i in row), default=0.0)
    point = {i: Place(r, at[i] - lowest) for r, row in enumerate(rows) for i in row}
    places = {name: point[name] for name in ids}
    routes = {edge: tuple(point[i] for i in chain) for edge, chain in chains.items()}
    return Layout(places, routes, highest - lowest)


def _spread(row, wish, size, gap: float, at: dict) -> None:
    """Put a row's items as near to their wishes as order and sizes allow: blocks that touch move as one.

    Pooling of adjacent violators, for the offsets that remain when the sizes before an item are taken off.
    """
    blocks: list[list[float]] = []  # [mean offset, count]
    offsets, used = [], 0.0
    for item in row:
        half = size(item) / 2
        used += half
        offsets.append(used)
        blocks.append([wish[item] - used, 1])
        used += half + gap
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    index = 0
    for mean, count in blocks:
        for _ in range(int(count)):
            at[row[index]] = mean + offsets[index]
            index += 1
