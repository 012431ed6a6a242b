"""Put the components that need npm packages into one file each, with those: `python -m playground.view.bundle`.

Everything else in this package is JavaScript that browsers read as it is. The bundle is made at set-up time, because
a page must not ask any other host for anything.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playground.node import NoNode, node_command, npm_command

HERE = Path(__file__).parent
NAMES = ("editor", "files")  # editor.js and the editor_*.js that it imports become editor.bundle.js
BUNDLE = HERE / "editor.bundle.js"
PACKAGES = HERE / "package.json"
STAMP = "// made from "


class BundleError(RuntimeError):
    """The bundle could not be made. The message says what to try."""


def _sources(name: str) -> list[Path]:
    """The component, then what it imports."""
    return [HERE / f"{name}.js", *sorted(HERE.glob(f"{name}_*.js"))]


def _bundle(name: str) -> Path:
    return HERE / f"{name}.bundle.js"


def digest(name: str = "editor") -> str:
    """A fingerprint of everything the bundle is made from."""
    return hashlib.sha256(
        b"".join(file.read_bytes() for file in (*_sources(name), PACKAGES))
    ).hexdigest()[:16]


def is_current(name: str) -> bool:
    """Whether the bundle exists and was made from the sources as they are now."""
    if not _bundle(name).is_file():
        return False
    with _bundle(name).open(encoding="utf-8") as file:
        return file.readline().strip() == STAMP + digest(name)


def cache_folder() -> Path:
    """Where the npm packages are kept, one folder for each version of package.json."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = hashlib.sha256(PACKAGES.read_bytes()).hexdigest()[:16]
    return root / "layer-playground" / f"npm-{version}"


def _run(command: list[str], folder: Path, node: str) -> None:
    # npm starts node by name, so the folder of node must be on its PATH
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        raise BundleError(
            f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )


def make_bundles() -> None:
    """Install the pinned packages into the cache and write every bundle that is not current."""
    wanted = [name for name in NAMES if not is_current(name)]
    if not wanted:
        return
    folder, node = packages()
    esbuild = folder / "node_modules" / "esbuild" / "bin" / "esbuild"
    for name in wanted:
        entry, *parts = _sources(name)
        with tempfile.TemporaryDirectory(dir=folder) as work:  # it finds ../node_modules
            made = Path(work) / _bundle(name).name
            for file in (entry, *parts):
                shutil.copy(file, work)
            options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]
            options += ["--legal-comments=none", f"--banner:js={STAMP}{digest(name)}"]
            options += [f"--outfile={made}"]
            _run([*node, str(esbuild), str(Path(work) / entry.name), *options], folder, node[0])
            shutil.copy(made, _bundle(name))


def packages() -> tuple[Path, list[str]]:
    """The folder with `node_modules`, the pinned packages, which are installed there if they are not yet; and Node.

    BundleError: there is no Node, or npm could not install them."""
    try:
        node, npm = node_command(), npm_command()
    except NoNode as error:
        raise BundleError(str(error)) from None
    folder = cache_folder()
    if not (folder / "installed").is_file():
        _install(folder, npm, node[0])
    return folder, node


def _install(folder: Path, npm: list[str], node: str) -> None:
    """Put the pinned packages into `folder`, whole or not at all: several builds may do so at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        made = Path(work) / "made"
        made.mkdir()
        shutil.copy(PACKAGES, made / "package.json")
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        _run([*npm, "install", *flags], made, node)
        (made / "installed").touch()
        if not (folder / "installed").is_file():
            shutil.rmtree(folder, ignore_errors=True)  # what was cut short once
        with contextlib.suppress(OSError):  # another build was quicker
            made.rename(folder)


if __name__ == "__main__":
    try:
        make_bundles()
    except BundleError as error:
        sys.exit(str(error))
    for path in map(_bundle, NAMES):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
