"""One chart of curves over epochs, in Bokeh: linear or logarithmic, with earlier runs behind."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, Line, MultiLine, Range1d, Scatter, Text, VSpan

from playground.view.earlier_runs import EarlierRun
from playground.view.figures import FONT, drawn, figure_pane, grown, plain_figure
from playground.view.history import History, Series

MARK_COLOUR = "#8791a5"  # ≥ 3:1 on both themes
THIN, PINNED = 1.4, 2.2  # pixels, of earlier runs (runs.js knows them, too)
NUMBER_AT = (0.9, 0.5, 0.7, 0.4, 0.8, 0.6)  # of the curve; neighbours stand apart
FEW = 40  # points that travel as text: every array is two messages of its own
DECADES = range(-12, 13)
LEAST = 10.0 ** DECADES[0]
EARLIER_COLUMNS = ("x", "y", "number", "colour", "alpha", "width", "pinned")
LONG = 10_000  # epochs: so large numbers have no room under a chart


def decade_text(power: int) -> str:
    """1e-3 as people write it: "0.001"."""
    return f"{10.0**power:.{max(0, -power)}f}" if -5 < power < 5 else f"1e{power}"


def short_number(value: float) -> str:
    """ "20k", "2.5k", "1M": what has room under a chart."""
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{sign}"
    return f"{value:g}"


def epoch_labels(end: float) -> dict[float, str]:
    """What stands at the places where an axis of `end` epochs may have numbers; nothing where numbers are short."""
    if end < LONG:
        return {}
    power = 10.0 ** math.floor(math.log10(end))
    steps = [s for s in (power / 10, power / 5, power / 2, power, power * 2) if s >= 1]
    places = sorted({i * step for step in steps for i in range(int(end / step) + 1)})
    return {place: short_number(place) for place in places if place}


def log_values(y: Any) -> np.ndarray:
    """Powers of ten; what has no logarithm is not drawn."""
    values = np.asarray(y, "float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(values > 0, np.log10(np.maximum(values, LEAST)), np.nan)


class Curve:
    """One line of a chart. Sends only the points that the browser does not have yet."""

    def __init__(self, plot: Any, colour: str, dashes: list[int], width: float) -> None:
        self._source = ColumnDataSource({"x": [], "y": []})
        self._sent: list[tuple[float, float]] = []  # the last point that was sent, or none
        self._count = self._whole = 0
        self.low, self.high = (
            math.inf,
            -math.inf,
        )  # of what is drawn, in powers of ten when logarithmic
        options: dict[str, Any] = {"line_color": colour, "line_width": width, "line_dash": dashes}
        # Of what is not visible Bokeh looks at nothing; most fits need two of a chart's eight lines.
        self._line = drawn(plot, self._source, Line(x="x", y="y", line_join="round", **options))

    @property
    def glyph(self) -> str:
        """The id of what draws it."""
        return self._line.glyph.id

    @property
    def points(self) -> str:
        """The id of the data source."""
        return self._source.id

    def forget(self) -> None:
        """What the browser has is no longer what is wanted: the next two drawings are sent whole.

        Two, because a point that is on its way to the browser may arrive after the first of them.
        """
        self._whole = 2

    def draw(self, series: Series, log: bool) -> None:
        x, y, count = series.x, series.y, self._count
        continues = 0 < count <= len(x) and [(x[count - 1], y[count - 1])] == self._sent
        if self._whole:
            continues, self._whole = False, self._whole - 1
        if (continues and count == len(x)) or not (x or count):
            return
        first = count if continues else 0
        values = log_values(y[first:]) if log else np.asarray(y[first:])
        data: Any = {"x": np.asarray(x[first:], "float32"), "y": values.astype("float32")}
        if continues and len(values) <= FEW:
            self._source.stream({name: array.tolist() for name, array in data.items()})
        elif continues:
            self._source.stream(data)
        else:
            self._source.data = data
            if self._line.visible != bool(x):
                self._line.visible = bool(x)
            self.low, self.high = math.inf, -math.inf
        if (finite := values[np.isfinite(values)]).size:
            self.low = min(self.low, float(finite.min()))
            self.high = max(self.high, float(finite.max()))
        self._count, self._sent = len(x), [(x[-1], y[-1])] if x else []


class Chart:
    """One figure with a fixed number of curves, so that a fit never changes the document's models."""

    def __init__(self, x_range: Range1d, colours: tuple[str, ...]) -> None:
        self._x_range = x_range
        self.y_range = Range1d(start=0, end=1)
        self.log = False
        self.marks: list[float] = []
        self._low, self._high = 0.0, 1.0
        self._shown = (0.0, 1.0)
        self._runs: list[tuple[EarlierRun, Series]] = []
        self.figure = plain_figure(x_range, self.y_range)
        self.figure.tags = ["curves"]  # for readout.js
        # The numbers beside two charts differ in width; their epochs stand in line.
        self.figure.min_border_left = 30
        self.figure.yaxis.ticker.desired_num_ticks = 5
        self.figure.xaxis.ticker.min_interval = 1
        self.figure.xaxis.ticker.desired_num_ticks = 5
        self._earlier = ColumnDataSource({name: [] for name in EARLIER_COLUMNS})
        self._numbers = ColumnDataSource({"x": [], "y": [], "text": [], "colour": []})
        self._marks = ColumnDataSource({"x": []})
        thin: dict[str, Any] = {"line_color": MARK_COLOUR, "line_width": 1.2}
        self._behind = [
            drawn(self.figure, self._marks, VSpan(x="x", line_dash=[2, 3], **thin)),
            drawn(
                self.figure, self._earlier, MultiLine(
                    xs="x", ys="y", line_join="round", line_color="colour", line_alpha="alpha", line_width="width",
                ),
            ),
        ]  # fmt: skip
        self._curves = [
            (Curve(self.figure, colour, [], 2), Curve(self.figure, colour, [6, 3], 2.5))
            for colour in colours
        ]
        self._colours = colours
        self._alone = ColumnDataSource({"x": [], "y": [], "colour": []})
        dot = Scatter(x="x", y="y", size=7, fill_color="colour", line_color=None)
        self._dots = drawn(self.figure, self._alone, dot)
        # A run's number stands on its curve, over all others.
        self._behind += [
            drawn(
                self.figure, self._numbers, Scatter(x="x", y="y", size=14, fill_color="colour", line_color=None),
            ),
            drawn(
                self.figure, self._numbers, Text(
                    x="x", y="y", text="text", text_color=value("#ffffff"), text_align="center",
                    text_baseline="middle", text_font=value(FONT), text_font_size="10px", text_font_style="bold",
                ),
            ),
        ]  # fmt: skip
        self.pane = figure_pane(self.figure)

    def draw(self, names: list[str], history: History) -> None:
        """Bring the curves up to date with `names`, as many as the chart has slots for."""
        nothing = Series()
        for slot, (train, validation) in enumerate(self._curves):
            name = names[slot] if slot < len(names) else ""
            for curve, found in ((train, history.train), (validation, history.validation)):
                series = found.get(name, nothing)
                curve.draw(series, self.log)
                self._low, self._high = grown(series.low, series.high, self._low, self._high)
        self._draw_dots([history.train.get(name, nothing) for name in names])
        self._frame()

    def _draw_dots(self, curves: list[Series]) -> None:
        """A line of one point is none: there is a dot instead."""
        alone = [(s, c) for s, c in zip(curves, self._colours) if len(s.x) == 1]
        if not alone and not self._dots.visible:
            return
        y = [series.y[0] for series, _ in alone]
        self._alone.data = {
            "x": [series.x[0] for series, _ in alone],
            "y": log_values(y).tolist() if self.log else y,
            "colour": [colour for _, colour in alone],
        }
        if self._dots.visible != bool(alone):
            self._dots.visible = bool(alone)

    def described(self, names: list[str], history: History) -> list[dict]:
        """What is drawn, for a readout: the label, the id of the points and whether they are powers of ten."""
        return [
            {
                "label": name,
                "points": train.points,
                "validation": validation.points if name in history.validation else "",
                "log": self.log,
            }
            for name, (train, validation) in zip(names, self._curves)
        ]

    @property
    def earlier(self) -> str:
        """The id of the data source of the earlier runs."""
        return self._earlier.id

    @property
    def glyphs(self) -> list[str]:
        """The ids of what draws this run's curves."""
        return [curve.glyph for pair in self._curves for curve in pair]

    def draw_earlier(self, runs: list[tuple[EarlierRun, Series]]) -> None:
        """A line for each, in its colour and with its number on it."""
        self._runs = runs
        lines: dict[str, Any] = {name: [] for name in EARLIER_COLUMNS}
        ends: dict[str, Any] = {"x": [], "y": [], "text": [], "colour": []}
        for run, series in runs:
            shown = [i for i, x in enumerate(series.x) if x <= float(self._x_range.end)]  # type: ignore[arg-type]
            x = np.asarray(series.x, "float32")
            y = (log_values(series.y) if self.log else np.asarray(series.y)).astype("float32")
            width = PINNED if run.pinned else THIN
            for name, one in zip(
                EARLIER_COLUMNS, (x, y, run.number, run.colour, 1.0, width, run.pinned)
            ):
                lines[name].append(one)
            at = (
                shown[int((len(shown) - 1) * NUMBER_AT[run.number % len(NUMBER_AT)])]
                if shown
                else 0
            )
            if shown and math.isfinite(y[at]):
                place = float(x[at]), float(y[at]), str(run.number), run.colour
                for name, one in zip(ends, place):
                    ends[name].append(one)
        self._earlier.data = lines
        self._numbers.data = dict(ends)
        self._show_behind()

    def _show_behind(self) -> None:
        """What stands behind the curves is visible where there is any of it."""
        for renderer, wanted in zip(self._behind, (self.marks, *[self._runs] * 3), strict=True):
            if renderer.visible != bool(wanted):
                renderer.visible = bool(wanted)

    def mark(self, marks: list[float]) -> None:
        """Dotted lines at these epochs."""
        if marks != self.marks:
            self.marks = marks
            self._marks.data = {"x": np.asarray(marks, "float32")}
            self._show_behind()

    def set_log(self, log: bool) -> None:
        """Powers of ten at equal distances, or numbers. Whoever calls it draws again."""
        self.log = log
        axis = self.figure.yaxis[0]
        axis.ticker.min_interval = 1 if log else 0
        axis.major_label_overrides = {power: decade_text(power) for power in DECADES} if log else {}
        for pair in self._curves:
            for curve in pair:
                curve.forget()
        self.draw_earlier(self._runs)

    def show_epochs(self, end: float) -> None:
        """Say the numbers of so many epochs shortly."""
        labels = epoch_labels(end)
        if self.figure.xaxis[0].major_label_overrides != labels:
            self.figure.xaxis[0].major_label_overrides = labels

    def reset(self, high: float) -> None:
        self._low, self._high = 0.0, high
        self._frame()

    def _frame(self) -> None:
        low, high = self._low, self._high
        if self.log:
            found = [c for pair in self._curves for c in pair if math.isfinite(c.low)]
            low = math.floor(min((c.low for c in found), default=0.0))
            high = max(math.ceil(max((c.high for c in found), default=1.0)), low + 1)
        if (low, high) != self._shown:
            self._shown = (low, high)
            self.y_range.update(start=low, end=high)
