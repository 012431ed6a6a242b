"""Two tensors that do not fit together, drawn side by side: the lengths that should agree stand out."""

from __future__ import annotations

from playground import events as ev
from playground.view.markup import text, with_code
from playground.view.shape_picture import side

SIGNS = {"matmul": "@", "add": "+", "subtract": "−", "multiply": "×", "divide": "÷"}
TOP, LEFT, GAP, BOTTOM = 22.0, 40.0, 66.0, 24.0


def clash_of(operation: str, left: ev.Shape, right: ev.Shape) -> tuple[int | None, int | None]:
    """Which axis of each shape, counted from the front, is the one that does not fit; None where none is found."""
    if operation == "matmul" and left and right:
        return len(left) - 1, max(len(right) - 2, 0)
    for back in range(1, min(len(left), len(right)) + 1):
        a, b = left[-back], right[-back]
        if a != b and 1 not in (a, b) and None not in (a, b):
            return len(left) - back, len(right) - back
    return None, None


def _rows_and_columns(shape: ev.Shape) -> tuple[int, int]:
    """How a tensor is drawn: (rows, columns); a vector is one row."""
    numbers = [n or 1 for n in shape]
    return (numbers[-2], numbers[-1]) if len(numbers) > 1 else (1, numbers[-1])


def _matrix(x: float, middle: float, low: float, shape: ev.Shape, clash: int | None) -> str:
    rows, columns = _rows_and_columns(shape)
    wide, high = side(columns), side(rows)
    top = middle - high / 2
    across = "clash" if clash == len(shape) - 1 else "count"
    drawn = (
        f'<rect class="matrix" x="{x:g}" y="{top:g}" width="{wide:g}" height="{high:g}" rx="3"/>'
        f'<text class="{across}" x="{x + wide / 2:g}" y="{top - 6:g}">{columns:,}</text>'
        f'<text class="tuple" x="{x + wide / 2:g}" y="{low + 16:g}">{text(tuple(shape))}</text>'
    )
    if len(shape) > 1:
        down = "clash" if clash == len(shape) - 2 else "count"
        drawn += f'<text class="{down} rows" x="{x - 6:g}" y="{middle + 4:g}">{rows:,}</text>'
    return drawn


def mismatch_picture(operation: str, left: ev.Shape, right: ev.Shape) -> str:
    """SVG of both tensors with the operation between them; "" for tensors without axes."""
    if not left or not right:
        return ""
    clashes = clash_of(operation, left, right)
    (rows_a, columns_a), (rows_b, columns_b) = _rows_and_columns(left), _rows_and_columns(right)
    height = max(side(rows_a), side(rows_b))
    middle, low = TOP + height / 2, TOP + height
    second = LEFT + side(columns_a) + GAP
    sign = SIGNS.get(operation, operation)
    width, total = second + side(columns_b) + 26, low + BOTTOM
    return (
        f'<svg class="shape-picture" role="img" aria-label="{text(left)} {text(sign)} {text(right)} do not fit" '
        f'viewBox="0 0 {width:g} {total:g}" style="--w:{width:g}px">'
        f"{_matrix(LEFT, middle, low, left, clashes[0])}"
        f'<text class="sign" x="{second - GAP / 2 - 6:g}" y="{middle + 5:g}">{text(sign)}</text>'
        f"{_matrix(second, middle, low, right, clashes[1])}</svg>"
    )


def mismatch_html(item: ev.Failed) -> str:
    """The mistake above the table of shapes; "" when the failure is of another kind."""
    if len(item.shapes) != 2:
        return ""
    left, right = item.shapes
    where = (
        f'<button type="button" class="link" data-action="line" data-value="{item.line}">Line {item.line}</button>'
        if item.line
        else "<b>The program</b>"
    )
    sign = SIGNS.get(item.operation, item.operation)
    said = f"{tuple(left)} {sign} {tuple(right)}"
    advice = f'<p class="advice">{with_code(item.advice)}</p>' if item.advice else ""
    return (
        f'<div class="mismatch"><p>{where} <b>{text(item.operation)}</b> cannot join <code>{text(said)}</code></p>'
        f"{mismatch_picture(item.operation, left, right)}{advice}</div>"
    )
