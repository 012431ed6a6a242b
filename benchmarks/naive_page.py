"""The same app as `panel convert --to pyodide-worker` makes it: the peer of the static build in `benchmarks.visits`.

It is Panel's own converter, its page and its worker, with this project's session and views. What differs, because no
other host may be asked here: the CDNs' files come from a local folder; wheels are named one by one to Pyodide's loader
instead of found by micropip, which saves it the asking; Pyodide is an ES module. As in Panel's own wheels for Pyodide,
Panel and Bokeh leave their JavaScript out. The converter has no place for programs but the page's own interpreter,
so a program runs there, and what it says is seen when it has ended.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from playground.site import distribution
from playground.site.bokeh_script import BOKEH_FOLDER, BOKEH_SCRIPTS, PANEL_SCRIPT
from playground.site.build import PANEL_FILES
from playground.view.bundle import make_bundles

CARRIED = ("numpy", "pandas", "pillow", "contourpy", "micropip", "python-dateutil", "six", "pytz")
PURE = (
    *(
        "panel",
        "bokeh",
        "param",
        "pyviz_comms",
        "panel-material-ui",
        "Jinja2",
        "MarkupSafe",
        "PyYAML",
        "Markdown",
    ),
    *(
        "markdown-it-py",
        "mdurl",
        "mdit-py-plugins",
        "linkify-it-py",
        "packaging",
        "tqdm",
    ),
    *(
        "typing_extensions",
        "narwhals",
        "requests",
        "urllib3",
        "certifi",
        "idna",
        "charset-normalizer",
        "xyzservices",
    ),
)  # what Panel and Bokeh ask for, and what that asks for
ROOT = Path(__file__).parents[1]
APP = """
import asyncio
from playground import events as ev
from playground.execute import execute
from playground.lesson import load_lessons
from playground.session import Session
from playground.view.page import make_page


class HereRun:
    def __init__(self, run):
        self.run, self.said = run, []

    def send(self, command):
        if isinstance(command, list):
            self.said += command

    def receive(self, seconds):
        return None

    async def events(self):
        yield [ev.Loading("the program")]
        await asyncio.sleep(0.01)
        execute(self.run, self)
        yield self.said


class HereRunner:
    place = "in this page"
    about = ""

    def start(self, run):
        return HereRun(run)

    async def close(self):
        pass


make_page(Session(HereRunner(), load_lessons())).servable()
"""
_CONVERT = """
import sys
from pathlib import Path
from panel.io.convert import script_to_html
html, worker = script_to_html(sys.argv[1], requirements=[], runtime="pyodide-worker", compiled=False)
Path(sys.argv[2], "index.html").write_text(html, "utf-8")
Path(sys.argv[2], "app.js").write_text(worker, "utf-8")
"""
_INSTALL = re.compile(
    r'await self\.pyodide\.loadPackage\("micropip"\);|await self\.pyodide\.runPythonAsync\(`\s*import micropip.*?`\);',
    re.DOTALL,
)


def _wheel(folder: Path, name: str, version: str, files: dict[str, Path]) -> None:
    """Installed files as a wheel again; what is compiled for this machine stays at home."""
    home = re.compile(
        r"\.\.|.*__pycache__/|.*\.(so|pyd|map)$|panel/(dist|node_modules|tests)/|bokeh/server/static/|.*\.dist-info/RECORD"
    )
    info = f"{name}-{version}.dist-info"
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        kept = {at: file for at, file in files.items() if not home.match(at) and file.is_file()}
        for at, file in kept.items():
            wheel.write(file, at)
        info = next((at.partition("/")[0] for at in kept if ".dist-info/" in at), info)
        if f"{info}/METADATA" not in kept:
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            )
        if f"{info}/WHEEL" not in kept:
            wheel.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
        wheel.writestr(f"{info}/RECORD", "")


def _wheels(folder: Path) -> None:
    folder.mkdir()
    with tempfile.TemporaryDirectory() as work:
        distribution.fetch_wheels(Path(work), distribution.distribution().folder, folder, CARRIED)
    for name in PURE:
        files = importlib.metadata.files(name) or ()
        version = importlib.metadata.version(name)
        _wheel(folder, name, version, {file.as_posix(): Path(str(file.locate())) for file in files})
    ours = {
        path.relative_to(ROOT).as_posix(): path
        for path in (ROOT / "playground").rglob("*")
        if path.is_file()
    }
    _wheel(folder, "playground", "0.1.0", ours)


def _write(folder: Path) -> None:

    _wheels(folder / "wheels")
    core = folder / "pyodide"
    core.mkdir()
    for name in (*distribution.CORE_SHA256, distribution.LOCK):
        shutil.copyfile(distribution.distribution().core(name), core / name)
    shipped = folder / "pn" / importlib.metadata.version("panel") / "dist"
    sources = [
        (PANEL_SCRIPT.parent, (PANEL_SCRIPT.name, *PANEL_FILES, "bundled/reactiveesm")),
        (BOKEH_FOLDER, (*BOKEH_SCRIPTS, "bokeh-gl.min.js")),
    ]
    for source, names in sources:
        for name in names:
            (shipped / name).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (source / name).is_dir() else shutil.copyfile
            copy(source / name, shipped / name)
    script = folder / "app.py"
    script.write_text(APP)
    environment = {**os.environ, "PANEL_CDN_ROOT": "./pn/", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", _CONVERT, script, folder], check=True, env=environment)
    _make_local(folder)


def _make_local(folder: Path) -> None:
    """The page and its worker ask for local files where they asked CDNs."""
    version = importlib.metadata.version("panel")
    wheels = sorted(f"./wheels/{path.name}" for path in (folder / "wheels").iterdir())
    urls = f"{wheels!r}.map(url => new URL(url, self.location).href)"
    load = f"await self.pyodide.loadPackage({urls}, {{checkIntegrity: false}});"
    worker = (folder / "app.js").read_text("utf-8")
    worker = re.sub(
        r'importScripts\("[^"]*"\);', 'import { loadPyodide } from "./pyodide/pyodide.mjs";', worker
    )
    worker = re.sub(
        r"loadPyodide\(\)",
        'loadPyodide({env: {HOME: "/home/pyodide", PANEL_CDN_ROOT: "./pn/"}})',
        worker,
    )
    parts = iter(("", load))
    worker, count = _INSTALL.subn(lambda _: next(parts), worker)
    assert count == 2, "Panel's worker has another form; look at its template pyodide_worker.js"
    (folder / "app.js").write_text(worker, "utf-8")
    html = (folder / "index.html").read_text("utf-8")
    html = html.replace('new Worker("./app.js")', 'new Worker("./app.js", {type: "module"})')
    html = re.sub(
        r"https://cdn\.bokeh\.org/bokeh/release/([\w-]+?)-[\d.]+(\.min\.js)",
        rf"./pn/{version}/dist/\1\2",
        html,
    )
    html = re.sub(r"https://cdn\.holoviz\.org/panel/[^/]+/", f"./pn/{version}/", html)
    (folder / "index.html").write_text(html, "utf-8")


def naive_page() -> Path:
    """The folder with the page, made when it is not there or this project has changed since."""
    make_bundles()
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted((ROOT / "playground").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    made = distribution.cache_folder() / f"naive-{digest.hexdigest()[:16]}"
    if not made.is_dir():
        for old in distribution.cache_folder().glob("naive-*"):
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(dir=distribution.cache_folder()) as work:
            _write(Path(work))
            shutil.copytree(work, made)
    return made


if __name__ == "__main__":
    print(naive_page())
