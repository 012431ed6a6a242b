"""Compile trees of Python files with the Pyodide that will run them, in Node, and remember the results."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from playground.node import node_command
from playground.site.contents import write_tree
from playground.site.distribution import Distribution

_COMPILER = Path(__file__).with_name("compiling.py")
_NODE_PROGRAM = Path(__file__).with_name("in_pyodide.mjs")


def compiled_tree(pyodide: Distribution, folder: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    """A folder with `files`, (path, contents), where every program is bytecode.

    `folder` keeps the result: when the files, the compiler and the interpreter are those of last time, it is
    returned as it is.
    """
    files = list(files)
    digest = hashlib.sha256(_COMPILER.read_bytes() + pyodide.core("pyodide-lock.json").read_bytes())
    for path, content in files:
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    stamp, source, target = folder / "made-from", folder / "source", folder / "files"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return target
    shutil.rmtree(folder, ignore_errors=True)
    write_tree(source, files)
    target.mkdir()
    run_in_pyodide(pyodide, _COMPILER, "compile_tree('/0', '/1')", [source, target])
    shutil.rmtree(source)
    stamp.write_text(digest.hexdigest())
    return target


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
