"""Python may lie where only its owner can enter: in root's home, say. Programs that have a user of their own cannot
read it then, and a server whose tier is Landlock alone refuses them, rightly. So that the tier is tested there,
too, its fork server sees the same files below folders that everybody may enter, in a mount namespace of its own.

Whatever is imported here is imported in the fork server, before it goes behind its walls: nothing but what it has.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playground.runners.sandbox import linux

ROOT = Path(__file__).parents[2]
FIRST = "from tests.faults import reachable; reachable.enter(); "  # what the fork server does


def closed() -> list[Path]:
    """Folders on the way to Python, its packages and this one that others may not enter, outermost first."""
    wanted = {Path(os.path.realpath(path)) for path in (sys.base_prefix, sys.prefix, ROOT)}
    above = {folder for path in wanted for folder in (path, *path.parents)}
    return sorted((f for f in above if not f.stat().st_mode & 0o001), key=lambda f: len(f.parts))


def enter() -> None:
    """See the folders that are closed as open ones, with the same folders in them."""
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)
    for folder in closed():
        inside = {each.name: os.open(each, os.O_PATH) for each in folder.iterdir() if each.is_dir()}
        linux.mount("none", str(folder), "tmpfs", 0, "mode=755")
        for name, opened in inside.items():
            (folder / name).mkdir()
            linux.bind(opened, str(folder / name))
            os.close(opened)
