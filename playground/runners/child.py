"""The server's kernel: a child process that executes one program and ends.

Lines of commands come in, lines of events go out, each over a descriptor of its own, so that what a program writes
to file descriptor 1 is not mistaken for events. Before the program is executed, the limits of the process are set.
"""

from __future__ import annotations

import os
import select
import signal
import sys

from playground import events as ev
from playground.execute import execute
from playground.runners.handshake import READY

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 600
OPEN_FILES = 64
NICENESS = 5  # the server that shows the training to everybody goes first


class PipeHost:
    """Host over two file descriptors."""

    def __init__(self, commands: int, events: int) -> None:
        self._in, self._out = commands, events
        self._buffer = b""
        self._queue: list = []

    def send(self, items: list) -> None:
        line = ev.to_json(items).encode() + b"\n"
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
                self._queue += ev.commands_from_json(line)
        return self._queue.pop(0)


def die_with_parent() -> None:
    """Linux kills this process when its parent ends; elsewhere it ends when its commands do."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1  # linux/prctl.h
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)


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
    pr_set_no_new_privs = 38  # linux/prctl.h
    ctypes.CDLL(None).prctl(pr_set_no_new_privs, 1, 0, 0, 0)


def serve(commands: int, events: int) -> None:
    """Execute the one program that comes over `commands`, then end the process."""
    host = PipeHost(commands, events)
    die_with_parent()
    os.write(events, READY)
    run = host.receive(None)
    if not isinstance(run, ev.Run):
        os._exit(2)
    if sys.platform == "linux":
        _limit()
    if hasattr(os, "nice") and run.until == "end":
        os.nice(NICENESS)
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(
            signal.SIGXFSZ, signal.SIG_IGN
        )  # writing to a file raises OSError, kills nothing
    execute(run, host)
    os._exit(0)  # whatever the program left behind: threads, atexit functions


def main() -> None:
    """A child of its own kind: no nursery, standard input and output are the descriptors."""
    from playground.execute.warming import warm_up

    events = os.dup(1)
    os.dup2(2, 1)
    warm_up()
    serve(0, events)
