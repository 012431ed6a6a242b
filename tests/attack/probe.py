"""What a probe is: a function that tries one thing and returns whether it came through.

Its text is sent to where it is tried: first without a sandbox, in namespaces that are thrown away (`outside.py`), then
in a child of the server (`inside.py`). So it imports what it needs itself, and knows only `given`: what there is to
reach (`victims.py`). An exception means that it was stopped.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Given = dict[str, Any]
PRELUDE = '''
import ctypes, errno, importlib, os, struct, sys
__builtins__["__import__"] = importlib.__import__  # what a program may import by name is advice, and no wall
libc = ctypes.CDLL(None, use_errno=True)

def reached(result):
    """A call of the C library that the kernel looked at: it was done, or its arguments were found wrong."""
    if result >= 0:
        return True
    if ctypes.get_errno() in (errno.EPERM, errno.ENOSYS, errno.EACCES):
        raise OSError(ctypes.get_errno(), "refused")
    return True

def call(number, *arguments):
    """A system call by its number (x86_64)."""
    return reached(libc.syscall(number, *arguments))

def move_memory(number, process):
    """process_vm_readv or process_vm_writev: eight bytes of another process."""
    there = ctypes.create_string_buffer(8)
    one = struct.pack("QQ", ctypes.addressof(there), 8)
    return call(number, process, one, 1, one, 1, 0)

def make_shared(name):
    """A file in shared memory, which stays until somebody removes it."""
    path = "/dev/shm/" + name
    open(path, "w").close()
    os.unlink(path)
    return True
'''


@dataclass(frozen=True)
class Probe:
    """`name` in words, `source` a program that defines `probe(given)`."""

    group: str
    name: str
    source: str

    def program(self, given: Given, mark: str) -> str:
        """A learner's program that tries it and prints the result behind `mark`."""
        return (
            f"{PRELUDE}\n{self.source}\n"
            f"try:\n    came_through = bool(probe({given!r}))\n"
            f"except ImportError:\n    came_through = True  # it was not tried, which proves nothing\n"
            f"except BaseException:\n    came_through = False\n"
            f"print({mark!r}, came_through, flush=True)\n"
        )


def group(name: str) -> tuple[list[Probe], Callable[[Callable], Callable]]:
    """The list of a group's probes, and what makes a function one of them: its docstring is the name."""
    probes: list[Probe] = []

    def probe(function: Callable) -> Callable:
        lines = textwrap.dedent(inspect.getsource(function)).splitlines()
        source = "\n".join(line for line in lines if not line.startswith("@"))
        source = source.replace(f"def {function.__name__}(", "def probe(", 1)
        probes.append(Probe(name, (function.__doc__ or "").strip(), source))
        return function

    return probes, probe
