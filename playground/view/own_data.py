"""Data of the visitor's own: a table from a file, and points that are drawn. The browser keeps files; here is what is
known of them while the page is open, and how they come into the program."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground import datasets
from playground.datasets import own_tables
from playground.own_files import MOST_PACKED, asked_for
from playground.program_controls.own_data import own_data_edits, points_in
from playground.program_controls.program_text import apply_edits
from playground.session import Edited, Opened, Session
from playground.view.markup import cut

MOST_PART = 1_000_000  # characters of one message
MOST_ARRIVING, MOST_FILES = 2, 12
MOST_SAID = 600  # characters
HEAD = 200_000  # characters that are looked at for the preview
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_WORDS = 6, 200, 12
PLAIN = {
    "kind": None,
    "header": True,
    "separator": None,
    "decimal": ".",
    "missing": "drop",
    "standardize": False,
}


@dataclass
class Arriving:
    """A file that comes in parts."""

    parts: int
    received: int = 0
    size: int = 0
    head: str = ""
    packing: Any = field(default_factory=zlib.compressobj)
    packed: list[bytes] = field(default_factory=list)


class OwnData:
    """Answers the dialogs "Your own table" and "Draw points"."""

    def __init__(self, session: Session, answer: Callable[..., None]) -> None:
        self._session = session
        self._answer = answer
        self._arriving: dict[str, Arriving] = {}
        self._heads: dict[str, str] = {}
        self._wanted: set[str] = set()

    def show(self, items: list) -> None:
        if any(isinstance(item, Edited | Opened) for item in items):
            missing = set(asked_for(self._session.source)) - set(self._session.files)
            if missing - self._wanted:
                self._wanted |= missing
                self._answer(wanted=sorted(missing))

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

    def look(self, name: str, wishes: dict[str, Any]) -> None:
        """Answer what is in a table, if it is read as the dialog says."""
        try:
            self._answer(table=self._looked_at(name, wishes))
        except (ValueError, TypeError, KeyError) as error:
            said = cut(str(error), MOST_SAID)
            self._answer(table={"name": name, "options": self._options(wishes), "problem": said})

    @staticmethod
    def _options(wishes: dict[str, Any]) -> dict[str, Any]:
        """Those that make sense."""
        known = {
            "kind": (None, "classification", "regression"),
            "separator": (None, *own_tables.SEPARATORS),
            "decimal": (".", ","),
            "missing": ("drop", "mean"),
            "header": (True, False),
            "standardize": (True, False),
        }
        return {
            key: value if (value := wishes.get(key, plain)) in known[key] else plain
            for key, plain in PLAIN.items()
        }

    def _looked_at(self, name: str, wishes: dict[str, Any]) -> dict[str, Any]:
        text = self._heads[name]
        cut = len(text) >= HEAD
        if cut:
            text = text[: text.rfind("\n") + 1] or text
        if any(ord(letter) < 9 or 13 < ord(letter) < 27 for letter in text):
            raise ValueError(f"{name} is no text: expected comma-separated values")
        text = text.removeprefix("\ufeff")
        options = self._options(wishes)
        separator = options["separator"] or own_tables.separator_of(text)
        if not wishes:
            options["header"] = _has_header(text, name, separator)
            options["decimal"] = _decimal_of(text, name, separator, options["header"])
        names, rows, lines = own_tables.table(text, name, options["header"], separator)
        cells = list(zip(*rows)) or [()] * len(names)
        columns = []
        for i in range(min(len(names), SHOWN_COLUMNS)):
            try:
                values, words = own_tables.numbered(cells[i], options["decimal"], names[i], lines)
            except ValueError as error:
                columns.append({"name": names[i], "problem": str(error)})
                continue
            gone = int(np.isnan(values).sum())
            columns.append({"name": names[i], "missing": gone, "words": (words or [])[:500]})
        target = wishes.get("target", len(names) - 1)
        target = target if isinstance(target, int) and 0 <= target < len(names) else len(names) - 1
        wished = wishes.get("features")
        chosen = [
            i
            for i, column in enumerate(columns)
            if i != target
            and (i in wished if isinstance(wished, list) else _worth(column, len(rows)))
        ]
        return {
            "name": name,
            "options": options,
            "separator": separator,
            "columns": columns,
            "more": len(names) - len(columns),
            "rows": [[cell[:40] for cell in row[:SHOWN_COLUMNS]] for row in rows[:SHOWN_ROWS]],
            "looked_at": len(rows),
            "cut": cut,
            "target": target,
            "features": chosen,
            "call": self.call(name, options, names, target, chosen),
            "problem": "" if rows else "There is no row below the names of the columns.",
        }

    @staticmethod
    def call(
        name: str, options: dict[str, Any], names: list[str], target: int, features: list[int]
    ) -> str:
        """The arguments of `datasets.csv`."""
        by_name = options["header"]
        said = [repr(name), f"target={(names[target] if by_name else target)!r}"]
        if len(features) < len(names) - 1:
            said.append(f"features={[names[i] if by_name else i for i in features]!r}")
        said += [f"{key}={options[key]!r}" for key in PLAIN if options[key] != PLAIN[key]]
        return ", ".join(said)

    def use(self, name: str, wishes: dict[str, Any]) -> None:
        """Write the table into the program."""
        try:
            found = self._looked_at(name, wishes)
            if not found["features"]:
                raise ValueError("Choose at least one feature.")
        except (ValueError, TypeError, KeyError) as error:
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
        self._answer(draw={"points": found})

    def draw(self, text: str, train: bool) -> None:
        """Write points into the program; `train`: and train anew."""
        try:
            x, y = datasets.points(text)
        except ValueError as error:
            return self._answer(said=f"{str(error).capitalize()}.")
        points = ", ".join(f"{a:.3g} {b:.3g} {c:g}" for (a, b), (c,) in zip(x, y))
        if self._write("points", f'"{points}"') and train:
            if self._session.busy:
                self._session.rewind()
            else:
                self._session.run()


def _worth(column: dict[str, Any], rows: int) -> bool:
    """Whether a column is a feature unless told otherwise: not one of broken numbers, nor one of names."""
    words = column.get("words", ())
    return "problem" not in column and (len(words) <= SHOWN_WORDS or 2 * len(words) < rows)


def _has_header(text: str, name: str, separator: str) -> bool:
    """The first line has no number, or there is no number anywhere."""
    _, rows, _ = own_tables.table(text[:20_000].rpartition("\n")[0] or text, name, False, separator)
    return not any(_is_number(cell) for cell in rows[0])


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
        return True
    except ValueError:
        return False


def _decimal_of(text: str, name: str, separator: str, header: bool) -> str:
    if separator == ",":
        return "."
    _, rows, _ = own_tables.table(
        text[:20_000].rpartition("\n")[0] or text, name, header, separator
    )
    cells = [cell for row in rows for cell in row if _is_number(cell)]
    commas, points = (sum(mark in cell for cell in cells) for mark in ",.")
    return "," if commas > points else "."
