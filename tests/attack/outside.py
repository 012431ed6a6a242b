"""Tries probes without a sandbox, in namespaces that are thrown away: each must come through here, or its being
stopped elsewhere proves nothing.

`python -m tests.attack.outside` is run by `shown` inside `unshare`; it reads programs as JSON and answers in JSON.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from playground.runners.sandbox import program_folder
from tests.attack.probe import Probe
from tests.attack.victims import SECRET, are_whole, victims

MARK = "came through:"
SECONDS = 10.0
NAMESPACES = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--ipc", "--uts"]
ROOT = str(Path(__file__).parents[2])


def possible() -> str:
    """Why there can be no throw-away namespaces here, or ""."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return "there is no unshare"
    tried = subprocess.run(
        ["unshare", *NAMESPACES, "--fork", "--mount-proc", "true"], capture_output=True, text=True
    )
    return tried.stderr.strip() if tried.returncode else ""


def shown(probes: list[Probe]) -> list[bool]:
    """Which of the probes come through when there is no sandbox."""
    told = json.dumps([[p.group, p.name, p.source] for p in probes])
    command = ["unshare", *NAMESPACES, "--fork", "--kill-child", "--mount-proc"]
    done = subprocess.run(
        [*command, sys.executable, "-B", "-m", "tests.attack.outside"],
        input=told, capture_output=True, text=True, cwd=ROOT,
        env=os.environ | {SECRET: secrets.token_hex(16)}, timeout=60 + SECONDS * len(probes),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def _loopback_up() -> None:
    request = struct.pack("16sH14x", b"lo", 0x41)  # IFF_UP | IFF_RUNNING
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def _try(program: str) -> bool:
    """In a process of its own, which has a few seconds."""
    read, write = os.pipe()
    if (number := os.fork()) == 0:
        os.close(read)
        with contextlib.suppress(OSError):
            os.setsid()
        os.dup2(write, 1)
        for descriptor in range(5, 9):
            os.dup2(2, descriptor)
        folder = f"/tmp/program-{os.getpid()}"
        os.mkdir(folder)
        os.chdir(folder)
        with contextlib.suppress(BaseException):
            exec(compile(program, "probe", "exec"), {"__name__": "__main__"})
        os._exit(0)
    os.close(write)
    said, ends = b"", time.monotonic() + SECONDS
    while select.select([read], [], [], max(0.0, ends - time.monotonic()))[0]:
        if not (piece := os.read(read, 65536)):
            break
        said += piece
        if b"\n" in said:
            break
    os.close(read)
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)
    for folder in Path("/tmp").glob("program-*"):
        program_folder.remove(str(folder))
    return f"{MARK} True".encode() in said


def main() -> None:
    probes = [Probe(*each) for each in json.load(sys.stdin)]
    for folder in ("/tmp", "/dev/shm"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "none", folder], check=True)
    os.environ["HOME"] = "/tmp"
    _loopback_up()
    found: list[bool] = []
    while len(found) < len(probes):
        with victims(outside=True) as given:  # others, when a probe has done something to these
            while len(found) < len(probes) and are_whole(given):
                found.append(_try(probes[len(found)].program(given, MARK)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
