"""What a program may import: the same in the page, on a server and in a terminal.

A server's Python has Panel, and maybe pandas; the page's has neither, and not all of the standard library. A program
that runs in one place and not in the other helps nobody, so what the page lacks is missing everywhere.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import os
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

KERAS = ("keras", "tensorflow")  # keras_names.py answers for what is inside them
PACKAGES = ("numpy",)
OURS = ("playground", "playground.datasets")
# The page's standard library: that of Pyodide without what site/contents.py leaves out. A browser test imports all.
_NAMES = """
__future__ __main__ _thread abc antigravity argparse array ast asyncio atexit base64 binascii bisect builtins bz2
cProfile calendar cmath cmd code codecs codeop collections colorsys concurrent configparser contextlib contextvars
copy copyreg csv ctypes dataclasses datetime decimal difflib dis email encodings enum errno filecmp fileinput
fnmatch fractions functools gc genericpath getopt gettext glob graphlib gzip hashlib heapq hmac html http importlib
inspect io ipaddress itertools json keyword linecache locale logging marshal math mimetypes mmap ntpath numbers
opcode operator optparse os pathlib pickle pkgutil platform posixpath pprint profile pstats pydoc queue quopri random
re reprlib runpy sched secrets select selectors shelve shlex shutil signal site socket stat statistics string
stringprep struct subprocess sys sysconfig tarfile tempfile textwrap this threading time timeit token
tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest urllib uuid warnings weakref
webbrowser xml zipfile zipimport zlib zoneinfo
"""
STANDARD_LIBRARY = frozenset(_NAMES.split())


def may_import(name: str) -> bool:
    """Whether a program may import the module of this dotted name, if it exists."""
    root = name.partition(".")[0]
    if root == "playground":
        return name in OURS
    if root.startswith("_") and root in sys.stdlib_module_names:
        return True  # the library itself asks for it in the program's name: strptime for _strptime
    return root in STANDARD_LIBRARY or root in PACKAGES or root in KERAS


def _demand(name: str, wanted: Sequence[str] = ()) -> None:
    """ModuleNotFoundError, as Python says it, for what a program may not import."""
    names = [name]
    if name == "playground":
        names += [f"playground.{each}" for each in wanted if each != "*"]
    for each in names:
        if not may_import(each) and not _is_own(each):
            missing = each if each.startswith("playground") else each.partition(".")[0]
            raise ModuleNotFoundError(f"No module named {missing!r}", name=each)


def _is_own(name: str) -> bool:
    """A module that the program wrote into its folder."""
    root = name.partition(".")[0]
    return os.path.isfile(f"{root}.py") or os.path.isfile(os.path.join(root, "__init__.py"))


def _what_is_ours() -> types.ModuleType:
    """The package as programs know it."""
    from playground import datasets

    package = types.ModuleType("playground", "Data sets for the lessons: playground.datasets.")
    package.__dict__["datasets"] = datasets
    return package


@contextlib.contextmanager
def guarded_imports() -> Iterator[dict[str, Any]]:
    """Builtins for a program whose imports are guarded; inside, so is its `importlib.import_module`."""
    plain, by_name = builtins.__import__, importlib.import_module

    def guarded(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if level == 0:
            _demand(name, fromlist or ())
        module = plain(name, globals, locals, fromlist, level)
        of_package = name == "playground" or (name in OURS and not fromlist)
        return _what_is_ours() if level == 0 and of_package else module

    def guarded_by_name(name: str, package: str | None = None) -> Any:
        if sys._getframe(1).f_builtins is own:
            _demand(name)
        return by_name(name, package)

    own = {**vars(builtins), "__import__": guarded}
    importlib.import_module = guarded_by_name
    try:
        yield own
    finally:
        importlib.import_module = by_name
