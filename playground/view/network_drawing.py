"""The network as SVG: figures for layers, arrows for the tensors between them, lines for the weights of few units.

Only what stays the same while a model trains is written here. How thick a line is and what a map shows changes
thirty times a second; the page does that by itself (network.js), by the numbers in `data-…`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from playground import events as ev
from playground.view.graph_layout import Layout, Place, arrange
from playground.view.graph_rows import even_rows, length, places_to_cut
from playground.view.markup import text
from playground.view.node_figure import (
    DENSE,
    HEAD,
    LOW,
    ROOMY,
    Density,
    Figure,
    figures,
    is_input,
    units_in,
    variables_of,
)
from playground.view.shapes import is_unbuilt, shapes_text

MOST_NODES = 80
FLOW_GAP, UNIT_GAP, ACROSS_GAP, EDGE, ROW_GAP, MARGIN = 24.0, 40.0, 16.0, 4.0, 24.0, 14.0
DUMMY = 8.0  # across the flow, of an arrow that passes a rank
CARD = (540.0, 190.0)  # about the room there is
SMALLEST = 0.7  # of its own size, as a drawing is shown before it scrolls


def described(built: ev.Built) -> str:
    """The drawing in words, for those who cannot see it."""
    names = {n.id: n.name or n.class_name for n in built.nodes}
    nodes = "; ".join(
        f"{n.class_name} {shapes_text(n.output_shapes)}"
        + (
            ""
            if is_input(n)
            else ", not built yet"
            if is_unbuilt(n)
            else f", {n.params:,} parameters"
        )
        for n in built.nodes[:12]
    )
    edges = ", ".join(
        f"{names[a]} to {names[b]}" for a, b in built.edges[:16] if a in names and b in names
    )
    return f"Network of {len(built.nodes)}: {nodes}." + (f" Arrows: {edges}." if edges else "")


@dataclass(frozen=True)
class Arrangement:
    """Where everything is. `corners`: the top left corner of each figure; `rows`: the ranks of each row."""

    figures: dict[str, Figure]
    layout: Layout
    corners: dict[str, tuple[float, float]]
    rows: list[range]
    starts: dict[int, float]  # of each rank along the flow
    depths: list[float]
    tops: list[float]  # of each row across the flow
    lows: list[float]  # what `Place.across` is at a row's top
    size: tuple[float, float]
    down: bool

    def row_of(self, rank: int) -> int:
        return next(i for i, row in enumerate(self.rows) if rank in row)

    def point(self, place: Place, side: float) -> tuple[float, float]:
        """A point on a rank: side 0 where the flow enters it, 1 where it leaves."""
        along = self.starts[place.rank] + side * self.depths[place.rank]
        row = self.row_of(place.rank)
        across = self.tops[row] + place.across - self.lows[row]
        return (across, along) if self.down else (along, across)

    def port(self, name: str, leaving: bool) -> tuple[float, float]:
        (x, y), (dx, dy) = self.corners[name], self.figures[name].port(leaving)
        return x + dx, y + dy


def arranged(built: ev.Built, down: bool, low: bool = False) -> Arrangement:
    """Places for everything; the flow goes right, in as many rows as read best, or down for narrow pages.

    What would not be seen at once is drawn more densely; so is all of it in a `low` window."""
    if low:
        return _arranged(built, down, LOW)
    found = _arranged(built, down, ROOMY)
    (wide, high), (room, height) = found.size, CARD
    if not down and SMALLEST * max(wide / room, high / height) > 1:
        return _arranged(built, down, DENSE)
    return found


def _arranged(built: ev.Built, down: bool, density: Density) -> Arrangement:
    nodes = list({node.id: node for node in built.nodes[:MOST_NODES]}.values())
    sizes = figures(nodes, down, False, density)
    names = [n.id for n in nodes]
    layout = arrange(names, built.edges, {n: _across(sizes[n], down) for n in names}, ACROSS_GAP)
    ranks = [place.rank for place in layout.places.values()]
    chain = len(set(ranks)) == len(ranks)
    drawn = figures(nodes, down, chain, density)
    if chain:
        layout = arrange(
            names, built.edges, {n: _across(drawn[n], down) for n in names}, ACROSS_GAP
        )
    depths = [0.0] * (max(ranks, default=-1) + 1)
    for name, place in layout.places.items():
        depths[place.rank] = max(depths[place.rank], drawn[name].size[1 if down else 0])
    kinds = {figure.kind for figure in drawn.values()}
    lines = "units" in kinds and not (density != ROOMY and "grid" in kinds)
    gap = UNIT_GAP if lines else FLOW_GAP
    rows = [range(len(depths))]
    if not down:
        cuts = places_to_cut(layout.routes.values(), [a for a, _ in layout.routes])
        choices = [even_rows(depths, cuts, gap, count) for count in (1, 2, 3, 4)]
        rows = max(choices, key=lambda rows: _scale(rows, layout, drawn, depths, gap))
    return _placed(drawn, layout, rows, depths, gap, down)


def _across(figure: Figure, down: bool) -> float:
    return figure.size[0 if down else 1]


def _span(
    ranks: range, layout: Layout, drawn: dict[str, Figure], down: bool
) -> tuple[float, float]:
    """From where to where a row reaches across the flow."""
    ends = [(0.0, 0.0)] * 0
    for name, place in layout.places.items():
        if place.rank in ranks:
            half = _across(drawn[name], down) / 2
            ends.append((place.across - half, place.across + half))
    for route in layout.routes.values():
        for place in route[1:-1]:
            if place.rank in ranks:
                ends.append((place.across - DUMMY / 2, place.across + DUMMY / 2))
    return min((low for low, _ in ends), default=0.0), max((high for _, high in ends), default=0.0)


def _scale(rows: list[range], layout, drawn, depths, gap: float) -> float:
    """How large the drawing could be shown in the card, at most as it is. More rows must be worth it."""
    wide = max(length([depths[r] for r in row], gap) for row in rows) + 2 * EDGE
    wide += 2 * MARGIN if len(rows) > 1 else 0
    spans = [_span(row, layout, drawn, False) for row in rows]
    high = sum(high - low for low, high in spans) + ROW_GAP * (len(rows) - 1) + 2 * EDGE
    return min(1.0, CARD[0] / wide, CARD[1] / high) - 0.02 * len(rows)


def _placed(drawn, layout: Layout, rows, depths, gap: float, down: bool) -> Arrangement:
    margin = EDGE + (MARGIN if len(rows) > 1 else 0.0)
    places = layout.places.values()
    areas = [_across(figure, down) for figure in drawn.values() if figure.kind != "box"]
    # a shortcut's arrow moves figures aside: only those in one line have one middle
    in_line = len({p.rank for p in places}) == len(places) and len({p.across for p in places}) == 1
    chain_extent = max(areas, default=0.0) if in_line else 0.0
    starts: dict[int, float] = {}
    tops, lows, top, longest = [], [], EDGE, 0.0
    for row in rows:
        low, high = _span(row, layout, drawn, down)
        tops.append(top)
        lows.append(low)
        top += high - low + ROW_GAP
        flow = margin
        for rank in row:
            starts[rank] = flow
            flow += depths[rank] + gap
        longest = max(longest, flow - gap + margin)
    across, along = top - ROW_GAP + EDGE, longest
    size = (across, along) if down else (along, across)
    placed = Arrangement(drawn, layout, {}, rows, starts, depths, tops, lows, size, down)
    for name, place in layout.places.items():
        (x, y), (wide, high) = placed.point(place, 0.5), drawn[name].size
        dx, dy = _shift(drawn[name], chain_extent, down)
        placed.corners[name] = round(x - wide / 2 + dx, 1), round(y - high / 2 + dy, 1)
    return placed


def _shift(figure: Figure, extent: float, down: bool) -> tuple[float, float]:
    """How far a box stands beside the middle of a chain's figures, so that the arrows between them are straight."""
    if figure.kind != "box" or not extent:
        return 0.0, 0.0
    room = (extent - _across(figure, down)) / 2
    return (min(figure.side / 2, room), 0.0) if down else (0.0, min(HEAD / 2, room))


def drawing_svg(at: Arrangement, built: ev.Built) -> str:
    """The drawing as SVG."""
    tip = "tip-down" if at.down else "tip-across"
    arrows, lines = [], []
    for (a, b), route in at.layout.routes.items():
        own = list(_unit_lines(at, a, b, len(route)))
        lines += own
        if not own:
            arrows.append(
                f'<path class="arrow" data-key="{text(a)}-{text(b)}" marker-end="url(#{tip})" '
                f'd="{_path(at, a, b, route)}"/>'
            )
    boxes = [figure.svg(*at.corners[name]) for name, figure in at.figures.items()]
    width, height = at.size
    return (
        f'<svg class="{"down" if at.down else "across"}" role="group" aria-label="{text(described(built))}" '
        f'viewBox="0 0 {width:g} {height:g}" style="--w:{width:g}px;--h:{height:g}px"><defs>'
        f'<marker id="{tip}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="tip" d="M0 0.5L8 4L0 7.5z"/></marker></defs>'
        f"{''.join(arrows)}{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _path(at: Arrangement, a: str, b: str, route: tuple[Place, ...]) -> str:
    """An arrow along its route; where the next row begins it goes back between the rows."""
    path = ""
    for i, (here, there) in enumerate(itertools.pairwise(route)):
        (x0, y0), (x1, y1) = at.point(here, 1), at.point(there, 0)
        if i == 0:
            x0, y0 = at.port(a, leaving=True)
            path = f"M{x0:g} {y0:g}"
        else:
            path += f"L{x0:g} {y0:g}"  # through the rank, past its boxes
        if i == len(route) - 2:
            x1, y1 = at.port(b, leaving=False)
        row = at.row_of(there.rank)
        if at.row_of(here.rank) != row:
            right, left, between = at.size[0] - EDGE - 4, EDGE + 2, at.tops[row] - ROW_GAP / 2
            path += (
                f"H{right - 6:g}Q{right:g} {y0:g} {right:g} {y0 + 6:g}V{between - 6:g}"
                f"Q{right:g} {between:g} {right - 6:g} {between:g}H{left + 6:g}"
                f"Q{left:g} {between:g} {left:g} {between + 6:g}V{y1 - 6:g}"
                f"Q{left:g} {y1:g} {left + 6:g} {y1:g}H{x1:g}"
            )
            continue
        path += _bend(x0, y0, x1, y1, at.down)
    return path


def _bend(x0: float, y0: float, x1: float, y1: float, down: bool) -> str:
    bend = (y1 - y0) / 2 if down else (x1 - x0) / 2
    first, second = (x0, y0 + bend), (x1, y1 - bend)
    if not down:
        first, second = (x0 + bend, y0), (x1 - bend, y1)
    return f"C{first[0]:g} {first[1]:g} {second[0]:g} {second[1]:g} {x1:g} {y1:g}"


def _unit_lines(at: Arrangement, a: str, b: str, ranks: int) -> Iterator[str]:
    """Lines from unit to unit, one for each weight or each number handed on; none where an arrow says more."""
    source, target = at.figures[a], at.figures[b]
    first, last = (at.layout.places[name].rank for name in (a, b))
    if ranks != 2 or at.row_of(first) != at.row_of(last):
        return
    if (source.kind, target.kind) != ("units", "units"):
        return
    befores = [x for x, y in at.layout.routes if y == b]
    own, count = variables_of(target.node), units_in(source.node)
    if own is not None:
        if len(befores) == 1 and own.inputs == count:
            for i, j in itertools.product(range(count), range(own.units)):
                path = _between(at, a, i, b, j)
                label = f"Weight from input {i + 1} to unit {j + 1} of {target.said}"
                yield (
                    f'<g class="weight" role="button" tabindex="-1" data-node="{text(b)}" '
                    f'data-variable="{own.kernel}" data-row="{i}" data-column="{j}" aria-label="{text(label)}">'
                    f'<path class="reach" d="{path}"/><path class="line" d="{path}"/></g>'
                )
        return
    units = [units_in(at.figures[x].node) for x in befores]
    offset = None
    if target.node.params == 0 and units_in(target.node) == sum(units):
        offset = sum(units[: befores.index(a)])  # one behind the other, as Concatenate does
    if count == units_in(target.node):
        offset = 0
    if offset is not None:
        for i in range(count):
            yield f'<path class="same" d="{_between(at, a, i, b, offset + i)}"/>'


def _between(at: Arrangement, a: str, i: int, b: str, j: int) -> str:
    """From unit i of a figure to unit j of the next one."""
    (ax, ay), (x0, y0, s0) = at.corners[a], at.figures[a].squares[i]
    (bx, by), (x1, y1, s1) = at.corners[b], at.figures[b].squares[j]
    if at.down:
        start = (ax + x0 + s0 / 2, ay + y0 + s0)
        end = (bx + x1 + s1 / 2, by + y1)
    else:
        start = (ax + x0 + s0, ay + y0 + s0 / 2)
        end = (bx + x1, by + y1 + s1 / 2)
    return f"M{start[0]:g} {start[1]:g}" + _bend(*start, *end, at.down)
