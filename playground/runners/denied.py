"""What a sandboxed program is told when it wants to start a program, use the network or send a signal.

The sandbox refuses all of it with "Operation not permitted", or with a code that nobody looks at (os.system). So the
functions that would ask are replaced by ones that say so. They protect nothing: the sandbox does.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from typing import Any, NoReturn

from playground.execute.advice.system import NO_NETWORK, NO_PROCESSES, NO_SIGNALS

_PROCESSES = ("system", "fork", "forkpty", "posix_spawn", "posix_spawnp", "execv", "execve")
_SIGNALS = ("kill", "killpg")
_NETWORK = ("socketpair", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")


def deny() -> None:
    """Replace them, for good, in this process."""
    for module, names, said in (
        (os, _PROCESSES, NO_PROCESSES),
        (os, _SIGNALS, NO_SIGNALS),
        (subprocess, ("_fork_exec",), NO_PROCESSES),
        (socket, _NETWORK, NO_NETWORK),
        (socket.socket, ("__init__",), NO_NETWORK),
    ):
        for name in names:
            if hasattr(module, name):
                setattr(module, name, _refusing(said, getattr(module, name)))


def _refusing(said: str, instead_of: Callable[..., Any]) -> Callable[..., NoReturn]:
    def refused(*arguments: object, **named: object) -> NoReturn:
        raise PermissionError(said)

    refused.__name__ = refused.__qualname__ = instead_of.__name__
    refused.__doc__ = instead_of.__doc__
    return refused
