"""The server's kernel: a child process that executes one program and ends.

Lines of commands come in, lines of events go out, each over a descriptor of its own, so that what a program writes
to file descriptor 1 is not mistaken for events.
"""

from __future__ import annotations

import os
import select
import signal
import sys

from playground import events as ev
from playground.execute import execute
from playground.runners.handshake import HUNG_UP, READY
from playground.runners.sandbox import program_folder
from playground.runners.sandbox.limits import LIMITS, Limits, set_limits, tasks_of_this_user

RESERVE_BYTES = 32 << 20  # kept, so that a program that has taken all memory can be told so
NICENESS = 5  # the server that shows the training to everybody goes first


class PipeChannel:
    """Channel over two file descriptors. If the program closes them there is nobody left to speak to."""

    def __init__(self, commands: int, events: int) -> None:
        self._in, self._out = commands, events
        self._buffer = bytearray()
        self._queue: list = []

    def send(self, items: list) -> None:
        line = ev.to_json(items).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self._out, line) :]
        except OSError:
            os._exit(HUNG_UP)

    def receive(self, seconds: float | None):
        while not self._queue:
            try:
                if not select.select([self._in], [], [], seconds)[0]:
                    return None
                piece = os.read(self._in, 65536)
            except (OSError, ValueError):
                os._exit(HUNG_UP)
            if not piece:  # the server is gone
                os._exit(0)
            self._buffer += piece
            if b"\n" not in piece:  # a program may come with megabytes of data
                continue
            *lines, self._buffer = self._buffer.split(b"\n")
            for line in lines:
                self._queue += ev.commands_from_json(bytes(line))
        return self._queue.pop(0)


class ProcessorTimeUsedUp(BaseException):
    """Raised in the program when its processor time is used up: not an Exception, so that it is not swallowed."""


def _end_in_time(limits: Limits) -> None:
    """The soft limit on processor time ends the program with a message; the hard one, later, ends the process."""

    def used_up(*_: object) -> None:
        raise ProcessorTimeUsedUp(
            f"The program used {limits.processor_seconds} s of processor time, the most a run may have."
        )

    signal.signal(signal.SIGXCPU, used_up)


def serve(commands: int, events: int, sealed: bool = False) -> None:
    """Execute the one program that comes over `commands`, then end the process. `sealed`: it is locked in already."""
    import random

    import numpy as np

    channel = PipeChannel(commands, events)
    random.seed()
    np.random.seed()  # nothing may be the same in two children
    os.write(events, READY)
    run = channel.receive(None)
    if not isinstance(run, ev.Run):
        os._exit(2)
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that grows too large is an OSError
        _end_in_time(LIMITS)
    if sealed:
        from playground.runners import denied

        denied.deny()
    execute(run, channel, LIMITS.output_characters, bytearray(RESERVE_BYTES))
    os._exit(0)  # whatever the program left behind: threads, atexit functions


def main() -> None:
    """An interpreter of its own, unsandboxed, in a folder that is the program's: standard input and output are the
    descriptors."""
    from playground.execute.warming import warm_up

    events = os.dup(1)
    os.dup2(2, 1)
    warm_up()
    if sys.platform == "linux":
        set_limits(LIMITS, tasks_of_this_user())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    program_folder.settle_in(os.getcwd())
    serve(0, events)
