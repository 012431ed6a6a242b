"""The page: every view in its place in page.html, one function that brings them up to date."""

from __future__ import annotations

import asyncio
import functools
import json
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path

import jinja2
import numpy as np
import panel as pn
from panel.io.resources import _env as panel_environment
from panel.io.state import set_curdoc

from playground import __version__
from playground import events as ev
from playground.lesson import Lesson, renamed
from playground.session import Edited, Opened, Session
from playground.view.about import About
from playground.view.answers import AnswersPicture
from playground.view.boundary import Boundary
from playground.view.chips import Chips
from playground.view.compile_form import CompileForm
from playground.view.confusion import ConfusionMatrix
from playground.view.data_controls import DataControls
from playground.view.download import Download
from playground.view.editor import Editor
from playground.view.ending import Ending
from playground.view.files import Files
from playground.view.fit_chart import FitChart
from playground.view.fitted_model import FittedModel
from playground.view.layer_controls import LayerControls
from playground.view.lesson import LessonText
from playground.view.lesson_picker import LessonPicker
from playground.view.microscope import Microscope
from playground.view.model_choice import ModelChoice
from playground.view.network import Network
from playground.view.optimizer_form import OptimizerArguments
from playground.view.output import Output
from playground.view.progress import Progress
from playground.view.shapes import Shapes
from playground.view.stale import Stale
from playground.view.status import Status
from playground.view.styles import page_css
from playground.view.toolbar import Toolbar

HERE = Path(__file__).parent
LATE_SECONDS = 1 / 30  # from one late part to the next
LATE_WAIT = 1 / 60  # and from what is drawn at once to a late part
LATEST_SECONDS = 1 / 5  # a busy machine does not get to what waits: then a part is drawn at once
MOST_WAITING = 60  # times that events came while the browser took none: then the program waits, too
LONG_DRAWING = (
    0.05  # seconds of the server's one thread; who needs more rests for so many times as long:
)
RESTS = 3
AGAIN_SECONDS = 1 / 20  # from one look at a browser that takes nothing to the next
TITLE = "Layer Playground"
SCRIPTS = (  # before the first paint, in this order
    *("page.js", "renamed_lessons.js", "class_link.js", "embed.js", "connection.js", "glossary.js"),
    *("first_training.js", "stalled.js", "teachers.js"),
)


class Page:
    """The views of one visitor, and the one way in which events reach them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.editor = Editor(session)
        self.output = Output(session, self.editor.go_to)
        self.form = CompileForm(session)
        self.optimizer = OptimizerArguments(session)
        self.layers = LayerControls(session)
        self.data = DataControls(session)
        self.chips = Chips(session, self.data, self.layers)
        self.chart = FitChart(session)
        self.models = ModelChoice()
        self.fitted = FittedModel(self.models)
        self.boundary = Boundary(session, self.fitted.html)
        self.confusion = ConfusionMatrix()
        self.answers = AnswersPicture(self.boundary)
        self.status = Status(session)
        self.toolbar = Toolbar(session)
        self.progress = Progress(session)
        self.lesson_picker = LessonPicker(session, self.progress)
        self.lesson = LessonText(session, self.progress, self.editor.go_to)
        self.ending = Ending(session, self.progress)
        self.network = Network(session, self.models)
        self.microscope = Microscope(self.editor.light)
        self.shapes = Shapes(session, self.editor.go_to, self.models)
        self.download = Download(session, self.output)
        self.files = Files(session, self.editor, self.download, self.progress)
        self.about = About(session) if session.runner.about else None
        self._views = (
            *(
                self.editor,
                self.form,
                self.optimizer,
                self.layers,
                self.data,
                self.chips,
            ),
            *(self.progress, self.toolbar, self.lesson_picker, self.lesson, self.ending),
            *(self.models, self.network, self.shapes, self.output, self.chart),
            *(self.microscope, self.status, self.download, self.files),
        )
        shows = {
            "network": lambda: self.network.has_numbers,
            "boundary": lambda: self.boundary.shows_run or self.answers.shows_run,
            "microscope": lambda: bool(self.microscope.panel.trace),
        }
        self.stale = Stale(session, shows)  # told last, when what is shown is known
        self._pictures = (self.boundary, self.answers, self.confusion)  # of one model
        self.models.changed.append(lambda: self._draw_pictures(self.fitted.again()))
        if self.about:
            self._views += (self.about,)
        self._late: list[Callable[[], None]] = []
        self._fit_seen = False
        self._set_stage()

    def roots(self) -> dict[str, object]:
        """What page.html embeds, by name."""
        return {
            "lesson_picker": self.lesson_picker.panel,
            "progress": self.progress.panel,
            "toolbar": self.toolbar.panel,
            "files": self.files.panel,
            "lesson": self.lesson.panel,
            "next_task": self.lesson.foot,
            "ending": self.ending.panel,
            "editor": self.editor.panel,
            "output": self.output.panel,
            "network": self.network.panel,
            "shapes": self.shapes.panel,
            "microscope": self.microscope.panel,
            "chips": self.chips.panel,
            "stale": self.stale.panel,
            "compile_form": self.form.panel,
            "optimizer_form": self.optimizer.panel,
            "layer_controls": self.layers.panel,
            "data_controls": self.data.panel,
            "fit_facts": self.chart.panel,
            "readout": self.chart.readout,
            "runs": self.chart.runs,
            "loss_chart": self.chart.loss_panel,
            "metric_chart": self.chart.metric_panel,
            "confusion": self.confusion.panel,
            "boundary_facts": self.boundary.panel,
            "boundary_chart": self.boundary.chart_panel,
            "status": self.status.panel,
            **({"about": self.about.panel} if self.about else {}),
        }

    def show(self, items: list) -> None:
        """Draw what happened. Numbers of a program may be any: a picture of them is no error."""
        with np.errstate(all="ignore"):
            for view in self._views:
                view.show(items)
        self._draw_pictures(self.fitted.of_shown(items))
        self.stale.show(items)
        for item in items:
            if isinstance(item, Opened | Edited) and getattr(item, "by", "reset") == "reset":
                self._fit_seen = False
            elif isinstance(item, ev.FitStarted):
                self._fit_seen = True
        self._set_stage()
        self._defer()

    def _draw_pictures(self, items: list) -> None:
        with np.errstate(all="ignore"):
            for view in self._pictures:
                view.show(items)

    @property
    def behind(self) -> bool:
        """There are curves or numbers that are not drawn yet."""
        return bool(self._late)

    def catch_up(self) -> None:
        """Draw a part of them."""
        if self._late:
            with np.errstate(all="ignore"):
                self._late.pop(0)()

    def _defer(self) -> None:
        """What costs the browser much is drawn part after part, each in a frame of its own."""
        if self.chart.behind or self.status.behind:
            self.chart.behind = False
            parts = (self.chart.draw_losses, self.chart.draw_metrics, self._draw_texts)
            self._late += [part for part in parts if part not in self._late]
        while self._late and self.session.state != "training":
            self.catch_up()  # who sees that training has ended or halted sees all of it

    def _draw_texts(self) -> None:
        self.chart.draw_text()
        self.status.catch_up()

    def _set_stage(self) -> None:
        stage = "training" if self._fit_seen else "compile" if self.form.present else "layer"
        self.status.set_stage(stage, self.shapes.layers, self.shapes.has_mismatch)


class Publisher:
    """Brings a session's events to a page under the lock of its document, all that wait in one go.

    Nothing is drawn before the browser has the page: Panel drops changes made between sending a document and
    hearing that it is shown. Nor while the browser is `behind`, and takes nothing from its socket: what it does not
    take the server would keep. Then events wait, and in the end the program that makes them.
    """

    def __init__(self, page: Page, behind: Callable[[], bool] = lambda: False) -> None:
        self._page, self._behind = page, behind
        self._doc = pn.state.curdoc
        self._locked = self._doc is not None and sys.platform != "emscripten"  # a server's document
        self._waiting: list = []
        self._times = 0  # that events came since the last drawing
        self._timer: asyncio.TimerHandle | None = None  # until the next late part is drawn
        self._late_at = 0.0
        self._loaded = self._rests = False
        self.closed = False
        pn.state.onload(self._on_load)

    def __call__(self, items: list) -> None:
        first = not self._waiting
        self._waiting.extend(items)
        self._times += 1
        if self._locked and self._times > MOST_WAITING:
            self._page.session.hold()
        if self._loaded and first and not self._rests:
            self._schedule()

    def _on_load(self) -> None:
        self._loaded = True
        self._go_on()

    def _go_on(self) -> None:
        self._rests = False
        if self._waiting:
            self._schedule()

    def _rest(self, seconds: float) -> None:
        """So many seconds were taken from all others: what comes now waits, and the program that makes it."""
        if seconds > LONG_DRAWING:
            self._rests = True
            asyncio.get_running_loop().call_later(RESTS * seconds, self._go_on)

    def _schedule(self) -> None:
        if not self._locked:
            self._draw()
        elif not self.closed and self._doc is not None:
            self._doc.add_next_tick_callback(self._draw)

    def _draw(self) -> None:
        if self._behind() and not self.closed:
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._schedule)
            return
        items, self._waiting, self._times = self._waiting, [], 0
        self._page.session.go_on()
        if self.closed or not items:
            return
        began = time.thread_time() if self._locked else 0.0
        self._change(lambda: self._page.show(items))
        if self._locked:
            self._rest(time.thread_time() - began)
        if self._page.behind and time.monotonic() > self._late_at + LATEST_SECONDS:
            self._draw_late()
        else:
            self._wait()

    def _wait(self) -> None:
        if self._page.behind and self._timer is None:
            wait = max(LATE_WAIT, self._late_at + LATE_SECONDS - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._schedule_late)

    def _schedule_late(self) -> None:
        self._timer = None
        if not self._locked:
            self._draw_late()
        elif not self.closed and self._doc is not None:
            self._doc.add_next_tick_callback(self._draw_late)

    def _draw_late(self) -> None:
        self._late_at = time.monotonic()
        if self._behind():
            self._wait()
        elif not self.closed:
            self._change(self._page.catch_up)
            self._wait()

    def _change(self, draw: Callable[[], None]) -> None:
        """Everything that `draw` changes goes to the browser in one message."""
        if self._doc is None:
            draw()
            return
        with set_curdoc(self._doc), pn.io.hold(self._doc):
            draw()


def _close(session: Session, publisher: Publisher) -> None:
    """The visitor left: no more drawing, no more processes."""
    publisher.closed = True
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return  # the server itself is ending, and its children with it
    closing = loop.create_task(session.close())
    _closing.add(closing)
    closing.add_done_callback(_closing.discard)


_closing: set[asyncio.Task] = set()  # the loop itself holds tasks only weakly


@functools.lru_cache(maxsize=2)
def document_variables(lessons: tuple[Lesson, ...]) -> dict[str, str]:
    """What page.html holds besides the views. In the static page it is there before Python. All visitors share it."""
    from playground.view.glossary import glossary_html

    scripts = [f"window.playgroundRenamed = {json.dumps(renamed(lessons))}"]
    scripts += [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    recorded = (HERE / "first_training.json").read_text(encoding="utf-8").strip()
    known = json.loads(recorded)["lesson"] in [lesson.id for lesson in lessons]
    icon = b64encode((HERE / "icon.svg").read_bytes()).decode()
    return {
        "version": __version__,
        "page_css": page_css(),
        "page_js": ";\n".join(scripts),
        "icon": f"data:image/svg+xml;base64,{icon}",
        "app_favicon": "",
        "apple_icon": "",
        "glossary": glossary_html(),
        "help": (HERE / "help.html").read_text(encoding="utf-8"),
        "first_training": recorded if known else "",
    }


@functools.cache
def _page() -> jinja2.Template:
    """page.html, compiled once for all visitors."""
    return panel_environment.from_string((HERE / "page.html").read_text(encoding="utf-8"))


class _Template(pn.Template):
    def __repr__(self) -> str:
        return TITLE  # Panel asks for it with each root that is added; its own tells of all parameters of all views


def make_page(
    session: Session,
    known: Sequence[ev.Event] = (),
    behind: Callable[[], bool] = lambda: False,
) -> pn.Template:
    """The page of one visitor. Serve it with `.servable()`; it closes the session when the visitor leaves.

    `known`: events of a check of the session's program that was done before; the page begins with what they say.
    `behind`: whether the visitor's browser has not taken what it was sent.
    """
    pn.extension(notifications=False, global_loading_spinner=False)
    page = Page(session)
    if known:
        page.show(list(known))
    template = _Template(_page())
    if pn.state.curdoc is not None:
        pn.state.curdoc.title = TITLE
    for name, value in (
        document_variables(session.lessons).items() if sys.platform != "emscripten" else ()
    ):
        template.add_variable(name, value)
    template.add_variable("about", page.about is not None)
    for name, root in page.roots().items():
        template.add_panel(name, root)
    publisher = Publisher(page, behind)
    session.subscribe(publisher)
    if pn.state.curdoc is not None and pn.state.curdoc.session_context is not None:
        pn.state.on_session_destroyed(lambda context: _close(session, publisher))
    return template
