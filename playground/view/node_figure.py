"""How one node of the network is drawn: a box, a column of units with their maps, or a box full of small maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from playground import events as ev
from playground.view.markup import cut, text
from playground.view.shapes import is_unbuilt, shapes_text

MOST_IN_COLUMN = 8  # units that stand one below the other, with a line for each weight
MOST_IN_GRID = 32  # units that have a map inside a box
GRID_ROWS = 4
TITLE_PX, MONO_PX, SMALL_PX = 8.0, 6.7, 6.3  # a character of each kind of text, on average
BOX_HEIGHT, INPUT_HEIGHT, STRIP = 86.0, 56.0, 26.0
LINE, HEAD, WIDEST_SIDE = 13.5, 58.0, 170.0  # a header's line; the header above units; beside them
BRANCH_EXTENT = 100.0  # at most, across the flow, of a column of units that is no part of a chain
WIDEST_PITCH, BETWEEN = 32.0, 4.0

Kind = Literal["box", "units", "grid"]
Rect = tuple[float, float, float]  # left, top, side


class Density(NamedTuple):
    """How close units stand. `extent`: across the flow, of a column of units in a chain."""

    grid: float  # from map to map inside a box
    extent: float
    closest: float  # from unit to unit in a column, at least


ROOMY = Density(22.0, 128.0, 17.0)
DENSE = Density(16.0, 128.0, 17.0)  # many boxes
LOW = Density(16.0, 84.0, 13.0)  # a low card


def is_input(node: ev.Node) -> bool:
    return node.class_name in ("Input", "InputLayer")


def arithmetic_text(node: ev.Node) -> str:
    """How the parameters add up: "784 × 32 + 32 = 25,120"; without a sum only how many, or none."""
    if is_unbuilt(node):
        return "not built yet"
    if not node.params:
        return "no parameters"
    if node.arithmetic and not node.arithmetic.isdecimal():
        return f"{node.arithmetic} = {node.params:,}"
    return f"{node.params:,} parameter{'s' if node.params != 1 else ''}"


def units_in(node: ev.Node) -> int:
    """How many numbers come out for each sample; 0 when it is not a vector."""
    if len(node.output_shapes) != 1 or len(node.output_shapes[0]) != 2:
        return 0
    return node.output_shapes[0][1] or 0


@dataclass(frozen=True)
class Variables:
    """Where a layer's weights are: `kernel` and `bias` are positions in `layer.weights`."""

    inputs: int
    units: int
    kernel: int
    bias: int | None


def variables_of(node: ev.Node) -> Variables | None:
    """The layer's matrix (inputs, units) and its bias (units,), read off its arithmetic; None without a matrix."""
    units = units_in(node)
    if not units or len(node.input_shapes) != 1 or len(node.input_shapes[0]) != 2:
        return None
    inputs, terms = node.input_shapes[0][1], node.arithmetic.split(" + ")
    if not inputs or f"{inputs} × {units}" not in terms:
        return None
    biases = [i for i, term in enumerate(terms) if term == str(units)]
    return Variables(
        inputs, units, terms.index(f"{inputs} × {units}"), biases[0] if len(biases) == 1 else None
    )


def is_plane(nodes: Iterable[ev.Node]) -> bool:
    """All data that come in are points of a plane, so that every unit has a map."""
    inputs = [node for node in nodes if is_input(node)]
    return bool(inputs) and all(units_in(node) == 2 for node in inputs)


def kinds(nodes: Iterable[ev.Node]) -> dict[str, Kind]:
    """How each node is drawn, by id. Without any weights to see, all are boxes."""
    nodes = list(nodes)
    plane = is_plane(nodes)
    seen = any(
        (v := variables_of(n)) and v.units <= MOST_IN_COLUMN and v.inputs <= MOST_IN_GRID
        for n in nodes
    )
    found: dict[str, Kind] = {}
    for node in nodes:
        units = units_in(node)
        column = seen and 0 < units <= MOST_IN_COLUMN
        grid = plane and 0 < units <= MOST_IN_GRID
        found[node.id] = "units" if column else "grid" if grid else "box"
    return found


def header(node: ev.Node, kind: Kind) -> list[tuple[str, str]]:
    """(css class, text) of what is written, from the top; a box has its shape apart."""
    box = kind == "box"
    lines = [("title", cut(node.class_name, 24 if box else 18))]
    if not is_input(node):
        lines.append(("name", cut(node.name, 28 if box else 18)))
    if not box:
        lines.append(("shape", cut(shapes_text(node.output_shapes), 18)))
    if not is_input(node):
        lines.append(("params", cut(arithmetic_text(node), 34 if box else 26)))
    return lines


def header_width(node: ev.Node, kind: Kind) -> float:
    """Of the longest line, about."""
    pixels = {"title": TITLE_PX, "name": MONO_PX, "shape": MONO_PX, "params": SMALL_PX}
    return max(len(line) * pixels[css] for css, line in header(node, kind))


def block_size(
    node: ev.Node, kind: Kind, pitch: float, down: bool, grid: float = ROOMY.grid
) -> tuple[float, float]:
    """Width and height of the units of a node, in a column (a row when the flow goes down) or in a box."""
    units = units_in(node)
    if kind == "grid":
        return -(-units // GRID_ROWS) * grid + 8, GRID_ROWS * grid + 8
    return (units * pitch, pitch) if down else (pitch, units * pitch)


@dataclass(frozen=True)
class Figure:
    """A node with its size. `area`: the extent that its units have across the flow, the same for all of a chain."""

    node: ev.Node
    kind: Kind
    pitch: float  # from unit to unit
    area: float
    side: float  # the header's width when it stands beside the units, not above
    down: bool  # the flow goes down, and the header does
    other: str = ""  # the layer's name where its class does not tell which it is
    grid: float = ROOMY.grid  # from map to map inside a box

    @property
    def said(self) -> str:
        """The layer in a sentence: "SimpleDense", with its name where there are several."""
        return f"{self.node.class_name} {self.other}".strip()

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        if self.kind == "box":
            shape = len(cut(shapes_text(self.node.output_shapes), 30)) * 7.2
            height = INPUT_HEIGHT if is_input(self.node) else BOX_HEIGHT
            return round(max(header_width(self.node, self.kind), shape, 60.0) + 14.0), height
        if self.down:
            return self.side + self.area, max(
                self._block[1], LINE * len(header(self.node, self.kind)) + 6
            )
        return max(header_width(self.node, self.kind), self._block[0]), HEAD + self.area

    @property
    def _block(self) -> tuple[float, float]:
        """Width and height of what stands below the header, or beside it."""
        return block_size(self.node, self.kind, self.pitch, self.down, self.grid)

    @cached_property
    def squares(self) -> list[Rect]:
        """Of each unit, from the figure's top left corner."""
        units = units_in(self.node)
        if self.kind == "box":
            return []
        left, top = self._corner
        if self.kind == "grid":
            side, step = self.grid - BETWEEN, self.grid
            return [
                (left + 6 + i // GRID_ROWS * step, top + 6 + i % GRID_ROWS * step, side)
                for i in range(units)
            ]
        side = self.pitch - BETWEEN
        steps = [
            (i * self.pitch, 0.0) if self.down else (0.0, i * self.pitch) for i in range(units)
        ]
        return [(left + 2 + dx, top + 2 + dy, side) for dx, dy in steps]

    @property
    def _corner(self) -> tuple[float, float]:
        """The top left corner of the block."""
        (wide, high), (own_wide, own_high) = self.size, self._block
        if self.down:
            return self.side + (self.area - own_wide) / 2, (high - own_high) / 2
        return (wide - own_wide) / 2, HEAD + (self.area - own_high) / 2

    def port(self, leaving: bool) -> tuple[float, float]:
        """Where an arrow leaves or enters, from the top left corner."""
        wide, high = self.size
        left, top, right, bottom = 0.0, 0.0, wide, high
        if self.kind != "box":
            room = 6.0 if self.kind == "grid" else 3.0
            squares = self.squares
            left = min(x for x, _, _ in squares) - room
            top = min(y for _, y, _ in squares) - room
            right = max(x + s for x, _, s in squares) + room
            bottom = max(y + s for _, y, s in squares) + room
        if self.down:
            return ((left + right) / 2, bottom if leaving else top)
        return (right if leaving else left, (top + bottom) / 2)

    def svg(self, x: float, y: float) -> str:
        """The figure with its top left corner at x, y."""
        key = text(self.node.id)
        title = f"<title>{text(self.node.name)} {text(self.node.formula)}</title>"
        kind = "input" if is_input(self.node) else "layer"
        if self.kind == "box":
            return (
                f'<g class="node {kind}" data-key="{key}" transform="translate({x:g},{y:g})">'
                f"{title}{self._box()}</g>"
            )
        wide, _ = self.size
        at = 0.0 if self.down else wide / 2
        head = "".join(
            f'<text class="{css}" x="{at:g}" y="{11 + LINE * i:g}">{text(line)}</text>'
            for i, (css, line) in enumerate(header(self.node, self.kind))
        )
        frame = ""
        if self.kind == "grid":
            (left, top), (own_wide, own_high) = self._corner, self._block
            frame = (
                f'<rect class="box" x="{left:g}" y="{top:g}" width="{own_wide:g}" '
                f'height="{own_high:g}" rx="8"/>'
            )
        return (
            f'<g class="node {kind} {self.kind}" data-key="{key}" transform="translate({x:g},{y:g})">'
            f'{title}{frame}<g class="head">{head}</g>{"".join(self._units())}</g>'
        )

    def _units(self) -> Iterable[str]:
        own = variables_of(self.node)
        bias = own.bias if own is not None else None
        role = "img" if bias is None else "button"
        what = "Input" if is_input(self.node) else "Unit"
        of = "" if is_input(self.node) else f" of {self.said}"
        for i, (x, y, side) in enumerate(self.squares):
            held = "" if bias is None else f' data-variable="{bias}" data-column="{i}"'
            yield (
                f'<g class="unit" role="{role}" tabindex="-1" data-node="{text(self.node.id)}" data-unit="{i}"{held} '
                f'aria-label="{text(f"{what} {i + 1}{of}")}"><rect x="{x:g}" y="{y:g}" width="{side:g}" '
                f'height="{side:g}" rx="{min(5, side / 4):g}"/></g>'
            )

    def _box(self) -> str:
        width, height = self.size
        said = "".join(
            f'<text class="{css}" x="{width / 2:g}" y="{20 + 17 * i:g}">{text(line)}</text>'
            for i, (css, line) in enumerate(header(self.node, self.kind))
        )
        shape, top = cut(shapes_text(self.node.output_shapes), 30), height - STRIP
        return (
            f'<rect class="box" width="{width:g}" height="{height:g}" rx="10"/>'
            f'<path class="strip" d="M0 {top:g}H{width:g}V{height - 10:g}a10 10 0 0 1-10 10H10a10 10 0 0 1-10-10z"/>'
            f'{said}<text class="shape" x="{width / 2:g}" y="{height - 8.5:g}">{text(shape)}</text>'
        )


def figures(
    nodes: Iterable[ev.Node], down: bool, chain: bool, density: Density = ROOMY
) -> dict[str, Figure]:
    """The figures of a drawing by id. Of a chain all columns have one extent, so that their headers stand in line."""
    nodes, kind = list(nodes), kinds(nodes)
    counts = [units_in(n) for n in nodes if kind[n.id] == "units"]
    extent = density.extent if chain else min(density.extent, BRANCH_EXTENT)
    pitch = min(WIDEST_PITCH, max(density.closest, extent / max(counts, default=1)))
    several = [n.class_name for n in nodes]
    pitch = round(pitch, 2)
    areas = {
        n.id: block_size(n, kind[n.id], pitch, down, density.grid)[0 if down else 1]
        for n in nodes
        if kind[n.id] != "box"
    }
    beside = [header_width(n, kind[n.id]) for n in nodes if n.id in areas]
    side = min(WIDEST_SIDE, max(beside, default=0.0) + 12)
    made = {}
    for node in nodes:
        area = max(areas.values(), default=0.0) if chain else areas.get(node.id, 0.0)
        other = node.name if several.count(node.class_name) > 1 else ""
        made[node.id] = Figure(node, kind[node.id], pitch, area, side, down, other, density.grid)
    return made
