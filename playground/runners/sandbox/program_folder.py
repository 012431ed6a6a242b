"""A program's own folder: empty when it begins, writable, limited, and gone when the program is."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from playground.runners.sandbox import linux
from playground.runners.sandbox.limits import Limits

PREFIX = "playground-program-"
OF_A_SERVER = "playground-programs-"


def mount_empty(folder: str, limits: Limits, user: int, group: int) -> None:
    """In memory, at `folder` of this mount namespace: it ends with the last process that sees it."""
    options = f"mode=700,size={limits.file_bytes},nr_inodes={limits.files},uid={user},gid={group}"
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("none", folder, "tmpfs", flags, options)


def make_empty(inside: str | None = None) -> str:
    """On the disk, where there is no mount namespace. `remove` must be called."""
    return tempfile.mkdtemp(prefix=PREFIX, dir=inside)


class Shelf:
    """The folder in which those of one server's programs stand, where there is no mount namespace.

    It is locked as long as the server lives, so that another one can tell what a server left that was killed, and
    clear it away."""

    def __init__(self) -> None:
        import fcntl

        self.path = tempfile.mkdtemp(prefix=OF_A_SERVER)
        os.chmod(self.path, 0o711)  # a program that has a user of its own finds its folder by name
        self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        _clear_abandoned(Path(self.path).parent)

    def remove(self) -> None:
        """With all that is in it. The programs have ended."""
        remove(self.path)
        os.close(self._lock)


def _clear_abandoned(folder: Path) -> None:
    """Remove what servers of this user left in `folder` that are no more."""
    import fcntl

    for path in folder.glob(f"{OF_A_SERVER}*"):
        with contextlib.suppress(OSError):
            opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if os.fstat(opened).st_uid == os.geteuid():
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(str(path))
            finally:
                os.close(opened)


def remove(folder: str) -> None:
    """Whatever a program, which has ended, did to the rights of its files, and however deep its folders are.

    Folders inside folders are moved up before they are emptied, so no path grows; no link is followed."""
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        with contextlib.suppress(OSError):
            os.chmod(inside, 0o700)
            with os.scandir(inside) as entries:
                found = [(each.path, each.is_dir(follow_symlinks=False)) for each in entries]
            for path, is_folder in found:
                if is_folder and inside != folder:
                    os.chmod(path, 0o700)
                    moved = os.path.join(folder, f"moved-{secrets.token_hex(8)}")
                    os.rename(path, moved)
                    waiting.append(moved)
                elif is_folder:
                    waiting.append(path)
                else:
                    os.unlink(path)
            if inside != folder:
                os.rmdir(inside)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


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
