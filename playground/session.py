"""One visitor: the program text, the lesson and the run that is going on.

The session knows nothing of Panel. Views call its methods and subscribe to what it publishes: lists of events, at
most 60 a second while a program runs, in the order in which they happened.
"""

from __future__ import annotations

import asyncio
import dataclasses
import math
import secrets
import textwrap
import time
from collections.abc import Callable, Coroutine
from typing import Any

from playground import events as ev
from playground.lesson import Lesson, find_lesson
from playground.own_files import asked_for, beginning
from playground.runners.runner import ProgramRun, Runner
from playground.thinning import followed

BYTE_ORDER_MARK = "\ufeff"
PUBLISH_SECONDS = 1 / 60  # a run itself tells what it does thirty times a second at most
DRAWING_SHARE = 0.6  # of the time, at most, goes into telling; in the rest the visitor is heard
CHECKED_BYTES = 300_000  # of a file of the visitor's: a check has two seconds
FILES_SECONDS = 5.0  # for which a run waits for them
CHECK_DELAY_SECONDS = 0.12  # a pause in typing
BURST_SECONDS = 0.3  # an edit after a longer rest is checked at once
MOST_NUMBERS = 6  # in the status line
ENDED = ("stopped", "finished", "failed")
SEEDS = 2**31  # seeds are drawn from 0 to this: every generator takes them
UNTRIED = "Ready · from elsewhere: nothing of it is executed before you run or edit it"
MOST_WORDS = 120  # characters of an error in the status line
# What is published of a check, beside its beginning.
SHOWN_OF_A_CHECK = (ev.Loading, ev.Built, ev.Data, ev.Examples, ev.Failed, ev.Notice, *ev.ENDINGS)
Listener = Callable[[list[ev.Event]], None]


@dataclasses.dataclass(frozen=True)
class Edited:
    """The program text changed. `by` is who changed it: "editor", "form", "lesson", "reset" or "foreign"."""

    source: str
    by: str


@dataclasses.dataclass(frozen=True)
class Opened:
    """Another lesson is open."""

    lesson: Lesson


@dataclasses.dataclass(frozen=True)
class Launched:
    """A run begins, perhaps in the middle of another, of which nothing more is heard.

    `rewound`: with the random numbers of the run before."""

    rewound: bool


@dataclasses.dataclass(frozen=True)
class StateChanged:
    """`state` is what the toolbar shows, `status` what the status line says."""

    state: str
    status: str


@dataclasses.dataclass(frozen=True)
class LearningRateSet:
    """The learning rate of the fit that is going on was changed."""

    value: float


class Session:
    """The state of one visitor.

    state: "loading", "ready", "running" (no fit yet), "training", "paused", "stopped", "finished" or "failed".
    """

    def __init__(self, runner: Runner, lessons: tuple[Lesson, ...]) -> None:
        self.runner = runner
        self.lessons = lessons
        self.lesson = lessons[0]
        self.source = self.lesson.starter
        self.state = "loading"
        self._detail = ""  # of the status line
        self._listeners: list[Callable[[list], None]] = []
        self._pending: list = []
        self._publishing: asyncio.TimerHandle | None = None
        self._next_publishing = 0.0
        self._edited_at = -math.inf
        self._run: ProgramRun | None = None
        self._check: ProgramRun | None = None
        self._checking: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()
        self._heard = asyncio.Event()  # whoever listens keeps up
        self._heard.set()
        self._checked_source: str | None = None
        self.too_long = (
            0  # characters of a text that is too long to be run; `source` is the one before
        )
        self.files: dict[str, str] = {}  # the visitor's own, by name: `playground.own_files`
        self.files_not_there: set[str] = set()  # names that the browser does not know
        self.features: tuple[int, int] | None = None  # to draw, of more than two
        self.untried = False  # `source` came by a link or a file, and was neither run nor edited
        self.seed: int | None = None  # of the last run in this lesson
        self.ran: str | None = None  # its program
        self.fixed_seed: int | None = (
            None  # with which every run begins, so that a class sees the same
        )
        self.stop_when_diverged = self.lesson.stop_when_diverged
        self.speed: ev.Speed = "normal"  # of its fits
        self._forget_run()

    def begin_checked(self) -> StateChanged:
        """The starter program was checked before, for everybody: what to tell the views beside what came of it."""
        self._checked_source, self.state = self.source, "ready"
        return StateChanged(self.state, self._status(""))

    @property
    def of_last_run(self) -> bool:
        """The program is another than the one that ran: what a run left behind is of the last run."""
        if self.ran is None:
            return False
        return bool(self.too_long) or self.ran.rstrip() != self.source.rstrip()

    # ------------------------------------------------------------------------------------------ commands
    @property
    def busy(self) -> bool:
        """A run (not a check while typing) is going on."""
        return self._run is not None

    def open(self, lesson_id: str, source: str | None = None) -> None:
        """Open a lesson with `source` (what the learner wrote there before) or its starter."""
        self._open(lesson_id, source, by="lesson")

    def take_lessons(self, lessons: tuple[Lesson, ...]) -> None:
        """The files of the lessons have changed. The open one is shown as it is now; a program that is not its starter
        stays."""
        before, self.lessons = self.lesson, lessons
        now = next((lesson for lesson in lessons if lesson.id == before.id), lessons[0])
        own = self.source if now.id == before.id and self.source != before.starter else None
        self.open(now.id, own)

    def open_foreign(self, source: str, lesson_id: str = "") -> None:
        """Show a program that came by a link or a file, in the lesson `lesson_id` or in the one that is open.

        Nothing of it is executed, not even for its shapes, before the learner presses Run or edits it (`untried`)."""
        self._open(lesson_id or self.lesson.id, source, by="foreign")

    def _open(self, lesson_id: str, source: str | None, by: str) -> None:
        lesson = find_lesson(lesson_id, self.lessons)
        if lesson is None:
            raise ValueError(f"lesson_id: expected one of a lesson, received {lesson_id!r}")
        self.lesson = lesson
        self.stop()
        self._run = self.seed = self.ran = None  # what it says belongs to the lesson before
        self.stop_when_diverged = self.lesson.stop_when_diverged
        self.features = None
        self._forget_run()
        self._emit(Opened(self.lesson))
        self.edit(self.lesson.starter if source is None else source, by)
        if not self.busy:
            self._change("ready")

    def edit(self, source: str, by: str = "editor") -> None:
        """Replace the program text; shapes follow at once, and after a pause in fast typing. Nothing is trained.

        A byte-order mark, with which Windows' Notepad begins a file, is no part of it: pasted, it goes again."""
        if source.startswith(BYTE_ORDER_MARK):
            source, by = source.removeprefix(BYTE_ORDER_MARK), "form" if by == "editor" else by
        if source == self.source and by == "editor" and not self.too_long:
            return
        was_of_last_run = self.of_last_run
        self.source, self.too_long = source, 0
        tried, self.untried = self.untried and by != "foreign", by == "foreign"
        self._emit(Edited(source, by))
        if tried and self.state == "ready":
            self._change("ready")
        elif self.of_last_run != was_of_last_run and self.state in ENDED:
            self._change(self.state, self._detail)
        self.check()

    def refuse(self, characters: int) -> None:
        """The text that was typed has so many characters, more than a program may have. It stays in the editor; until
        it is shorter nothing runs, least of all the text of before."""
        self.too_long = characters
        self._end_check()
        if not self.busy:
            self._emit(ev.Started("shapes"), ev.too_long(characters))

    def check(self) -> None:
        """Bring the network and the shapes up to date with the text, unless a run is going on or the text may not be
        executed yet."""
        self._end_check()
        now = time.monotonic()
        rested, self._edited_at = now - self._edited_at > BURST_SECONDS, now
        if self.untried and self.state == "loading":
            self._change("ready")
        if not self.busy and not self.too_long and not self.untried:
            delay = 0.0 if rested else CHECK_DELAY_SECONDS
            self._checking = self.spawn(self._check_shapes(delay))

    def run(self, paused: bool = False) -> None:
        """Execute the program from the start; `paused` halts before the first batch."""
        if self._files_on_their_way():
            self.spawn(self._run_when_files_are_here(paused))
        else:
            self._run_now(paused)

    def _run_now(self, paused: bool) -> None:
        if not self.busy:
            fixed = self.fixed_seed
            self._launch(paused, secrets.randbelow(SEEDS) if fixed is None else fixed)

    def _files_on_their_way(self) -> set[str]:
        """Those of the visitor's files that the program reads and that the browser may still bring."""
        return set(asked_for(self.source)) - set(self.files) - self.files_not_there

    async def _run_when_files_are_here(self, paused: bool) -> None:
        ends = time.monotonic() + FILES_SECONDS
        while self._files_on_their_way() and time.monotonic() < ends:
            await asyncio.sleep(0.05)
        self._run_now(paused)

    def rewind(self) -> None:
        """Back to the start of the last run, with the same random numbers; a paused run is paused there again.

        While the text is the same, so is every number of the run; an edit changes only what it is about."""
        if self.seed is None:
            return
        paused = self.state == "paused"
        self.stop()
        self._launch(paused, self.seed)

    def _launch(self, paused: bool, seed: int) -> None:
        if self._checking:
            self._checking.cancel()  # it may still wait for a pause in typing
        self._end_check()
        self._forget_run()
        self._emit(Launched(rewound=seed == self.seed))
        if self.too_long:
            refusal = ev.too_long(self.too_long)
            self._emit(ev.Started(), refusal)
            self._note(refusal)
            return
        self.seed, self.untried, self.ran = seed, False, self.source
        self._change("running")
        self._run = self.runner.start(
            ev.Run(
                self.source,
                "end",
                self.lesson.checks,
                paused,
                watched=True,
                speed=self.speed,
                seed=seed,
                stop_when_diverged=self.stop_when_diverged,
                files=self._files_named(),
                features=self.features,
            )
        )
        self.spawn(self._follow(self._run))

    def _files_named(self, most: int | None = None) -> dict[str, str]:
        """Those of the visitor's files that the program names; `most`: so many bytes of each, whole lines."""
        named = {name: data for name, data in self.files.items() if name in self.source}
        return named if most is None else {n: beginning(d, most) for n, d in named.items()}

    def pause(self) -> None:
        if self._run:
            self._run.send(ev.Pause())

    def resume(self) -> None:
        if self._run:
            self._run.send(ev.Resume())

    def step(self) -> None:
        """Train one batch: of the run that is going on, or of a new run."""
        if self._run:
            self._run.send(ev.Step())
        else:
            self.run(paused=True)

    def stop(self) -> None:
        """End the run; curves, boundary and weights stay as they are."""
        if self._run:
            self._run.send(ev.Stop())

    def set_speed(self, speed: ev.Speed) -> None:
        """Of the run that is going on, and of the next ones."""
        self.speed = speed
        if self._run:
            self._run.send(ev.SetSpeed(speed))

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate of a running fit (not the program text)."""
        if self._run:
            self._run.send(ev.Set(value))
            self._emit(LearningRateSet(value))

    def set_weight(
        self, layer: str, variable: int, position: tuple[int, ...], value: float
    ) -> None:
        """Change one number of `layer.weights[variable]` of a running or paused fit (not the program text).

        What was done, or why nothing was, comes as a `Notice`."""
        if self._run is None or self.state not in ("training", "paused"):
            said = "No weight was set: it needs a fit that runs or is paused. Try Run or Step."
            self._emit(ev.Notice(said))
        else:
            self._run.send(ev.SetWeight(layer, variable, position, value))

    def join(self, points: str) -> None:
        """The drawn points, which the program holds already, join a running or paused fit at its next epoch.

        What was done, or why nothing was, comes as a `Notice`."""
        if self._run is None or self.state not in ("training", "paused"):
            said = "The drawn points did not join: no fit is running any more. They are in the program."
            self._emit(ev.Notice(said))
        else:
            self._joining = self.source
            self._run.send(ev.Join(points))

    def draw_features(self, across: int, up: int) -> None:
        """Of data with more than two features draw these (from 0), at once."""
        self.features = (across, up)
        if self._run:
            self._run.send(ev.DrawFeatures(across, up))
        self.check()

    def reset(self) -> None:
        """Back to the lesson's starter program."""
        self.stop()
        self.edit(self.lesson.starter, by="reset")

    async def close(self) -> None:
        """The visitor left."""
        self._end_check()
        self.stop()
        for task in list(self._tasks):
            task.cancel()

    # ------------------------------------------------------------------------------------- subscriptions
    def subscribe(self, listener: Callable[[list], None]) -> None:
        """`listener` gets lists of events (`playground.events`) and of Edited, Opened, Launched and StateChanged."""
        self._listeners.append(listener)

    def hold(self) -> None:
        """Whoever listens cannot follow: what a run says is not read until `go_on`. It waits when its pipe is full."""
        self._heard.clear()

    def go_on(self) -> None:
        """Whoever listens has caught up."""
        self._heard.set()

    def _emit(self, *items: object) -> None:
        self._pending.extend(items)
        if self._publishing is None:
            wait = self._next_publishing - time.monotonic()
            loop = asyncio.get_running_loop()
            self._publishing = loop.call_later(max(0.0, wait), self._publish)

    def _publish(self) -> None:
        self._publishing = None
        started = time.monotonic()
        items, self._pending = self._pending, []
        for listener in self._listeners:
            listener(items)
        took = time.monotonic() - started
        # What follows an edit are few events, and somebody waits for them.
        pause = PUBLISH_SECONDS if self.busy else 0.0
        self._next_publishing = started + max(pause, took / DRAWING_SHARE)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task:
        """A task that ends with the session."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # ------------------------------------------------------------------------------------------ following
    async def _follow(self, run: ProgramRun) -> None:
        async for items in run.events():
            if run is not self._run:
                continue  # another has begun; hear it out, so that its runner can tidy up
            for item in items:
                self._note(item)
            self._emit(*items)
            await self._heard.wait()
        if run is not self._run:
            return
        self._run = None
        if self.source != self._checked_source:
            self.check()

    async def _check_shapes(self, delay: float) -> None:
        """Check the program after `delay`. An error is shown only after a pause in typing: half a word is none."""
        pause_ends = time.monotonic() + CHECK_DELAY_SECONDS
        await asyncio.sleep(delay)
        if not await self.runner.may_check():
            if self.state in ("loading", "ready"):
                self._change("ready")
            return
        source = self._checked_source = self.source
        check = self._check = self.runner.start(
            ev.Run(source, "shapes", files=self._files_named(CHECKED_BYTES), features=self.features)
        )
        self._emit(ev.Started("shapes"))  # so that views can tell a check's events from a run's
        async for items in check.events():
            if check is not self._check:
                continue  # it was ended; hear it out, so that its runner can tidy up
            if any(isinstance(i, ev.Failed) for i in items):
                await asyncio.sleep(max(0.0, pause_ends - time.monotonic()))
                if check is not self._check:
                    continue
            seen = [i for i in items if isinstance(i, SHOWN_OF_A_CHECK)]
            for item in seen:
                if isinstance(item, ev.Loading):
                    self._note(item)
            self._emit(*(i for i in seen if not isinstance(i, ev.Stopped)))
            if self.state == "loading" and any(not isinstance(i, ev.Loading) for i in items):
                self._change("ready")
        if check is self._check:
            self._check = None

    def _end_check(self) -> None:
        """No check waits for a pause in typing any more, none runs on."""
        if self._check:
            self._check.send(ev.Stop())
            self._check = None
        elif self._checking:
            self._checking.cancel()
        self._checking = None

    # --------------------------------------------------------------------------------------- status line
    def _forget_run(self) -> None:
        self._fit: ev.FitStarted | None = None
        self._epoch = self._batch = 0
        self._logs: dict[str, float] = {}
        self._waits = False  # in the server's queue
        self._diverged: ev.Diverged | None = None  # the fit that is going on, or was the last
        self._joining: str | None = None  # the program whose points are to join it

    def _note(self, item: ev.Event) -> None:
        """Bring `state` and the status line up to date with one event of the run."""
        match item:
            case ev.Loading(phase=phase):
                if self.state == "loading":
                    self._change("loading", phase)
            case ev.Waiting(before=before):
                self._waits = True
                self._change("running", queue_text(before))
            case ev.Started() if self._waits:
                self._waits = False
                self._change("running")
            case ev.FitStarted():
                self._fit, self._epoch, self._batch, self._logs = item, 1, 0, {}
                self._diverged = None
                self._change("training")
            case ev.FitChanged(now=now, joined=joined):
                self._fit = now
                if joined and self._joining is not None:
                    self.ran = self._joining  # it trains on what that program holds
            case ev.Batch(epoch=epoch, step=step, logs=logs):
                self._epoch, self._batch, self._logs = epoch, step, followed(logs, self._logs)
                self._change("paused" if self.state == "paused" else "training")
            case ev.Epoch(epoch=epoch, logs=logs):
                self._epoch, self._logs = epoch, followed(logs)
                self._change("paused" if self.state == "paused" else "training")
            case ev.Diverged():
                self._diverged = item
                self._change(self.state)
            case ev.Paused(epoch=epoch, step=step):
                self._epoch, self._batch = epoch, step
                self._change("paused")
            case ev.Resumed():
                self._change("training" if self._fit else "running")
            case ev.Stopped(reason=reason):
                self._change("stopped", reason)
            case ev.Failed(kind=kind, message=message, line=line):
                where = f"on line {line} · " if line else "· "
                first = message.splitlines()[0].replace("`", "") if message else ""
                first = textwrap.shorten(first, MOST_WORDS, placeholder=" …")
                self._change("failed", f"{where}{kind}: {first}")
            case ev.Finished(seconds=seconds):
                self._change(
                    "finished", f"in {seconds:.2g} s" if seconds < 10 else f"in {seconds:.0f} s"
                )

    def _change(self, state: str, detail: str = "") -> None:
        self.state, self._detail = state, detail
        self._emit(StateChanged(state, self._status(detail)))

    def _status(self, detail: str) -> str:
        epochs = f"poch {self._epoch} of {self._fit.epochs}" if self._fit else ""
        batch = f"batch {self._batch} of {self._fit.steps or '?'}" if self._fit else ""
        first = {
            "loading": f"Loading {detail}".strip(),
            "ready": UNTRIED if self.untried else "Ready",
            "running": detail or "Running",
            "training": f"E{epochs}",
            "paused": f"Paused · e{epochs}, {batch}" if self._fit else "Paused",
            "stopped": " · ".join(filter(None, ("Stopped", detail, epochs and f"e{epochs}"))),
            "finished": f"Finished {detail}".strip(),
            "failed": f"Error {detail}",
        }[self.state]
        numbers = [f"{name} {self._logs[name]:.4g}" for name in shown_names(list(self._logs))]
        if self.of_last_run and self.state in ENDED:
            first, *more = first.split(" · ", 1)
            first = " · ".join([first, "of the last run", *more])
        diverged = self._diverged
        began = f"diverged in epoch {diverged.epoch}" if diverged and diverged.epoch else "diverged"
        return " · ".join([first, *([began] if diverged else []), *numbers, self.runner.place])


def queue_text(before: int) -> str:
    """What the status line says of a program that has no place to run in yet."""
    if not before:
        return "Waiting: your program is next"
    return f"Waiting: {before} {'program is' if before == 1 else 'programs are'} before yours"


def shown_names(names: list[str]) -> list[str]:
    """Those that the status line has room for: all, or of many the total loss and the first metrics."""
    names = sorted(names, key=_log_order)
    if len(names) <= MOST_NUMBERS:
        return names
    plain = [n for n in names if n.endswith("loss") and n.removeprefix("val_") == "loss"]
    metrics = [n for n in names if not n.endswith("_loss") and n not in plain]
    kept = {*plain, *metrics[: MOST_NUMBERS - len(plain)]}
    return [n for n in names if n in kept]


def _log_order(name: str) -> tuple[bool, bool]:
    """Training before validation, the loss before its metrics."""
    return name.startswith("val_"), name.removeprefix("val_") != "loss"
