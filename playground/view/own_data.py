"""Data of the visitor's own: a table from a file, and points that are drawn. The browser keeps files; here is what is
known of them while the page is open, and how they come into the program."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from playground import datasets
from playground.datasets import own_tables
from playground.own_files import MOST_PACKED, asked_for
from playground.program_controls import DATA_SETS, read_data
from playground.program_controls.own_data import own_data_edits, points_in
from playground.program_controls.program_text import apply_edits
from playground.session import Edited, Opened, Session, StateChanged
from playground.view.markup import cut
from playground.view.table_preview import HEAD, options_of, preview

MOST_PART = 1_000_000  # characters of one message
MOST_ARRIVING, MOST_FILES = 2, 12
MOST_SAID = 600  # characters
MOST_DRAWN, CLASSES = 2000, 4  # points and classes of the dialog


@dataclass
class Arriving:
    """A file that comes in parts."""

    parts: int
    received: int = 0
    size: int = 0
    head: str = ""
    packing: Any = field(default_factory=zlib.compressobj)
    packed: list[bytes] = field(default_factory=list)


def as_text(x: np.ndarray, y: np.ndarray) -> str:
    """Points (n, 2) and their classes (n, 1) as `datasets.points` takes them, with three digits."""
    return ", ".join(f"{a:.3g} {b:.3g} {c:g}" for (a, b), (c,) in zip(x, y))


class OwnData:
    """Answers the dialogs "Your own table" and "Draw points"."""

    def __init__(self, session: Session, answer: Callable[..., None]) -> None:
        self._session = session
        self._answer = answer
        self._arriving: dict[str, Arriving] = {}
        self._heads: dict[str, str] = {}
        self._wanted: set[str] = set()
        self._told_of: bool | None = None  # whether a fit is there to join, as the dialog knows

    def show(self, items: list) -> None:
        if any(isinstance(item, Edited | Opened) for item in items):
            missing = set(asked_for(self._session.source)) - set(self._session.files)
            if missing - self._wanted:
                self._wanted |= missing
                self._answer(wanted=sorted(missing))
        changed = any(isinstance(item, StateChanged) for item in items)
        if changed and self._told_of not in (None, self._fit_goes_on):
            self._tell_of_fit()

    def not_there(self, name: str) -> None:
        """The browser has no such file."""
        if len(self._session.files_not_there) < 1000:
            self._session.files_not_there.add(name)

    # ------------------------------------------------------------------------------------------------ tables
    def part(self, name: str, part: int, parts: int, text: str, used: bool) -> None:
        """A part of a file, in its turn. `used`: the dialog waits for it; else the program does."""
        if part == 1:
            self._arriving.pop(name, None)
            while len(self._arriving) >= MOST_ARRIVING:  # what was broken off
                self._arriving.pop(next(iter(self._arriving)))
            if 0 < parts <= 100:
                self._arriving[name] = Arriving(parts)
        file = self._arriving.get(name)
        if file is None or part != file.received + 1 or len(text) > MOST_PART:
            self._arriving.pop(name, None)
            return
        content = text.encode("utf-8", "replace")
        file.received, file.size = part, file.size + len(content)
        file.head += text[: HEAD - len(file.head)]
        if file.size > own_tables.MOST_BYTES:
            self._arriving.pop(name)
            said = f"{name} has more than {own_tables.MOST_BYTES // 10**6} MB, the most a table may have."
            return self._answer(table={"problem": said})
        file.packed.append(file.packing.compress(content))
        if part == parts:
            self._arriving.pop(name)
            self._keep(name, file, used)

    def _keep(self, name: str, file: Arriving, used: bool) -> None:
        file.packed.append(file.packing.flush())
        packed = base64.b64encode(b"".join(file.packed)).decode()
        files = self._session.files
        files.pop(name, None)
        while files and (sum(map(len, files.values())) + len(packed) > MOST_PACKED):
            gone = next(iter(files))
            files.pop(gone)
            self._wanted.discard(gone)
        if len(packed) > MOST_PACKED:
            said = f"{name} is too large, even packed: try fewer rows, or fewer decimals."
            return self._answer(table={"problem": said})
        files[name], self._heads[name] = packed, file.head
        while len(self._heads) > MOST_FILES:
            self._heads.pop(next(iter(self._heads)))
        if used:
            self.look(name, {})
        else:
            self._session.check()

    def _looked_at(self, name: str, wishes: dict[str, Any]) -> dict[str, Any]:
        if name not in self._heads:
            raise ValueError(f"{name} is not here any more: choose it again.")
        return preview(name, self._heads[name], wishes)

    def look(self, name: str, wishes: dict[str, Any]) -> None:
        """Answer what is in a table, if it is read as the dialog says."""
        try:
            self._answer(table=self._looked_at(name, wishes))
        except (ValueError, TypeError) as error:
            said = cut(str(error), MOST_SAID)
            self._answer(table={"name": name, "options": options_of(wishes), "problem": said})

    def use(self, name: str, wishes: dict[str, Any]) -> None:
        """Write the table into the program."""
        try:
            found = self._looked_at(name, wishes)
            if not found["features"]:
                raise ValueError("Choose at least one feature.")
        except (ValueError, TypeError) as error:
            return self._answer(table={"name": name, "problem": cut(str(error), MOST_SAID)})
        self._write("csv", found["call"])

    def _write(self, function: str, arguments: str) -> bool:
        source = self._session.source
        try:
            changed = apply_edits(source, own_data_edits(source, function, arguments))
        except SyntaxError as error:
            said = f"The program has an error on line {error.lineno}: correct it first."
            self._answer(said=said)
            return False
        self._answer(used=function)
        if changed != source:
            self._session.edit(changed, by="form")
        return True

    # ------------------------------------------------------------------------------------------------ points
    def drawn(self) -> None:
        """Answer the points that the program has."""
        try:
            found = points_in(self._session.source)
            datasets.points(found)
        except (SyntaxError, ValueError):
            found = ""
        self._answer(draw={"points": found, "offered": "" if found else self._offered()})
        self._tell_of_fit()

    def _offered(self) -> str:
        """The points of the plane on which the program trains, as text, where their classes can be drawn."""
        try:
            form = read_data(self._session.source)
        except SyntaxError:
            return ""
        given = form.n, form.noise, form.seed
        if form.data_set not in DATA_SETS or not all(
            isinstance(each, int | float) for each in given
        ):
            return ""
        if not 0 < float(given[0]) <= MOST_DRAWN:  # type: ignore[arg-type]
            return ""
        try:
            x, y = getattr(datasets, str(form.data_set))(*given)
        except ValueError:  # of noise below zero, say
            return ""
        return as_text(x, y) if set(np.unique(y)) <= set(range(CLASSES)) else ""

    @property
    def _fit_goes_on(self) -> bool:
        return self._session.state in ("training", "paused")

    def _tell_of_fit(self) -> None:
        self._told_of = self._fit_goes_on
        self._answer(draw={"joinable": self._told_of})

    def draw(self, text: str, then: Literal["", "join", "anew"] = "") -> None:
        """Write points into the program; then let them join the fit that is going on, or train anew."""
        try:
            x, y = datasets.points(text)
        except ValueError as error:
            return self._answer(said=f"{str(error).capitalize()}.")
        points = as_text(x, y)
        if then == "join" and not self._fit_goes_on:
            return self._answer(said="No fit is running any more that they could join: train anew.")
        if not self._write("points", f'"{points}"'):
            return
        self._told_of = None  # the dialog is closed
        if then == "join":
            self._session.join(points)
        elif then == "anew":
            if self._session.busy:
                self._session.rewind()
            else:
                self._session.run()
