"""The server's kernel: a child process that executes one program and ends.

Standard input brings lines of commands, standard output takes lines of events. Before the program is read, the
event stream moves to a descriptor of its own, so that what a program writes to file descriptor 1 is not
mistaken for events, and the limits of the process are set.
"""

from __future__ import annotations

import os
import select
import signal
import sys

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 600
OPEN_FILES = 64
NICENESS = 5  # the server that shows the training to everybody goes first


class PipeHost:
    """Host over two file descriptors."""

    def __init__(self, commands: int, events: int) -> None:
        from playground import events as ev

        self._ev = ev
        self._in, self._out = commands, events
        self._buffer = b""
        self._queue: list = []

    def send(self, items: list) -> None:
        line = self._ev.to_json(items).encode() + b"\n"
        while line:
            line = line[os.write(self._out, line) :]

    def receive(self, seconds: float | None):
        while not self._queue:
            if not select.select([self._in], [], [], seconds)[0]:
                return None
            piece = os.read(self._in, 65536)
            if not piece:  # the server is gone
                os._exit(0)
            *lines, self._buffer = (self._buffer + piece).split(b"\n")
            for line in lines:
                self._queue += self._ev.commands_from_json(line)
        return self._queue.pop(0)


def _limit() -> None:
    import ctypes
    import resource

    for name, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    libc = ctypes.CDLL(None, use_errno=True)
    pr_set_pdeathsig, pr_set_no_new_privs = 1, 38  # linux/prctl.h
    libc.prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    libc.prctl(pr_set_no_new_privs, 1, 0, 0, 0)


def main() -> None:
    events = os.dup(1)
    os.dup2(2, 1)
    from playground import events as ev
    from playground.execute import execute
    from playground.lesson import load_lessons

    load_lessons()  # warm, before the program is known
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    host = PipeHost(0, events)
    os.write(events, b"ready\n")
    run = host.receive(None)
    if not isinstance(run, ev.Run):
        os._exit(2)
    if sys.platform == "linux":
        _limit()
    signal.signal(
        signal.SIGXFSZ, signal.SIG_IGN
    )  # a write to a file raises OSError instead of killing
    execute(run, host)
    os._exit(0)  # whatever the program left behind: threads, atexit functions
