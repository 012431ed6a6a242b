"""Where data are no points of a plane: the model's curve over one feature, or its answers beside the numbers that it
should give. They stand in the place of the decision boundary."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import events as ev
from playground.session import Edited, Opened
from playground.view.boundary import CIRCLE, CLASS_COLOURS, DIAMOND, Boundary
from playground.view.figures import grown
from playground.view.fitted_model import NotFitted
from playground.view.markup import table_twin, text

CURVE, ANSWERS = "Model's curve", "Predicted and true"
MARGIN = 0.08  # of the numbers' extent, around them
TABLE_ROWS = 20
INK = "ink"  # a colour of the theme (plane.js)


def _list(array: ev.Array | None) -> list[float]:
    if array is None or len(array.shape) != 1:
        return []
    return np.nan_to_num(array.numpy().astype("float64"), posinf=1e30, neginf=-1e30).tolist()


def extent(*numbers: list[float]) -> tuple[float, float]:
    """From the lowest to the highest, with a margin."""
    found = np.concatenate([np.asarray(each, float) for each in numbers] or [np.zeros(0)])
    found = found[np.abs(found) < 1e29]
    if not found.size:
        return 0.0, 1.0
    low, high = float(found.min()), float(found.max())
    room = max(high - low, 1e-3) * MARGIN
    return low - room, high + room


class AnswersPicture:
    """Follows `Examples` and the answers of a `Picture`; draws them where `boundary` has nothing to draw."""

    def __init__(self, boundary: Boundary) -> None:
        self._boundary = boundary
        self._boundary.elsewhere = self._draw_facts
        self._forget()

    def _forget(self) -> None:
        self._told: ev.Examples | None = None
        self._answers: ev.Answers | None = None
        self._of_run = False
        self._checked = False
        self._range: tuple[float, float] = (0.0, 1.0)

    @property
    def shows_run(self) -> bool:
        """What is drawn is of a run."""
        return self._of_run and self._told is not None

    def show(self, items: list) -> None:
        changed, in_check = False, False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                    self._plain()
                    changed = False
                case ev.Started(until="shapes"):
                    self._checked, in_check = False, True
                case ev.FitStarted():
                    self._forget()
                    self._of_run, in_check, changed = True, False, False
                    self._plain()
                case NotFitted():
                    self._forget()
                    self._of_run, in_check, changed = True, False, False
                    self._boundary.chart_panel.param.update(lines=[], title="", names=[], points={})
                case ev.Examples() if self._of_run and not in_check:
                    self._take(item)
                    changed = True
                case ev.Examples():
                    self._checked = True
                    if not self._of_run and not self._boundary.shows_run and item != self._told:
                        self._take(item)
                        changed = True
                case ev.Picture(answers=ev.Answers()) if self._told is not None:
                    self._answers, changed = item.answers, True
                case ev.Finished() if self._told and not self._of_run and not self._checked:
                    self._forget()  # the program trains on other data now, or on none
                    self._plain()
                    changed = False
        if changed and self._told is not None:
            self._draw()

    def _take(self, told: ev.Examples) -> None:
        self._told, self._answers = told, None
        self._range = extent(_list(told.y), _list(told.validation_y))

    def _plain(self) -> None:
        """Leave the place to the boundary."""
        plane = self._boundary.chart_panel
        plane.param.update(lines=[], title="", names=[])
        if not self._boundary.has_points:
            plane.param.update(points={}, ranges={})

    def _draw(self) -> None:
        told, now = self._told, self._answers
        assert told is not None
        if told.x is not None:
            points, lines, names, title = self._curve(told, now)
        else:
            points, lines, names, title = self._beside(told, now)
        ranges = {"x": list(lines[0]["range"]), "y": list(self._range)}
        plane = self._boundary.chart_panel
        changed = {
            "points": points,
            "lines": lines,
            "ranges": ranges,
            "names": names,
            "title": title,
            "surface": {},
            "outputs": [],
        }
        plane.param.update(
            **{name: value for name, value in changed.items() if getattr(plane, name) != value}
        )
        self._draw_facts()

    def _curve(self, told: ev.Examples, now: ev.Answers | None) -> tuple[Any, ...]:
        xs, ys = (
            (_list(told.x), _list(told.validation_x)),
            (_list(told.y), _list(told.validation_y)),
        )
        span, line = extent(*xs), {"x": [], "y": []}
        if now is not None and now.at is not None:
            line = {"x": _list(now.at), "y": _list(now.values)}
            near = [y for y in line["y"] if self._is_near(y)]
            if near:
                self._range = grown(min(near), max(near), *self._range)
            span = extent(line["x"]) if not xs[0] else span
        points = {
            name: {"x": x, "y": y, "colour": [self._colour(told, each) for each in y]}
            for name, x, y in zip(("train", "held_out"), xs, ys)
        }
        return points, [line | {"range": span, "colour": INK}], ["x", "y"], CURVE

    def _is_near(self, y: float) -> bool:
        """A curve that leaves the picture for good does not make the points small."""
        low, high = self._range
        return low - 2 * (high - low) < y < high + 2 * (high - low)

    def _colour(self, told: ev.Examples, label: float) -> str:
        return CLASS_COLOURS[int(label) % 2] if told.classes else CLASS_COLOURS[1]

    def _beside(self, told: ev.Examples, now: ev.Answers | None) -> tuple[Any, ...]:
        """Every example at (true, predicted): on the diagonal where the model is right."""
        sets = [(_list(told.y), _list(now.values) if now else [])]
        sets.append((_list(told.validation_y), _list(now.validation) if now else []))
        points = {}
        for name, (true, said) in zip(("train", "held_out"), sets):
            fits = len(true) == len(said)
            points[name] = {
                "x": true if fits else [],
                "y": said if fits else [],
                "colour": [CLASS_COLOURS[1]] * (len(true) if fits else 0),
            }
        span = extent(*(true for true, _ in sets))
        diagonal = {"x": list(span), "y": list(span), "range": span, "colour": INK, "dashed": True}
        self._range = span
        return points, [diagonal], ["true", "predicted"], ANSWERS

    def _draw_facts(self) -> None:
        told, now = self._told, self._answers
        if told is None:
            return
        title = ANSWERS if told.x is None else CURVE
        panel = self._boundary.panel
        marks = [(CIRCLE, "training")]
        if told.validation_y is not None:
            marks.append((DIAMOND, "validation"))
        legend = self._boundary.of_model() if self._of_run else ""
        legend += "".join(
            f'<li><svg viewBox="0 0 10 10" aria-hidden="true">{shape}</svg>{name}</li>'
            for shape, name in marks
        )
        said = "the model" if told.x is not None else "where it is right"
        dashed = "" if told.x is not None else ' stroke-dasharray="4 3"'
        legend += (
            '<li><svg viewBox="0 0 18 4" aria-hidden="true">'
            f'<path d="M0 2H18" stroke="currentColor"{dashed}/></svg>{said}</li>'
        )
        body = table_html(told, now) if panel.table_is_open else ""
        twin = table_twin(f"of {title.lower()}", f"{title} as numbers", body)
        html = f'<div class="fit-facts"><ul class="legend">{legend}</ul>{twin}</div>'
        if panel.html != html:
            panel.html = html


def table_html(told: ev.Examples, now: ev.Answers | None) -> str:
    """Some places with the model's answer, or some examples with label and answer."""
    if told.x is not None:
        head = ("x", "the model says")
        rows = list(zip(_list(now.at), _list(now.values))) if now else []
    else:
        head = ("true", "the model says")
        rows = list(zip(_list(told.y), _list(now.values))) if now else []
    rows = rows[:: max(1, -(-len(rows) // TABLE_ROWS))]
    cells = "".join(f'<tr><th scope="row">{a:.4g}</th><td>{b:.4g}</td></tr>' for a, b in rows)
    titles = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    return f'<table class="numbers"><thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table>'
