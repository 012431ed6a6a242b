"""Loss and metrics while a model trains: two charts over the same epochs, a legend with the numbers, a table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, Range1d

from playground import events as ev
from playground.session import Edited, Opened, Session
from playground.view.figures import figure_pane, grown, nice_above, plain_figure
from playground.view.history import History, Series
from playground.view.markup import Markup, cut, table_twin, text

COLOURS = ("#d6336c", "#0d8f80", "#7c5cff", "#b7791f", "#2f7fd6", "#7a8b2a")  # ≥ 3:1 on both themes
MOST_CURVES = 3  # in each of the two charts
TABLE_ROWS = 60
METRIC_TOP = 1.04  # a curve at 1 is seen whole
EMPTY = (
    '<p class="empty">Curves of loss and metrics appear here when the program calls '
    "<code>model.fit(…)</code>.</p>"
)


def is_loss(name: str) -> bool:
    """Losses go into the upper chart: "loss", and "head_loss" of a model with several outputs."""
    return name == "loss" or name.endswith("_loss")


def number_text(value: float | None) -> str:
    """Four significant digits; a dash for what is missing."""
    return "–" if value is None else f"{value:.4g}"


def drawn_names(names: list[str]) -> tuple[list[str], list[str]]:
    """The losses and the metrics that have a curve; the rest are in the table only."""
    losses = [name for name in names if is_loss(name)][:MOST_CURVES]
    return losses, [name for name in names if not is_loss(name)][:MOST_CURVES]


def colours_of(names: list[str]) -> dict[str, str]:
    """A colour for each drawn curve."""
    losses, metrics = drawn_names(names)
    slots = list(zip(losses, range(MOST_CURVES))) if losses else []
    colours = {name: COLOURS[(0, 3, 5)[slot]] for name, slot in slots}
    return colours | {name: COLOURS[(1, 2, 4)[slot]] for slot, name in enumerate(metrics)}


def legend_html(history: History) -> str:
    """Names, line samples and newest numbers."""
    colours = colours_of(history.names)
    items = []
    for name in history.names:
        colour = colours.get(name)
        sample = (
            f'<svg viewBox="0 0 18 4" aria-hidden="true"><path d="M0 2H18" stroke="{colour}"/></svg>'
            if colour
            else ""
        )
        value = f"<b>{number_text(history.latest.get(name))}</b>"
        validation = history.latest.get("val_" + name)
        if validation is not None:
            dashed = sample.replace("<path", '<path stroke-dasharray="4 3"')
            value += (
                f' <span class="validation">{dashed}val <b>{number_text(validation)}</b></span>'
            )
        items.append(f'<li data-key="{text(name)}">{sample}{text(cut(name, 28))} {value}</li>')
    return f'<ul class="legend">{"".join(items)}</ul>'


def table_html(history: History) -> str:
    """Every epoch, the newest first; of long fits every n-th."""
    every = max(1, -(-len(history.epochs) // TABLE_ROWS))
    newest = len(history.epochs) - 1
    rows = [row for i, row in enumerate(history.epochs) if (newest - i) % every == 0]
    names = list(dict.fromkeys(name for _, logs in rows for name in logs))[:12]
    head = "".join(f'<th scope="col">{text(cut(name, 28))}</th>' for name in names)
    body = "".join(
        f'<tr data-key="{epoch}"><th scope="row">{epoch}</th>'
        + "".join(f"<td>{number_text(logs.get(name))}</td>" for name in names)
        + "</tr>"
        for epoch, logs in reversed(rows)
    )
    return (
        f'<table class="numbers"><caption class="unseen">Loss and metrics by epoch</caption><thead><tr>'
        f'<th scope="col">Epoch</th>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def arguments_text(fit: ev.FitStarted) -> str:
    """What is in force: "rmsprop 0.01 · binary_crossentropy · batches of 32"."""
    rate = "" if fit.learning_rate is None else f" {fit.learning_rate:g}"
    batches = "" if fit.batch_size is None else f"batches of {fit.batch_size}"
    return " · ".join(filter(None, (f"{cut(fit.optimizer, 24)}{rate}", cut(fit.loss, 40), batches)))


class _Curve:
    """One line of a chart. Sends only the points that the browser does not have yet."""

    def __init__(self, plot: Any, colour: str, dashes: list[int]) -> None:
        self._source = ColumnDataSource({"x": [], "y": []})
        self._sent: list[tuple[float, float]] = []  # the last point that was sent, or none
        self._count = 0
        options: dict[str, Any] = {"line_color": colour, "line_width": 2, "line_dash": dashes}
        plot.line("x", "y", source=self._source, line_join="round", **options)

    def draw(self, series: Series) -> None:
        x, y, count = series.x, series.y, self._count
        continues = 0 < count <= len(x) and [(x[count - 1], y[count - 1])] == self._sent
        if (continues and count == len(x)) or not (x or count):
            return
        first = count if continues else 0
        data: Any = {"x": np.asarray(x[first:], "float32"), "y": np.asarray(y[first:], "float32")}
        if continues:
            self._source.stream(data)
        else:
            self._source.data = data
        self._count, self._sent = len(x), [(x[-1], y[-1])] if x else []


class _Chart:
    """One figure with a fixed number of curves, so that a fit never changes the document's models."""

    def __init__(self, x_range: Range1d, colours: tuple[str, ...]) -> None:
        self.y_range = Range1d(start=0, end=1)
        self._low, self._high = 0.0, 1.0
        self.figure = plain_figure(x_range, self.y_range)
        self.figure.yaxis.ticker.desired_num_ticks = 4
        self.figure.xaxis.ticker.min_interval = 1
        self.figure.xaxis.ticker.desired_num_ticks = 4
        self._curves = [
            (_Curve(self.figure, colour, []), _Curve(self.figure, colour, [5, 4]))
            for colour in colours
        ]
        self.pane = figure_pane(self.figure)

    def draw(self, names: list[str], history: History) -> None:
        """Bring the curves up to date with `names`, as many as the chart has slots for."""
        nothing = Series()
        low, high = self._low, self._high
        for slot, (train, validation) in enumerate(self._curves):
            name = names[slot] if slot < len(names) else ""
            for curve, found in ((train, history.train), (validation, history.validation)):
                series = found.get(name, nothing)
                curve.draw(series)
                low, high = grown(series.low, series.high, low, high)
        self._set(low, high)

    def reset(self, high: float) -> None:
        self._set(0.0, high)

    def _set(self, low: float, high: float) -> None:
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.y_range.update(start=low, end=high)


class FitChart:
    """Follows a fit: `panel` is the legend with the table, `loss_panel` and `metric_panel` are the charts."""

    def __init__(self, session: Session) -> None:
        self._history = History()
        self._x_range = Range1d(start=0, end=1)
        self._loss = _Chart(self._x_range, (COLOURS[0], COLOURS[3], COLOURS[5]))
        self._metric = _Chart(self._x_range, (COLOURS[1], COLOURS[2], COLOURS[4]))
        self._scaled = False
        self.panel = Markup(html=EMPTY)
        self.loss_panel, self.metric_panel = self._loss.pane, self._metric.pane

    def show(self, items: list) -> None:
        history, changed = self._history, False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    history, changed = History(), True
                    self._history = history
                case ev.FitStarted():
                    history.start(item)
                    self._scaled, changed = False, True
                    self._x_range.update(start=0, end=max(1, item.epochs))
                    self._metric.reset(METRIC_TOP)
                    self.metric_panel.visible = bool(item.metrics)
                case ev.Batch():
                    history.batch(item)
                    changed = True
                case ev.Epoch():
                    history.epoch(item)
                    changed = True
                case ev.Paused():
                    history.paused()
                    changed = True
        if changed:
            self._draw()

    def _draw(self) -> None:
        history = self._history
        losses, metrics = drawn_names(history.names)
        if not self._scaled and (first := history.latest.get("loss")) and math.isfinite(first):
            self._loss.reset(nice_above(first * 1.05))  # the first loss sets the scale
            self._scaled = True
        if metrics and not self.metric_panel.visible:
            self.metric_panel.visible = True
        self._loss.draw(losses, history)
        self._metric.draw(metrics, history)
        if history.fit is None:
            self.panel.html = EMPTY
            return
        broken = (
            f'<p class="warning">The loss is not a number since epoch {history.first_broken}. '
            "Try a smaller learning rate, or look for a 0 in a logarithm or a division.</p>"
            if history.first_broken is not None
            else ""
        )
        twin = table_twin(
            "of loss and metrics by epoch", "Loss and metrics by epoch", table_html(history)
        )
        in_force = f'<p class="in-force">{text(arguments_text(history.fit))}</p>'
        facts = f"{legend_html(history)}{in_force}{broken}{twin}"
        self.panel.html = f'<div class="fit-facts">{facts}</div>'
