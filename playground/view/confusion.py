"""The confusion matrix of the validation data, and of two classes the ROC curve: a press in "Decision boundary"."""

from __future__ import annotations

import math

import numpy as np

from playground import events as ev
from playground.session import Edited, Launched, Opened
from playground.view.fitted_model import NotFitted
from playground.view.markup import Markup, text

MOST_CLASSES = 20
SIDE = 160  # of the ROC curve's drawing


def matrix_html(counts: np.ndarray) -> str:
    """Rows are the true classes, columns what the model says; the darker, the larger the share of its row."""
    classes = len(counts)
    head = "".join(f'<th scope="col">{i}</th>' for i in range(classes))
    rows = []
    for i, row in enumerate(counts):
        total = max(1.0, float(row.sum()))
        cells = "".join(
            f'<td style="--share:{100 * float(n) / total:.0f}%" class="{"right" if i == j else "wrong"}">{n:,.0f}</td>'
            for j, n in enumerate(row)
        )
        share = f"{100 * float(row[i]) / total:.0f} %" if row.sum() else "–"
        rows.append(f'<tr><th scope="row">{i}</th>{cells}<td class="share">{share}</td></tr>')
    total, right = float(counts.sum()), float(np.trace(counts))
    return (
        f'<table class="confusion-matrix"><caption>Validation data: {right:,.0f} of {total:,.0f} right. '
        "Rows: the true class. Columns: what the model says.</caption>"
        f'<thead><tr><td></td>{head}<th scope="col">right</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def roc_html(curve: np.ndarray, area: float) -> str:
    """The curve with its area in words, which is all of it that a screen reader needs."""
    points = " ".join(f"{x * SIDE:.1f},{(1 - y) * SIDE:.1f}" for x, y in curve)
    return (
        f'<figure class="roc"><svg viewBox="-1 -1 {SIDE + 2} {SIDE + 2}" role="img" '
        f'aria-label="ROC curve, area {area:.3f}"><rect width="{SIDE}" height="{SIDE}"/>'
        f'<path d="M0 {SIDE}L{SIDE} 0"/><polyline points="{points}"/></svg>'
        f"<figcaption>ROC curve: area {area:.3f}. Across: how many of class 0 are taken for 1; up: how many of class 1 "
        "are found.</figcaption></figure>"
    )


class ConfusionMatrix:
    """Follows `Confusion`. A program may forge it: what is no matrix is not shown."""

    def __init__(self) -> None:
        self.panel = Markup()

    def show(self, items: list) -> None:
        for item in items:
            match item:
                case (
                    Opened()
                    | Launched()
                    | Edited(by="reset" | "foreign")
                    | ev.FitStarted()
                    | NotFitted()
                ):
                    self.panel.html = ""
                case ev.Confusion():
                    self.panel.html = _html(item)


def _html(item: ev.Confusion) -> str:
    counts = item.counts.numpy()
    if (
        counts.ndim != 2
        or counts.shape[0] != counts.shape[1]
        or not 2 <= len(counts) <= MOST_CLASSES
    ):
        return ""
    if counts.dtype != np.float32 or not np.isfinite(counts).all() or (counts < 0).any():
        return ""
    body = matrix_html(counts)
    if item.roc is not None and item.area is not None and math.isfinite(item.area):
        curve = item.roc.numpy()
        if (
            curve.ndim == 2
            and curve.shape[1] == 2
            and len(curve) <= 1000
            and np.isfinite(curve).all()
        ):
            body += roc_html(np.clip(curve, 0, 1), item.area)
    return (
        '<details class="twin confusion"><summary>Confusion<span class="unseen"> matrix</span></summary>'
        f'<div class="twin-body" tabindex="0" role="group" '
        f'aria-label="Confusion matrix after epoch {text(item.epoch)}">'
        f"{body}</div></details>"
    )
