"""What a program may change in the page's file system: its own folder and `/tmp`, of which nothing stays.

The page uses one interpreter for many programs, and its file system holds Python itself: a program that is executed
while it is typed must not remove it. On a server the sandbox sees to that; here an audit hook of Python does. It is no
wall against malice (what there is to harm is the visitor's own page), but against accidents.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

# Events of Python's table of audit events, and which of their arguments are paths that are changed.
_CHANGED = {
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
    "shutil.move": (0, 1),
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_allowed: list[str] = []  # folders of the program that runs; none while none does
_hooked: list[bool] = []


@contextlib.contextmanager
def only_own_files(folder: str, temporary: str = "/tmp") -> Iterator[None]:
    """Inside, files can be changed in `folder` and `temporary` only: elsewhere it is a PermissionError, as for a user
    of a computer. What is new in `temporary` afterwards is removed."""
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_look)
    before = set(_names(temporary))
    _allowed[:] = [os.path.realpath(folder), os.path.realpath(temporary)]
    try:
        yield
    finally:
        _allowed.clear()
        for name in set(_names(temporary)) - before:
            path = os.path.join(temporary, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if not _allowed:
        return
    if event == "open":
        changed = (0,) if isinstance(arguments[2], int) and arguments[2] & _WRITES else ()
    else:
        changed = _CHANGED.get(event, ())
    for at in changed:
        path = arguments[at]
        if isinstance(path, str | bytes | os.PathLike) and not (
            _is_relative_to_open(event, path, arguments) or _is_own(os.fsdecode(path))
        ):
            said = "A program here can change files in its own folder only"
            raise PermissionError(errno.EACCES, said, os.fsdecode(path))


def _is_relative_to_open(event: str, path: Any, arguments: tuple[Any, ...]) -> bool:
    """Relative to an open folder (the last argument of some events): one of a tree that was looked at at its root."""
    if event == "open" or len(arguments) < 3 or os.path.isabs(path):
        return False
    return isinstance(arguments[-1], int) and arguments[-1] >= 0


def _is_own(path: str) -> bool:
    if path in ("/dev/null", "/dev/stdout", "/dev/stderr"):
        return True
    parent = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    real = os.path.join(parent, os.path.basename(os.path.abspath(path)))
    return any(real == own or real.startswith(own + os.sep) for own in _allowed)
