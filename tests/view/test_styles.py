"""The page's colours: text stands out from what is behind it, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from playground.view import styles
from playground.view.earlier_runs import COLOURS as RUNS
from playground.view.fit_chart import COLOURS
from playground.view.styles import page_css

CSS = page_css()


def theme(name: str) -> dict[str, str]:
    light, dark = re.findall(r":root(?:\[[^\]]+\])? \{(.*?)\n\}", CSS, re.DOTALL)[:2]
    read = lambda block: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))  # noqa: E731
    return read(light) if name == "light" else read(light) | read(dark)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


CODE = [
    f"code-{kind}"
    for kind in ("keyword", "string", "number", "comment", "class", "function", "self")
]
TEXT = [
    *((ink, behind) for ink in ("ink", "muted") for behind in ("bg", "card", "line")),
    *((ink, "card") for ink in ("accent", "bad", "ok", *CODE)),
    *(
        ("ink", soft)
        for soft in ("accent-soft", "ok-soft", "bad-soft", "warn-soft", "selection", "flash")
    ),
    *(("on-accent", "accent"), ("bad", "bad-soft"), ("code-comment", "line")),
]
MARKS = [(mark, "card") for mark in ("field-edge", "focus", "positive", "negative", "warn", "ok")]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_contrast(name: str) -> None:
    colours = theme(name)
    for ink, behind in TEXT:
        found = contrast(colours[ink], colours[behind])
        assert found >= 4.5, f"{name}: {ink} on {behind} has {found:.2f}"
    for mark, behind in MARKS:
        assert contrast(colours[mark], colours[behind]) >= 3, f"{name}: {mark} on {behind}"
    for curve in (*COLOURS, *RUNS):
        assert contrast(curve, colours["card"]) >= 3, f"{name}: curve {curve}"


def test_every_file_of_the_sheet_is_in_it() -> None:
    files = {path.stem for path in (Path(styles.__file__).parent).glob("*.css")}
    assert files == set(styles.ORDER)
    assert styles.ORDER[-1] == "sizes", "what other widths change must come last"
