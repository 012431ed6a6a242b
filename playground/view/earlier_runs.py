"""The runs before this one: lines in the charts, and a list of what each has tried and how far it came."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import param

from playground.view.component import Component
from playground.view.history import History, Series
from playground.view.markup import text

MOST_RUNS = 5  # beside the one that is going on
# ≥ 3:1 on both themes, of different lightness and hue for every common colour blindness; the number says it, too.
COLOURS = ("#8a7f72", "#4d7fb0", "#a9762c", "#8a6fb8", "#6d8a3f", "#b06a86")


@dataclass
class EarlierRun:
    """Its name, its curves and its last numbers. `number` and `colour` are its own as long as it is shown."""

    name: str
    loss: Series = field(default_factory=Series)
    metric: Series = field(default_factory=Series)
    epochs: int = 0
    last: dict[str, float] = field(default_factory=dict)
    number: int = 1
    colour: str = COLOURS[0]
    pinned: bool = False

    @classmethod
    def of(cls, name: str, history: History) -> EarlierRun:
        metrics = [n for n in history.names if n != "loss" and not n.endswith("_loss")]
        return cls(
            name,
            history.train.get("loss", Series()),
            history.train.get(metrics[0], Series()) if metrics else Series(),
            history.epochs[-1][0] if history.epochs else 0,
            dict(history.epochs[-1][1]) if history.epochs else {},
        )


class EarlierRuns:
    """The runs that are kept: the newest, and those that are pinned."""

    def __init__(self) -> None:
        self.runs: list[EarlierRun] = []
        self._count = 0

    def add(self, run: EarlierRun) -> None:
        """A run has become an earlier one; the oldest that is not pinned makes room for it."""
        self._count += 1
        loose = [other for other in self.runs if not other.pinned]
        if len(self.runs) >= MOST_RUNS:
            self.runs.remove((loose or self.runs)[0])
        taken = {other.colour for other in self.runs}
        run.number = self._count
        run.colour = next(colour for colour in COLOURS if colour not in taken)
        self.runs.append(run)

    def remove(self, number: object) -> None:
        self.runs = [run for run in self.runs if run.number != number]

    def pin(self, number: object) -> None:
        for run in self.runs:
            if run.number == number:
                run.pinned = not run.pinned


def number_text(value: float | None) -> str:
    """Three significant digits."""
    if value is None:
        return "–"
    return f"{value:.3g}" if math.isfinite(value) else "not a number"


def runs_state(runs: list[EarlierRun]) -> list[dict[str, Any]]:
    """What the list shows, the newest run first. The value is the one that the program was to make small: the
    validation loss where there is one."""
    shown = _shown(runs)
    return [
        {
            "number": run.number,
            "colour": run.colour,
            "name": run.name,
            "pinned": run.pinned,
            "value": number_text(run.last.get(shown)),
            "said": ", ".join(
                [
                    *(f"{name} {number_text(run.last[name])}" for name in names_in_order(run)),
                    f"{run.epochs:,} epoch{'s' if run.epochs != 1 else ''}",
                ]
            ),
        }
        for run in reversed(runs)
    ]


def names_in_order(run: EarlierRun) -> list[str]:
    """The losses first."""
    return sorted(run.last, key=lambda name: not name.endswith("loss"))[:8]


def value_name(runs: list[EarlierRun]) -> str:
    """What the values of the list are."""
    return _shown(runs).replace("_", " ")


def _shown(runs: list[EarlierRun]) -> str:
    return "val_loss" if any("val_loss" in run.last for run in runs) else "loss"


def earlier_table_html(runs: list[EarlierRun]) -> str:
    """The same in a table, for the chart's twin."""
    if not runs:
        return ""
    names = list(dict.fromkeys(name for run in runs for name in run.last))[:6]
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{run.number} {text(run.name)}</th><td>{run.epochs}</td>'
        + "".join(f"<td>{run.last[n]:.4g}</td>" if n in run.last else "<td>–</td>" for n in names)
        + "</tr>"
        for run in runs
    )
    return (
        '<table class="numbers"><caption>Earlier runs</caption><thead><tr><th scope="col">Run</th>'
        f'<th scope="col">Epochs</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


class RunList(Component):
    """Lists the runs and lights their curves, which the browser has already.

    Sends {"action": "pin" or "remove", "value": the run's number}."""

    now = param.String(default="", doc="what this run tries; runs are listed from the second on")
    runs = param.List(default=[], doc='{"number", "colour", "name", "pinned", "value", "said"}')
    value_name = param.String(default="", doc="of the values")
    sources = param.List(default=[], doc="ids of the data sources of the runs' curves")
    lines = param.List(default=[], doc="ids of the glyphs of this run's curves")

    _esm = Path(__file__).with_name("runs.js")
