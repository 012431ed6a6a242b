"""Tries probes in real children of the server, and looks afterwards what they left."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from pathlib import Path
from typing import Literal

from playground import events as ev
from playground.runners import server
from playground.runners.sandbox.lock import FIRST_USER, USERS
from playground.runners.server import ServerRunner
from tests.attack.outside import MARK
from tests.attack.probe import Given, Probe
from tests.attack.victims import SECRET, are_whole, victims
from tests.programs import Events, gather

SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Whether a program made it: by its user, or by the name that a probe gives."""
    owner = entry.stat(follow_symlinks=False).st_uid
    return FIRST_USER <= owner < FIRST_USER + USERS or entry.name.startswith("left-by-a-program")


def left_over(given: Given) -> list[str]:
    """What programs left behind: files, shared memory, and changes of what was there to reach."""
    found: list[str] = []
    for folder in SHARED_FOLDERS:
        with contextlib.suppress(OSError):
            found += [entry.path for entry in os.scandir(folder) if _is_ours(entry)]
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
                if FIRST_USER <= int(line.split()[4 if kind != "shm" else 7]) < FIRST_USER + USERS:
                    found.append(f"{kind} {line.split()[1]}")
    if not are_whole(given):
        found.append("the victim's folder, file or process is changed")
    return found


def processes_of(runner: ServerRunner) -> set[int]:
    """Everything below the fork server, as the machine counts."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = entry.read_text().partition(" (")
            parents[int(number)] = int(rest.rpartition(") ")[2].split()[1])
    process = getattr(runner._parent, "_process", None)
    found, news = set[int](), {process.pid} if process else set()
    while news:
        found |= news
        news = {n for n, parent in parents.items() if parent in news} - found
    return found


async def settled(runner: ServerRunner, others: int = 0) -> int:
    """How many processes there are when only `others` programs run: the fork server, its spares and these."""
    for _ in range(200):
        await asyncio.sleep(0.02)
        spares = [task for task in runner._spares if task.done()]
        alive = processes_of(runner)
        if len(spares) == server.SPARES and len(alive) <= len(spares) + 2 + others:
            return len(alive)
    return len(processes_of(runner))


async def tried(
    runner: ServerRunner, probes: list[Probe], until: Literal["end", "shapes"] = "end"
) -> list[tuple[bool, list[str]]]:
    """Of each probe: whether it came through, and what was left."""
    os.environ[SECRET] = secrets.token_hex(16)
    found = []
    try:
        with victims() as given:
            for probe in probes:
                seen = await gather(runner, ev.Run(probe.program(given, MARK), until))
                found.append((said(seen), left_over(given)))
    finally:
        del os.environ[SECRET]
    if (processes := await settled(runner)) > server.SPARES + 2 and found:
        found[-1][1].append(f"{processes} processes")
    return found


def said(seen: Events) -> bool:
    """Whether a probe says that it came through."""
    return f"{MARK} True" in seen.printed
