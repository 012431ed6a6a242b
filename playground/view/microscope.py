"""The microscope: what a chosen layer does with a chosen sample, number by number, forwards and backwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import param

from playground import events as ev
from playground.session import Edited, Opened
from playground.view.component import Component, Message
from playground.view.microscope_rows import Rows

MOST_SAMPLES = 1000


class MicroscopePanel(Component):
    """Draws `trace`: which layer, sample and unit are looked at is the browser's own affair.

    Numbers travel as the base64 text in which they came.
    """

    trace = param.Dict(
        default={},
        doc='{"epoch", "step", "samples", "of", "every", "losses": base64 or "", "layers": [{"node", "title", "line", '
        '"formula", "forward", "backward", "quantities": [{"shape", "values", "gradient"}], '
        '"updates": [{"name", "shape", "columns": [[name, base64]]}]}]}, or empty',
    )
    plane = param.Dict(
        default={}, doc='the points to choose from: {"points", "labels": base64, "classes"}'
    )

    _esm = Path(__file__).with_name("microscope.js")


class Microscope:
    """Follows `Trace`; a program may forge it, so what does not fit together is left out."""

    def __init__(self, light: Callable[[list[int]], None]) -> None:
        """`light` marks lines of the program, and no others."""
        self._light = light
        self._nodes: tuple[ev.Node, ...] = ()
        self.panel = MicroscopePanel(self._received, sizing_mode="stretch_both")

    def show(self, items: list) -> None:
        changed: dict[str, object] = {}
        newest: tuple[ev.Trace, tuple[ev.Node, ...]] | None = None
        for item in items:
            match item:
                case Opened() | Edited(by="reset" | "foreign"):
                    newest, changed = None, {"trace": {}, "plane": {}}
                case ev.Built():
                    self._nodes = item.nodes
                case ev.FitStarted():
                    newest, changed = None, {"trace": {}, "plane": _plane(item)}
                case ev.FitChanged(now=now, joined=True):
                    newest, changed = None, {"trace": {}, "plane": _plane(now)}
                case ev.Trace():
                    newest = item, self._nodes
        if newest:
            changed["trace"] = _told(*newest)
        now = {name: value for name, value in changed.items() if value != getattr(self.panel, name)}
        if now:
            self.panel.param.update(**now)

    def _received(self, message: Message) -> None:
        """{"action": "lines", "value": the lines of the program that are looked at}"""
        lines = message.get("value")
        if message.get("action") != "lines" or not isinstance(lines, list) or len(lines) > 2:
            return
        if all(type(line) is int and 0 < line < ev.MAX_TEXT for line in lines):
            self._light(lines)


def _plane(fit: ev.FitStarted) -> dict[str, object]:
    points, labels = fit.points, fit.labels
    if points is None or labels is None or points.shape[1:] != (2,) or len(points.shape) != 2:
        return {}
    if points.dtype != "float32" or labels.dtype != "float32" or labels.shape != points.shape[:1]:
        return {}
    return {"points": points.data, "labels": labels.data}


def _told(trace: ev.Trace, nodes: tuple[ev.Node, ...]) -> dict[str, object]:
    """What the panel draws; empty where the trace is not sound."""
    samples = trace.samples
    if not 0 < len(samples) <= MOST_SAMPLES or not all(0 <= s < trace.of for s in samples):
        return {}
    losses = trace.losses
    sound = losses is not None and losses.dtype == "float32" and losses.shape == (len(samples),)
    keys = {key: node for node, key in ev.weight_keys(nodes).items()}
    by_id = {node.id: node for node in nodes}
    layers = []
    for layer in trace.layers:
        node = by_id.get(keys.get(layer.layer, ""))  # type: ignore[arg-type]
        if node is None or not _is_sound(layer.quantities, len(samples)):
            continue
        rows = Rows(layer.quantities)
        layers.append(
            {
                "node": node.id,
                "title": f"{node.class_name} · {node.name}",
                "line": node.line or 0,
                "formula": node.formula,
                "forward": rows.forward,
                "backward": rows.backward,
                "quantities": [_sent(q) for q in layer.quantities],
                "updates": [_sent_update(u) for u in trace.updates if u.layer == layer.layer],
            }
        )
    if not layers:
        return {}
    return {
        "epoch": trace.epoch,
        "step": trace.step,
        "samples": list(samples),
        "of": trace.of,
        "every": trace.every,
        "losses": losses.data if sound and losses else "",
        "layers": layers,
    }


def _sent(q: ev.Quantity) -> dict[str, object]:
    return {
        "shape": list(q.shape),
        "own": q.kind in ("input", "operation"),
        "values": q.values.data if q.values else "",
        "gradient": q.gradient.data if q.gradient else "",
    }


def _sent_update(update: ev.WeightUpdate) -> dict[str, object]:
    """A weight's columns, in the order in which one reads them; none where the arrays do not fit together."""
    columns = {
        "before": update.before,
        "gradient": update.gradient,
        **dict(list(update.kept.items())[:4]),
        "after": update.after,
    }
    shapes = {(array.dtype, array.shape) for array in columns.values()}
    sound = shapes == {("float32", update.after.shape)} and len(update.after.shape) in (1, 2)
    return {
        "name": update.name[:40],
        "shape": list(update.after.shape) if sound else [],
        "columns": [[name[:40], array.data] for name, array in columns.items()] if sound else [],
    }


def _is_sound(quantities: tuple[ev.Quantity, ...], samples: int) -> bool:
    """Every array has the shape that the schema says, and operands come before what is made of them."""
    for at, q in enumerate(quantities):
        if any(not 0 <= operand < at for operand in q.operands) or any(n < 0 for n in q.shape):
            return False
        width = 1
        for n in q.shape:
            width *= n
        own = q.kind in ("input", "operation")
        for array in (q.values, q.gradient):
            if array is None:
                continue
            if array.dtype != "float32" or array.shape != ((samples, width) if own else q.shape):
                return False
    return True
