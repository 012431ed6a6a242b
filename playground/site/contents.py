"""Which Python files the site holds, and where each comes from.

Two trees, each from the root of the interpreter's file system: the kernel's (the standard library, NumPy and what runs
a learner's program) and the page's (Panel, Bokeh and the views). What is left out was found by listing `sys.modules`
after the lessons had run and the page had been used; of the standard library, whatever a learner may import stays.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from playground.downloads import data_source
from playground.lesson import lesson_folders
from playground.site import absent
from playground.site.distribution import Distribution

STDLIB = "lib/python3.14/"
SITE_PACKAGES = STDLIB + "site-packages/"
PACKAGE = Path(__file__).resolve().parents[1]
EDITOR = "view/editor.bundle.js"  # Python gets its name only; the document puts the script there

# What Panel's page needs of the Python environment; all pure Python, or with a Python fall-back.
PAGE_DISTRIBUTIONS = ("panel", "bokeh", "param", "pyviz_comms", "packaging")


def _any(*patterns: str) -> re.Pattern[str]:
    """Matches a path that one of the patterns matches from its start."""
    return re.compile("|".join(patterns))


# Parts of the standard library that cannot work in a worker, or serve those who develop Python itself.
_STDLIB_WITHOUT = _any(
    r"(multiprocessing|xmlrpc|wsgiref|idlelib|ensurepip|turtledemo|lib2to3|tkinter|curses|dbm)/",
    r"(sqlite3|test|xml/dom|xml/sax|ctypes/macholib|concurrent/interpreters)/",
    r"_pyrepl/(?!(__init__|pager|types|trace)\.)|(asyncio|json|sysconfig|concurrent)/(__main__|tool)\.",
    r"(pdb|bdb|doctest|pickletools|_pyio|_pydatetime|turtle|venv|nturl2path)\.py",
    r"(mailbox|imaplib|smtplib|poplib|ftplib|socketserver|netrc|getpass|pty|tty|wave)\.py",
    r"(modulefinder|compileall|py_compile|pyclbr|tabnanny|symtable|zipapp|plistlib|rlcompleter)\.py",
    r"http/(server|cookiejar|cookies)\.|logging/(handlers|config)\.|urllib/robotparser\.",
    r"asyncio/(proactor_events|windows_\w+|tools)\.|concurrent/futures/(process|interpreter)\.",
    r"ctypes/(wintypes|_aix)\.|email/(_header_value_parser|headerregistry|contentmanager|mime/)",
    r"encodings/(mac_|cp(?!1252|437)|iso8859_(?!15?\.)|koi8|kz|ptcp|tis|palmos|mbcs|oem|hp_)",
    r"encodings/(iso2022|euc|big5|gb|hz|shift|johab)|pyodide/(console|_nodesock_transport)\.",
)
_NUMPY_WITHOUT = _any(
    r".*/tests/|.*/conftest\.py|.*/lapack_lite\.|.*\.dist-info/(?!METADATA)",
    r"numpy/(f2py|distutils|_pyinstaller|doc|typing|_configtool)",
    r"numpy/(random/_examples|ma/testutils|testing/print_coercion_tables)",
    r".*\.(pyi|pxd|h|a|c|ini|pc|md|rst|txt|typed)$|.*/LICENSE$",
)
_PAGE_WITHOUT = _any(
    r"\.\.|.*__pycache__/|.*/tests/|.*\.(so|pyd|dll|pyi|map|exe|c|md|yaml|typed|orig|1|sh)$",
    r".*\.dist-info/(?!METADATA)|(?!panel|bokeh).*\.dist-info/|.*/(LICENSE(\.txt)?|__main__\.py)$",
    r"panel/(dist|command|examples|node_modules|package-lock|tsconfig|eslint|auth)|panel/.*\.(ts|less|lock)$",
    r"panel/io/(fastapi|jupyter_\w*|ipywidget|django|server|handlers|convert|admin|compile|application)",
    r"panel/(io/(reload|rest|liveness|threads)|compiler)",
    rf"({'|'.join(absent.MODULES).replace('.', '/')})(/|\.py)",
    r"panel/template/\w+/(?!.*\.py$)|param/(ipython|mypy_plugin)\.",
    r"bokeh/(command|sampledata|sphinxext|client|application/handlers|server/(?!callbacks|__init__))",
    r"bokeh/(util/(tornado|hex|info|package)|models/util/structure|io/webdriver|driving|ext)\b",
    rf"bokeh/_sri/(?!{re.escape(importlib.metadata.version('bokeh'))}\.)",
    r"pyviz_comms/labextension/(?!package.json$)|packaging/(?!(__init__|version|_structures)\.)",
)
_OURS_PAGE = _any(
    r"view/(?!editor\.js|(editor|files)_\w+\.js|(files|page|connection|class_link|embed|stalled|teachers)\.js)"
    r"(?!bundle\.py|package\.json|reference\.|glossary|first_training|help\.html|styles/\w+\.css)",
    r"site/(__init__|absent|lesson_data|page_app|patches|prepared)\.",
    r"(session|program|own_files|hand_in|training_options)\.|(program_controls|downloads)/|runners/(page|runner)\.",
)
_OURS_WITHOUT = _any(
    r"(__main__|node|terminal|rehearsal|hand_in|grading|engine/arguments)\.|py\.typed|runners/(server|sandbox|cluster|processes)[./]",
    r"runners/(handshake|fork_server|child|places|settings)\.|serving/|site/|view/",
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
        if path.parent.name == "__pycache__":  # of the Python that builds
            continue
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("lessons/"):
            continue
        of_page = bool(_OURS_PAGE.match(name))
        if of_page is not kernel and (of_page or not _OURS_WITHOUT.match(name)):
            content = path.name.encode() if name == EDITOR else path.read_bytes()
            yield f"{SITE_PACKAGES}playground/{name}", content
    if kernel:
        yield from lesson_files()
    else:  # modules go without their source, and a downloaded program needs that of its data
        name = data_source.SHIPPED.relative_to(PACKAGE).as_posix()
        yield f"{SITE_PACKAGES}playground/{name}", data_source.source().encode()


def lesson_files() -> Iterator[tuple[str, bytes]]:
    """(path, contents) of the lessons that are used here, where the page looks for ours."""
    for folder in lesson_folders():
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder)
            if "__pycache__" not in name.parts and path.suffix in (".md", ".py"):
                yield f"{SITE_PACKAGES}playground/lessons/{name.as_posix()}", path.read_bytes()


def write_tree(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
