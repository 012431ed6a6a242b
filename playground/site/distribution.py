"""Pyodide's files: fetched from the registries once, verified, cached.

The core (interpreter and standard library) is the npm package `pyodide`. It holds no package wheels, and NumPy
publishes none for WebAssembly; the wheel of open-webui on PyPI carries Pyodide's own, unchanged. Nobody is trusted
for that: the core must have the hashes below, and a wheel the hash that the core's lock file gives it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playground.node import npm_command

VERSION = "314.0.3"
CORE_SHA256 = {
    "pyodide.mjs": "5cfc46f5dcbaf2a16f26e2363f441873eb424762609cc03db00d6a2ace4d00e5",
    "pyodide.asm.mjs": "1a9775427ef6e8abaa7db88ece0515422d1886915ae5c9093776410c865dfd8d",
    "pyodide.asm.wasm": "e7f8fac36f8bf11085309cbc5c829b3ec3057c18bf1d73b05a6741612d63cdbf",
    "python_stdlib.zip": "444c770dfd75a32097fc0a7d5c1413fd3140601f49c3a1f2e9af0376fcd124b4",
}
LOCK = "pyodide-lock.json"
LOCK_SHA256 = "c963d22858f6bcb8f41586a2142f03905ab370c88ea22a86a2736e95fac2a8f3"  # npm's
PACKAGES = ("numpy",)
WHEEL_CARRIER = "open-webui==0.12.4"
CARRIED_IN = "open_webui/frontend/pyodide/"


class Untrusted(RuntimeError):
    """A file is not the one that Pyodide's authors published."""


@dataclass(frozen=True)
class Distribution:
    """A folder with the core files and the wheels of PACKAGES, all verified."""

    folder: Path
    wheels: tuple[Path, ...]

    def core(self, name: str) -> Path:
        """One of the core files."""
        return self.folder / name


def check_sha256(path: Path, expected: str) -> None:
    """Untrusted unless the file has this hash."""
    received = hashlib.sha256(path.read_bytes()).hexdigest()
    if received != expected:
        raise Untrusted(
            f"{path.name}: expected sha256 {expected}, received {received}; "
            f"try deleting {path.parent} and building again"
        )


def verified(folder: Path, lock_sha256: str | None = None) -> Distribution:
    """The distribution in `folder`, every file checked; FileNotFoundError when one is missing."""
    for name, sha256 in CORE_SHA256.items():
        check_sha256(folder / name, sha256)
    if lock_sha256:
        check_sha256(folder / LOCK, lock_sha256)
    locked = json.loads((folder / LOCK).read_text("utf-8"))["packages"]
    wheels = []
    for package in PACKAGES:
        wheels.append(folder / locked[package]["file_name"])
        check_sha256(wheels[-1], locked[package]["sha256"])
    return Distribution(folder, tuple(wheels))


def cache_folder() -> Path:
    """What a build keeps for the next one: `layer-playground` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "layer-playground"


def distribution(folder: Path | None = None) -> Distribution:
    """The verified files: those of `folder` (an unpacked official distribution), else the cache's."""
    if folder:
        return verified(folder)
    cached = cache_folder() / f"pyodide-{VERSION}"
    try:
        return verified(cached, LOCK_SHA256)
    except (FileNotFoundError, Untrusted):
        shutil.rmtree(cached, ignore_errors=True)
    cached.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cached.parent) as work:
        fetched = Path(work) / "files"
        fetched.mkdir()
        _fetch_core(Path(work), fetched)
        fetch_wheels(Path(work), fetched, fetched)
        verified(fetched, LOCK_SHA256)
        with contextlib.suppress(OSError):  # another build was quicker
            fetched.rename(cached)
    return verified(cached, LOCK_SHA256)


def _fetch_core(work: Path, into: Path) -> None:
    print(f"Fetching Pyodide {VERSION} from npm …", flush=True)
    subprocess.run(
        [*npm_command(), "pack", "--silent", f"pyodide@{VERSION}"],
        cwd=work,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with tarfile.open(work / f"pyodide-{VERSION}.tgz") as archive:
        for name in (*CORE_SHA256, LOCK):
            found = archive.extractfile(f"package/{name}")
            assert found is not None, name
            (into / name).write_bytes(found.read())


def fetch_wheels(work: Path, core: Path, into: Path, packages: Iterable[str] = PACKAGES) -> None:
    """Put Pyodide's wheels of `packages` into a folder. `core` has the lock file; the 106 MB go through `work`."""
    print(f"Fetching {', '.join(packages)} for Pyodide from PyPI (106 MB, once) …", flush=True)
    select = ["--no-deps", "--python-version", "312", "--only-binary=:all:"]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", *select, "-d", work, WHEEL_CARRIER],
        check=True,
    )
    locked = json.loads((core / LOCK).read_text("utf-8"))["packages"]
    with zipfile.ZipFile(next(work.glob("open_webui-*.whl"))) as carrier:
        for package in packages:
            name = locked[package]["file_name"]
            (into / name).write_bytes(carrier.read(CARRIED_IN + name))
            check_sha256(into / name, locked[package]["sha256"])
