"""What a program finds around it, the main module of a script, and what it leaves behind: nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import types
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.execute.failure import FILENAME
from playground.execute.importing import guarded_imports


@contextlib.contextmanager
def surroundings() -> Iterator[dict[str, Any]]:
    """Inside, there is a new main module; its namespace is what the `with` statement gives.

    As for a script, `__file__` and `sys.argv[0]` are the program's name, and pickle finds its classes. Afterwards the
    environment, the working folder, NumPy's options and the recursion limit are as before. Warnings are shown as Python
    shows them: those that are meant for developers are not.
    """
    main = types.ModuleType("__main__")
    main.__file__ = FILENAME
    before, arguments = sys.modules.get("__main__"), sys.argv
    environment, folder, depth = dict(os.environ), os.getcwd(), sys.getrecursionlimit()
    sys.modules["__main__"], sys.argv = main, [FILENAME]
    try:
        with (
            warnings.catch_warnings(),
            np.errstate(),
            np.printoptions(),
            guarded_imports() as own_builtins,
        ):
            main.__dict__["__builtins__"] = own_builtins
            _show_what_python_shows()
            yield main.__dict__
    finally:
        sys.argv = arguments
        if before is not None:
            sys.modules["__main__"] = before
        sys.setrecursionlimit(depth)
        os.chdir(folder)
        if dict(os.environ) != environment:
            os.environ.clear()
            os.environ.update(environment)


def _show_what_python_shows() -> None:
    """Python's own list of filters (https://docs.python.org/3/library/warnings.html#default-warning-filter)."""
    warnings.resetwarnings()
    warnings.simplefilter("default")
    for category in (
        DeprecationWarning,
        PendingDeprecationWarning,
        ImportWarning,
        ResourceWarning,
    ):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


@contextlib.contextmanager
def private_folder() -> Iterator[str]:
    """Inside, the working folder and the one for temporary files are a new and empty one. It is removed afterwards, and
    what was imported from it forgotten."""
    before, for_temporary = os.getcwd(), tempfile.tempdir
    folder = tempfile.mkdtemp(prefix="program-")
    os.chdir(folder)
    tempfile.tempdir = folder
    sys.path.insert(0, folder)  # as for a script: it may import what it wrote
    try:
        yield folder
    finally:
        if folder in sys.path:
            sys.path.remove(folder)
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None) or "").startswith(folder + os.sep):
                del sys.modules[name]
        tempfile.tempdir = for_temporary
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)
