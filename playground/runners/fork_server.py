"""The process from which children are forked: everything is imported and warm in it, and it runs no learner's program.

It hears over a socket: a byte with two descriptors asks for a child that reads commands from the first and writes
events to the second. It answers in lines: "born NUMBER", with a descriptor of the new process, in the order of the
requests, or "unborn REASON", and "died NUMBER CODE SECONDS", where the code is the exit status or minus the signal and
the seconds are of processor time. "ready" says that it is behind the walls of its tier and warm, "refused REASON" that
the kernel did not allow them. It ends when the socket does, and its children with it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import socket
import sys
import time

from playground.runners.handshake import CHILD_PLEASE
from playground.runners.sandbox import (
    limits,
    linux,
    lock,
    namespaces,
    private_root,
    program_folder,
    system_calls,
)
from playground.runners.sandbox.tiers import BY_NAME, Tier

LOOK_SECONDS = 0.5  # between two looks at the size of folders on the disk
NICENESS = 5  # of what is forked here, beside the server's 0


def _walls(tier: Tier) -> lock.Walls:
    """Go behind the walls that all children share, before anything is imported that a program could use."""
    if not tier.seccomp:
        return lock.Walls(tier, b"", [])
    if lacking := system_calls.missing():
        raise OSError(lacking)
    calls, readable = system_calls.make_filter(), private_root.readable()
    if not tier.namespaces:
        return lock.Walls(tier, calls, readable)
    folder = private_root.program_folder_name(readable)
    namespaces.enter(readable, folder)
    return lock.Walls(tier, calls, ["/"], folder)


class ForkServer:
    """Forks children and buries them. `shelf`: where their folders stand when they are on the disk."""

    def __init__(self, line: socket.socket, walls: lock.Walls, users: range, shelf: str) -> None:
        self._line, self._walls, self._users, self._shelf = line, walls, users, shelf
        self._count = 0
        self._folders: dict[int, str] = {}  # on the disk, by the number of the child
        self._self = os.pidfd_open(os.getpid()) if walls.tier.namespaces else -1

    def bear(self, descriptors: list[int]) -> None:
        """A new child, told of with a descriptor of its process; or why there is none (a full disk, say)."""
        self._count += 1
        user = self._users[self._count % len(self._users)] if self._users else None
        folder = self._walls.folder
        try:
            if self._walls.tier.namespaces:  # the child is the first process of its own namespace
                linux.join(self._self, linux.CLONE_NEWPID)
                linux.unshare(linux.CLONE_NEWPID)
            else:
                folder = program_folder.make_empty(self._shelf)
            if (number := os.fork()) == 0:
                self._begin(descriptors, user, folder)
        except OSError as error:
            if not self._walls.tier.namespaces and folder:
                program_folder.remove(folder)
            self._line.sendall(f"unborn {error.strerror}\n".encode())
            return
        if not self._walls.tier.namespaces:
            self._folders[number] = folder
        process = os.pidfd_open(number)
        socket.send_fds(self._line, [b"born %d\n" % number], [process])
        os.close(process)

    def _begin(self, descriptors: list[int], user: int | None, folder: str) -> None:
        """In the new process: leave everything that is the fork server's behind, lock, serve."""
        from playground.runners import child

        code = 3
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # Not a session of its own: Linux weighs whole sessions (sched(7), autogroup), and an idle program that
            # has one weighs as much as the server. All programs together are one session, that of the fork server.
            os.setpgid(0, 0)
            high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 64) for descriptor in descriptors]
            commands, events = (os.dup2(descriptor, to) for descriptor, to in zip(high, (3, 4)))
            os.closerange(5, 1024)
            lock.lock(self._walls, user, folder, limits.LIMITS)
            child.serve(commands, events, self._walls.tier.sealed)
            code = 0
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(4, f"refused {error}\n".encode())
        os._exit(code)

    def reap(self) -> None:
        """Say which children have died, and how."""
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(ended.si_pid, signal.SIGKILL)  # what it started, where it could
                number, status, usage = os.wait4(ended.si_pid, 0)
                if folder := self._folders.pop(number, ""):
                    program_folder.remove(folder)
                seconds = usage.ru_utime + usage.ru_stime
                code = os.waitstatus_to_exitcode(status)
                self._line.sendall(b"died %d %d %d\n" % (number, code, seconds))

    def look_at_folders(self) -> None:
        """End children that fill the disk. (In a mount namespace the kernel limits them.)"""
        for number, folder in self._folders.items():
            if program_folder.is_too_large(folder, limits.LIMITS):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)

    def close(self) -> None:
        """End all children; their folders go."""
        for number in self._folders:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        for folder in self._folders.values():
            program_folder.remove(folder)

    def serve(self) -> None:
        """Until the socket ends."""
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        self.reap()
        next_look = 0.0
        try:
            while True:
                wait = LOOK_SECONDS if self._folders else None
                ready = select.select([self._line, woken], [], [], wait)[0]
                if woken in ready:
                    os.read(woken, 4096)
                    self.reap()
                if self._folders and time.monotonic() >= next_look:
                    self.look_at_folders()
                    next_look = time.monotonic() + LOOK_SECONDS
                if self._line in ready:
                    request, descriptors, _, _ = socket.recv_fds(self._line, 1, 2)
                    if request != CHILD_PLEASE:
                        return
                    self.bear(descriptors)
                    for descriptor in descriptors:
                        os.close(descriptor)
        finally:
            self.close()


def _users(tier: Tier) -> range:
    """Those that children become, one each: none when the server itself has only one."""
    if os.geteuid() != 0 or not tier.seccomp:
        return range(0)
    if tier.namespaces:
        with contextlib.suppress(OSError):
            os.setresuid(1, 1, 0)  # is there a second one?
            os.setresuid(0, 0, 0)
            return range(1, lock.USERS)
        return range(0)
    return range(lock.FIRST_USER, lock.FIRST_USER + lock.USERS)


def main(tier_name: str, shelf: str = "") -> None:
    """Serve requests over the socket that is standard input."""
    line = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    linux.die_with_parent(signal.SIGKILL)
    _offer_to_end_first()
    os.nice(NICENESS)
    tier = BY_NAME[tier_name]
    try:
        walls = _walls(tier)
    except OSError as error:
        line.sendall(f"refused {error}\n".encode())
        return
    _warm_up()
    line.sendall(b"ready\n")
    server = ForkServer(line, walls, _users(tier), shelf)
    linux.die_with_parent(signal.SIGKILL)  # a change of users forgets it
    server.serve()


def _offer_to_end_first() -> None:
    """When the machine runs out of memory, programs go before the server does."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("700")


def _warm_up() -> None:
    """Import what programs use, behind the walls already."""
    import gc

    import numpy as np  # noqa: F401

    from playground.execute.warming import warm_up
    from playground.runners import child, denied  # noqa: F401

    warm_up()
    gc.collect()
    gc.freeze()  # so that a child's collector does not copy what it shares
