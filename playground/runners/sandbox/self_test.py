"""Attacks a tier of the sandbox before it is trusted: what a program must not reach, and what it must.

The program below is run by a real child. It says in one line of JSON which attacks succeeded and which honest things
failed; a tier holds when both lists are empty. The long list of attacks is `attack/` (make attack); this one is short,
because every server does it when it starts.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

MARK = "self-test:"

_PROGRAM = """
import json, os, socket, ctypes, threading, tempfile, signal
GIVEN = {given}
libc = ctypes.CDLL(None, use_errno=True)

def refused(call):
    if call < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True

def no_file():
    path = os.path.join(GIVEN["folder"], "left behind")
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))

def process():
    if (number := os.fork()) == 0:
        os._exit(0)
    os.waitpid(number, 0)

def secret():
    held = " ".join(os.environ.values())
    for name in ("/proc/self/environ", "/proc/%d/environ" % GIVEN["server"]):
        try:
            held += open(name, errors="replace").read()
        except OSError:
            pass
    assert GIVEN["secret"] in held

def another_program():
    try:  # a program that is not there: who may not become another is not even told so
        os.execv("/no such program", ["x"])
    except FileNotFoundError:
        pass

attacks = {{
    "read a file of the server": lambda: open(GIVEN["file"]).read(),
    "write beside it": no_file,
    "remove it": lambda: os.unlink(GIVEN["file"]),
    "read /etc/passwd": lambda: open("/etc/passwd").read(),
    "read the server's environment": secret,
    "start a process": process,
    "become another program": another_program,
    "signal the server": lambda: os.kill(GIVEN["server"], 0),
    "open a socket": lambda: socket.socket().connect(("127.0.0.1", GIVEN["port"])),
    "open a local socket": lambda: socket.socketpair(),
    "share memory": lambda: refused(libc.shmget(0, 4096, 0o1600)),
    "trace": lambda: refused(libc.ptrace(0, 0, 0, 0)),
    "mount": lambda: refused(libc.unshare(0x10020000)),
    "take 8 GB": lambda: bytearray(8 << 30),
}}

def files():
    with open("notes.txt", "w") as file:
        file.write("kept")
    assert open("notes.txt").read() == "kept"
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "inner"))
    os.rename("notes.txt", "other.txt")
    os.unlink("other.txt")

def thread():
    done = []
    other = threading.Thread(target=lambda: done.append(1))
    other.start()
    other.join()
    assert done

def libraries():
    import numpy.fft, numpy.polynomial, decimal
    assert abs(float(numpy.linalg.inv(numpy.eye(2) * 2)[0, 0]) - 0.5) < 1e-6

honest = {{"write files": files, "start a thread": thread, "import NumPy": libraries}}
breached, broken = [], []
for name, attack in attacks.items():
    try:
        attack()
        breached.append(name)
    except BaseException:
        pass
for name, deed in honest.items():
    try:
        deed()
    except BaseException as error:
        broken.append(f"{{name}} ({{error}})")
print({mark!r} + json.dumps([breached, broken]))
"""


@dataclass(frozen=True)
class Verdict:
    """What the attacked tier let through. `breached`: attacks that succeeded; `broken`: honest things that failed."""

    breached: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.breached and not self.broken

    def __str__(self) -> str:
        said = [f"a program could {', '.join(self.breached)}"] if self.breached else []
        said += [f"a program could not {', '.join(self.broken)}"] if self.broken else []
        return "; ".join(said) or "it holds"


@contextlib.contextmanager
def attack_program() -> Iterator[str]:
    """The program, with things in reach of this process that it tries to reach."""
    with (
        tempfile.TemporaryDirectory(prefix="playground-self-test-") as folder,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        path = os.path.join(folder, "secret.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("a secret of the server")
        given = {
            "folder": folder,
            "file": path,
            "server": os.getpid(),
            "secret": os.environ.get("PATH", "no secret"),
            "port": listening.getsockname()[1],
        }
        yield _PROGRAM.format(given=repr(given), mark=MARK)


def verdict(printed: str) -> Verdict:
    """What the program said."""
    for line in printed.splitlines():
        if line.startswith(MARK):
            breached, broken = json.loads(line.removeprefix(MARK))
            return Verdict(tuple(breached), tuple(broken))
    return Verdict((), (f"run the self-test to its end: {printed[-200:].strip()}",))
