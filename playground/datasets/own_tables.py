"""Tables of one's own: comma-separated values, from a file that the learner opened or that lies beside the program."""

from __future__ import annotations

import base64
import contextlib
import csv as csv_format
import io
import os
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["csv"]

# Files by name, deflated, in base64: the page hands them over, a downloaded program holds them.
GIVEN: dict[str, str] = {}

MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-", "inf", "-inf")  # in any case
SEPARATORS = (",", ";", "\t", "|")
MOST_BYTES = 20_000_000
MOST_COLUMNS = 5000
MOST_CLASSES = 20  # more whole numbers than these are amounts
WORDS_SHOWN = 12


def csv(
    file: str,
    target: str | int,
    features: Sequence[str | int] | None = None,
    kind: str | None = None,
    header: bool = True,
    separator: str | None = None,
    decimal: str = ".",
    missing: str = "drop",
    standardize: bool = False,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """A table from a file of comma-separated values, and what is to be said about each of its rows.

    Arguments:
        file: Its name. In the page: one that you opened there; elsewhere: a path.
        target: The column to be predicted, by its name or its number from 0.
        features: The columns to predict it from; without them, all others.
        kind: "classification" or "regression"; without it, words and few whole numbers are classes.
        header: Whether the first line has the names of the columns.
        separator: What stands between cells; without it, the one of , ; tab | that fits.
        decimal: "." or ",": what stands before the decimals of a number.
        missing: What becomes of a row with an empty cell: "drop", or "mean" (of words the most frequent).
        standardize: Whether each feature gets mean 0 and standard deviation 1.
        seed: Decides in which order the rows come.

    Returns `x`, float32 `(rows, features)`, and `y`: int32 `(rows,)`, from 0, for a classification, float32
    `(rows, 1)` for a regression. Words become numbers in the order of the alphabet; which, is printed. Raises
    FileNotFoundError for a file that is not there, ValueError for one that is no table, with the line.
    """
    for name, value, known in (
        ("kind", kind, (None, "classification", "regression")),
        ("decimal", decimal, (".", ",")),
        ("missing", missing, ("drop", "mean")),
    ):
        if value not in known:
            raise ValueError(f"{name}: expected one of {known}, received {value!r}")
    names, rows, lines = table(text_of(file), file, header, separator)
    if not rows:
        raise ValueError(f"{file}: expected rows below the names of the columns, found none")
    at = _column(target, names, file)
    chosen = [_column(each, names, file) for each in features or ()] or [
        i for i in range(len(names)) if i != at
    ]
    if at in chosen or not chosen:
        raise ValueError(f"{file}: expected features beside the target, {names[at]!r}")
    cells = list(zip(*rows))
    said: list[str] = []
    made = []
    for i in (at, *chosen):
        values, words = numbered(cells[i], decimal, names[i], lines)
        if words is None and i == at and kind != "regression":
            known = np.unique(values[np.isfinite(values)])
            whole = bool(np.all(known == np.round(known)))
            if kind == "classification" or (whole and len(known) <= MOST_CLASSES):
                words = [f"{each:g}" for each in known]
                found = np.searchsorted(known, values).astype("float64")
                values = np.where(np.isfinite(values), found, np.nan)
        if words is not None:
            if i == at and kind == "regression":
                wrong = f"column {names[at]!r} holds words, such as {words[0]!r}"
                raise ValueError(f"{file}: {wrong}; a regression needs numbers")
            shown = ", ".join(f"{word} → {n}" for n, word in enumerate(words[:WORDS_SHOWN]))
            more = f", … {len(words)} in all" if len(words) > WORDS_SHOWN else ""
            said.append(f"  {names[i]}: {shown}{more}")
        made.append((values, words))
    (y, classes), x = made[0], np.stack([values for values, _ in made[1:]], axis=1)
    keep = ~np.isnan(y)
    if missing == "drop":
        keep &= ~np.isnan(x).any(axis=1)
    x, y = x[keep], y[keep]
    if not len(x):
        raise ValueError(f'{file}: no row is whole. Try missing="mean", or fewer features.')
    for i, (_, words) in enumerate(made[1:]):
        x[:, i] = _filled(x[:, i], words is not None)
    if standardize:
        deviation = x.std(axis=0)
        x = (x - x.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    left = f", {len(keep) - len(y)} left out" if len(y) < len(keep) else ""
    what = "regression" if classes is None else f"classification, {len(classes)} classes"
    print(f"{file}: {len(y)} rows{left}, {len(chosen)} features, {what}", *said, sep="\n")
    order = np.random.default_rng(seed).permutation(len(y))
    x, y = x[order].astype("float32"), y[order]
    return x, y.astype("float32").reshape(-1, 1) if classes is None else y.astype("int32")


@contextlib.contextmanager
def given(files: dict[str, str]) -> Iterator[None]:
    """Inside, `csv` finds these files and no others of before."""
    GIVEN.clear()
    GIVEN.update(files)
    try:
        yield
    finally:
        GIVEN.clear()


def text_of(file: str) -> str:
    """The text of a file that was given, or that is on the disk. ValueError when it holds no text."""
    if file in GIVEN:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(GIVEN[file]), MOST_BYTES + 1)
    elif os.path.isfile(file):
        with open(file, "rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    else:
        here = f" Here: {', '.join(GIVEN)}." if GIVEN else ""
        raise FileNotFoundError(
            f"{file} is not here: a file of your own stays in the browser in which you opened it. Open it again, by "
            f"Open or by dropping it on the page.{here}"
        )
    if len(content) > MOST_BYTES:
        raise ValueError(f"{file}: expected at most {MOST_BYTES // 10**6} MB")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if any(byte < 9 or 13 < byte < 27 for byte in content[:65536]):
        raise ValueError(f"{file} is no text: expected comma-separated values")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def table(
    text: str, file: str, header: bool = True, separator: str | None = None
) -> tuple[list[str], list[list[str]], list[int]]:
    """(names of the columns, rows of cells, the line of each row) of comma-separated values."""
    reader = csv_format.reader(
        io.StringIO(text, newline=""),
        delimiter=separator or separator_of(text),
        skipinitialspace=True,
        strict=True,
    )
    rows, lines = [], []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
    except csv_format.Error as error:
        said = "Is there a quote that is not closed, or one inside a cell (write it twice)?"
        raise ValueError(f"{file}, line {reader.line_num}: {error}. {said}") from None
    if not rows:
        raise ValueError(f"{file} is empty: expected comma-separated values")
    width = len(rows[0])
    for row, line in zip(rows, lines):
        if len(row) != width:
            said = f"expected {width} cells, as in the first line, received {len(row)}"
            raise ValueError(f"{file}, line {line}: {said}. Try another separator.")
    names = rows.pop(0) if header else []
    lines = lines[1:] if header else lines
    if width > MOST_COLUMNS:
        raise ValueError(f"{file} has {width:,} columns; expected at most {MOST_COLUMNS:,}")
    named: dict[str, int] = {}  # how often a name was there
    for i in range(width):
        name = plain = (names[i] if header else "") or f"column {i}"
        while name in named:
            named[plain] += 1
            name = f"{plain} {named[plain]}"
        named[name] = 1
    return list(named), rows, lines


def separator_of(text: str) -> str:
    """The one that cuts the first lines into equally many cells, the more the better; a comma, which decimals
    have too, only when no other does as well."""
    head = [line for line in text[:20_000].split("\n")[:12] if line.strip()]
    best, most = ",", 2
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv_format.reader(head, delimiter=separator)]
        except csv_format.Error:
            continue
        widths = widths[:-1] if len(widths) > 2 else widths  # the last may be cut
        if widths and min(widths) == max(widths) >= most:
            best, most = separator, widths[0]
    return best


def numbered(
    cells: Sequence[str], decimal: str = ".", name: str = "", lines: Sequence[int] = ()
) -> tuple[np.ndarray, list[str] | None]:
    """(float64 `(rows,)`, nan where a cell is missing; the words that 0, 1, … stand for, or None for numbers).

    ValueError for a column of numbers with words in between."""
    if decimal == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        values = np.array(cells, "float64")
        return np.where(np.isfinite(values), values, np.nan), None
    except ValueError:
        pass
    values, others = np.full(len(cells), np.nan), []
    for i, cell in enumerate(cells):
        if cell.lower() not in MISSING:
            try:
                values[i] = float(cell)
            except ValueError:
                others.append(i)
    values[~np.isfinite(values)] = np.nan
    if not others:
        return values, None
    if np.isfinite(values).sum() > len(others):
        first = others[0]
        where = f", the first is {cells[first][:40]!r}" + (
            f" in line {lines[first]}" if len(lines) > first else ""
        )
        raise ValueError(
            f"Column {name!r} holds numbers, but {len(others)} of its cells are none{where}. Mend them, choose another "
            "decimal mark, or leave the column out."
        )
    there = [i for i, cell in enumerate(cells) if cell.lower() not in MISSING]
    words = sorted({cells[i] for i in there})
    number = {word: n for n, word in enumerate(words)}
    values = np.full(len(cells), np.nan)
    values[there] = [number[cells[i]] for i in there]
    return values, words


def _filled(values: np.ndarray, words: bool) -> np.ndarray:
    """What is missing becomes the mean, or the most frequent word; 0 when nothing is there."""
    there = values[~np.isnan(values)]
    if not len(there):
        return np.zeros_like(values)
    usual = np.bincount(there.astype(int)).argmax() if words else there.mean()
    return np.where(np.isnan(values), usual, values)


def _column(wanted: str | int, names: list[str], file: str) -> int:
    if isinstance(wanted, str) and wanted in names:
        return names.index(wanted)
    if isinstance(wanted, int) and -len(names) <= wanted < len(names):
        return wanted % len(names)
    known = ", ".join(map(repr, names[:WORDS_SHOWN])) + (", …" if len(names) > WORDS_SHOWN else "")
    raise ValueError(f"{file}: it has no column {wanted!r}. Its columns: {known}")
