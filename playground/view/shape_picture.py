"""A dense layer's arithmetic drawn: the matrices of `(2, 784) @ (784, 32) + (32,) → (2, 32)` side by side.

Sides grow with the logarithm of their numbers, so that 2 and 784 fit into one drawing. The two numbers that must
agree, and vanish, have one colour.
"""

from __future__ import annotations

import math
import re

from playground.view.markup import text

_DENSE = re.compile(r"^\((\d+), (\d+)\) @ \((\d+), (\d+)\)(?: \+ \((\d+),\))? → \((\d+), (\d+)\)$")
GAP, TOP, LEFT, BOTTOM = 52.0, 19.0, 34.0, 22.0
LETTER = 7.3  # of a shape below a matrix


def side(count: int) -> float:
    """Pixels for `count` rows or columns."""
    return round(11 + 11.5 * math.log2(min(max(count, 1), 4096)), 1)


def shape_picture(formula: str) -> str:
    """SVG, or "" when the formula is not that of a dense layer on a batch of vectors."""
    found = _DENSE.match(formula)
    if not found:
        return ""
    a, b, c, d, bias, e, f = (int(n) if n else 0 for n in found.groups())
    if b != c or (e, f) != (a, d) or (bias and bias != d):
        return ""
    parts: list[tuple[str, int, int, str]] = [("", a, b, ""), ("@", c, d, "weights")]
    if bias:
        parts.append(("+", 0, bias, "weights"))
    parts.append(("→", e, f, "result"))
    height = max(side(rows) for _, rows, _, _ in parts)
    middle, x, drawn = TOP + height / 2, LEFT, []
    for i, (sign, rows, columns, kind) in enumerate(parts):
        wide, high = side(columns), side(rows) if rows else side(1)
        if sign:
            drawn.append(f'<text class="sign" x="{x + 9:g}" y="{middle + 5:g}">{sign}</text>')
            x += GAP - 4 * (3 - len(str(rows))) if rows else GAP - 28
        top = middle - high / 2
        shape = f"({rows}, {columns})" if rows else f"({columns},)"
        # A small matrix stands over the middle of its shape.
        beside = max(0.0, LETTER * len(shape) - wide) / 2
        x += beside
        drawn.append(
            f'<rect class="matrix {kind}" x="{x:g}" y="{top:g}" width="{wide:g}" height="{high:g}" rx="3"/>'
            f'<text class="{"meets" if i == 0 else "count"}" x="{x + wide / 2:g}" y="{top - 6:g}">{columns:,}</text>'
            f'<text class="tuple" x="{x + wide / 2:g}" y="{middle + height / 2 + 16:g}">{shape}</text>'
        )
        if rows:
            drawn.append(
                f'<text class="{"meets" if i == 1 else "count"} rows" x="{x - 6:g}" y="{middle + 4:g}">{rows:,}</text>'
            )
        x += wide + beside + 4
    width, total = x + 8, TOP + height + BOTTOM
    return (
        f'<svg class="shape-picture" role="img" aria-label="{text(formula)}" '
        f'viewBox="0 0 {width:g} {total:g}" style="--w:{width:g}px">{"".join(drawn)}</svg>'
    )
