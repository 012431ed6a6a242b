"""Compile trees of Python files with the Pyodide that will run them, in Node, and remember the results.

A result is kept in a folder whose name has the hash of what it was made from. It is written elsewhere and renamed
when it is whole, so builds on one machine can share it without waiting for each other.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from playground.node import node_command
from playground.site.contents import write_tree
from playground.site.distribution import Distribution

_COMPILER = Path(__file__).with_name("compiling.py")
_NODE_PROGRAM = Path(__file__).with_name("in_pyodide.mjs")
KEPT_SECONDS = 24 * 3600  # far longer than any build that may still read it


def compiled_tree(
    pyodide: Distribution, kept: Path, name: str, files: Iterable[tuple[str, bytes]]
) -> Path:
    """A folder below `kept` with `files`, (path, contents), where every program is bytecode.

    When the files, the compiler and the interpreter are those of an earlier build, its result is returned.
    """
    files = list(files)
    digest = hashlib.sha256(_COMPILER.read_bytes() + pyodide.core("pyodide-lock.json").read_bytes())
    for path, content in files:
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    result = kept / f"{name}-{digest.hexdigest()[:32]}"
    if not result.is_dir():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}.", dir=kept) as work:
            source, target = Path(work) / "source", Path(work) / "target"
            write_tree(source, files)
            target.mkdir()
            run_in_pyodide(pyodide, _COMPILER, "compile_tree('/0', '/1')", [source, target])
            move_unless_there(target, result)
    os.utime(result)
    _forget_unused(kept, name)
    return result


def move_unless_there(made: Path, place: Path) -> None:
    """Rename the folder `made` to `place`; when another build was quicker, `made` is left where it is."""
    try:
        made.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _forget_unused(kept: Path, name: str) -> None:
    """Delete what was made of other files of `name`, once no build has used it for a while."""
    for folder in kept.glob(f"{name}[-.]*"):
        try:
            if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue  # another build deleted it


def run_in_pyodide(pyodide: Distribution, program: Path, code: str, folders: list[Path]) -> str:
    """Run a Python file, then `code`, in Node; the value of `code`. Folder number n is mounted at `/n`."""
    mounts = [f"{folder.resolve()}=/{at}" for at, folder in enumerate(folders)]
    done = subprocess.run(
        [
            *node_command(),
            str(_NODE_PROGRAM),
            str(pyodide.folder.resolve()),
            str(program),
            code,
            *mounts,
        ],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed in Pyodide:\n{done.stderr[-4000:]}")
    return done.stdout
