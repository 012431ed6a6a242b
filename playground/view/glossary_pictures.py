"""The small pictures of the glossary: SVG that takes its colours from the page's theme.

A drawing is a function of a few numbers or words; glossary.toml names it: "curve of='relu'". All are 132 × 64.
"""

from __future__ import annotations

import itertools
import math
import shlex
from collections.abc import Callable
from html import escape

WIDTH, HEIGHT = 132, 64
# What a line or an area means; the colours are in styles/glossary.css.
_BOX, _QUIET, _LINE = "class='marked'", "class='quiet'", "class='line'"
_HOLLOW, _GONE = "class='hollow'", "class='hollow' stroke-dasharray='2 2'"
_WRONG, _OTHER, _THIN = "class='line wrong'", "class='line other'", "class='thin'"

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "sigmoid": lambda x: 2 / (1 + math.exp(-2.5 * x)) - 0.0,
    "tanh": lambda x: math.tanh(1.6 * x) * 1.3,
    "shifted": lambda x: 0.7 * x + 0.6,
    "square": lambda x: x * x - 0.6,
    "absolute": lambda x: 1.5 * abs(x) - 0.6,
    "crossentropy": lambda x: -0.55 * math.log((x + 2.02) / 4.04) - 0.1,
}


def picture(drawing: str) -> str:
    """The SVG of e.g. "grid rows=2 columns=3". ValueError when there is no such drawing."""
    name, *given = shlex.split(drawing)
    if name not in _DRAWINGS:
        raise ValueError(
            f"expected one of the drawings {', '.join(_DRAWINGS)}, received {name!r} in {drawing!r}"
        )
    arguments = dict(part.split("=", 1) for part in given)
    inner = _DRAWINGS[name](**arguments)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{inner}</svg>'


def _words(x: float, y: float, words: str, kind: str = "", small: bool = False) -> str:
    kinds = " ".join(filter(None, (kind, "small" if small else "")))
    named = f" class='{kinds}'" if kinds else ""
    return f"<text x='{x:g}' y='{y:g}'{named}>{escape(words)}</text>"


def _box(x: float, y: float, width: float, height: float, kind: str = _QUIET) -> str:
    return f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' rx='2' {kind}/>"


def _path(points: list[tuple[float, float]], kind: str = _LINE) -> str:
    return f"<path d='M{' L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}' {kind}/>"


def _arrow(x: float, y: float, to_x: float, to_y: float, kind: str = "class='arrow'") -> str:
    length = math.hypot(to_x - x, to_y - y) or 1
    along, across = (
        ((to_x - x) / length, (to_y - y) / length),
        (-(to_y - y) / length, (to_x - x) / length),
    )
    back = [
        (to_x - 4 * along[0] + s * 2.5 * across[0], to_y - 4 * along[1] + s * 2.5 * across[1])
        for s in (1, -1)
    ]
    head = " L".join(f"{a:.1f} {b:.1f}" for a, b in (back[0], (to_x, to_y), back[1]))
    return f"<path d='M{x:g} {y:g} L{to_x:g} {to_y:g} M{head}' {kind}/>"


def _dot(x: float, y: float, kind: str = "dot", size: float = 3) -> str:
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{size:g}' class='{kind}'/>"


def _axes() -> str:
    return _path([(8, 40), (124, 40)], _QUIET) + _path([(66, 4), (66, 60)], _QUIET)


def _tensors() -> str:
    row = "".join(_box(24 + 9 * i, 28, 9, 9) for i in range(3))
    table = "".join(_box(60 + 9 * i, 19 + 9 * j, 9, 9) for i in range(3) for j in range(3))
    stack = "".join(_box(100 + 4 * k, 16 + 4 * k, 20, 20, _BOX) for k in range(3))
    return _box(7, 28, 9, 9, _BOX) + row + table + stack


def _grid(rows: str, columns: str, label: str = "", row: str = "", column: str = "") -> str:
    size, tall, wide = 11, int(rows), int(columns)
    left, top = (WIDTH - size * wide) / 2, (HEIGHT - size * tall - (12 if label else 0)) / 2
    cells = [
        _box(
            left + size * c,
            top + size * r,
            size,
            size,
            _BOX if str(r) == row or str(c) == column else _QUIET,
        )
        for r in range(tall)
        for c in range(wide)
    ]
    return "".join(cells) + (_words(66, top + size * tall + 13, label) if label else "")


def _cells(words: str, label: str = "") -> str:
    each = words.split("|")
    wide = 26
    left = (WIDTH - wide * len(each)) / 2
    return "".join(
        (
            _box(left + wide * i + 1, 14, wide - 2, 20, _BOX)
            if len(word) > 1 or word.isalnum() or word in "✓✗"
            else ""
        )
        + _words(left + wide * (i + 0.5), 28, word, "bad" if word == "✗" else "")
        for i, word in enumerate(each)
    ) + (_words(66, 52, label, "soft") if label else "")


def _product() -> str:
    left = "".join(
        _box(8 + 9 * c, 23 + 9 * r, 9, 9, _BOX if r == 0 else _QUIET)
        for r in range(2)
        for c in range(3)
    )
    right = "".join(
        _box(56 + 9 * c, 18 + 9 * r, 9, 9, _BOX if c == 1 else _QUIET)
        for r in range(3)
        for c in range(2)
    )
    out = "".join(
        _box(100 + 9 * c, 23 + 9 * r, 9, 9, _BOX if (r, c) == (0, 1) else _QUIET)
        for r in range(2)
        for c in range(2)
    )
    return left + _words(45, 36, "@") + right + _words(87, 36, "=") + out


def _boxes(words: str, marked: str) -> str:
    each = words.split("|")
    step = (WIDTH - 8) / len(each)
    wide = step - 12
    drawn = ""
    for i, word in enumerate(each):
        x = 4 + step * i + 6
        drawn += _box(x, 20, wide, 24, _BOX if str(i) == marked else _QUIET)
        drawn += _words(x + wide / 2, 35, word, small=len(word) > 4)
        if i:
            drawn += _arrow(x - 11, 32, x - 1, 32)
    return drawn


def _network(sizes: str, strong: str = "", layer: str = "", off: str = "") -> str:
    counts = [int(n) for n in sizes.split("|")]
    step = WIDTH / (len(counts) + 1)
    at = [
        [(step * (i + 1), 32 + 15 * (j - (n - 1) / 2)) for j in range(n)]
        for i, n in enumerate(counts)
    ]
    lines, dots = "", ""
    for i, (these, those) in enumerate(itertools.pairwise(at)):
        for j, a in enumerate(these):
            for k, b in enumerate(those):
                if (off and str(i + 1) == off and k % 2) or (off and str(i) == off and j % 2):
                    continue
                width = f" stroke-width='{0.6 + (j * 2 + k * 3) % 4:g}'"
                sign = f"class='{'positive' if (j + k) % 2 else 'negative'}'{width}"
                lines += _path([a, b], sign if strong else _QUIET)
    for i, these in enumerate(at):
        for j, (x, y) in enumerate(these):
            last = i == len(at) - 1 if not layer and not off else str(i) == (layer or "-")
            gone = off and str(i) == off and j % 2
            dots += f"<circle cx='{x:g}' cy='{y:g}' r='5' {_BOX if last else _GONE if gone else _HOLLOW}/>"
    return lines + dots


def _curve(of: str, dot: str = "") -> str:
    drawn = _axes()
    for i, name in enumerate(of.split("|")):
        f = _FUNCTIONS[name]
        points = [(66 + 28 * x, 40 - 16 * f(x)) for x in (k / 10 - 2 for k in range(41))]
        kind = _LINE if i == 0 else _OTHER
        drawn += _path([(x, y) for x, y in points if 2 < y < 62], kind)
    if dot:
        drawn += _dot(66 + 28 * float(dot), 40 - 16 * _FUNCTIONS[of](float(dot)), "bad", 4)
    return drawn


def _bars(heights: str, label: str) -> str:
    values = [float(h) for h in heights.split("|")]
    low = min(0.0, *values)
    tall = 38 / (max(0.0, *values) - low)  # pixels for 1
    base = 46 + tall * low
    left = 66 - 9 * len(values)
    bars = "".join(
        _box(left + 18 * i + 3, base - tall * max(v, 0), 12, max(tall * abs(v), 1), _BOX)
        for i, v in enumerate(values)
    )
    return (
        bars
        + _path([(left, base), (left + 18 * len(values), base)], _QUIET)
        + _words(66, 61, label, "soft", small=True)
    )


def _split(parts: str, marked: str) -> str:
    n, which = int(parts), int(marked)
    wide = 112 / n
    drawn = ""
    for i in range(n):
        inside = i == n - 1 if which < 0 else i < which
        drawn += _box(10 + wide * i, 22, wide - 2, 20, _BOX if inside else _QUIET)
        drawn += "".join(_dot(10 + wide * i + 4 + 4.5 * j, 32, "soft", 1.4) for j in range(4))
    return drawn


def _descent(start: str, rate: str, arrow: str = "", ball: str = "", steps: str = "7") -> str:
    slope = lambda x: 2 * x  # noqa: E731  # of the parabola x²
    place = lambda x: (66 + 30 * x, 56 - 15 * x * x)  # noqa: E731
    drawn = _path([place(k / 10 - 1.85) for k in range(38)], _QUIET)
    x = float(start)
    if arrow:
        a, b = place(x), place(x + 0.75)
        return drawn + _arrow(a[0], a[1], b[0] - 4, b[1] - 8, _LINE) + _dot(*a, size=4)
    points, pace = [x], 0.0
    for _ in range(int(steps)):
        pace = (0.8 if ball else 0.0) * pace - float(rate) * slope(x)
        x += pace
        points.append(x)
    drawn += _path([place(x) for x in points], _THIN)
    return drawn + "".join(_dot(*place(x), size=2.4) for x in points)


def _falling(kind: str = _LINE) -> str:
    return _frame() + _path(
        [(14 + 2.1 * k, 12 + 40 * (1 - math.exp(-k / 12))) for k in range(52)], kind
    )


def _frame() -> str:
    return _path([(14, 6), (14, 56), (124, 56)], _QUIET)


def _rising() -> str:
    return _frame() + _path([(14 + 2.1 * k, 50 - 38 * (1 - math.exp(-k / 12))) for k in range(52)])


def _overfitting() -> str:
    learned = _path([(14 + 2.1 * k, 12 + 40 * (1 - math.exp(-k / 14))) for k in range(52)])
    kept = [
        (14 + 2.1 * k, 12 + 34 * (1 - math.exp(-k / 10)) - 0.011 * max(0, k - 14) ** 2)
        for k in range(52)
    ]
    dashed = _WRONG + " stroke-dasharray='4 3'"
    return _frame() + learned + _path(kept, dashed) + _words(104, 20, "new", "bad", small=True)


def _diverging() -> str:
    return _frame() + _path(
        [(14 + 6 * k, 48 - (-1) ** k * min(40, 1.45**k)) for k in range(11)], _WRONG
    )


_NEAR = [(20, 44), (30, 50), (36, 36), (24, 32), (44, 48), (46, 38)]
_FAR = [(84, 14), (96, 24), (104, 12), (92, 34), (112, 22), (80, 24)]


def _plane(line: str = "1") -> str:
    dots = "".join(_dot(x, y, "negative") for x, y in _NEAR) + "".join(
        _dot(x, y, "positive") for x, y in _FAR
    )
    return dots + (_path([(44, 8), (84, 56)]) if line == "1" else "")


def _regression() -> str:
    off = (3, -5, 4, -3, 5, -4, 2)
    dots = "".join(_dot(22 + 15 * i, 50 - 6 * i + d, "positive") for i, d in enumerate(off))
    return _frame() + dots + _path([(16, 52), (120, 11)])


def _distances() -> str:
    off = (9, -11, 8, -8, 10)
    drawn = _frame() + _path([(16, 50), (120, 14)])
    for i, d in enumerate(off):
        x, y = 28 + 20 * i, 46 - 7 * i
        drawn += _path([(x, y), (x, y + d)], _WRONG) + _dot(x, y + d, "positive")
    return drawn


def _topology(of: str = "row") -> str:
    place = lambda x, y, marked=False: _box(x - 9, y - 7, 18, 14, _BOX if marked else _QUIET)  # noqa: E731
    if of == "branches":
        return (
            _arrow(35, 30, 55, 18)
            + _arrow(35, 34, 55, 46)
            + _arrow(75, 18, 95, 30)
            + _arrow(75, 46, 95, 34)
            + place(25, 32)
            + place(65, 16, True)
            + place(65, 48, True)
            + place(106, 32)
        )
    if of == "heads":
        return (
            _arrow(30, 32, 48, 32)
            + _arrow(69, 30, 94, 18)
            + _arrow(69, 34, 94, 46)
            + place(20, 32)
            + place(59, 32)
            + place(105, 16, True)
            + place(105, 48, True)
        )
    if of == "shortcut":
        around = "<path d='M34 32 C40 6 84 6 92 25' class='line'/>"
        return (
            _arrow(30, 32, 52, 32)
            + _arrow(72, 32, 90, 32)
            + around
            + place(20, 32)
            + place(62, 32)
            + ("<circle cx='98' cy='32' r='7' class='marked'/>" + _words(98, 35.5, "+"))
        )
    return "".join(
        place(22 + 29 * i, 32) + (_arrow(2 + 29 * i, 32, 12 + 29 * i, 32) if i else "")
        for i in range(4)
    )


def _space() -> str:
    blob = "<ellipse cx='52' cy='34' rx='38' ry='22' class='marked'/>"
    return (
        blob
        + _dot(40, 30)
        + _dot(56, 42)
        + _dot(66, 26)
        + _dot(110, 24, "bad", 4)
        + _words(110, 42, "not in it", "bad", small=True)
    )


_DRAWINGS: dict[str, Callable[..., str]] = {
    "tensors": _tensors,
    "grid": _grid,
    "cells": _cells,
    "product": _product,
    "boxes": _boxes,
    "network": _network,
    "curve": _curve,
    "bars": _bars,
    "split": _split,
    "descent": _descent,
    "falling": _falling,
    "rising": _rising,
    "overfitting": _overfitting,
    "diverging": _diverging,
    "plane": _plane,
    "regression": _regression,
    "distances": _distances,
    "topology": _topology,
    "space": _space,
}
