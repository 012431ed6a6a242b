"""Child processes as the server sees them: each talks over two pipes and is killed by its descriptor.

On Linux a child is forked from a process that has everything imported, within milliseconds, behind the walls of a
tier of the sandbox. Elsewhere, where a fork is not safe or does not exist, every child is an interpreter of its own,
and there is no sandbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playground import events as ev
from playground import lesson
from playground.runners.handshake import CHILD_PLEASE, READY, REFUSED, UNBORN
from playground.runners.sandbox import limits, program_folder
from playground.runners.sandbox.tiers import UNSANDBOXED, Tier

_ROOT = str(Path(__file__).resolve().parents[2])
START_SECONDS = 60.0  # for a fork server to import everything, on a busy machine
_MOST_BYTES = 4096


def _environment() -> dict[str, str]:
    """Of the processes below the server: what Python needs on this system, and the limits; nothing else."""
    needed = {
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of the address space that a program may have
        "PATH": os.defpath,
        **limits.as_environment(limits.LIMITS),
    }
    if lesson.VARIABLE in os.environ:
        needed[lesson.VARIABLE] = os.environ[lesson.VARIABLE]
    if sys.platform == "win32":
        needed["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    return needed


def _command(module: str, *arguments: str) -> list[str]:
    called = ", ".join(map(repr, arguments))
    start = f"import sys; sys.path.insert(0, {_ROOT!r}); from playground.runners.{module} import main; main({called})"
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", start]


class NotAllowed(RuntimeError):
    """The system does not give what a tier of the sandbox needs."""


@dataclass(frozen=True)
class Exit:
    """How a process ended: its exit code, or minus the signal; its processor time, if known; `lost`: its parent
    went, and it was ended for that."""

    code: int
    seconds: float = 0.0
    lost: bool = False


class Process(Protocol):
    """A child as the one who started it knows it."""

    exit: asyncio.Future[Exit]

    def kill(self) -> None:
        """End it, and all that it started. Nothing happens when it has ended."""
        ...

    def yield_to_others(self) -> None:
        """From now on it gets the processor only when nobody else wants it."""
        ...


class Parent(Protocol):
    """Where children come from."""

    tier: Tier

    async def bear(self, commands: int, events: int) -> Process:
        """A new process with these descriptors. RuntimeError when there is none."""
        ...

    async def close(self) -> None:
        """End it and its children, and wait until they are gone."""
        ...


class _Forked:
    """A child of the fork server."""

    def __init__(self, descriptor: int, with_group: bool) -> None:
        self._descriptor = (
            descriptor  # of the process: its number may belong to somebody else one day
        )
        self._with_group = with_group  # it could start others
        self.exit: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()

    def kill(self) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if self._with_group and (number := self.number):
                    os.killpg(number, signal.SIGKILL)
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    @property
    def number(self) -> int:
        """As the server counts processes; 0 when it has ended."""
        if self._descriptor < 0:
            return 0
        about = Path(f"/proc/self/fdinfo/{self._descriptor}").read_text("ascii")
        numbers = [line.split()[1] for line in about.splitlines() if line.startswith("Pid:")]
        return max(0, int(numbers[0])) if numbers else 0

    def yield_to_others(self) -> None:
        with contextlib.suppress(OSError):
            if number := self.number:
                os.sched_setscheduler(number, os.SCHED_IDLE, os.sched_param(0))

    def ended(self, how: Exit) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1
        if not self.exit.done():
            self.exit.set_result(how)


class ForkServer:
    """One process, from which all children are forked, behind the walls of `tier`. A dead one is replaced."""

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        self._line: socket.socket | None = None
        self._starting = asyncio.Lock()
        self._ready: asyncio.Future[None]
        self._born: list[asyncio.Future[_Forked]] = []
        self._alive: dict[int, _Forked] = {}
        self._descriptors: list[int] = []
        self._rest = b""
        self._shelf: program_folder.Shelf | None = None
        self._clearing: set[asyncio.Task[None]] = set()

    async def bear(self, commands: int, events: int) -> Process:
        async with self._starting:
            line = self._line or await self._start()
        born: asyncio.Future[_Forked] = asyncio.get_running_loop().create_future()
        self._born.append(born)
        try:
            socket.send_fds(line, [CHILD_PLEASE], [commands, events])
        except OSError:
            self._forget()
        return await born

    async def _start(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        shelf = None if self.tier.namespaces else program_folder.Shelf()
        ours, theirs = socket.socketpair()
        try:
            arguments = [self.tier.name, *([shelf.path] if shelf else [])]
            self._process = await asyncio.create_subprocess_exec(
                *_command("fork_server", *arguments), stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL, env=_environment(), cwd="/", start_new_session=True,
            )  # fmt: skip
        except BaseException:
            ours.close()
            if shelf:
                shelf.remove()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        self._line, self._ready, self._rest = ours, loop.create_future(), b""
        self._shelf = shelf
        loop.add_reader(ours.fileno(), self._listen, ours)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._ready
        except BaseException as error:
            self._forget()
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            if isinstance(error, TimeoutError):
                raise RuntimeError(f"It was not ready after {START_SECONDS:g} s.") from None
            raise
        return ours

    def _listen(self, line: socket.socket) -> None:
        try:
            piece, descriptors, _, _ = socket.recv_fds(line, _MOST_BYTES, 16)
        except BlockingIOError:
            return
        except OSError:
            piece, descriptors = b"", []
        self._descriptors += descriptors
        if not piece:
            self._forget()
            return
        *said, self._rest = (self._rest + piece).split(b"\n")
        for words in said:
            self._hear(words + b"\n")

    def _hear(self, said: bytes) -> None:
        if said == READY:
            if not self._ready.done():
                self._ready.set_result(None)
        elif said.startswith(REFUSED):
            why = said.removeprefix(REFUSED).decode(errors="replace").strip()
            if not self._ready.done():
                self._ready.set_exception(NotAllowed(why))
        elif said.startswith(UNBORN):
            waiting, why = self._born.pop(0), said.removeprefix(UNBORN).decode(errors="replace")
            if not waiting.done():
                waiting.set_exception(RuntimeError(f"{why.strip()}."))
        elif said.startswith(b"born"):
            if not self._descriptors:  # this process has as many open files as it may have
                self._forget()
                return
            child = _Forked(self._descriptors.pop(0), with_group=not self.tier.sealed)
            self._alive[int(said.split()[1])] = child
            waiting = self._born.pop(0)
            if waiting.done():  # whoever asked has gone
                child.kill()
            else:
                waiting.set_result(child)
        else:
            _, number, code, seconds = said.split()
            self._alive.pop(int(number)).ended(Exit(int(code), float(seconds)))

    def _forget(self) -> None:
        """The next child needs a new fork server; the children of this one end with it."""
        if self._line:
            asyncio.get_running_loop().remove_reader(self._line.fileno())
            self._line.close()
        self._line = None
        why = RuntimeError("The process from which programs are started ended.")
        for waiting in (self._ready, *self._born):
            if not waiting.done():
                waiting.set_exception(why)
        for child in self._alive.values():
            child.kill()
            child.ended(Exit(-signal.SIGKILL, lost=True))
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._born, self._alive, self._descriptors = [], {}, []
        if self._shelf:
            clearing = asyncio.get_running_loop().create_task(_clear(self._process, self._shelf))
            self._clearing.add(clearing)
            clearing.add_done_callback(self._clearing.discard)
            self._shelf = None

    async def close(self) -> None:
        if self._line:
            self._forget()
            await self._process.wait()
        await asyncio.gather(*self._clearing)


async def _clear(process: asyncio.subprocess.Process, shelf: program_folder.Shelf) -> None:
    """Remove what programs wrote whose fork server has ended."""
    await process.wait()
    await asyncio.to_thread(shelf.remove)


class _Interpreter:
    """A child that was started as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, folder: str) -> None:
        self._process, self._folder = process, folder
        self.exit: asyncio.Future[Exit] = asyncio.ensure_future(self._wait())

    async def _wait(self) -> Exit:
        code = await self._process.wait()
        program_folder.remove(self._folder)
        return Exit(code)

    def kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()

    def yield_to_others(self) -> None:
        """It is nice already (child.py)."""


class Interpreters:
    """Every child is an interpreter that is started for it, without a sandbox."""

    tier = UNSANDBOXED

    def __init__(self) -> None:
        self._alive: set[asyncio.Future[Exit]] = set()

    async def bear(self, commands: int, events: int) -> Process:
        folder = program_folder.make_empty()
        process = await asyncio.create_subprocess_exec(
            *_command("child"), stdin=commands, stdout=events,
            stderr=asyncio.subprocess.DEVNULL, env=_environment(), cwd=folder, start_new_session=True,
        )  # fmt: skip
        child = _Interpreter(process, folder)
        self._alive.add(child.exit)
        child.exit.add_done_callback(self._alive.discard)
        return child

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
        self.process: Process

    @classmethod
    async def born(cls, parent: Parent) -> Child:
        """A child of `parent` that has said it is ready. RuntimeError: it has not."""
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
            child.process = await parent.bear(commands, events)
        except BaseException:
            child.hang_up()
            raise
        finally:
            os.close(commands)
            os.close(events)
        said = await reader.readline()
        if said != READY:
            child.kill()
            if said.startswith(REFUSED):
                raise NotAllowed(said.removeprefix(REFUSED).decode(errors="replace").strip())
            raise RuntimeError(
                "The kernel process did not start. Try: python -m playground run FILE.py"
            )
        return child

    def write(self, command: ev.Command) -> None:
        """To a child that has ended nothing is said any more."""
        if not self._writing.is_closing():
            self._writing.write(ev.to_json([command]).encode() + b"\n")

    def hang_up(self) -> None:
        """Neither say nor hear any more."""
        if not self._writing.is_closing():
            self._writing.abort()
        self._reading.close()

    def kill(self) -> None:
        """End it, and all that it started."""
        self.process.kill()
        self.hang_up()
