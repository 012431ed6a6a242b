"""What the page's Bokeh figures have in common: they look like the page and never ask for MathJax."""

from __future__ import annotations

import math
from typing import Any

import panel as pn
from bokeh.models import ColumnDataSource, GlyphRenderer, Range1d
from bokeh.models.glyph import Glyph
from bokeh.plotting import figure

FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


def plain_figure(x_range: Range1d, y_range: Range1d, **options: Any) -> Any:
    """A figure without toolbar or background. Axis, grid and label colours come from styles/tokens.css (`--bk-…`)."""
    plot: Any = figure(
        x_range=x_range,
        y_range=y_range,
        toolbar_location=None,
        tools="",
        sizing_mode="stretch_both",
        min_border=2,
        min_width=80,
        min_height=60,
        output_backend="canvas",
        **options,
    )
    plot.background_fill_alpha = 0
    plot.border_fill_alpha = 0
    plot.outline_line_alpha = 0
    plot.xgrid.visible = False
    plot.axis.minor_tick_line_alpha = 0
    plot.axis.major_tick_in = 0
    plot.axis.major_tick_out = 4
    plot.axis.major_label_text_font = FONT
    plot.axis.major_label_text_font_size = "11px"
    plot.axis.axis_label_text_font = FONT
    plot.axis.axis_label_text_font_size = "11px"
    plot.axis.axis_label_text_font_style = "normal"
    plot.axis.axis_label_standoff = 2
    return plot


def drawn(plot: Any, source: ColumnDataSource, glyph: Glyph) -> GlyphRenderer:
    """Put `glyph` into the figure, invisible still. Nothing of it can be selected or hovered over, so it has no other
    looks: each would be a model more, of which every visitor of a server has all."""
    looks: Any = {"selection_glyph": None, "nonselection_glyph": None, "muted_glyph": None}
    return plot.add_glyph(source, glyph, visible=False, **looks)


def figure_pane(plot: Any) -> pn.pane.Bokeh:
    return pn.pane.Bokeh(plot, sizing_mode="stretch_both", margin=0)


def nice_above(value: float) -> float:
    """The least of 1, 1.5, 2, 3, 5, 7 times a power of ten that is not below `value` > 0.

    Axes grow in such steps, so that a live chart does not breathe.
    """
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    for step in (1, 1.5, 2, 3, 5, 7, 10):
        if value <= step * power * (1 + 1e-9):
            return step * power
    return 10 * power


def grown(least: float, most: float, low: float, high: float) -> tuple[float, float]:
    """A range that holds `least` … `most` and is never smaller than `low` … `high` was."""
    if most > high:
        high = nice_above(most)
    if least < low:
        low = -nice_above(-least) if least < 0 else 0.0
    return low, high
