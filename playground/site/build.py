"""`python -m playground build`: the whole page as a folder of files.

    index.html                     the page; everything else is found relative to it
    service_worker.js              keeps this version in the browser, whole
    licences/                      of everything in here that others wrote
    pn/<version>/dist/             Panel's styles and icons
    pyodide-<version>/             the Python interpreter
    app-<hash of its contents>/    our workers; kernel.pack and page.pack, what the two interpreters import; page.json,
                                   the editor and what it says about names, and Bokeh's and Panel's JavaScript, what
                                   is drawn while they are loading;
                                   kernel.image and page.image, the memory of the two when they have started, with
                                   sides.pack, NumPy's own WebAssembly; arithmetic.wasm, our own

Files ending in .gz are compressed copies, for hosts that hand them out instead and for our own scripts. Packs, images
and the interpreter's WebAssembly are packed with Zstandard, which zstddec.js unpacks.
A page that is older than the site finds no app folder, rather than half of another version.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import panel

from playground.lesson import load_lessons
from playground.site import (
    archive,
    arithmetic,
    bokeh_script,
    contents,
    distribution,
    glue,
    interpreter,
    offline,
    prepared,
)
from playground.site.bytecode import compiled_tree, move_unless_there, run_in_pyodide
from playground.site.first_check import first_check
from playground.site.lean_core import LOADER, write_lean_core
from playground.site.licences import write_licences
from playground.site.packing import packed, unpacked_size
from playground.site.snapshot import take_snapshot
from playground.site.static_files import ABOVE, STATIC
from playground.site.table import print_table
from playground.view.bundle import BUNDLE, make_bundles
from playground.view.bundle import cache_folder as npm_folder
from playground.view.bundle import packages as npm_packages
from playground.view.markdown import rendered_texts
from playground.view.reference import FILE as REFERENCE
from playground.view.reference import make_reference

_PRERENDER = Path(__file__).with_name("prerender.py")
OUR_SCRIPTS = (
    "start.js",
    "about.js",
    "newer.js",
    "arithmetic.js",
    "page_worker.js",
    "kernel_worker.js",
    "downloads.js",
    "kernel.js",
    "line.js",
    "python.js",
    "unpacking.js",
    "unpacking_worker.js",
    "snapshot.js",
)
# Named .js: some hosts call .mjs something that browsers do not accept as a module.
SHIPPED_CORE = {LOADER: "pyodide.js", glue.NAME: "pyodide.asm.js"}
WASM = f"{interpreter.NAME}.zst"
DECODER = "node_modules/zstddec/dist/zstddec.mjs"
PANEL_FILES = (
    "css",
    "bundled/theme",
    "images/favicon.ico",
    "images/apple-touch-icon.png",
)


def build(
    out: Path, pyodide: Path | None = None, afresh: bool = False, snapshots: bool = True
) -> None:
    """Write the site to `out`; an older site there is replaced, all at once.

    `pyodide`: an unpacked official distribution of Pyodide, to use instead of the registries. `afresh`: use nothing
    that an earlier build compiled. `snapshots`: with pictures of Python's memory.

    FileExistsError when `out` holds something that is not a site.
    """
    if out.exists() and any(out.iterdir()) and not (out / "index.html").is_file():
        raise FileExistsError(f"{out} is not empty and holds no site; try another folder")
    make_bundles()
    npm_packages()  # an installed playground has its bundles, and not what else comes from there
    make_reference()
    source = distribution.distribution(pyodide)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{out.name}.new-", dir=out.parent) as work:
        new = Path(work) / "site"
        _write_site(new, source, afresh, snapshots)
        replace(out, new)
    print_table(out)


def _write_site(
    new: Path, source: distribution.Distribution, afresh: bool, snapshots: bool
) -> None:
    core = new / f"pyodide-{distribution.VERSION}"
    core.mkdir(parents=True)
    panel_files = new / "pn" / version("panel") / "dist"
    _copy(Path(panel.__file__).parent / "dist", PANEL_FILES, panel_files)
    kept = distribution.cache_folder() / "compiled"
    with tempfile.TemporaryDirectory() as nothing, tempfile.TemporaryDirectory() as lean:
        write_lean_core(source, Path(lean))
        for name, shipped in SHIPPED_CORE.items():
            shutil.copyfile(Path(lean, name), core / shipped)
        (core / WASM).write_bytes(packed(Path(lean, interpreter.NAME).read_bytes()))
        made = _python_files(
            source, Path(nothing) if afresh else kept, Path(lean) if snapshots else None
        )
        app = _write_app(new, *made, core)
    urls = [f"./{path.relative_to(new).as_posix()}" for path in (app, app / bokeh_script.NAME)]
    (new / "index.html").write_text(_html(urls), "utf-8")
    write_licences(new / "licences", source, npm_folder() / "node_modules")
    offline.compress(new)
    offline.write_service_worker(new)


def replace(out: Path, new: Path) -> None:
    """Put the folder `new` where `out` is; of several builds that do so at once, one wins."""
    while True:
        with tempfile.TemporaryDirectory(prefix=f"{out.name}.old-", dir=out.parent) as old:
            try:
                if out.exists():
                    out.rename(Path(old) / "site")
                return move_unless_there(new, out)
            except OSError:
                if not new.is_dir():
                    raise
                continue  # another build moved the old one away, or put its own there


def _copy(source: Path, names: Iterable[str], target: Path) -> None:
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        else:
            shutil.copyfile(source / name, target / name)


def _python_files(
    source: distribution.Distribution, kept: Path, core: Path | None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The archives and pictures, and the page that they make; what the manifest says of the pictures, {} when
    there are none.

    What is not ours hardly ever changes, so it is compiled apart and kept, in the folder `kept`. Pictures are taken
    with the interpreter in the folder `core`, or not at all.
    """
    trees = {
        "kernel": contents.kernel_files(source),
        "page": contents.page_files(),
        "our-kernel": contents.our_files(kernel=True),
        "our-page": [*contents.our_files(kernel=False), _prepared()],
    }
    with ThreadPoolExecutor(2) as pool:
        folders = dict(
            zip(trees, pool.map(lambda n: compiled_tree(source, kept, n, trees[n]), trees))
        )
        both = [[folders[name], folders[f"our-{name}"]] for name in ("kernel", "page")]
        taken = pool.submit(take_snapshot, core, *both) if core else None
        packs = {
            f"{name}.pack": archive.pack([folders[name], folders[f"our-{name}"]])
            for name in ("kernel", "page")
        }
        snapshot = taken.result() if taken else None
    if snapshot:
        return packs | snapshot.files | {"page.json": snapshot.page.encode()}, snapshot.pictures
    code = f"await prerender({[f'/{at}' for at in range(len(folders))]})"
    page = run_in_pyodide(source, _PRERENDER, code, list(folders.values()))
    return packs | {"page.json": page.encode()}, {}


def _prepared() -> tuple[str, bytes]:
    """(path, contents) of what the page knows from the start."""
    lessons = load_lessons()
    html = {source: text for lesson in lessons for source, text in rendered_texts(lesson).items()}
    text = prepared.Prepared(first_check(lessons[0]), html).to_json()
    return f"{contents.SITE_PACKAGES}playground/site/{prepared.NAME}", text.encode()


def _write_app(site: Path, made: dict[str, bytes], pictures: dict[str, Any], core: Path) -> Path:
    files = {name: (STATIC / name).read_bytes() for name in OUR_SCRIPTS} | made
    files[bokeh_script.NAME] = bokeh_script.lean_script(made["page.json"].decode()).encode()
    files |= {file.name: file.read_bytes() for file in (BUNDLE, REFERENCE)}
    files[arithmetic.NAME] = arithmetic.compiled_arithmetic()
    files["zstddec.js"] = (npm_folder() / DECODER).read_bytes()
    fetched = {name: content for name, content in made.items() if name != "page.json"}
    fetched[WASM] = (core / WASM).read_bytes()
    manifest = {
        "core": f"../{core.name}/",
        "sizes": {name: len(content) for name, content in fetched.items()},
        "unpacked": {name: unpacked_size(content) for name, content in fetched.items()},
        "pictures": pictures or None,
    }
    files["manifest.js"] = f"export const manifest = {json.dumps(manifest)};\n".encode()
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    folder = site / f"app-{digest.hexdigest()[:12]}"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _html(urls: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "playground.site.document", *urls],
        env={**os.environ, "PANEL_CDN_ROOT": "./pn/", "PYTHONPATH": str(ABOVE)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(f"the page could not be written:\n{done.stderr[-4000:]}")
    return done.stdout
