"""Which Python files the site holds, and where each comes from.

Three trees, each from the root of the interpreter's file system: `kernel` (the standard library, NumPy and what runs a
learner's program), `page` (Panel, Bokeh and the views) and `rest` (modules of Panel's and Bokeh's family that
drawing the page does not import; they arrive when the page is already there).
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from playground.site.distribution import Distribution

STDLIB = "lib/python3.14/"
SITE_PACKAGES = STDLIB + "site-packages/"
PACKAGE = Path(__file__).resolve().parents[1]

# What Panel's page needs of the Python environment; all pure Python, or with a Python fall-back.
PAGE_DISTRIBUTIONS = (
    *("panel", "bokeh", "param", "pyviz_comms", "Jinja2", "MarkupSafe", "PyYAML", "Markdown"),
    *("markdown-it-py", "mdurl", "mdit-py-plugins", "linkify-it-py"),
    *("packaging", "tqdm", "typing_extensions"),
)


def _any(*patterns: str) -> re.Pattern[str]:
    """Matches a path that one of the patterns matches from its start."""
    return re.compile("|".join(patterns))


# Parts of the standard library that cannot work in a worker, or serve those who develop Python itself.
_STDLIB_WITHOUT = _any(
    r"(multiprocessing|xmlrpc|wsgiref|idlelib|ensurepip|turtledemo|lib2to3|tkinter|curses|dbm)/",
    r"(sqlite3|test|xml/dom|xml/sax)/|_pyrepl/(?!(__init__|pager|types|trace)\.)",
    r"(pdb|bdb|doctest|pickletools|_pyio|_pydatetime|turtle|venv|nturl2path)\.py",
    r"(mailbox|imaplib|smtplib|poplib|ftplib|http/server|http/cookiejar)\.py",
    r"encodings/(mac_|cp(?!1252|437)|iso8859_(?!15?\.)|koi8|kz|ptcp|tis|palmos)",
    r"encodings/(iso2022|euc|big5|gb|hz|shift|johab)",
)
_NUMPY_WITHOUT = _any(
    r".*/tests/|.*/conftest\.py|.*/lapack_lite\.|.*\.dist-info/(?!METADATA)",
    r"numpy/(f2py|distutils|_pyinstaller|doc|typing|testing/_private/extbuild)",
    r".*\.(pyi|pxd|h|a|c|ini)$",
)
_PAGE_WITHOUT = _any(
    r"\.\.|.*__pycache__/|.*/tests/|.*\.(so|pyd|dll|pyi|map|exe)$|.*\.dist-info/(?!METADATA)",
    r"panel/(dist|command|examples|node_modules|package-lock|tsconfig|auth)|panel/.*\.(ts|less|lock)$",
    r"panel/io/(fastapi|jupyter_\w*|ipywidget|django)",
    r"bokeh/(command|sampledata|sphinxext|application/handlers|server/(?!callbacks|__init__))",
    rf"bokeh/_sri/(?!{re.escape(importlib.metadata.version('bokeh'))}\.)",
    r"pyviz_comms/labextension/static|packaging/(licenses|pylock)|(tqdm|param|packaging)-.*METADATA",
)
_OURS_PAGE = _any(
    r"view/(?!editor\.js|bundle\.py|package\.json|.*__pycache__)|site/(__init__|page_app)\.",
    r"(session|program|training_options)\.|program_controls/|runners/(page|runner)\.",
)
_OURS_WITHOUT = _any(
    r".*__pycache__/|(__main__|node|terminal|rehearsal)\.|runners/(server|child|sandbox|cluster)\.",
    r"site/|view/",
)


def kernel_files(pyodide: Distribution) -> Iterator[tuple[str, bytes]]:
    """(path, contents) of everything the kernel's interpreter needs."""
    with zipfile.ZipFile(pyodide.core("python_stdlib.zip")) as stdlib:
        for name in stdlib.namelist():
            if not name.endswith("/") and not _STDLIB_WITHOUT.match(name):
                yield STDLIB + name, stdlib.read(name)
    for wheel in pyodide.wheels:
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                if not name.endswith("/") and not _NUMPY_WITHOUT.match(name):
                    yield SITE_PACKAGES + name, package.read(name)


def page_files() -> Iterator[tuple[str, bytes]]:
    """(path, contents) of Panel, Bokeh and what they import, from this Python environment."""
    for distribution in PAGE_DISTRIBUTIONS:
        for file in importlib.metadata.files(distribution) or ():
            name = file.as_posix()
            if not _PAGE_WITHOUT.match(name):
                yield SITE_PACKAGES + name, Path(str(file.locate())).read_bytes()


def our_files(kernel: bool) -> Iterator[tuple[str, bytes]]:
    """(path, contents) of the package `playground`: the kernel's part, or the part that only the page has."""
    for path in sorted(p for p in PACKAGE.rglob("*") if p.is_file()):
        name = path.relative_to(PACKAGE).as_posix()
        of_page = bool(_OURS_PAGE.match(name))
        if of_page is not kernel and (of_page or not _OURS_WITHOUT.match(name)):
            yield f"{SITE_PACKAGES}playground/{name}", path.read_bytes()


def write_tree(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
