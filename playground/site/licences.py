"""The licences of everything that the site ships, from the very packages it was made of."""

from __future__ import annotations

import html
import importlib.metadata
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from playground.datasets import measured_values
from playground.site.contents import PAGE_DISTRIBUTIONS
from playground.site.distribution import VERSION, Distribution

_LICENCE = re.compile(r"(.*/)?(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_NOT_SHIPPED = ("esbuild", "@esbuild/")  # makes the bundle, is not in it
# Pyodide's npm package holds no licence texts. The Mozilla licence asks for its name and where the source is; the text
# of Python's is in typing_extensions, which is a part of Python.
_PYODIDE = f"""Pyodide {VERSION}: Mozilla Public License 2.0, https://www.mozilla.org/MPL/2.0/
The source is https://github.com/pyodide/pyodide/tree/{VERSION}
What is changed: pyodide.asm.wasm has no tables of East Asian encodings and exports only what the site uses
(playground/site/interpreter.py); pyodide.asm.js has no names of what is not exported (playground/site/glue.py).
It contains Emscripten's runtime: MIT, https://github.com/emscripten-core/emscripten/blob/main/LICENSE
and CPython 3.14: the PSF licence, in typing_extensions.txt and at https://docs.python.org/3.14/license.html
"""
_INDEX = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Licences · Layer Playground</title>
<h1>Licences of what this site contains</h1>
<ul>
{items}
</ul>
</html>
"""


def _of_python(name: str) -> Iterator[str]:
    for file in importlib.metadata.files(name) or ():
        if ".dist-info/" in file.as_posix() and _LICENCE.match(file.as_posix()):
            yield Path(str(file.locate())).read_text("utf-8", "replace")


def _of_wheel(wheel: Path) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as package:
        for name in sorted(package.namelist()):
            if ".dist-info/" in name and _LICENCE.match(name):
                yield f"{name.partition('licenses/')[2]}\n\n{package.read(name).decode()}"


def _of_npm(modules: Path) -> Iterator[tuple[str, str]]:
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(manifest.read_text("utf-8"))
        if not package["name"].startswith(_NOT_SHIPPED):
            texts = [
                p.read_text("utf-8") for p in manifest.parent.iterdir() if _LICENCE.match(p.name)
            ]
            head = f"{package['name']} {package['version']}: {package.get('license')}"
            yield package["name"], "\n\n".join([head, *texts])


def licences(pyodide: Distribution, npm_modules: Path) -> dict[str, str]:
    """File name → text, one file for each package; LookupError when a package brings none."""
    found = {"pyodide.txt": _PYODIDE}
    for name, text in measured_values.LICENCES.items():
        found[f"{name}.txt"] = f"{name}: data sets\n\n{text}"
    for name in (*PAGE_DISTRIBUTIONS, "typing_extensions"):
        head = f"{name} {importlib.metadata.version(name)}"
        texts = list(_of_python(name))
        if not texts:
            raise LookupError(f"{name} brings no licence text; expected one in its metadata")
        found[f"{name}.txt"] = "\n\n".join([head, *texts])
    for wheel in pyodide.wheels:
        found[f"{wheel.name.split('-')[0]}.txt"] = "\n\n".join([wheel.name, *_of_wheel(wheel)])
    for name, text in _of_npm(npm_modules):
        found[f"npm-{name.removeprefix('@').replace('/', '-')}.txt"] = text
    return found


def write_licences(folder: Path, pyodide: Distribution, npm_modules: Path) -> None:
    """One text file for each package, into `folder`, and an index.html with all of them."""
    folder.mkdir(parents=True)
    texts = licences(pyodide, npm_modules)
    for name, text in texts.items():
        (folder / name).write_text(text.rstrip() + "\n", "utf-8")
    items = "\n".join(
        f'<li><a href="./{name}">{html.escape(text.partition(chr(10))[0])}</a>'
        for name, text in sorted(texts.items())
    )
    (folder / "index.html").write_text(_INDEX.format(items=items), "utf-8")
