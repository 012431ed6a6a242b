"""What is in the site, and what for: a table for the terminal."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

_WHY = (
    (r"index\.html", "the page"),
    (r"service_worker\.js", "keeps this version in the browser"),
    (r"licences/.*", "licences of what others wrote"),
    (r"app-\w+/.*\.image", "Python's memory when it has started"),
    (r"app-\w+/sides\.pack", "NumPy's own WebAssembly"),
    (r"app-\w+/.*\.pack", "what Python imports, compiled"),
    (r"app-\w+/editor\.bundle\.js", "the editor"),
    (r"app-\w+/reference\.json", "what the editor says about names"),
    (r"app-\w+/zstddec\.js", "unpacks what Python needs"),
    (r"app-\w+/page\.json", "what is drawn before Python is there"),
    (r"app-\w+/bokeh-panel\.min\.js", "Bokeh and Panel in the page"),
    (r"app-\w+/.*", "our scripts and workers"),
    (r"pyodide-.*", "the Python interpreter"),
    (r"pn/.*", "Panel's styles and icons"),
)
FOLDED = ("licences of what others wrote", _WHY[-1][1])  # one row for all of them


def table(site: Path) -> list[tuple[str, int, int, str]]:
    """(path, bytes, bytes when gzip-compressed, what for) of every file but compressed copies.

    Panel's styles are one row, and so are the licences.
    """
    rows: dict[str, tuple[str, int, int, str]] = {}
    for path in sorted(p for p in site.rglob("*") if p.is_file() and p.suffix != ".gz"):
        name = path.relative_to(site).as_posix()
        why = next((why for pattern, why in _WHY if re.fullmatch(pattern, name)), "")
        if why in FOLDED:
            name = f"{path.relative_to(site).parts[0]}/…"
        content = path.read_bytes()
        _, size, zipped, _ = rows.get(name, ("", 0, 0, ""))
        packed = min(len(content), len(gzip.compress(content, 6)))
        rows[name] = (name, size + len(content), zipped + packed, why)
    return list(rows.values())


def print_table(site: Path) -> None:
    """The table, largest file first, and the sums."""
    rows = sorted(table(site), key=lambda row: -row[2])
    width = max(len(row[0]) for row in rows)
    print(f"{'File':{width}}  {'kB':>7}  {'gzip kB':>7}  What for")
    for name, size, zipped, why in rows:
        print(f"{name:{width}}  {size / 1e3:7,.0f}  {zipped / 1e3:7,.0f}  {why}")
    total, zipped = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"{'Sum':{width}}  {total / 1e3:7,.0f}  {zipped / 1e3:7,.0f}")
