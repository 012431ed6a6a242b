"""The folder tree that programs see in a mount namespace: Python, NumPy and this package, to be read, and nothing else.

The whole fork server lives in it, so what works while it warms up works for every child. There is no `/home`, no
`/etc` but for the few files below, no `/proc`, no `/sys`, no network device.
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from pathlib import Path

from playground.runners.sandbox import linux

PACKAGES = ("numpy", "numpy.libs", "h5py", "h5py.libs")  # that programs may import
SYSTEM = ("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo")
FILES = ("/etc/localtime", "/etc/ld.so.cache")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
WRITTEN = {"/etc/hostname": "playground\n"}
_SCAFFOLD = "/tmp"  # of the host; in the new namespace it is covered, and never seen again
_PACKAGE = Path(__file__).resolve().parents[2]


def readable() -> list[str]:
    """Folders and files of the host that a program may read, whatever tier it is in."""
    import numpy

    site = Path(numpy.__file__).parents[1]
    found = [*SYSTEM, str(_PACKAGE), *(str(site / name) for name in PACKAGES)]
    if sys.base_prefix != "/usr":
        found.append(os.path.realpath(os.path.join(sys.base_prefix, "lib")))
    found += [os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")]
    return [path for path in dict.fromkeys([*found, *FILES]) if os.path.exists(path)]


def program_folder_name(paths: list[str]) -> str:
    """Where a program's own folder is, in a tree that shows `paths`: a name that hides none of them."""
    name = "/program"
    while any(path == name or path.startswith(f"{name}/") for path in paths):
        name += "_"
    return name


def enter(paths: list[str], folder: str) -> None:
    """Make the tree of `paths`, and of an empty `folder`, and leave the host's for it.

    The caller has a mount namespace of its own and the right to mount in it.
    """
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)
    shown = [path for path in (*paths, *DEVICES) if os.path.exists(path)]
    opened = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in shown}
    linux.mount("none", _SCAFFOLD, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=1m")
    for path in sorted(shown, key=lambda path: path.count("/")):
        _show(path, opened[path])
    for descriptor in opened.values():
        os.close(descriptor)
    for path, text in WRITTEN.items():
        place = Path(_SCAFFOLD + path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    os.mkdir(_SCAFFOLD + folder, 0o755)
    with contextlib.suppress(FileExistsError):
        os.symlink(f"{folder}/tmp", f"{_SCAFFOLD}/tmp")
    linux.become_root_folder(_SCAFFOLD)
    linux.make_read_only("/", devices=True)


def _show(path: str, opened: int) -> None:
    """Mount what is open as `opened` at `path` of the new tree, unless a folder above shows it already."""
    place = _SCAFFOLD + path
    if os.path.lexists(place):
        return
    os.makedirs(os.path.dirname(place), 0o755, exist_ok=True)
    if os.path.islink(path) and not path.startswith("/etc/"):
        os.symlink(os.readlink(path), place)
        return
    if os.path.isdir(f"/proc/self/fd/{opened}"):
        os.mkdir(place, 0o755)
    else:
        open(place, "x").close()
    linux.bind(opened, place)
    if path not in DEVICES:
        linux.make_read_only(place)
