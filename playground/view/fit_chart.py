"""Loss and metrics while a model trains: two charts over the same epochs, their numbers, a table, the runs before."""

from __future__ import annotations

import math

from bokeh.models import Range1d

from playground import events as ev
from playground.session import Edited, Launched, LearningRateSet, Opened, Session
from playground.view.changes import change_text
from playground.view.component import Message
from playground.view.curves import Chart
from playground.view.earlier_runs import (
    EarlierRun,
    EarlierRuns,
    RunList,
    earlier_table_html,
    runs_state,
    value_name,
)
from playground.view.figures import nice_above
from playground.view.history import History
from playground.view.markup import Markup, cut, table_twin, text
from playground.view.readout import Readout

LOSS_COLOURS = ("#d6336c", "#b7791f", "#7a8b2a", "#c2571c")  # ≥ 3:1 on both themes
METRIC_COLOURS = ("#0d8f80", "#7c5cff", "#2f7fd6", "#a1558f")
COLOURS = (*LOSS_COLOURS, *METRIC_COLOURS)
MOST_MARKS = 50  # in the charts, and learning rates that are remembered
MOST_MODELS = 100  # of one run that are told apart
MOST_CURVES = 4  # in each of the two charts
TABLE_ROWS = 60
SHORT = {  # as Keras abbreviates them; beside a head's name there is no room for more
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "mean_absolute_percentage_error": "mape",
    "mean_squared_logarithmic_error": "msle",
    "root_mean_squared_error": "rmse",
}
FIRST_RUN = "first run"
OTHER_NUMBERS = "other random numbers"
BEGINNING = 1 / 20  # of all epochs: so few of them would be a dash at the edge of the chart
METRIC_TOP = 1.06  # a curve at 1 is seen whole, and the number of a run on it
EMPTY = (
    '<p class="empty"><span class="without-fit">Curves, once the program calls <code>model.fit(…)</code></span>'
    '<span class="before-run">Loss and metrics, epoch by epoch. Press <strong>Run</strong>.</span></p>'
)


def is_loss(name: str) -> bool:
    """Losses go into the upper chart: "loss", and "head_loss" of a model with several outputs."""
    return name == "loss" or name.endswith("_loss")


def number_text(value: float | None) -> str:
    """Four significant digits; a dash for what is missing."""
    return "–" if value is None else f"{value:.4g}"


def label_text(value: float | None) -> str:
    """Three significant digits: what has room beside a curve."""
    return "–" if value is None else f"{value:.3g}"


def drawn_names(names: list[str]) -> tuple[list[str], list[str]]:
    """The losses and the metrics that have a curve; the rest are in the table only."""
    losses = [name for name in names if is_loss(name)][:MOST_CURVES]
    return losses, [name for name in names if not is_loss(name)][:MOST_CURVES]


def colours_of(names: list[str]) -> dict[str, str]:
    """A colour for each drawn curve."""
    losses, metrics = drawn_names(names)
    colours: dict[str, str] = dict(zip(losses, LOSS_COLOURS))
    colours.update(zip(metrics, METRIC_COLOURS))
    return colours


def heads_of(names: list[str]) -> dict[str, list[str]]:
    """The curves of each head of a model, by the head's name; "" is what belongs to the whole model.

    Keras calls the loss of the head "arm" "arm_loss", its metrics "arm_accuracy" and so on.
    """
    heads = [name.removesuffix("_loss") for name in names if name != "loss" and is_loss(name)]
    found: dict[str, list[str]] = {"": []} | {head: [] for head in heads}
    for name in names:
        owners = [head for head in heads if name.startswith(f"{head}_")]
        found[max(owners, key=len, default="")].append(name)
    return {head: own for head, own in found.items() if own}


def legend_html(history: History) -> str:
    """Names, line samples and newest numbers: one line for each head of a model that has several."""
    heads = heads_of(history.names)
    colours = colours_of(history.names)
    places = {name: i for names in drawn_names(history.names) for i, name in enumerate(names)}
    if len(heads) == 1:
        items = [_curve_html(name, name, colours, places, history) for name in history.names]
        return f'<ul class="legend">{"".join(items)}</ul>'
    groups = "".join(
        f'<li data-key="{text(head)}" class="head"><span class="unseen">{text(cut(head, 20) or "total")}</span>'
        f'<ul class="legend">'
        + "".join(
            _curve_html(name, head_label(head, name), colours, places, history) for name in own
        )
        + "</ul></li>"
        for head, own in heads.items()
    )
    return f'<ul class="heads" aria-label="Loss and metrics of each head">{groups}</ul>'


def head_label(head: str, name: str) -> str:
    """ "total" and "arm" of losses, "arm accuracy" of metrics: what stands beside a curve of several."""
    own = name.removeprefix(f"{head}_")
    if is_loss(name):
        return head or "total"
    return f"{head} {SHORT.get(own, own)}".strip()


def _curve_html(
    name: str, label: str, colours: dict[str, str], places: dict[str, int], history: History
) -> str:
    """Beside its curve, the `places[name]`-th of its chart."""
    colour = colours.get(name)
    sample = (
        f'<svg viewBox="0 0 18 4" aria-hidden="true"><path d="M0 2H18" stroke="{colour}"/></svg>'
        if colour
        else ""
    )
    value = f"<b>{label_text(history.latest.get(name))}</b>"
    validation = history.latest.get("val_" + name)
    if validation is not None:
        dashed = sample.replace("<path", '<path stroke-dasharray="4 3"')
        value += f' <span class="validation">{dashed}<span>val </span><b>{label_text(validation)}</b></span>'
    if colour is None:
        return ""  # the table has it
    chart = "of-loss" if is_loss(name) else "of-metric"
    return (
        f'<li data-key="{text(name)}" class="curve {chart}" style="--i:{places[name]};--curve:{colour}">{sample}'
        f'<span class="curve-name">{text(cut(label, 28))}</span> {value}</li>'
    )


def broken_text(history: History) -> str:
    """Since when the curves have a gap; "" while they have none."""
    if history.first_broken is None:
        return ""
    batch = f", batch {history.broken_batch}" if history.broken_batch else ""
    return f"The loss is not a number since epoch {history.first_broken}{batch}: no curve from there on."


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


def optimizer_text(fit: ev.FitStarted) -> str:
    """ "RMSprop 0.001": with what a fit begins."""
    rate = "" if fit.learning_rate is None else f" {fit.learning_rate:g}"
    return f"{cut(fit.optimizer, 24)}{rate}"


def arguments_text(fit: ev.FitStarted, rates: tuple[float, ...] = ()) -> str:
    """What is in force: "RMSprop 0.001 → 0.01 · batch 32"; `rates` were set since."""
    first = () if fit.learning_rate is None else (fit.learning_rate,)
    shown = [*first, *rates]
    rate = " " + " → ".join(
        f"{r:g}" for r in ([*shown[:1], *shown[-2:]] if len(shown) > 3 else shown)
    )
    rate = rate if shown else ""
    batches = "" if fit.batch_size is None else f"batch {fit.batch_size}"
    return " · ".join(filter(None, (f"{cut(fit.optimizer, 24)}{rate}", batches)))


class FitChart:
    """Follows a fit: `panel` is the legend with the table, `loss_panel` and `metric_panel` are the charts.

    While it is `behind`, batches or epochs have come that nobody was asked to draw yet."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._x_range = Range1d(start=0, end=1)
        self._loss = Chart(self._x_range, LOSS_COLOURS)
        self._metric = Chart(self._x_range, METRIC_COLOURS)
        self.panel = Markup(self._pressed, html=EMPTY)
        self.readout = Readout()
        self.runs = RunList(
            self._run_pressed,
            sources=[self._loss.earlier, self._metric.earlier],
            lines=self._loss.glyphs + self._metric.glyphs,
        )
        self.loss_panel, self.metric_panel = self._loss.pane, self._metric.pane
        self._forget()

    def _forget(self) -> None:
        """Another lesson, or from its start: no run of the one before belongs here."""
        self._history = History()
        self._earlier = EarlierRuns()
        self._source: str | None = None  # of the last run
        self._name = self._next_name = FIRST_RUN
        self._rates: tuple[float, ...] = ()
        self._fits = 0  # of the run that is going on
        self._fitted: dict[str, None] = {}  # the models that it has fit
        self._model = ""  # that is trained, where there are several
        self._scaled = False
        self.behind = False
        self._loss.mark([])
        self._metric.mark([])
        self._draw_earlier()

    def _pressed(self, message: Message) -> None:
        if message.get("action") == "log":
            self._loss.set_log(not self._loss.log)
        if self._history.fit is not None:
            self._draw()

    def _run_pressed(self, message: Message) -> None:
        if message.get("action") == "pin":
            self._earlier.pin(message.get("value"))
        elif message.get("action") == "remove":
            self._earlier.remove(message.get("value"))
        self._draw_earlier()
        self.draw_text()

    def show(self, items: list) -> None:
        """Follow what happened. After batches and epochs the three `draw_…` have to be called; that may be late."""
        history, changed, earlier = self._history, False, False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                    history, changed = self._history, True
                case Launched(rewound=rewound):
                    self._fits, self._fitted = 0, {}
                    self._name_run(rewound)
                case ev.FitStarted():
                    self._keep_run(item.model)
                    history.start(item)
                    self._fits += 1
                    if self._fits > 1:  # of one run: of another model, or the same once more
                        known = item.model in self._fitted
                        self._name = (
                            f"fit {self._fits} of {item.model or 'the model'}"
                            if known
                            else f"{item.model}: {optimizer_text(item)}"
                        )
                    elif self._name == FIRST_RUN:
                        self._name = optimizer_text(item)
                    if len(self._fitted) < MOST_MODELS:
                        self._fitted[item.model] = None
                    self._model = item.model if len(self._fitted) > 1 else ""
                    self._scaled, self._rates, changed = False, (), True
                    self._show_epochs()
                    self._loss.mark([])
                    self._metric.mark([])
                    self._metric.reset(METRIC_TOP)
                    if (
                        item.metrics
                    ):  # else the first epoch tells; until then the chart stays as it is
                        self.readout.metrics = True
                    earlier = True
                case ev.FitChanged(now=now) if history.fit is not None:
                    history.fit = now
                case LearningRateSet(value=value) if history.fit is not None:
                    self._rates = (*self._rates, value)[-MOST_MARKS:]
                    self._mark(history.reached)
                    changed = True
                case ev.Diverged() if item.epoch and history.fit is not None:
                    history.diverged(item)
                    self._mark(history.diverged_at)
                    changed = True
                case ev.Batch():
                    history.batch(item)
                    self.behind = True
                case ev.Epoch():
                    history.epoch(item)
                    self.behind = True
                case ev.Paused() | ev.Failed() | ev.Stopped() | ev.Finished():
                    history.paused()
                    self._show_epochs(closely=True)
                    changed = True
                case ev.Resumed():
                    self._show_epochs()
        if earlier:
            self._draw_earlier()
        if changed:
            self._draw()

    def _mark(self, epoch: float) -> None:
        marks = [*self._loss.marks, epoch][-MOST_MARKS:]
        self._loss.mark(marks)
        self._metric.mark(marks)

    def _show_epochs(self, closely: bool = False) -> None:
        """All epochs of the fit; or, where training halts at its very beginning, those there are."""
        end = self._history.fit.epochs if self._history.fit else 1
        if closely and (reached := self._history.newest) < end * BEGINNING:
            end = math.ceil(reached)
        end = max(1, end)
        if end != self._x_range.end:
            self._x_range.end = end
            for chart in (self._loss, self._metric):
                chart.show_epochs(end)

    def _draw(self) -> None:
        self.behind = False
        self.draw_losses()
        self.draw_metrics()
        self.draw_text()

    def _name_run(self, rewound: bool) -> None:
        """A run is named by what changed since the run before: in the program, or only by chance."""
        source = self._session.source
        if self._source is None:
            self._next_name = FIRST_RUN
        elif source == self._source and not rewound and "set_random_seed" not in source:
            self._next_name = OTHER_NUMBERS
        else:
            self._next_name = change_text(self._source, source)
        self._source = source

    def _keep_run(self, another: str) -> None:
        """The fit before this one becomes an earlier run; `another`: the model that is trained now."""
        if self._history.epochs:
            name, model = self._name, fit.model if (fit := self._history.fit) else ""
            if self._fits == 1 and another not in ("", model):  # two models in one run
                name = f"{model}: {name}"
            self._earlier.add(EarlierRun.of(name, self._history))
        self._name = self._next_name

    def _draw_earlier(self) -> None:
        runs = self._earlier.runs
        self._loss.draw_earlier([(run, run.loss) for run in runs])
        self._metric.draw_earlier([(run, run.metric) for run in runs])
        self.runs.param.update(now=self._name, runs=runs_state(runs), value_name=value_name(runs))

    def draw_losses(self) -> None:
        """Bring the upper chart up to date."""
        history = self._history
        if not self._scaled and (first := history.latest.get("loss")) and math.isfinite(first):
            self._loss.reset(nice_above(first * 1.05))  # the first loss sets the scale
            self._scaled = True
        self._loss.draw(drawn_names(history.names)[0], history)

    def draw_metrics(self) -> None:
        """Bring the lower chart up to date."""
        metrics = drawn_names(self._history.names)[1]
        if self._history.epochs and bool(metrics) != self.readout.metrics:
            self.readout.metrics = bool(metrics)
        self._metric.draw(metrics, self._history)

    def draw_text(self) -> None:
        """Bring the legend and the table up to date."""
        history = self._history
        losses, metrics = drawn_names(history.names)
        curves = self._loss.described(losses, history) + self._metric.described(metrics, history)
        if curves != self.readout.curves:
            self.readout.curves = curves
        if history.newest != self.readout.newest:
            self.readout.newest = history.newest
        if history.fit is None:
            self.panel.html = EMPTY
            return
        broken = f'<p class="warning">{said}</p>' if (said := broken_text(history)) else ""
        written = self.panel.table_is_open
        body = table_html(history) + earlier_table_html(self._earlier.runs) if written else ""
        twin = table_twin("of loss and metrics by epoch", "Loss and metrics by epoch", body)
        scale = (
            '<button type="button" class="chip corner" data-action="log" '
            f'aria-pressed="{str(self._loss.log).lower()}">Log<span class="unseen"> scale</span></button>'
        )
        said = arguments_text(history.fit, self._rates)
        if self._model:  # there are several, or several fits
            said = f"{cut(self._model, 28)} · {said}"
        in_force = f'<p class="in-force">{text(said)}</p>'
        self.panel.html = (
            f'<div class="fit-facts">{legend_html(history)}{in_force}{broken}{scale}{twin}</div>'
        )
