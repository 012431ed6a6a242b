"""A small chain of layers drawn unit by unit: circles for units, lines for weights.

A line's width is the weight's size. Its sign is told by colour and by dashes, so that it can be read without colours.
"""

from __future__ import annotations

import math

from playground import events as ev
from playground.view.markup import cut, table_twin, text
from playground.view.shapes import shapes_text

MOST_UNITS = 10
MOST_TABLE_CELLS = 120
COLUMN, ROW, HEAD, RADIUS = 124.0, 16.0, 47.0, 5.5


def chain_of(built: ev.Built) -> list[ev.Node]:
    """The nodes in order when each feeds the next and nothing else, else an empty list."""
    after: dict[str, list[str]] = {node.id: [] for node in built.nodes}
    targets = []
    for a, b in built.edges:
        if a not in after or b not in after:
            return []
        after[a].append(b)
        targets.append(b)
    starts = [node.id for node in built.nodes if node.id not in targets]
    if (
        len(starts) != 1
        or len(set(targets)) != len(targets)
        or any(len(b) > 1 for b in after.values())
    ):
        return []
    order = [starts[0]]
    while after[order[-1]]:
        order.append(after[order[-1]][0])
    by_id = {node.id: node for node in built.nodes}
    return [by_id[name] for name in order] if len(order) == len(by_id) else []


def kernel_of(node: ev.Node, weights: dict[str, tuple[ev.Array, ...]]):
    """The layer's weight matrix (inputs, units), or None when it has none to draw."""
    for array in weights.get(node.name, ()):
        if len(array.shape) == 2 and 0 < max(array.shape) <= MOST_UNITS and min(array.shape) > 0:
            return array.numpy()
    return None


def sum_text(node: ev.Node) -> str:
    """ "2 × 4 + 4 = 12", or only how many parameters when there is no sum."""
    if not node.params:
        return ""
    return f"{node.arithmetic} = {node.params:,}" if node.arithmetic else f"{node.params:,}"


def _width_of(node: ev.Node) -> int:
    """Units that come out: the last number of the output shape."""
    shape = node.output_shapes[0] if node.output_shapes else ()
    return shape[-1] or 0 if shape else 0


def units_html(
    built: ev.Built, weights: dict[str, tuple[ev.Array, ...]], with_table: bool = True
) -> str:
    """The drawing and its table, or "" when the network is not a chain of small layers with weights."""
    chain = chain_of(built)
    kernels = [kernel_of(node, weights) for node in chain]
    if not chain or all(kernel is None for kernel in kernels):
        return ""
    if any(node.params and kernel is None for node, kernel in zip(chain, kernels)):
        return ""
    widths = [_width_of(node) for node in chain]
    columns = [(node.class_name, shapes_text(node.output_shapes), sum_text(node)) for node in chain]
    if kernels[0] is not None:  # the drawing begins with what comes in
        shown = shapes_text(chain[0].input_shapes)
        columns.insert(0, ("Input", shown, ""))
        widths.insert(0, kernels[0].shape[0])
        kernels.insert(0, None)
    if not all(0 < width <= MOST_UNITS for width in widths):
        return ""
    for before, kernel, width in zip(widths, kernels[1:], widths[1:]):
        if before != width if kernel is None else kernel.shape != (before, width):
            return ""
    table = _table(columns, kernels, with_table)
    return f'<div class="network units">{_svg(columns, widths, kernels)}{table}</div>'


def _svg(columns: list[tuple[str, str, str]], widths: list[int], kernels: list) -> str:
    tallest = max(widths)
    width, height = COLUMN * len(columns), HEAD + ROW * tallest + 4
    finite = [abs(float(w)) for k in kernels if k is not None for w in k.flat if math.isfinite(w)]
    largest = max([*finite, 1e-9])

    def at(column: int, unit: int) -> tuple[float, float]:
        top = HEAD + ROW * (tallest - widths[column]) / 2
        return COLUMN * (column + 0.5), top + ROW * (unit + 0.5)

    lines, circles, heads = [], [], []
    for c, kernel in enumerate(kernels):
        if c and kernel is None:
            for unit in range(widths[c]):
                (x0, y0), (x1, y1) = at(c - 1, unit), at(c, unit)
                lines.append(f'<path class="same" d="M{x0:g} {y0:g}L{x1:g} {y1:g}"/>')
        elif c:
            lines += [
                _weight_line(at(c - 1, i), at(c, j), float(kernel[i, j]), largest)
                for i in range(kernel.shape[0])
                for j in range(kernel.shape[1])
            ]
    for c, (title, shape, total) in enumerate(columns):
        x = COLUMN * (c + 0.5)
        heads.append(
            f'<text class="title" x="{x:g}" y="12">{text(cut(title, 13))}</text>'
            f'<text class="shape" x="{x:g}" y="26">{text(cut(shape, 15))}</text>'
            f'<text class="params" x="{x:g}" y="40">{text(cut(total, 20))}</text>'
        )
        for unit in range(widths[c]):
            ux, uy = at(c, unit)
            circles.append(f'<circle class="unit" cx="{ux:g}" cy="{uy:g}" r="{RADIUS:g}"/>')
    said = "; ".join(f"{title} {shape}" for title, shape, _ in columns)
    return (
        f'<svg class="unit-drawing" role="img" aria-label="{text(f"Units and weights: {said}")}" '
        f'viewBox="0 0 {width:g} {height:g}" style="--w:{width:g}px;--h:{height:g}px">'
        f"{''.join(heads)}<g>{''.join(lines)}</g><g>{''.join(circles)}</g></svg>"
    )


def _weight_line(
    start: tuple[float, float], end: tuple[float, float], weight: float, largest: float
) -> str:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    if math.isfinite(weight):
        thick, kind = 0.5 + 3.5 * abs(weight) / largest, "negative" if weight < 0 else "positive"
    else:
        thick, kind = 1.0, "broken"
    return (
        f'<path class="weight {kind}" stroke-width="{thick:.2f}" '
        f'd="M{x0:g} {y0:g}C{middle:g} {y0:g} {middle:g} {y1:g} {x1:g} {y1:g}"/>'
    )


def _table(columns: list[tuple[str, str, str]], kernels: list, written: bool) -> str:
    """The same weights as numbers: a row for each input of a layer, a column for each unit."""
    tables, cells = [], 0
    for (title, shape, _), kernel in zip(columns, kernels):
        if not written or kernel is None or cells + kernel.size > MOST_TABLE_CELLS:
            continue
        cells += kernel.size
        head = "".join(f'<th scope="col">unit {j + 1}</th>' for j in range(kernel.shape[1]))
        rows = "".join(
            f'<tr><th scope="row">input {i + 1}</th>'
            + "".join(f"<td>{float(w):.3f}</td>" for w in row)
            + "</tr>"
            for i, row in enumerate(kernel)
        )
        tables.append(
            f"<table><caption>{text(title)} {text(shape)}</caption><thead><tr><td></td>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    key = (
        '<p class="key"><span><svg viewBox="0 0 22 6" aria-hidden="true"><path class="weight positive" '
        'stroke-width="2.5" d="M0 3H22"/></svg>positive</span><span><svg viewBox="0 0 22 6" '
        'aria-hidden="true"><path class="weight negative" stroke-width="2.5" d="M0 3H22"/></svg>negative</span></p>'
    )
    twin = table_twin("of weights", "Weights as numbers", "".join(tables))
    return f'<div class="aside">{key}{twin}</div>'
