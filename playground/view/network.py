"""The drawing of the network: boxes for layers, arrows for tensors; units and weights when they are few."""

from __future__ import annotations

import itertools

from playground import events as ev
from playground.session import Opened, Session
from playground.view.graph_layout import Place, arrange
from playground.view.markup import Markup, cut, text
from playground.view.shapes import shape_text, shapes_text
from playground.view.units import units_html

EMPTY = (
    '<p class="empty">Layers appear here as soon as the program calls one: boxes for layers, '
    "arrows for the tensors between them.</p>"
)
TITLE_PX, MONO_PX = 7.9, 6.7  # a character of a box's title and of its small print, on average
HEIGHT, INPUT_HEIGHT, STRIP = 86.0, 56.0, 26.0
FLOW_GAP, ACROSS_GAP, EDGE = 32.0, 16.0, 4.0
MOST_NODES = 80


def is_input(node: ev.Node) -> bool:
    return node.class_name in ("Input", "InputLayer")


def arithmetic_text(node: ev.Node) -> str:
    """How the parameters add up: "784 × 32 + 32 = 25,120"; without a sum only how many, or none."""
    if not node.params:
        return "no parameters"
    if node.arithmetic and not node.arithmetic.isdecimal():
        return f"{node.arithmetic} = {node.params:,}"
    return f"{node.params:,} parameter{'s' if node.params != 1 else ''}"


def described(built: ev.Built) -> str:
    """The drawing in words, for those who cannot see it."""
    names = {n.id: n.name or n.class_name for n in built.nodes}
    nodes = "; ".join(
        f"{n.class_name} {shapes_text(n.output_shapes)}"
        + ("" if is_input(n) else f", {n.params:,} parameters")
        for n in built.nodes[:12]
    )
    edges = ", ".join(
        f"{names[a]} to {names[b]}" for a, b in built.edges[:16] if a in names and b in names
    )
    return f"Network of {len(built.nodes)}: {nodes}." + (f" Arrows: {edges}." if edges else "")


def _lines(node: ev.Node) -> list[tuple[str, str]]:
    """(css class, text) of a box's lines above its shape."""
    lines = [("title", cut(node.class_name, 24))]
    if not is_input(node):
        lines += [("name", cut(node.name, 28)), ("params", cut(arithmetic_text(node), 34))]
    return lines


def box_size(node: ev.Node) -> tuple[float, float]:
    """Width and height of a node's box in pixels."""
    shape = cut(shapes_text(node.output_shapes), 30)
    widths = [len(line) * (TITLE_PX if kind == "title" else MONO_PX) for kind, line in _lines(node)]
    width = max([*widths, len(shape) * 7.3, 64.0]) + 18.0
    return round(width), INPUT_HEIGHT if is_input(node) else HEIGHT


def _box(node: ev.Node, x: float, y: float) -> str:
    """One box whose top left corner is at x, y."""
    width, height = box_size(node)
    kind = "input" if is_input(node) else "layer"
    said = "".join(
        f'<text class="{line_kind}" x="{width / 2:g}" y="{20 + 17 * i:g}">{text(line)}</text>'
        for i, (line_kind, line) in enumerate(_lines(node))
    )
    shape = cut(shapes_text(node.output_shapes), 30)
    top = height - STRIP
    return (
        f'<g class="node {kind}" data-key="{text(node.id)}" transform="translate({x:g},{y:g})">'
        f"<title>{text(node.name)} {text(node.formula)}</title>"
        f'<rect class="box" width="{width:g}" height="{height:g}" rx="10"/>'
        f'<path class="strip" d="M0 {top:g}H{width:g}V{height - 10:g}a10 10 0 0 1-10 10H10a10 10 0 0 1-10-10z"/>'
        f'{said}<text class="shape" x="{width / 2:g}" y="{height - 8.5:g}">{text(shape)}</text></g>'
    )


def boxes_svg(built: ev.Built, down: bool) -> str:
    """The drawing as SVG, the flow going right, or down for narrow pages."""
    nodes = built.nodes[:MOST_NODES]
    size = {n.id: box_size(n) for n in nodes}
    layout = arrange(
        [n.id for n in nodes],
        built.edges,
        {name: wide if down else high for name, (wide, high) in size.items()},
        gap=ACROSS_GAP,
    )
    depth: dict[int, float] = {}  # of each rank along the flow
    for name, place in layout.places.items():
        wide, high = size[name]
        depth[place.rank] = max(depth.get(place.rank, 0.0), high if down else wide)
    start, flow = {}, EDGE
    for rank in sorted(depth):
        start[rank] = flow
        flow += depth[rank] + FLOW_GAP
    flow += EDGE - FLOW_GAP
    across = layout.extent + 2 * EDGE

    def point(place: Place, side: float) -> tuple[float, float]:
        """A point on a rank: side 0 where the flow enters it, 1 where it leaves."""
        along = start[place.rank] + side * depth[place.rank]
        return (place.across + EDGE, along) if down else (along, place.across + EDGE)

    tip = "tip-down" if down else "tip-across"
    arrows = []
    for (a, b), route in layout.routes.items():
        path = ""
        for i, (here, there) in enumerate(itertools.pairwise(route)):
            (x0, y0), (x1, y1) = point(here, 1), point(there, 0)
            if i == 0:
                x0, y0 = _edge_of(size[a], point(here, 0.5), down, 1)
                path = f"M{x0:g} {y0:g}"
            else:
                path += f"L{x0:g} {y0:g}"  # through the rank, past its boxes
            if i == len(route) - 2:
                x1, y1 = _edge_of(size[b], point(there, 0.5), down, -1)
            bend = (y1 - y0) / 2 if down else (x1 - x0) / 2
            first, second = (x0, y0 + bend), (x1, y1 - bend)
            if not down:
                first, second = (x0 + bend, y0), (x1 - bend, y1)
            path += f"C{first[0]:g} {first[1]:g} {second[0]:g} {second[1]:g} {x1:g} {y1:g}"
        arrows.append(
            f'<path class="arrow" data-key="{text(a)}-{text(b)}" marker-end="url(#{tip})" d="{path}"/>'
        )
    boxes = []
    for node in nodes:
        x, y = point(layout.places[node.id], 0.5)
        wide, high = size[node.id]
        boxes.append(_box(node, round(x - wide / 2, 1), round(y - high / 2, 1)))
    width, height = (across, flow) if down else (flow, across)
    return (
        f'<svg class="{"down" if down else "across"}" role="img" aria-label="{text(described(built))}" '
        f'viewBox="0 0 {width:g} {height:g}" style="--w:{width:g}px;--h:{height:g}px"><defs>'
        f'<marker id="{tip}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="tip" d="M0 0.5L8 4L0 7.5z"/></marker></defs>'
        f"{''.join(arrows)}{''.join(boxes)}</svg>"
    )


def _edge_of(size: tuple[float, float], centre: tuple[float, float], down: bool, side: int):
    """Where an arrow meets a box: the middle of the side that the flow leaves (1) or enters (-1)."""
    wide, high = size
    x, y = centre
    return (x, y + side * high / 2) if down else (x + side * wide / 2, y)


def boxes_html(built: ev.Built) -> str:
    drawings = boxes_svg(built, down=False) + boxes_svg(built, down=True)
    return (
        '<div class="network" tabindex="0" role="group" aria-label="Drawing of the network">'
        f"{drawings}</div>"
    )


def _structure(built: ev.Built) -> list[tuple]:
    """What must stay the same for a run's weights to belong to a drawing; the batch size may differ."""
    return [(n.class_name, n.name, n.params, [s[1:] for s in n.output_shapes]) for n in built.nodes]


class Network:
    """Follows `Built` and the weights in `Picture`."""

    def __init__(self, session: Session) -> None:
        self._built: ev.Built | None = None
        self._weights: dict[str, tuple[ev.Array, ...]] = {}
        self.panel = Markup(lambda message: self._draw(), html=EMPTY, sizing_mode="stretch_both")

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened():
                    self._built, self._weights, changed = None, {}, True
                case ev.Built():
                    if self._built is None or _structure(item) != _structure(self._built):
                        self._weights = {}
                    changed = changed or item != self._built
                    self._built = item
                case ev.Picture(weights=weights) if weights:
                    self._weights, changed = weights, True
        if changed:
            self._draw()

    def _draw(self) -> None:
        if self._built is None or not self._built.nodes:
            self.panel.html = EMPTY
            return
        units = units_html(self._built, self._weights, self.panel.table_is_open)
        self.panel.html = units or boxes_html(self._built)


__all__ = ["Network", "arithmetic_text", "boxes_svg", "described", "shape_text"]
