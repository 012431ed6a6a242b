"""Pyodide's own files as the site has them: without what the site never uses."""

from __future__ import annotations

import shutil
from pathlib import Path

from playground.site import contents, glue, interpreter
from playground.site.distribution import LOCK, Distribution

LOADER = "pyodide.mjs"


def write_lean_core(source: Distribution, folder: Path) -> None:
    """Write the loader, the script and the WebAssembly of `source` into `folder`, with its lock file."""
    for name in (LOADER, LOCK):
        shutil.copyfile(source.core(name), folder / name)
    script = source.core(glue.NAME).read_text("utf-8")
    wasm = source.core(interpreter.NAME).read_bytes()
    loader = source.core(LOADER).read_text("utf-8")
    sides = [content for path, content in contents.kernel_files(source) if path.endswith(".so")]
    kept = glue.exports_needed(wasm, script, [loader], sides)
    (folder / glue.NAME).write_text(glue.without_exports(script, kept), "utf-8")
    lean = interpreter.with_exports(interpreter.without_tables(wasm), kept)
    (folder / interpreter.NAME).write_bytes(lean)
