"""Programs run in child processes of the server, each used once.

Until the sandbox has its own place in this project, a child is held by resource limits only: it can read what the
server's user can read. Programs are therefore run for visitors on the same machine and for nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
from collections.abc import AsyncIterator
from typing import Any

from playground import events as ev
from playground.runners.processes import Child, nursery

GRACE_SECONDS = 0.3
CHECK_SECONDS = 2.0
RUN_SECONDS = 1800.0
SPARES = 2
AT_ONCE = 16


class ServerRun:
    """One execution: implements `ProgramRun`."""

    def __init__(self, runner: ServerRunner, run: ev.Run) -> None:
        self._runner = runner
        self._run = run
        self._child: Child | None = None
        self._early: list[ev.Command] = []
        self._stopping: asyncio.TimerHandle | None = None
        self._why = ""

    def send(self, command: ev.Command) -> None:
        if self._child is None:
            self._early.append(command)
        else:
            self._child.write(command)
        if isinstance(command, ev.Stop) and not self._stopping:
            loop = asyncio.get_running_loop()
            self._stopping = loop.call_later(GRACE_SECONDS, self._kill, "")

    def _kill(self, why: str) -> None:
        self._why = self._why or why
        if self._child:
            self._child.kill()

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        check = self._run.until == "shapes"
        if self._runner.cold:
            yield [ev.Loading("the first kernel")]
        try:
            child = self._child = await self._runner.take()
        except Exception as error:
            yield [ev.Failed("KernelError", f"The kernel process could not be started: {error}")]
            return
        loop = asyncio.get_running_loop()
        budget = CHECK_SECONDS if check else RUN_SECONDS
        timer = loop.call_later(budget, self._kill, f"after {budget:g} s")
        child.write(self._run)
        for command in self._early:
            child.write(command)
        ended = False
        try:
            while not ended:
                line = await child.events.readline()
                if not line:
                    break
                items = ev.events_from_json(line)
                for at, item in enumerate(items):
                    if isinstance(item, ev.ENDINGS):
                        items, ended = items[: at + 1], True
                        break
                yield items
        except (ev.BadMessage, ValueError) as error:
            ended = True
            yield [
                ev.Failed(
                    "KernelError", f"The program wrote into the kernel's own channel: {error}"
                )
            ]
        finally:
            timer.cancel()
            if self._stopping:
                self._stopping.cancel()
            child.kill()
            self._runner.give_back()
        if not ended:
            yield [await self._post_mortem(child)]

    async def _post_mortem(self, child: Child) -> ev.Event:
        """Why did the kernel go without an ending?"""
        if self._stopping or self._why:
            return ev.Stopped(self._why)
        code = await child.exit_code
        reason = {
            -signal.SIGXCPU: "it used too much processor time",
            -signal.SIGKILL: "it was killed",
        }
        return ev.Failed(
            "KernelError",
            f"The program ended its own process ({reason.get(code, f'exit code {code}')}).",
            advice="os._exit, os.kill and a crash inside a library end the kernel. Your text is still here.",
        )


class ServerRunner:
    """Keeps a few warm children. One for all visitors of a server process."""

    place = "on this server"

    def __init__(self) -> None:
        self._nursery = nursery()
        self._spares: list[asyncio.Task[Child]] = []
        self._places = asyncio.Semaphore(AT_ONCE)
        self._closed = False
        self.cold = True

    def start(self, run: ev.Run) -> ServerRun:
        return ServerRun(self, run)

    async def take(self) -> Child:
        await self._places.acquire()
        try:
            self._warm()
            child = await self._spares.pop(0)
        except BaseException:
            self._places.release()
            raise
        self.cold = False
        self._warm()
        return child

    def _warm(self) -> None:
        while len(self._spares) < SPARES and not self._closed:
            self._spares.append(asyncio.get_running_loop().create_task(Child.born(self._nursery)))

    def give_back(self) -> None:
        """The place is free again; the process itself is never used twice."""
        self._places.release()

    async def close(self) -> None:
        self._closed = True
        spares, self._spares = self._spares, []
        for task in spares:
            with contextlib.suppress(Exception):
                (await task).kill()
        await self._nursery.close()


class RefusingRunner:
    """For visitors from other machines, until programs run in a sandbox."""

    place = "not on this server"
    REASON = (
        "This server runs programs only for visitors on the same machine, because programs are not sandboxed "
        "yet. Install the playground on your own machine, or open the static build."
    )

    def start(self, run: ev.Run) -> RefusingRun:
        return RefusingRun()

    async def close(self) -> None:
        """Nothing to release."""


class RefusingRun:
    def send(self, command: ev.Command) -> None:
        """Nothing runs."""

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        yield [ev.Failed("Refused", RefusingRunner.REASON)]


_shared: dict[str, ServerRunner] = {}


def runner_for_visitor(document: Any) -> ServerRunner | RefusingRunner:
    """The server's runner for a visitor on this machine, a refusal for anybody else.

    `document` is the Bokeh document of the session; its request knows where the visitor is.
    """
    context = getattr(document, "session_context", None)
    address = getattr(getattr(context, "request", None), "remote_ip", None)
    if address is not None and not ipaddress.ip_address(address.split("%")[0]).is_loopback:
        return RefusingRunner()
    return _shared.setdefault("runner", ServerRunner())
