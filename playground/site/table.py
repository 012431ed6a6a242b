"""What is in the site, and why: a table for the terminal."""

from __future__ import annotations

import gzip
from pathlib import Path

_WHY = (
    ("index.html", "the page"),
    ("app-*/*.pack", "the modules that Python imports, compiled"),
    ("app-*/*.js", "our workers"),
    ("pyodide-*/*", "the Python interpreter"),
    ("pn/**/*.js", "Bokeh and Panel in the page"),
    ("pn/**/*.*", "Panel's styles and icons"),
)


def table(site: Path) -> list[tuple[str, int, int, str]]:
    """(path, bytes, bytes when gzip-compressed, why) of every file; Panel's styles in one row."""
    rows: dict[str, tuple[str, int, int, str]] = {}
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        relative = path.relative_to(site)
        why = next((why for pattern, why in _WHY if _matches(relative, pattern)), "")
        name = f"{relative.parts[0]}/…" if why.startswith("Panel's") else relative.as_posix()
        content = path.read_bytes()
        _, size, zipped, _ = rows.get(name, ("", 0, 0, ""))
        packed = len(gzip.compress(content, 6))
        rows[name] = (name, size + len(content), zipped + min(packed, len(content)), why)
    return list(rows.values())


def _matches(path: Path, pattern: str) -> bool:
    first, *_, last = pattern.split("/")
    if "/" not in pattern:
        return path.as_posix() == pattern
    return path.parts[0].startswith(first.rstrip("*")) and path.match(last)


def print_table(site: Path) -> None:
    """The table, largest file first, and the sums."""
    rows = sorted(table(site), key=lambda row: -row[2])
    width = max(len(row[0]) for row in rows)
    print(f"{'File':{width}}  {'kB':>7}  {'gzip kB':>7}  What for")
    for name, size, zipped, why in rows:
        print(f"{name:{width}}  {size / 1e3:7,.0f}  {zipped / 1e3:7,.0f}  {why}")
    total, zipped = (sum(row[at] for row in rows) for at in (1, 2))
    print(f"{'Sum':{width}}  {total / 1e3:7,.0f}  {zipped / 1e3:7,.0f}")
