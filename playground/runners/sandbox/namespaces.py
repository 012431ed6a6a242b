"""The namespaces that all programs of a server share, made once by the process that becomes the fork server."""

from __future__ import annotations

import os
import signal
import sys

from playground.runners.sandbox import linux, private_root
from playground.runners.sandbox.lock import FIRST_USER, USERS

_KINDS = (
    linux.CLONE_NEWNS
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWNET
    | linux.CLONE_NEWUTS
)


def enter(readable: list[str], folder: str) -> None:
    """Go into namespaces of users, mounts, processes, network and shared memory; returns in a new process, the first
    of its own. The one that called waits for it and ends with it.

    A server that is root gets users that exist nowhere else (61000 and more), any other one keeps its own.
    """
    root = os.geteuid() == 0
    user, group = os.geteuid(), os.getegid()
    if root:
        # The tree is made while everything can be read; only then is the user given up.
        tell_helper, helper = _begin_helper()
        linux.unshare(_KINDS & ~linux.CLONE_NEWPID)
        private_root.enter(readable, folder)
        linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWPID)
        os.write(tell_helper, b".")
        os.close(tell_helper)
        if os.waitstatus_to_exitcode(os.waitpid(helper, 0)[1]):
            raise OSError("the users of the new namespace could not be set")
        os.setgroups([])
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
    else:
        linux.unshare(linux.CLONE_NEWUSER | _KINDS)
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"0 {user} 1"),
            ("gid_map", f"0 {group} 1"),
        ):
            _write(f"/proc/self/{name}", text)
        private_root.enter(readable, folder)
    _continue_as_first_process()


def _begin_helper() -> tuple[int, int]:
    """A process that stays outside, and gives this one its users when told: only from there may it be done."""
    read, tell = os.pipe()
    told = os.getpid()
    if (helper := os.fork()) == 0:
        os.close(tell)
        code = 1
        if os.read(read, 1):
            try:
                for name in ("uid_map", "gid_map"):
                    _write(f"/proc/{told}/{name}", f"0 {FIRST_USER} {USERS}")
                code = 0
            except OSError:
                pass
        os._exit(code)
    os.close(read)
    return tell, helper


def _continue_as_first_process() -> None:
    """The next process is the first of the new namespace of processes. When it ends, so does every program."""
    linux.die_with_parent(signal.SIGKILL)  # a change of users forgets it
    if first := os.fork():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for descriptor in range(3):
            os.close(descriptor)
        os.closerange(3, 1024)
        code = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
        os._exit(code if code >= 0 else 1)
    linux.die_with_parent(signal.SIGKILL)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def is_possible() -> bool:
    """Whether this system has namespaces at all; whether they may be used shows when they are."""
    return sys.platform == "linux" and os.path.exists("/proc/self/ns/user")
