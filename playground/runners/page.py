"""Programs run in this page: in worker kernels beside the worker that draws it.

Nothing here touches JavaScript: a kernel's worker is whatever `spawn` returns, so that this file also runs outside a
browser.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, Protocol

from playground import events as ev

GRACE_SECONDS = 0.3  # for a program to answer Stop
CHECK_SECONDS = 2.0
SETTLE_SECONDS = 1.0  # for a kernel to say, after the ending, whether it is still sound
SPARE_DELAY_SECONDS = 1.0
CANNOT_PAUSE = (
    "This browser cannot pause a program: it lacks JavaScript Promise Integration. Run and Stop work; "
    "current versions of Chromium, Chrome and Edge can also pause and step."
)
Hear = Callable[[str, Any], None]


class Worker(Protocol):
    """A started kernel worker. It calls the `hear` it was spawned with: "loading" phase, "ready" pausable,
    "events" line, "done" intact, "broken" message."""

    def post(self, line: str) -> None:
        """Hand over a line of commands."""
        ...

    def terminate(self) -> None:
        """End it at once, whatever it does."""
        ...


class Kernel:
    """A place for one worker, which is replaced when a program breaks it or does not stop.

    state: "starting", "ready", "busy", "leaving" (the page has seen the ending, the worker has not settled) or
    "broken" (it could not be started).
    """

    def __init__(self, spawn: Callable[[Hear], Worker]) -> None:
        self._spawn = spawn
        self._worker: Worker | None = None
        self._guard: asyncio.TimerHandle | None = None
        self.owner: PageRun | None = None
        self.restart()

    def restart(self) -> None:
        """Throw the worker away and start another."""
        self.close()
        self.state: Literal["starting", "ready", "busy", "leaving", "broken"] = "starting"
        self.pausable = False
        self.phase = "Python for your program"
        self._generation = generation = object()

        def hear(kind: str, detail: Any) -> None:
            if generation is self._generation:
                self._hear(kind, detail)

        self._worker = self._spawn(hear)

    def close(self) -> None:
        """End the worker."""
        self._generation = None
        if self._guard:
            self._guard.cancel()
        if self._worker:
            self._worker.terminate()
            self._worker = None

    def post(self, command: ev.Command) -> None:
        if self._worker:
            self._worker.post(ev.to_json([command]))

    def begin(self, run: ev.Run) -> None:
        self.state, self._sound = "busy", None
        self.post(run)

    def leave(self, ended: bool) -> None:
        """The owner has gone. The worker must settle too, or it is replaced."""
        self.owner = None
        if self.state != "busy":
            return
        self.state = "leaving"
        if self._sound is not None:
            self._settle(self._sound)
        else:
            if not ended:
                self.post(ev.Stop())
            wait = SETTLE_SECONDS if ended else GRACE_SECONDS
            self._guard = asyncio.get_running_loop().call_later(wait, self.restart)

    def _hear(self, kind: str, detail: Any) -> None:
        if kind == "loading":
            self.phase = str(detail)
        elif kind == "ready":
            self.state, self.pausable = "ready", detail is True
        elif kind == "broken" and self.state == "leaving":
            self._settle(sound=False)
            return
        elif kind == "broken":
            self.state = "broken"
        elif kind == "done":
            self._sound = detail is True
            if self.state == "leaving":
                self._settle(self._sound)
                return
        if self.owner and self.state != "leaving":
            self.owner.hear(kind, detail)

    def _settle(self, sound: bool) -> None:
        if self._guard:
            self._guard.cancel()
        if not sound:
            self.restart()
            return
        self.state = "ready"
        if self.owner:
            self.owner.hear("ready", self.pausable)


class PageRun:
    """One execution: implements `ProgramRun`."""

    def __init__(self, runner: PageRunner, run: ev.Run) -> None:
        self._runner = runner
        self._run = run
        self._news: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self._kernel: Kernel | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._early: list[ev.Command] = []
        self._begun = self._stopping = False

    def hear(self, kind: str, detail: Any) -> None:
        """News from the kernel."""
        self._news.put_nowait((kind, detail))

    def send(self, command: ev.Command) -> None:
        kernel = self._kernel
        if isinstance(command, ev.Stop):
            if self._begun and kernel and kernel.pausable:
                if not self._stopping:
                    kernel.post(command)
                    self._end_in(GRACE_SECONDS, "")
                self._stopping = True
            else:
                self.hear("kill", "")
        elif not self._begun or not kernel:
            self._news.put_nowait(("command", command))
        elif kernel.pausable:
            kernel.post(command)
        else:
            self.hear("notice", CANNOT_PAUSE)

    def _end_in(self, seconds: float, why: str) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.hear, "kill", why)

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        kernel = self._kernel = self._runner.take(self)
        ended = False
        try:
            if kernel.state == "ready":
                self.hear("ready", kernel.pausable)
            else:
                yield [ev.Loading(kernel.phase)]
            while not ended:
                items = self._events_of(kernel, *await self._news.get())
                # What came while the page was busy is drawn at once, or Stop waits for every picture before it.
                while not self._news.empty() and not any(isinstance(i, ev.ENDINGS) for i in items):
                    items += self._events_of(kernel, *self._news.get_nowait())
                for at, item in enumerate(items):
                    if isinstance(item, ev.ENDINGS):
                        items, ended = items[: at + 1], True
                        self._leave(
                            ended
                        )  # at once: whoever has seen the ending may not ask for more
                        break
                if items:
                    yield items
        finally:
            self._leave(ended)

    def _leave(self, ended: bool) -> None:
        if self._timer:
            self._timer.cancel()
        if self._kernel:
            kernel, self._kernel = self._kernel, None
            self._runner.give_back(kernel, ended)

    def _events_of(self, kernel: Kernel, kind: str, detail: Any) -> list[ev.Event]:
        """What a piece of news means for the page."""
        if kind == "loading":
            return [ev.Loading(str(detail))]
        if kind == "command":
            self._early.append(detail)
        elif kind == "ready" and not self._begun:
            return self._begin(kernel)
        elif kind == "notice":
            return [ev.Notice(detail)]
        elif kind == "kill":
            if self._begun:
                kernel.restart()
            return [ev.Stopped(detail)]
        elif kind == "events":
            try:
                return ev.events_from_json(detail)
            except (ev.BadMessage, TypeError) as error:
                kernel.restart()
                said = f"The program wrote into the kernel's own channel: {error}"
                return [ev.Failed("KernelError", said)]
        elif kind == "broken" and not self._begun:
            reason = str(detail).strip().splitlines()[-1]
            said = f"Python for your program could not be started: {reason}"
            return [ev.Failed("KernelError", said, advice="Reload the page. Your text is kept.")]
        elif kind == "broken":
            kernel.restart()
            said = f"The program ended its own interpreter: {detail}"
            advice = "A new one is started. Your text is kept."
            return [ev.Failed("KernelError", said, advice=advice)]
        elif kind == "done":  # and no ending before it
            return [ev.Failed("KernelError", "The program ended without saying how.")]
        return []

    def _begin(self, kernel: Kernel) -> list[ev.Event]:
        self._begun = True
        cannot = self._run.paused and not kernel.pausable
        kernel.begin(dataclasses.replace(self._run, paused=False) if cannot else self._run)
        if self._run.until == "shapes":
            self._end_in(CHECK_SECONDS, f"after {CHECK_SECONDS:g} s")
        for command in self._early:
            self.send(command)
        return [ev.Notice(CANNOT_PAUSE)] if cannot else []


class PageRunner:
    """Keeps a kernel or two in the page's worker.

    `spawn(hear)` starts a worker. `spares` is how many wait beside the one in use: 0 saves memory.
    """

    place = "in this page"
    about = ""

    def __init__(self, spawn: Callable[[Hear], Worker], spares: int = 1) -> None:
        self._spawn = spawn
        self._kernels: list[Kernel] = []
        self._closed = False
        self.keep(spares)

    def keep(self, spares: int) -> None:
        """How many kernels wait from now on beside the one in use."""
        self._kept = 1 + spares

    async def may_check(self) -> bool:
        return True  # in a worker of the page, with files of its own

    def start(self, run: ev.Run) -> PageRun:
        return PageRun(self, run)

    def take(self, run: PageRun) -> Kernel:
        """The kernel that will be ready soonest, now owned by `run`."""
        order = ("ready", "leaving", "starting", "broken")
        free = [k for k in self._kernels if k.owner is None]
        if free:
            kernel = min(free, key=lambda k: order.index(k.state))
        else:
            kernel = Kernel(self._spawn)
            self._kernels.append(kernel)
        if kernel.state == "broken":
            kernel.restart()
        kernel.owner = run
        return kernel

    def give_back(self, kernel: Kernel, ended: bool) -> None:
        """`ended`: the run sent its ending; otherwise the program may still be running."""
        kernel.leave(ended)
        if len(self._kernels) > self._kept:
            self._kernels.remove(kernel)
            kernel.close()
        elif len(self._kernels) < self._kept:
            asyncio.get_running_loop().call_later(SPARE_DELAY_SECONDS, self._add_spare)

    def _add_spare(self) -> None:
        if len(self._kernels) < self._kept and not self._closed:
            self._kernels.append(Kernel(self._spawn))

    async def close(self) -> None:
        self._closed = True
        for kernel in self._kernels:
            kernel.close()
        self._kernels.clear()
