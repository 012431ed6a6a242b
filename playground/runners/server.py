"""Programs run in child processes of the server, each used once, inside a sandbox that was attacked before.

Where no tier of the sandbox holds, programs are refused with the reason, unless the server was told that all its
visitors are its owner (`--trust-local`, which `playground.access` makes sure of).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Coroutine,
    Hashable,
    Iterator,
    Sequence,
)
from contextvars import Context
from typing import Any, TypeVar

from playground import events as ev
from playground.runners.handshake import HUNG_UP
from playground.runners.places import Places, Ticket
from playground.runners.processes import Child, Exit, ForkServer, Interpreters, NotAllowed, Parent
from playground.runners.sandbox import self_test
from playground.runners.sandbox.limits import LIMITS
from playground.runners.sandbox.tiers import TIERS, UNSANDBOXED, Tier
from playground.runners.settings import Settings

GRACE_SECONDS = 0.3
BEGINNING_SECONDS = (
    1.0  # of a run, in which it goes before those that have been shown their first epochs
)
SPARES = 2
ATTACK_SECONDS = 30.0
TRIES = 3  # to get a child, when the process that forks them has died
INSTALL = (
    "Try: on Debian and Ubuntu `apt install libseccomp2`, and `pip install pyseccomp`; on a kernel older than 5.13 "
    "or without user namespaces nothing holds. For yourself alone: python -m playground serve --trust-local."
)
UNSANDBOXED_PLACE = "on this machine, without a sandbox: shapes come with Run"
_log = logging.getLogger("playground.sandbox")


T = TypeVar("T")


class Refused(RuntimeError):
    """No program may run here. The message says why and what to do."""


class Allowance:
    """What one program may make the server read: so many parts of messages a second, more for a moment.

    A part is what stands between two commas. Honest programs stay far below: thirty pictures a second have a
    thousand. What is drawn anew with every message, and not once for all that came, counts for more: most kinds do,
    but not those of which an honest program has thousands."""

    A_SECOND, AT_ONCE, BYTES = 200_000, 400_000, 20
    DRAWN, DRAWN_AT_ONCE = 2_000, 20  # parts for each; so many before others are heard
    CHEAP = (ev.Batch, ev.Epoch, ev.Printed, ev.Notice, ev.File)

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._left, self._since = clock, float(self.AT_ONCE), clock()

    def for_message(self, line: bytes) -> float:
        """The seconds to wait before a message is read."""
        return self._for_parts(line.count(b",") + len(line) / self.BYTES)

    def portions(self, items: Sequence[ev.Event]) -> Iterator[tuple[float, list[ev.Event]]]:
        """The seconds to wait, and what may be shown then."""
        portion: list[ev.Event] = []
        drawn = 0
        for item in items:
            portion.append(item)
            drawn += not isinstance(item, self.CHEAP)
            if drawn >= self.DRAWN_AT_ONCE:
                yield self._for_parts(drawn * self.DRAWN), portion
                portion, drawn = [], 0
        if portion:
            yield self._for_parts(drawn * self.DRAWN), portion

    def _for_parts(self, parts: float) -> float:
        now = self._clock()
        self._left = min(self.AT_ONCE, self._left + (now - self._since) * self.A_SECOND)
        self._since = now
        self._left -= parts
        return max(0.0, -self._left / self.A_SECOND)


class ServerRun:
    """One execution: implements `ProgramRun`."""

    def __init__(self, runner: ServerRunner, run: ev.Run, visitor: Hashable) -> None:
        self._runner = runner
        self._run = run
        self._visitor = visitor
        self._ticket: Ticket | None = None
        self._child: Child | None = None
        self._early: list[ev.Command] = []
        self._stopping: asyncio.TimerHandle | None = None
        self._why = ""
        self._ended = self._hung_up = False

    def send(self, command: ev.Command) -> None:
        if self._child is None:
            self._early.append(command)
        else:
            self._child.write(command)
        if isinstance(command, ev.Stop) and not self._stopping:
            if self._ticket and not self._ticket.admitted:
                self._ticket.give_back()  # it does not wait any longer
            loop = asyncio.get_running_loop()
            self._stopping = loop.call_later(GRACE_SECONDS, self._kill)

    def _kill(self) -> None:
        if self._child:
            self._child.kill()

    def _time_is_up(self, seconds: float) -> None:
        """Ask first, so that what was learned so far is told."""
        if not self._stopping:
            self._why = f"after {seconds:g} s, the most that {'a check' if self._check else 'a run'} may take"
            self.send(ev.Stop())

    @property
    def _check(self) -> bool:
        return self._run.until == "shapes"

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        if self._stopping:
            yield [ev.Stopped()]
            return
        places = self._runner.checks if self._check else self._runner.runs
        self._ticket = places.ask(self._visitor)
        try:
            async with contextlib.aclosing(self._events(self._ticket)) as events:
                async for items in events:
                    yield items
        finally:
            self._ticket.give_back()

    async def _events(self, ticket: Ticket) -> AsyncGenerator[list[ev.Event], None]:
        settings = self._runner.settings
        if len(self._run.source) > settings.characters:
            yield [ev.too_long(len(self._run.source), settings.characters)]
            return
        async for before in ticket.waiting():
            yield [ev.Waiting(before)]
        if not ticket.admitted:
            yield [ev.Stopped()]
            return
        if self._runner.cold:
            yield [ev.Loading("the first kernel")]
        for remaining in reversed(range(TRIES)):
            try:
                child = self._child = await self._runner.take()
            except Refused as error:
                yield [ev.Failed("Refused", str(error))]
                return
            except Exception as error:
                _log.error("no process for a program: %s", error)
                yield [
                    ev.Failed(
                        "KernelError",
                        f"The kernel process could not be started: {error}",
                        advice="Your text is still here. Try again in a minute.",
                    )
                ]
                return
            if self._stopping:  # while it was waited for
                child.kill()
                yield [ev.Stopped(self._why)]
                return
            heard = False
            async with contextlib.aclosing(self._told_by(child)) as told:
                async for items in told:
                    heard = True
                    yield items
            if self._ended:
                return
            ending = await self._post_mortem(child)
            if (
                heard
                or not remaining
                or not child.process.exit.done()
                or not child.process.exit.result().lost
            ):
                yield [ending]
                return
            # It had not begun when it went with the fork server: another one takes the program.

    async def _told_by(self, child: Child) -> AsyncGenerator[list[ev.Event], None]:
        """What the program says in `child`, to its end; without an ending if the process went."""
        settings = self._runner.settings
        loop = asyncio.get_running_loop()
        begun = None
        if (
            not self._check and self._runner.idle
        ):  # not at once: beside many, it would hardly get to its first epoch
            begun = loop.call_later(
                BEGINNING_SECONDS, child.process.yield_to_others, context=Context()
            )
        budget = settings.check_seconds if self._check else settings.run_seconds
        timer = loop.call_later(budget, self._time_is_up, budget, context=Context())
        child.write(self._run)
        for command in self._early:
            child.write(command)
        paying = Allowance(loop.time)
        try:
            while not self._ended and (line := await child.events.readline()):
                if wait := paying.for_message(line):
                    await asyncio.sleep(wait)  # meanwhile the pipe fills, and the program waits
                items = ev.events_from_json(line)
                for at, item in enumerate(items):
                    if isinstance(item, ev.ENDINGS):
                        stopped = isinstance(item, ev.Stopped) and self._why
                        told = ev.Stopped(self._why) if stopped else item
                        items, self._ended = [*items[:at], told], True
                        break
                for wait, portion in paying.portions(items):
                    if wait:
                        await asyncio.sleep(wait)
                    yield portion
            self._hung_up = not self._ended
        except ValueError as error:  # a BadMessage, or a line that is too long
            self._ended = True
            if self._stopping:  # it was killed in the middle of a line
                yield [ev.Stopped(self._why)]
                return
            yield [
                ev.Failed(
                    "KernelError",
                    f"What the program's process said could not be read: {error}",
                    advice="A program that writes to file descriptor 4 does this, or a name that is far too long. "
                    "Your text is still here.",
                )
            ]
        finally:
            timer.cancel()
            if begun:
                begun.cancel()
            if self._stopping:
                self._stopping.cancel()
            if not self._hung_up:
                child.kill()

    async def _post_mortem(self, child: Child) -> ev.Event:
        """Why did the kernel go without an ending?"""
        try:
            if self._stopping:
                return ev.Stopped(self._why)
            async with asyncio.timeout(GRACE_SECONDS):
                return died(await asyncio.shield(child.process.exit))
        except TimeoutError:  # it lives, and can say nothing
            return died(Exit(HUNG_UP))
        finally:
            child.kill()


def died(how: Exit) -> ev.Failed:
    """What to say of a process that ended without saying anything itself."""
    if how.lost:
        return ev.Failed(
            "KernelError",
            "The server's process from which programs are started ended, and this program with it.",
            advice="Run it again: another one is started.",
        )
    if how.seconds >= LIMITS.processor_seconds or how.code == -signal.SIGXCPU:
        return ev.Failed(
            "TimeLimit",
            f"The program used {how.seconds:.0f} s of processor time; a run may use {LIMITS.processor_seconds}.",
            advice="Try fewer epochs, fewer samples or a smaller model.",
        )
    if how.code == -signal.SIGKILL:
        return ev.Failed(
            "KernelError",
            "The system ended the program's process: the machine was short of memory, or the program's files were "
            f"larger than {LIMITS.file_bytes >> 20} MB.",
            advice="Your text is still here. Try smaller arrays, or write less.",
        )
    if how.code < 0:
        name = signal.Signals(-how.code).name
        return ev.Failed(
            "KernelError",
            f"The program's process crashed ({name}).",
            advice="A crash inside a library, or os.abort, ends the kernel. Your text is still here.",
        )
    if how.code == HUNG_UP:
        return ev.Failed(
            "KernelError",
            "The program closed the files over which the kernel talks to this page (descriptors 3 and 4).",
            advice="Close only files that the program has opened. Your text is still here.",
        )
    return ev.Failed(
        "KernelError",
        f"The program ended its own process (exit code {how.code}).",
        advice="os._exit ends the kernel. Your text is still here.",
    )


class ServerRunner:
    """Keeps a few warm children. One for all visitors of a server process.

    `tiers`: of the sandbox, the first that holds is used. `trusted`: if none does, run programs all the same.
    `idle`: runs get the processor when nobody else wants it, so that the server's own thread comes first.
    """

    def __init__(
        self,
        tiers: Sequence[Tier] = TIERS,
        trusted: bool = False,
        idle: bool = False,
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings.from_environment()
        self.runs = Places(self.settings.runs, self.settings.runs_of_one)
        self.checks = Places(self.settings.checks, self.settings.checks_of_one)
        self._tiers, self._trusted, self.idle = tiers, trusted, idle
        self._parent: Parent | None = None
        self._choosing = asyncio.Lock()
        self._refusal = ""
        self._spares: list[asyncio.Task[Child]] = []
        self._closed = False
        self.cold = True

    @property
    def tier(self) -> Tier | None:
        """The tier that programs run in; None until it was chosen."""
        return self._parent.tier if self._parent else None

    @property
    def refused(self) -> bool:
        """No program will ever run here."""
        return bool(self._refusal)

    @property
    def place(self) -> str:
        """For the status line."""
        if self._refusal:
            return "not on this server"
        unsandboxed = self._trusted and (self.tier is UNSANDBOXED)
        return UNSANDBOXED_PLACE if unsandboxed else "on this server"

    async def may_check(self) -> bool:
        """Where programs are refused a check says so; without a sandbox it waits for Run."""
        try:
            return (await self.choose()).tier.sealed
        except Refused:
            return True

    @property
    def about(self) -> str:
        """What protects the server, for its log and for "About this page"."""
        if self._refusal:
            return self._refusal
        if self.tier is None:
            return "The sandbox is being tried."
        held = f"{self.tier.said[0].upper()}{self.tier.said[1:]}."
        return (
            f"{held} Attacked when the server started, and it held." if self.tier.sealed else held
        )

    def start(self, run: ev.Run, visitor: Hashable = None) -> ServerRun:
        """`visitor`: whose places it takes; without one, it has its own."""
        return ServerRun(self, run, object() if visitor is None else visitor)

    def for_visitor(self, visitor: Hashable = None) -> VisitorsRunner:
        """What one page gets: the places of `visitor`, who may have other pages; without one, places of its own."""
        return VisitorsRunner(self, visitor)

    async def choose(self) -> Parent:
        """Where children come from: the first tier that withstands an attack. Refused: none does."""
        async with self._choosing:
            if self._parent:
                return self._parent
            if self._refusal:
                raise Refused(self._refusal)
            reasons = []
            for tier in self._tiers if sys.platform == "linux" else ():
                parent = ForkServer(tier)
                if not (why := await _apart(_why_not(parent))):
                    self._parent = parent
                    _log.info("programs run in: %s", tier.said)
                    return parent
                await parent.close()
                reasons.append(f"{tier.name}: {why}")
                _log.warning("the sandbox does not hold (%s): %s", tier.name, why)
            if self._trusted:
                self._parent = (
                    ForkServer(UNSANDBOXED) if sys.platform == "linux" else Interpreters()
                )
                _log.warning("programs run without a sandbox: --trust-local")
                return self._parent
            where = "; ".join(reasons) or f"there is none for {sys.platform}"
            refusal = (
                f"This server runs no programs, because no sandbox holds on it ({where}). {INSTALL}"
            )
            _log.error(refusal)
            if all(tier.name in _proven for tier in self._tiers) or not reasons:
                self._refusal = refusal  # for good; else the next visitor may have more luck
            raise Refused(refusal)

    async def take(self) -> Child:
        parent = await self.choose()
        for remaining in reversed(range(TRIES)):
            self._spares = [task for task in self._spares if _may_be_used(task)]
            self._warm(parent)
            if not self._spares:
                raise RuntimeError("The server is ending.")
            try:
                child = await self._spares.pop(0)
                if child.process.exit.done():  # it waited, and went with the fork server
                    child.hang_up()
                    raise RuntimeError("The process went before it was used.")
                break
            except RuntimeError:
                if not remaining:
                    raise
        self.cold = False
        self._warm(parent)
        return child

    def _warm(self, parent: Parent) -> None:
        while len(self._spares) < SPARES and not self._closed:
            task = _apart(Child.born(parent))
            task.add_done_callback(_seen)
            self._spares.append(task)

    async def close(self) -> None:
        self._closed = True
        spares, self._spares = self._spares, []
        for task in spares:
            with contextlib.suppress(Exception):
                (await task).kill()
        if self._parent:
            await self._parent.close()


class VisitorsRunner:
    """The server's runner as one visitor has it. Implements `Runner`."""

    def __init__(self, shared: ServerRunner, visitor: Hashable = None) -> None:
        self.shared = shared
        self._visitor = object() if visitor is None else visitor

    @property
    def place(self) -> str:
        return self.shared.place

    @property
    def about(self) -> str:
        return self.shared.about

    async def may_check(self) -> bool:
        return await self.shared.may_check()

    def start(self, run: ev.Run) -> ServerRun:
        return self.shared.start(run, self._visitor)

    async def close(self) -> None:
        """The others' runner stays."""


def _may_be_used(spare: asyncio.Task[Child]) -> bool:
    """Not if it could not be made, or went while it waited."""
    if not spare.done():
        return True
    if spare.cancelled() or spare.exception():
        return False
    child = spare.result()
    if child.process.exit.done():
        child.hang_up()
        return False
    return True


def _apart(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task that outlives the visitor for whom it began. Of the visitor it keeps nothing: a context holds a page."""
    return asyncio.get_running_loop().create_task(work, context=Context())


def _seen(task: asyncio.Task[Child]) -> None:
    """A child that could not be made is noticed by whoever takes it; if nobody does, it is no news."""
    if not task.cancelled():
        task.exception()


_proven: dict[str, str] = {}  # what attacks on tiers found in this process, by name; "" if nothing


async def _why_not(parent: Parent) -> str:
    """Why programs may not run in the tier of `parent`, "" when it holds. What was found is kept; an accident (the
    process that was attacked was killed, the machine too busy) is tried again and not kept."""
    name, accident = parent.tier.name, ""
    if name in _proven:
        return _proven[name]
    for _ in range(TRIES):
        try:
            _proven[name] = await attacked(parent)
            return _proven[name]
        except (RuntimeError, OSError) as error:  # a TimeoutError is one, a full disk another
            accident = str(error) or "it could not be tried in time"
    return accident


async def attacked(parent: Parent) -> str:
    """Attack a child of `parent`: "" when nothing came through, else what. RuntimeError: it could not be tried."""
    try:
        child = await Child.born(parent)
    except NotAllowed as error:
        return str(error)
    printed, ended = "", False
    try:
        with self_test.attack_program() as program:
            child.write(ev.Run(program))
            async with asyncio.timeout(ATTACK_SECONDS):
                while not ended and (line := await child.events.readline()):
                    items = ev.events_from_json(line)
                    printed += "".join(i.text for i in items if isinstance(i, ev.Printed))
                    printed += "".join(i.message for i in items if isinstance(i, ev.Failed))
                    ended = any(isinstance(i, ev.ENDINGS) for i in items)
    except ValueError as error:
        printed, ended = f"{printed}{error}", True
    finally:
        child.kill()
    if not ended:
        raise RuntimeError("The process that was attacked went away.")
    found = self_test.verdict(printed)
    return "" if found.holds else str(found)


def try_sandbox(trusted: bool = False, tiers: Sequence[Tier] = TIERS) -> str:
    """Attack the sandbox now, before there are visitors. What to tell whoever starts the server."""

    async def tried() -> str:
        runner = ServerRunner(tiers, trusted)
        await runner.may_check()
        await runner.close()
        return runner.about

    return asyncio.run(tried())


_shared: dict[str, ServerRunner] = {}


def shared_runner(make: Callable[[], ServerRunner]) -> ServerRunner:
    """The one runner of this server process."""
    if "runner" not in _shared:
        _shared["runner"] = make()
    return _shared["runner"]
