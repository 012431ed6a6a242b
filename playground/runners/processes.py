"""Child processes as the server sees them: born in a nursery, talking over two pipes, killed as a group.

On Linux a child is forked from a process that has everything imported, within milliseconds. Elsewhere, where a
fork is not safe or does not exist, every child is an interpreter of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from playground import events as ev
from playground.runners.handshake import CHILD_PLEASE, READY

_ROOT = str(Path(__file__).resolve().parents[2])
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath}


def _command(module: str) -> list[str]:
    start = f"import sys; sys.path.insert(0, {_ROOT!r}); from playground.runners.{module} import main; main()"
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", start]


class Nursery(Protocol):
    """Where children come from."""

    async def bear(self, commands: int, events: int) -> tuple[int, asyncio.Future[int]]:
        """A new process with these descriptors: its number, and its exit code once it has ended."""
        ...

    async def close(self) -> None: ...


class ForkingNursery:
    """One process, from which all children are forked."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._starting = asyncio.Lock()
        self._born: list[asyncio.Future[int]] = []
        self._alive: dict[int, asyncio.Future[int]] = {}

    async def bear(self, commands: int, events: int) -> tuple[int, asyncio.Future[int]]:
        async with self._starting:
            line = self._line or await self._start()
        loop = asyncio.get_running_loop()
        born: asyncio.Future[int] = loop.create_future()
        self._born.append(born)
        socket.send_fds(line, [CHILD_PLEASE], [commands, events])
        pid = await born
        return pid, self._alive[pid]

    async def _start(self) -> socket.socket:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *_command("nursery"), stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL, env=_ENVIRONMENT, cwd=tempfile.gettempdir(), start_new_session=True,
            )  # fmt: skip
        self._listening = asyncio.get_running_loop().create_task(self._listen(self._line))
        return self._line

    async def _listen(self, line: socket.socket) -> None:
        line.setblocking(False)
        loop, rest = asyncio.get_running_loop(), b""
        while piece := await loop.sock_recv(line, 4096):
            *said, rest = (rest + piece).split(b"\n")
            for words in said:
                self._hear(*words.split())
        self._forget("The kernels' nursery ended.")

    def _hear(self, what: bytes, pid: bytes, code: bytes = b"0") -> None:
        if what == b"born":
            self._alive[int(pid)] = asyncio.get_running_loop().create_future()
            if not (waiting := self._born.pop(0)).done():
                waiting.set_result(int(pid))
        elif not (ended := self._alive.pop(int(pid))).done():
            ended.set_result(int(code))

    def _forget(self, why: str) -> None:
        """The next child needs a new nursery."""
        if self._line:
            self._line.close()
        self._line = None
        for waiting in self._born:
            if not waiting.done():
                waiting.set_exception(RuntimeError(why))
        for ended in self._alive.values():  # they died with it
            if not ended.done():
                ended.set_result(-signal.SIGKILL)
        self._born, self._alive = [], {}

    async def close(self) -> None:
        if self._line:
            self._listening.cancel()
            self._forget("The server closes.")
            await self._process.wait()


class SpawningNursery:
    """Every child is an interpreter that is started for it."""

    def __init__(self) -> None:
        self._alive: set[asyncio.Future[int]] = set()

    async def bear(self, commands: int, events: int) -> tuple[int, asyncio.Future[int]]:
        process = await asyncio.create_subprocess_exec(
            *_command("child"), stdin=commands, stdout=events,
            stderr=asyncio.subprocess.DEVNULL, env=_ENVIRONMENT, cwd=tempfile.gettempdir(), start_new_session=True,
        )  # fmt: skip
        ended = asyncio.ensure_future(process.wait())
        self._alive.add(ended)
        ended.add_done_callback(self._alive.discard)
        return process.pid, ended

    async def close(self) -> None:
        """Its children have been killed; wait until they are gone."""
        await asyncio.gather(*self._alive)


class Child:
    """A kernel process, warm: everything is imported, and it waits for its program."""

    def __init__(
        self,
        events: asyncio.StreamReader,
        reading: asyncio.ReadTransport,
        writing: asyncio.WriteTransport,
    ) -> None:
        self.events, self._reading, self._writing = events, reading, writing
        self._pid = 0
        self.exit_code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @classmethod
    async def born(cls, nursery: Nursery) -> Child:
        """A child of `nursery` that has said it is ready. RuntimeError: it has not."""
        loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=ev.MAX_MESSAGE_BYTES)
        (commands, to_child), (from_child, events) = os.pipe(), os.pipe()
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(from_child, "rb", 0)
        )
        writing, _ = await loop.connect_write_pipe(
            asyncio.BaseProtocol, os.fdopen(to_child, "wb", 0)
        )
        child = cls(reader, reading, writing)
        try:
            child._pid, child.exit_code = await nursery.bear(commands, events)
        except BaseException:
            child.kill()
            raise
        finally:
            os.close(commands)
            os.close(events)
        if await reader.readline() != READY:
            child.kill()
            raise RuntimeError(
                "The kernel process did not start. Try: python -m playground run FILE.py"
            )
        return child

    def write(self, command: ev.Command) -> None:
        """To a child that has ended nothing is said any more."""
        if not self._writing.is_closing():
            self._writing.write(ev.to_json([command]).encode() + b"\n")

    def kill(self) -> None:
        """End it, and all that it started."""
        if self._pid and not self.exit_code.done():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        if not self._writing.is_closing():
            self._writing.abort()
        self._reading.close()


def nursery() -> Nursery:
    """The best of this system."""
    return ForkingNursery() if sys.platform == "linux" else SpawningNursery()
