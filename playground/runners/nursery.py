"""The process from which children are forked: everything is imported and warm in it, and it runs no learner's program.

It hears over a socket: a byte with two descriptors asks for a child that reads commands from the first and writes
events to the second. It answers in lines: "born PID", in the order of the requests, and "died PID CODE", where the
code is the exit status or minus the signal. It ends when the socket does, and its children with it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys

import numpy as np

from playground.execute.warming import warm_up
from playground.runners import child
from playground.runners.handshake import CHILD_PLEASE


def _reap(line: socket.socket) -> None:
    """Say which children have died."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            line.sendall(b"died %d %d\n" % (found[0], os.waitstatus_to_exitcode(found[1])))


def _begin(descriptors: list[int], inherited: list[int]) -> None:
    """In the new process: leave everything that is the nursery's behind, then serve."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor in inherited:
        os.close(descriptor)
    os.setsid()
    np.random.seed()  # `random` does so by itself; nothing else may be the same in two children
    child.serve(*descriptors)


def main() -> None:
    """Serve requests over the socket that is standard input."""
    line = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    child.die_with_parent()
    warm_up()
    gc.collect()
    gc.freeze()  # so that a child's collector does not copy what it shares
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready = select.select([line, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
            _reap(line)
        if line in ready:
            request, descriptors, _, _ = socket.recv_fds(line, 1, 2)
            if request != CHILD_PLEASE:
                sys.exit()
            if (pid := os.fork()) == 0:
                _begin(descriptors, [line.fileno(), woken, wake])
            for descriptor in descriptors:
                os.close(descriptor)
            line.sendall(b"born %d\n" % pid)
