"""What Panel and Bokeh import and this page never uses: it is left out of the static build.

The page is made of a template, panes of Bokeh and our own components. Panel imports all of its widgets and panes,
and they half of the standard library. In the page each of the modules below is an empty one whose names are empty
classes: enough to be imported, to be mentioned and to be called once, not to be used.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import numpy as np  # the package of one of them

_JINJA = ("jinja2", "jinja2.environment", "jinja2.exceptions", "jinja2.loaders")
_BOKEH = (
    *("core.templates", "core.validation.issue"),
    *("embed.bundle", "embed.elements", "embed.notebook", "embed.server", "embed.standalone"),
    *("io.export", "io.notebook", "io.saving", "io.showing"),
    *("models.annotations.html.labels", "models.map_plots", "models.ui.dialogs"),
    *("models.comparisons", "models.widgets.sliders", "models.widgets.tables"),
    *("plotting._docstring", "plotting._graph", "plotting.contour", "plotting.gmap"),
    *("plotting.graph", "palettes", "resources", "transform", "util.compiler", "util.token"),
)
_PANES = (
    *("alert", "deckgl", "echarts", "equation", "holoviews", "ipywidget", "media"),
    *("perspective", "plotly", "streamz", "textual", "vega", "vizzu", "vtk"),
)
_WIDGETS = (
    *("codeeditor", "debugger", "file_selector", "icon", "input", "misc", "player", "select"),
    *("slider", "speech_to_text", "tables", "terminal", "text_to_speech", "texteditor"),
)
_LAYOUTS = ("feed", "float", "grid", "gridstack", "modal", "swipe", "tabs")
_TEMPLATES = ("bootstrap", "editable", "golden", "material", "slides")
_PANEL = (
    *("chat", "interact", "param", "pipeline"),
    *("io.cache", "io.embed", "io.mime_render", "io.notebook", "io.notifications"),
    *("io.profile", "io.save", "links", "models.datetime_picker", "models.feed", "models.icon"),
    *(f"layout.{name}" for name in _LAYOUTS),
    *(f"template.{name}" for name in _TEMPLATES),
    *(f"pane.{name}" for name in _PANES),
    *(f"widgets.{name}" for name in _WIDGETS),
)
MODULES = (
    "numpy.ma",  # Bokeh asks whether what it sends is one of its arrays
    "pyodide_http",  # or else Panel imports pandas, to patch its readers for the web
    *("cProfile", "tqdm", "tqdm.asyncio", "unittest", "unittest.mock", "webbrowser", "yaml"),
    *("calendar", "concurrent.futures.thread", "html.entities", "importlib.metadata", "ipaddress"),
    *("mimetypes", "pprint", "shutil", "subprocess", "tempfile"),
    *("markupsafe", *_JINJA),  # the document has its HTML; no template is filled in
    *(f"bokeh.{name}" for name in _BOKEH),
    *(f"panel.{name}" for name in _PANEL),
)


class _Empty:
    def __init__(self, *_given: Any, **_named: Any) -> None:
        pass


class _Absent(types.ModuleType):
    """Any name but Python's own ones is an empty class."""

    __all__ = ()

    def __getattr__(self, name: str) -> Any:
        known = _KNOWN.get(self.__name__, {})
        if name in known:
            return known[name]
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Empty,), {})


class _Unfilled(_Empty):
    """Everything of Jinja's: a collection of templates, and a template, that nobody asks for its text."""

    def __init__(self, *_given: Any, **_named: Any) -> None:
        self.filters: dict[str, Any] = {}

    def get_template(self, *_given: Any) -> _Unfilled:
        return self

    from_string = get_template


def _version(distribution: str) -> str:
    """Of an installed distribution, by the name of its folder."""
    [folder] = Path(np.__file__).parents[1].glob(f"{distribution}-*.dist-info")
    return folder.name.removesuffix(".dist-info").split("-")[1]


_KNOWN: dict[str, dict[str, Any]] = {
    "importlib.metadata": {
        "version": _version,
        "entry_points": lambda **_named: (),
        "MetadataPathFinder": types.SimpleNamespace(invalidate_caches=lambda: None),
    },
    "bokeh.embed.bundle": {"extension_dirs": {}},
    "bokeh.palettes": {"__palettes__": ("Greys",)},  # an enumeration must have something
    **{name: dict.fromkeys(("Environment", "Template"), _Unfilled) for name in _JINJA},
}


def leave_out() -> None:
    """Put the empty modules in place; what is imported already stays."""
    for name in MODULES:
        module = sys.modules.setdefault(name, _Absent(name))
        above, _, last = name.rpartition(".")
        if package := sys.modules.get(above):
            setattr(package, last, module)
