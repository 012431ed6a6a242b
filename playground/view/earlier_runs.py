"""The runs before this one: thin lines in the charts, named by what changed in the program."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from playground.view.history import History, Series
from playground.view.markup import text


@dataclass
class EarlierRun:
    """Its name, its curves and its last numbers."""

    name: str
    loss: Series = field(default_factory=Series)
    metric: Series = field(default_factory=Series)
    epochs: int = 0
    last: dict[str, float] = field(default_factory=dict)

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

    @property
    def shown_loss(self) -> str:
        loss = self.last.get("val_loss", self.last.get("loss", math.nan))
        return f"{loss:.3g}" if math.isfinite(loss) else "not a number"


def earlier_html(runs: list[EarlierRun], now: str) -> str:
    """The numbers at the thin lines' ends, and what each run tried; nothing before the second run."""
    if not runs:
        return ""
    items = "".join(
        f"<li><b>{number}</b> {text(run.name)} <span>{run.shown_loss}</span></li>"
        for number, run in enumerate(runs, 1)
    )
    return (
        '<ul class="runs" tabindex="0" aria-label="Runs, each with its last validation loss, or its loss">'
        f"<li><b>now</b> {text(now)}</li>{items}</ul>"
    )


def earlier_table_html(runs: list[EarlierRun]) -> str:
    """The same in a table, for the chart's twin."""
    if not runs:
        return ""
    names = list(dict.fromkeys(name for run in runs for name in run.last))[:6]
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{number} {text(run.name)}</th><td>{run.epochs}</td>'
        + "".join(f"<td>{run.last[n]:.4g}</td>" if n in run.last else "<td>–</td>" for n in names)
        + "</tr>"
        for number, run in enumerate(runs, 1)
    )
    return (
        '<table class="numbers"><caption>Earlier runs</caption><thead><tr><th scope="col">Run</th>'
        f'<th scope="col">Epochs</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
