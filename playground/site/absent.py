"""What Panel and Bokeh import and this page never uses: it is left out of the static build.

The page is made of a template, panes of Bokeh and our own components. Panel imports all of its widgets and panes,
and they half of the standard library. In the page each of the modules below is an empty one whose names are empty
classes: enough to be imported and to be mentioned, not to be used.
"""

from __future__ import annotations

import sys
import types
from typing import Any

import numpy  # noqa: F401  # the package of one of them

_PANES = (
    *("alert", "deckgl", "echarts", "equation", "holoviews", "ipywidget", "media"),
    *("perspective", "plotly", "streamz", "textual", "vega", "vizzu", "vtk"),
)
_WIDGETS = (
    *("codeeditor", "debugger", "file_selector", "icon", "misc", "player", "select"),
    *("slider", "speech_to_text", "tables", "terminal", "text_to_speech", "texteditor"),
)
MODULES = (
    "numpy.ma",  # Bokeh asks whether what it sends is one of its arrays
    "pyodide_http",  # or else Panel imports pandas, to patch its readers for the web
    *("cProfile", "tqdm", "tqdm.asyncio", "unittest", "unittest.mock", "webbrowser", "yaml"),
    *("panel.chat", "panel.interact", "panel.param", "panel.pipeline"),
    *(f"panel.pane.{name}" for name in _PANES),
    *(f"panel.widgets.{name}" for name in _WIDGETS),
)


class _Absent(types.ModuleType):
    """Any name but Python's own ones is an empty class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def leave_out() -> None:
    """Put the empty modules in place; what is imported already stays."""
    for name in MODULES:
        module = sys.modules.setdefault(name, _Absent(name))
        above, _, last = name.rpartition(".")
        if package := sys.modules.get(above):
            setattr(package, last, module)
