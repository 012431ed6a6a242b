"""Files beside the site's own: compressed copies, and the service worker that keeps a whole version in the browser."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

from playground.site.static_files import STATIC

SERVICE_WORKER = "service_worker.js"
SOURCE = STATIC / SERVICE_WORKER
TEXT = {".html", ".js", ".mjs", ".css", ".json", ".ico", ".txt"}
# By our own script, whatever the host does:
FETCHED_COMPRESSED = ("page.json", "editor.bundle.js", "reference.json")
NOT_KEPT = ("licences/",)


def compress(site: Path) -> None:
    """Write `x.gz` beside every file x that gets smaller, for hosts that look for one and for our own workers."""
    for path in sorted(p for p in site.rglob("*") if p.is_file() and p.suffix in TEXT):
        content = path.read_bytes()
        packed = gzip.compress(content, 9, mtime=0)
        if path.name in FETCHED_COMPRESSED or len(packed) < 0.9 * len(content):
            path.with_name(path.name + ".gz").write_bytes(packed)


def kept_files(site: Path) -> dict[str, str]:
    """Path → SHA-256 of the contents of every file that a visit can ask for; of `x.gz`, that of what is in it."""
    kept = {}
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        plain = path.name.removesuffix(".gz")
        asked_for = (plain != path.name) == (plain in FETCHED_COMPRESSED)
        if asked_for and name != SERVICE_WORKER and not name.startswith(NOT_KEPT):
            content = path.read_bytes()
            content = gzip.decompress(content) if plain != path.name else content
            kept[name] = hashlib.sha256(content).hexdigest()
    return kept


def list_files(site: Path) -> None:
    """Bring the list in the site's own service worker up to date with its files."""
    script = site / SERVICE_WORKER
    _, end, rest = script.read_text("utf-8").partition("};\n\n")
    if not end:
        raise ValueError(f"{script} has no list of files")
    script.write_text(f"const FILES = {json.dumps(kept_files(site), indent=1)};\n\n{rest}", "utf-8")


def write_service_worker(site: Path) -> None:
    """Write the service worker of the site as it is now: another file, another service worker."""
    files = json.dumps(kept_files(site), indent=1)
    (site / SERVICE_WORKER).write_text(
        f"const FILES = {files};\n\n{SOURCE.read_text('utf-8')}", "utf-8"
    )
