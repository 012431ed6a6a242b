"""An interpreter of the page that goes on from a picture of its memory, taken when the site was built.

`prepare_kernel` and `clear_freed` are for the build, in Pyodide in Node. `wake` is what every restored interpreter
does first: it makes new what must not be the same in every visit, and looks whether the interpreter is sound. The
seed of `hash(str)` cannot be made new; it is 0 in every visit.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.machinery
import linecache
import random
import sys
from typing import Any

import numpy as np
from pyodide.ffi import can_run_sync, run_sync, to_js  # type: ignore[import-not-found]

from playground import events as ev
from playground.execute import execute
from playground.execute.warming import SilentChannel
from playground.lesson import load_lessons
from playground.runners import page_kernel

__all__ = ["clear_freed", "page_kernel", "prepare_kernel", "wake"]

_SIZES = range(32, 513, 16)  # classes of Python's small-object allocator
_OVERHEAD = 17  # of a bytes object, in bytes
_CLEARED = 1 << 19  # bytes of each class


class _LateFiles:
    """Finds the modules that are not in the picture: waits for their files, puts them in place, looks again."""

    def __init__(self) -> None:
        self.fetch: Any = None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if self.fetch is None or not can_run_sync():
            return None
        fetch, self.fetch = self.fetch, None
        run_sync(fetch(name))
        sys.path_importer_cache.clear()
        return importlib.machinery.PathFinder.find_spec(name, path, target)


_late = _LateFiles()


def prepare_kernel() -> None:
    """Run the programs of the lessons' beginnings: what they import and remember is then in the picture."""
    for lesson in load_lessons():
        execute(ev.Run(lesson.starter, "shapes"), SilentChannel())
        execute(ev.Run(lesson.starter, "end", lesson.checks, watched=True), SilentChannel())
    sys.path[:] = [p for p in sys.path if p and not p.endswith(".zip")]  # Pyodide adds "" again
    sys.meta_path.append(_late)  # type: ignore[arg-type]


def clear_freed() -> None:
    """Collect garbage, and overwrite with zeros what small objects left behind."""
    linecache.clearcache()
    gc.collect()
    gc.freeze()
    for size in _SIZES:
        _zeros = [bytes(size - _OVERHEAD) for _ in range(_CLEARED // size)]


async def wake(fetch_files: Any) -> None:
    """New random numbers; RuntimeError or whatever else went wrong when the interpreter is not sound.

    `fetch_files(name)` puts the files of what is not imported yet into the file system, when module `name` is
    the first of them: a promise.
    """
    random.seed()
    np.random.seed()
    _late.fetch = fetch_files
    await asyncio.sleep(0)
    if not can_run_sync() or run_sync(asyncio.sleep(0, "waited")) != "waited":
        raise RuntimeError("a restored interpreter cannot wait")
    square = np.array([[2.0, 1.0], [1.0, 3.0]])
    if not np.allclose(np.linalg.inv(square) @ square, np.eye(2)):
        raise RuntimeError("a restored interpreter cannot calculate")
    if list(to_js([1, 2])) != [1, 2] or eval(compile("(lambda x: x + 1)(1)", "", "eval")) != 2:
        raise RuntimeError("a restored interpreter cannot talk to the page")
    np.random.default_rng().random()
