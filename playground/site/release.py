"""What a release consists of: `python -m playground.site.release --out dist`, which `make release` calls.

`site.zip` is the static build, for `layer-playground course` or to be unpacked on a web space; the wheel is what pip
installs. Both are the same bytes for the same commit: entries are sorted, without dates, users or umasks.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATE = (1980, 1, 1, 0, 0, 0)  # the first one that a zip can have
MODE = 0o100644 << 16


def write_zip(target: Path, files: Iterable[tuple[str, bytes]], method: int) -> None:
    """Write (path, contents) as a zip that depends on nothing else."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as made:
        for name, content in sorted(files):
            entry = zipfile.ZipInfo(name, DATE)
            entry.external_attr, entry.compress_type, entry.create_system = MODE, method, 3
            made.writestr(entry, content, method, 9)


def zip_site(site: Path, target: Path) -> Path:
    """`site`, a folder that `build` wrote, as a zip. Its large files are packed already, so nothing is packed again.

    FileNotFoundError: there is no site.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site} holds no site; try `make site`")
    found = (path for path in site.rglob("*") if path.is_file())
    files = ((path.relative_to(site).as_posix(), path.read_bytes()) for path in found)
    write_zip(target, files, zipfile.ZIP_STORED)
    return target


def write_wheel(source: Path, out: Path) -> Path:
    """Build the wheel of the repository `source` into `out`; RuntimeError with what pip said when it cannot be."""
    with tempfile.TemporaryDirectory() as work:
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            work,
        ]
        done = subprocess.run(
            [*command, "--disable-pip-version-check", str(source)], capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])
        [built] = Path(work).glob("*.whl")
        with zipfile.ZipFile(built) as wheel:
            files = [(name, wheel.read(name)) for name in wheel.namelist()]
        write_zip(out / built.name, files, zipfile.ZIP_DEFLATED)
        return out / built.name


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m playground.site.release")
    options.add_argument("--site", type=Path, default=Path("site"), help="the static build")
    options.add_argument("--out", type=Path, default=Path("dist"), help="the folder")
    arguments = options.parse_args()
    for path in (
        zip_site(arguments.site, arguments.out / "site.zip"),
        write_wheel(ROOT, arguments.out),
    ):
        content = path.read_bytes()
        print(f"{path}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
