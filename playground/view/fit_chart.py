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
from playground.view.markup import Markup, cut, text

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


class _Chart:
    """One figure with a fixed number of curves, so that a fit never changes the document's models."""

    def __init__(self, x_range: Range1d, colours: tuple[str, ...]) -> None:
        self.y_range = Range1d(0, 1)
        self.figure = plain_figure(x_range, self.y_range)
        self.figure.yaxis.ticker.desired_num_ticks = 4
        self.figure.xaxis.ticker.min_interval = 1
        self.figure.xaxis.ticker.desired_num_ticks = 4
        self.sources: list[tuple[ColumnDataSource, ColumnDataSource]] = []
        for colour in colours:
            train, validation = (
                ColumnDataSource({"x": [], "y": []}),
                ColumnDataSource({"x": [], "y": []}),
            )
            line: dict[str, Any] = {"line_color": colour, "line_width": 2, "line_join": "round"}
            self.figure.line("x", "y", source=train, **line)
            self.figure.line("x", "y", source=validation, line_dash=[5, 4], **line)
            self.sources.append((train, validation))
        self.pane = figure_pane(self.figure)

    def draw(self, names: list[str], history: History) -> None:
        finite: list[float] = []
        for slot, sources in enumerate(self.sources):
            for source, curves in zip(sources, (history.train, history.validation)):
                series = curves.get(names[slot], Series()) if slot < len(names) else Series()
                if series.x or len(source.data["x"]):
                    y = np.asarray(series.y, "float32")
                    source.data = {"x": np.asarray(series.x, "float32"), "y": y}
                    good = y[np.isfinite(y)]
                    if len(good):
                        finite += [float(good.min()), float(good.max())]
        if finite:
            low, high = grown(
                min(finite), max(finite), float(self.y_range.start), float(self.y_range.end)
            )
            if (low, high) != (self.y_range.start, self.y_range.end):
                self.y_range.update(start=low, end=high)

    def reset(self, high: float) -> None:
        self.y_range.update(start=0, end=high)


class FitChart:
    """Follows a fit: `panel` is the legend with the table, `loss_panel` and `metric_panel` are the charts."""

    def __init__(self, session: Session) -> None:
        self._history = History()
        self._x_range = Range1d(0, 1)
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
        self.panel.html = (
            f'<div class="fit-facts">{legend_html(history)}<p class="in-force">{text(arguments_text(history.fit))}</p>{broken}'
            '<details class="twin"><summary>Table<span class="unseen"> of loss and metrics by epoch</span></summary>'
            f'<div class="twin-body" tabindex="0" role="group" aria-label="Loss and metrics by epoch">{table_html(history)}</div></details></div>'
        )
