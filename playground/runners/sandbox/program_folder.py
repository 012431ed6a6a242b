"""A program's own folder: empty when it begins, writable, limited, and gone when the program is."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from playground.runners.sandbox import linux
from playground.runners.sandbox.limits import Limits

PREFIX = "playground-program-"


def mount_empty(folder: str, limits: Limits, user: int, group: int) -> None:
    """In memory, at `folder` of this mount namespace: it ends with the last process that sees it."""
    options = f"mode=700,size={limits.file_bytes},nr_inodes={limits.files},uid={user},gid={group}"
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("none", folder, "tmpfs", flags, options)


def make_empty() -> str:
    """On the disk, where there is no mount namespace. `remove` must be called."""
    return tempfile.mkdtemp(prefix=PREFIX)


def remove(folder: str) -> None:
    """Whatever a program did to the rights of its files."""

    def allow(function: object, path: str, error: object) -> None:
        with contextlib.suppress(OSError):
            os.chmod(os.path.dirname(path), 0o700)
            os.chmod(path, 0o700)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                os.unlink(path)

    shutil.rmtree(folder, onerror=allow)
    shutil.rmtree(folder, ignore_errors=True)


def is_too_large(folder: str, limits: Limits) -> bool:
    """Whether there is more in a folder on the disk than a program may have. Looks at no more than that."""
    files = used = 0
    waiting = [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                files += 1
                with contextlib.suppress(OSError):
                    used += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                if files > limits.files or used > limits.file_bytes:
                    return True
    return False


def settle_in(folder: str) -> None:
    """Make `folder` the home of this process: its working folder, its temporary files, its only environment."""
    files, temporary = Path(folder) / "files", Path(folder) / "tmp"
    for made in (files, temporary):
        made.mkdir(mode=0o700, exist_ok=True)
    os.chdir(files)
    os.environ.clear()
    os.environ.update(HOME=str(files), TMPDIR=str(temporary))
    tempfile.tempdir = None  # to be looked up again
