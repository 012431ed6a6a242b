"""The decision boundary: what the model says at every point of the plane, with the data on top."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from playground import events as ev
from playground.session import Edited, Opened, Session
from playground.view.component import Message
from playground.view.feature_pairs import over_pair, pairs_of
from playground.view.fitted_model import NotFitted
from playground.view.markup import Markup, cut, table_twin, text
from playground.view.output_choice import LONGEST_NAME, OutputChoice
from playground.view.plane import Plane

# Orange and blue are told apart with every common colour blindness; the lightness differs as well.
CLASS_COLOURS = (
    "#e8871e",
    "#1f77c9",
    "#2a9d6f",
    "#b5519c",
    "#8c6d46",
    "#c94f4f",
    "#5c6bc0",
    "#7a8b2a",
    "#00838f",
    "#a1887f",
)
MIDDLE = (240, 240, 242)
SQUARE = '<rect width="10" height="10" rx="2" fill="{}"/>'
MOST_CLASSES = 10  # in the legend
MOST_FEATURES = 100  # that a program may tell of
GRID = 5  # the table has GRID × GRID points
DIAMOND = '<path d="M5 0.5L9 5L5 9.5L1 5z"/>'
CIRCLE = '<circle cx="5" cy="5" r="3.5"/>'
EMPTY = '<p class="empty">What the model says about every point, for data with two features</p>'


def not_fitted_html(name: str) -> str:
    """Said in the place of a model's picture."""
    return (
        f'<p class="empty"><b>{text(cut(name, LONGEST_NAME))}</b> was not fitted in this run. '
        "Choose another model in Network, or fit this one.</p>"
    )


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def _hex(rgb: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(c)):02x}" for c in rgb)


@functools.cache
def diverging_palette(steps: int = 65) -> list[str]:
    """From the colour of class 0 through near-white to that of class 1."""
    low, middle, high = _rgb(CLASS_COLOURS[0]), np.array(MIDDLE, float), _rgb(CLASS_COLOURS[1])
    shades = []
    for t in np.linspace(-1, 1, steps):
        side = low if t < 0 else high
        shades.append(_hex(middle + (side - middle) * abs(t) * 0.82))
    return shades


@functools.cache
def class_palette(classes: int) -> list[str]:
    """One pale colour for each class."""
    middle = np.array(MIDDLE, float)
    wanted = (CLASS_COLOURS[i % len(CLASS_COLOURS)] for i in range(classes))
    return [_hex(middle + (_rgb(colour) - middle) * 0.6) for colour in wanted]


@functools.cache
def share_palette(unit: int, steps: int = 65) -> list[str]:
    """From near-white to the colour of a class: how much of it there is."""
    middle, full = np.array(MIDDLE, float), _rgb(CLASS_COLOURS[unit % len(CLASS_COLOURS)])
    return [_hex(middle + (full - middle) * t * 0.82) for t in np.linspace(0, 1, steps)]


def point_colours(labels: np.ndarray, classes: int, low: float, high: float) -> list[str]:
    """A colour for each point's label."""
    if classes == 0:
        palette, span = diverging_palette(), (high - low) or 1.0
        at = np.clip((np.nan_to_num(labels) - low) / span, 0, 1) * (len(palette) - 1)
        return [palette[int(i)] for i in at]
    return [CLASS_COLOURS[max(0, int(i)) % len(CLASS_COLOURS)] for i in np.nan_to_num(labels)]


def _mark(shape: str) -> str:
    """A sign in the legend."""
    return f'<svg viewBox="0 0 10 10" aria-hidden="true">{shape}</svg>'


def answers_html(picture: ev.Picture | None, classes: int) -> str:
    """What the colours of the surface and of the points stand for: classes, or a bar with numbers."""
    if classes > 0:
        names = range(min(classes, MOST_CLASSES))
        squares = "".join(
            f"<li>{_mark(SQUARE.format(CLASS_COLOURS[i]))}{'class ' if classes == 2 else ''}{i}</li>"
            for i in names
        )
        return squares + ("<li>…</li>" if classes > MOST_CLASSES else "")
    return ramp_html(picture, diverging_palette())


def ramp_html(picture: ev.Picture | None, palette: list[str]) -> str:
    """A bar from the lowest to the highest number of the surface."""
    low, high = (picture.low, picture.high) if picture else (0.0, 1.0)
    least, most = (f"{limit:.3g}".replace("-", "−") for limit in (low, high))
    shades = palette[::8]
    bar = "".join(
        f'<rect x="{i * 10}" width="10.5" height="10" fill="{shade}"/>'
        for i, shade in enumerate(shades)
    )
    return (
        f'<li class="ramp">{least}<svg class="ramp-bar" viewBox="0 0 {10 * len(shades)} 10" '
        f'preserveAspectRatio="none" aria-label="to" role="img">{bar}</svg>{most}</li>'
    )


def surface_value(picture: ev.Picture, shade: int) -> str:
    """What a pixel stands for: a probability, a class or an output."""
    if picture.classes > 2:
        return f"class {shade}"
    value = picture.low + (picture.high - picture.low) * shade / 255
    return f"{value:.2f}"


def table_html(picture: ev.Picture, surface: np.ndarray) -> str:
    """The surface at GRID × GRID points, rows from high to low y as in the picture."""
    x_range, y_range = picture.x_range or (0.0, 1.0), picture.y_range or (0.0, 1.0)
    rows, columns = (np.linspace(0, n - 1, GRID).round().astype(int) for n in surface.shape)
    xs, ys = np.linspace(*x_range, GRID), np.linspace(*y_range, GRID)
    head = "".join(f'<th scope="col">x {x:.2g}</th>' for x in xs)
    body = "".join(
        f'<tr><th scope="row">y {ys[i]:.2g}</th>'
        + "".join(f"<td>{surface_value(picture, int(surface[rows[i], c]))}</td>" for c in columns)
        + "</tr>"
        for i in reversed(range(GRID))
    )
    return (
        '<table class="numbers"><caption>What the model says at points of the plane</caption><thead><tr><td></td>'
        f"{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def points_html(train: np.ndarray, validation: np.ndarray, classes: int) -> str:
    """How many points of each class there are; for a regression only how many."""
    labels = np.concatenate([train, validation])
    kinds = sorted({int(label) for label in labels[np.isfinite(labels)]}) if classes else []
    rows = [(f"class {k}", train == k, validation == k) for k in kinds[:20]]
    rows.append(("all", np.isfinite(train), np.isfinite(validation)))
    body = "".join(
        f'<tr><th scope="row">{name}</th><td>{int(a.sum()):,}</td><td>{int(b.sum()):,}</td></tr>'
        for name, a, b in rows
    )
    return (
        '<table class="numbers"><caption>Points</caption><thead><tr><td></td><th scope="col">training</th>'
        f'<th scope="col">validation</th></tr></thead><tbody>{body}</tbody></table>'
    )


def summary_text(picture: ev.Picture, surface: np.ndarray) -> str:
    """The picture in one sentence."""
    if picture.classes > 2:
        counts = np.bincount(surface.ravel(), minlength=picture.classes)
        shares = ", ".join(
            f"class {i}: {count / surface.size:.0%}" for i, count in enumerate(counts[:12])
        )
        return f"Shares of the plane: {shares}."
    if picture.classes == 2:
        return f"Class 1 is more likely in {np.mean(surface > 127):.0%} of the plane."
    return f"Outputs from {surface_value(picture, int(surface.min()))} to {surface_value(picture, int(surface.max()))}."


def _array(array: ev.Array | None, columns: int | None = None) -> np.ndarray:
    """The array when it has the shape that a picture needs, else an empty one."""
    if array is not None and len(array.shape) == (2 if columns else 1):
        values = array.numpy()
        if columns is None or array.shape[1] == columns:
            return values.astype("float32")
    return np.zeros((0, columns) if columns else (0,), "float32")


class Boundary:
    """Follows `Data` or `FitStarted` (the points) and `Picture` (the surface).

    Before the first run the data are there already; after one, when a control has changed them. `of_model` says, as
    an entry of the legend, whose boundary it is, where a program has several models."""

    def __init__(self, session: Session, of_model: Callable[[], str] = lambda: "") -> None:
        self._choice = OutputChoice()
        self.of_model = of_model
        self._session = session
        self.elsewhere: Callable[[], None] = lambda: None  # writes what is said of other pictures
        self._forget()
        self.chart_panel = Plane(self._chosen, sizing_mode="stretch_both")
        self.panel = Markup(self._pressed, html=EMPTY)

    @property
    def shows_run(self) -> bool:
        """What is drawn is of a run."""
        return self._fit is not None

    @property
    def has_points(self) -> bool:
        """There is a plane to draw."""
        return self._fit is not None or self._data is not None

    def _forget(self) -> None:
        self._fit: ev.FitStarted | None = None
        self._data: ev.Data | None = None  # of a check; drawn when no run is
        self._checked_data: ev.Data | None = None  # of the check that is going on
        self._by_control = False  # the program changed, and not in the editor
        self._picture: ev.Picture | None = None
        self._sections: dict[str, ev.Picture] = {}  # of a run that is over
        self._classes = 2
        self._said: object = None  # what the legend was written for
        self._table_was_open = False
        self._choice.forget_run()

    def _chosen(self, message: Message) -> None:
        """The learner wants to see another output, or other features."""
        value = message.get("value")
        if message.get("action") == "features" and isinstance(value, list) and len(value) == 2:
            if all(type(each) is int and 0 <= each < MOST_FEATURES for each in value):
                self._choose_features(*value)
            return
        if message.get("action") == "output":
            self._choice.choose(str(message.get("value")))
            if self._picture is not None:
                self._draw_points()
                self._draw_surface()

    def _choose_features(self, across: int, up: int) -> None:
        """Draw these: of a run that is over at once, where it has told how that looks."""
        fit = self._fit
        ended = fit is not None and not self._session.busy
        if fit and ended and (found := over_pair(fit, self._sections, across, up)):
            self._session.features = (across, up)
            self._change_plane(found[0])
            self._choice.take_anew(found[1])
            self._draw_surface()
            return
        self._by_control = True  # what a run has drawn gives way
        self._session.draw_features(across, up)

    def _change_plane(self, fit: ev.FitStarted) -> None:
        """Of the same fit other features are drawn: what was said of the ones before is not of these."""
        self._fit, self._picture = fit, None
        self.chart_panel.surface = {}
        self._tell_features(fit.features)
        self._frame(fit.x_range, fit.y_range)
        self._draw_points()
        self._draw_facts()

    def _pressed(self, message: Message) -> None:
        if self.has_points:
            self._draw_facts()
        else:
            self.elsewhere()

    def show(self, items: list) -> None:
        picture = None
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                    if isinstance(item, Opened):
                        self._choice.choose("")
                    picture = None
                    self._clear()
                    self.panel.html = EMPTY
                case Edited(by=by):
                    self._by_control = by == "form"
                case ev.Started(until="shapes"):
                    self._checked_data = None
                case ev.Data():
                    self._checked_data = item
                    self._preview(item)
                case ev.Finished() if self._data is not None and self._checked_data is None:
                    self._forget()  # the program trains on other data now, or on none
                    self._clear()
                    self.panel.html = EMPTY
                case ev.FitStarted():
                    classes = self._data.classes if self._data else 2  # until a picture tells
                    self._forget()
                    self._classes = classes
                    self._fit, picture = item, None
                    self._clear()
                    if item.points is None:  # of 784 features, say
                        self._fit = None
                        self.panel.html = EMPTY
                        continue
                    self._tell_features(item.features)
                    self._tell_pairs(item)
                    self._frame(item.x_range, item.y_range)
                    self._draw_points()
                    self._draw_facts()
                case ev.FitChanged(now=now, joined=joined) if self._fit is not None:
                    self._by_control = False  # the program and the choice are those of the run
                    if not joined or not self.chart_panel.surface:
                        picture = None
                        self._change_plane(now)
                    else:  # its frame changes with the picture that comes
                        self._fit = now
                        self._draw_points()
                        self._draw_facts()
                case ev.Sections(pictures=pictures):
                    self._sections = pictures
                case NotFitted(name=name):
                    self._forget()
                    picture = None
                    self._empty_plane()  # what is said stands in the picture's place
                    self.panel.html = not_fitted_html(name)
                case ev.Picture(surface=ev.Array()):
                    picture = item
                    self._choice.take(item)
        if picture is not None:
            self._draw_surface()

    def _preview(self, data: ev.Data) -> None:
        """Draw the data alone; what a run has drawn goes only when a control has changed its data."""
        fit = self._fit
        if fit is not None and (
            not self._by_control or (fit.points, fit.labels) == (data.points, data.labels)
        ):
            return
        if data == self._data:
            return
        checked, by_control = self._checked_data, self._by_control
        self._forget()
        self._data, self._checked_data, self._by_control = data, checked, by_control
        self._classes = data.classes
        self.chart_panel.param.update(surface={}, outputs=[])
        self._tell_features(data.features)
        self._tell_pairs(data)
        self._frame(data.x_range, data.y_range)
        self._draw_points()
        self._draw_facts()

    def _labels_alone(self) -> ev.Picture | None:
        """From where to where the labels reach, while no model has answered."""
        labels = _array(self._data.labels) if self._data else np.zeros(0)
        finite = labels[np.isfinite(labels)]
        if not len(finite):
            return None
        return ev.Picture(0, None, float(finite.min()), float(finite.max()), self._classes)

    def _empty_plane(self) -> None:
        self.chart_panel.param.update(surface={}, points={}, outputs=[], features={}, pairs={})

    def _clear(self) -> None:
        """There is no plane at all."""
        self._empty_plane()
        self.chart_panel.ranges = {}

    def _tell_pairs(self, told: ev.FitStarted | ev.Data) -> None:
        """What every two of a few features look like."""
        pairs = pairs_of(told.samples, told.labels, list(CLASS_COLOURS))
        if self.chart_panel.pairs != pairs:
            self.chart_panel.pairs = pairs

    def _tell_features(self, told: tuple[int, int, int] | None) -> None:
        """Which two of more features the plane has."""
        wanted = {}
        if told and 2 < told[2] <= MOST_FEATURES and max(told[:2]) < told[2] and min(told) >= 0:
            wanted = dict(zip(("across", "up", "count"), told))
        if self.chart_panel.features != wanted:
            self.chart_panel.features = wanted

    def _frame(
        self, x_range: tuple[float, float] | None, y_range: tuple[float, float] | None
    ) -> None:
        sound = all(r and -1e30 < r[0] < r[1] < 1e30 for r in (x_range, y_range))
        if sound and x_range and y_range:
            wanted = {"x": list(x_range), "y": list(y_range)}
            if self.chart_panel.ranges != wanted:
                self.chart_panel.ranges = wanted

    def _points_and_labels(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """(n, 2) and (n,) of the training and of the validation data."""
        fit, data = self._fit, self._data
        if fit is None and data is not None:
            pairs = (data.points, data.labels), (data.validation_points, data.validation_labels)
            return [(_array(points, 2), _array(own)) for points, own in pairs]
        if fit is None or fit.points is None:
            return []
        key = self._choice.chosen
        if key and self._choice.class_shown() is not None:
            key = key.rpartition("/")[0]  # points keep the colours of all classes
        labels = fit.output_labels.get(key, fit.labels)
        held = fit.output_validation_labels.get(key, fit.validation_labels)
        pairs = (fit.points, labels), (fit.validation_points, held)
        return [(_array(points, 2), _array(own)) for points, own in pairs]

    def _draw_points(self) -> None:
        pairs = self._points_and_labels()
        if not pairs:
            return
        labels = np.concatenate([own for _, own in pairs])
        finite = labels[np.isfinite(labels)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        drawn = {}
        for name, (points, own) in zip(("train", "held_out"), pairs):
            fits = len(points) == len(own)
            finite_points = np.nan_to_num(points[: len(own) * fits], posinf=0, neginf=0)
            drawn[name] = {
                "x": finite_points[:, 0].tolist(),
                "y": finite_points[:, 1].tolist(),
                "colour": point_colours(own[: len(own) * fits], self._classes, low, high),
                "label": np.nan_to_num(own[: len(own) * fits]).tolist(),
            }
        self.chart_panel.points = drawn

    def _draw_surface(self) -> None:
        """The chosen output of the newest picture."""
        picture = self._choice.picture()
        surface = picture.surface
        if (
            surface is None
            or surface.dtype != "uint8"
            or len(surface.shape) != 2
            or 0 in surface.shape
            or not picture.x_range
            or not picture.y_range
        ):
            return
        before, self._picture = self._picture, picture
        shown = self._choice.class_shown()
        classes = picture.classes if shown is None else self._choice.classes_of_all()
        if self._classes != classes or (before is None and self._choice.chosen):
            self._classes = classes
            self._draw_points()
        outputs = self._choice.options(self._fit)
        if (self.chart_panel.outputs, self.chart_panel.output) != (outputs, self._choice.chosen):
            self.chart_panel.param.update(outputs=outputs, output=self._choice.chosen)
        several = picture.classes > 2
        self._frame(picture.x_range, picture.y_range)
        palette = class_palette(min(picture.classes, 256)) if several else diverging_palette()
        if shown is not None:
            palette = share_palette(shown)
        if self.chart_panel.palette != palette:
            self.chart_panel.palette = palette
        values = [picture.low, picture.high]
        if self.chart_panel.values != values:
            self.chart_panel.values = values
        self.chart_panel.surface = {
            "data": surface.data,
            "rows": surface.shape[0],
            "columns": surface.shape[1],
            "classes": picture.classes,
        }
        self._draw_facts()

    def _draw_facts(self) -> None:
        """Legend, the sentence and the table, which is written only while it is open."""
        picture = self._picture
        limits = (picture.low, picture.high) if picture else None
        owner = self.of_model() if self._fit is not None else ""
        said = (self._fit, self._data, self._classes, self._choice.chosen, limits, owner)
        if said == self._said and not self.panel.table_is_open and not self._table_was_open:
            return
        self._said, self._table_was_open = said, self.panel.table_is_open
        pairs = self._points_and_labels()
        held = len(pairs) > 1 and len(pairs[1][0])
        marks = f"{owner}<li>{_mark(CIRCLE)}training</li>"
        marks += f"<li>{_mark(DIAMOND)}validation</li>" if held else ""
        shown = self._choice.class_shown()
        marks += answers_html(picture or self._labels_alone(), self._classes)
        if shown is not None:
            marks += ramp_html(picture, share_palette(shown))
        body = ""
        if self.panel.table_is_open:
            if picture is not None and picture.surface is not None:
                surface = picture.surface.numpy()
                body = f"<p>{text(summary_text(picture, surface))}</p>"
                body += table_html(picture, surface)
            if pairs:
                body += points_html(pairs[0][1], pairs[1][1], self._classes)
        twin = table_twin("of the decision boundary", "Decision boundary as numbers", body)
        self.panel.html = f'<div class="fit-facts"><ul class="legend">{marks}</ul>{twin}</div>'
