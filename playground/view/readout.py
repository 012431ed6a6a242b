"""The numbers of all curves at one epoch: where the pointer is, or a slider that the keyboard moves."""

from __future__ import annotations

from pathlib import Path

import param

from playground.view.component import Component


class Readout(Component):
    """Reads the points that the browser has already; nothing is asked of Python while somebody looks around."""

    curves = param.List(
        default=[], doc='{"label", "points" and "validation": ids of data sources or "", "log"}'
    )
    newest = param.Number(default=0, doc="the epoch of the newest point; 0: there is none")
    metrics = param.Boolean(default=True, doc="the second chart has something to show")

    _esm = Path(__file__).with_name("readout.js")
