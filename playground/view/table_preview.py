"""What the dialog "Your own table" shows of a table before it comes into the program."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.datasets import own_tables

HEAD = 200_000  # characters that are looked at
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_WORDS = 6, 200, 12
MOST_WORDS = 500  # of a column that are told
PLAIN = {
    "kind": None,
    "header": True,
    "separator": None,
    "decimal": ".",
    "missing": "drop",
    "standardize": False,
}


def preview(name: str, text: str, wishes: dict[str, Any]) -> dict[str, Any]:
    """What is in a table of which `text` is the beginning, read as the dialog wishes, and where it does not as it seems
    to be written. ValueError says what is wrong with it."""
    shortened = len(text) >= HEAD
    if shortened:
        text = text[: text.rfind("\n") + 1] or text
    if any(ord(letter) < 9 or 13 < ord(letter) < 27 for letter in text):
        raise ValueError(f"{name} is no text: expected comma-separated values")
    text = text.removeprefix("\ufeff")
    options = options_of(wishes)
    separator = options["separator"] or own_tables.separator_of(text)
    if "header" not in wishes:
        options["header"] = _has_header(text, name, separator)
    if "decimal" not in wishes:
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
        columns.append({"name": names[i], "missing": gone, "words": (words or [])[:MOST_WORDS]})
    target = wishes.get("target", len(names) - 1)
    target = target if isinstance(target, int) and 0 <= target < len(names) else len(names) - 1
    wished = wishes.get("features")
    chosen = [
        i
        for i, column in enumerate(columns)
        if i != target and (i in wished if isinstance(wished, list) else _worth(column, len(rows)))
    ]
    return {
        "name": name,
        "options": options,
        "separator": separator,
        "columns": columns,
        "more": len(names) - len(columns),
        "rows": [[cell[:40] for cell in row[:SHOWN_COLUMNS]] for row in rows[:SHOWN_ROWS]],
        "looked_at": len(rows),
        "cut": shortened,
        "target": target,
        "features": chosen,
        "call": call_of(name, options, names, target, chosen),
        "problem": "" if rows else "There is no row below the names of the columns.",
    }


def options_of(wishes: dict[str, Any]) -> dict[str, Any]:
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


def call_of(
    name: str, options: dict[str, Any], names: list[str], target: int, features: list[int]
) -> str:
    """The arguments of `datasets.csv`."""
    by_name = options["header"]
    said = [repr(name), f"target={(names[target] if by_name else target)!r}"]
    if len(features) < len(names) - 1:
        said.append(f"features={[names[i] if by_name else i for i in features]!r}")
    said += [f"{key}={options[key]!r}" for key in PLAIN if options[key] != PLAIN[key]]
    return ", ".join(said)


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
