"""The page's runner, with kernels that are child processes here as they are workers there."""

import asyncio
import os
import signal
import subprocess
import sys
import threading

from playground import events as ev
from playground.runners.page import CANNOT_PAUSE, PageRunner

from .test_server import LONG, until

# What page_kernel.py does in a worker, over pipes: "ready True", lines of events, "done True".
KERNEL = """
import sys
from playground.events import Run
from playground.execute import execute, integrity
from playground.runners.child import PipeChannel
channel = PipeChannel(0, 1)
sound = integrity.fingerprint()
PAUSABLE = sys.argv[1] == "True"
sys.__stdout__.write(f"ready {PAUSABLE}\\n"); sys.__stdout__.flush()
while True:
    command = channel.receive(None)
    if isinstance(command, Run):
        execute(command, channel)
        sys.__stdout__.write(f"done {integrity.intact(sound)}\\n"); sys.__stdout__.flush()
"""


class ProcessWorker:
    """A kernel in a child process."""

    def __init__(self, hear, pausable: bool) -> None:
        self._hear = hear
        self._loop = asyncio.get_running_loop()
        self.process = subprocess.Popen(
            [sys.executable, "-c", KERNEL, str(pausable)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            text = line.decode().rstrip("\n")
            kind, _, detail = ("events", "", text) if text.startswith("[") else text.partition(" ")
            self._tell(kind, detail if kind == "events" else detail == "True")
        self._tell("broken", "the process is gone")

    def _tell(self, kind: str, detail: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hear, kind, detail)

    def post(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def terminate(self) -> None:
        self.process.kill()
        self._thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process.wait()


class Kernels:
    """Spawns workers and remembers them."""

    def __init__(self, pausable: bool = True) -> None:
        self.spawned: list[ProcessWorker] = []
        self._pausable = pausable

    def __call__(self, hear) -> ProcessWorker:
        self.spawned.append(ProcessWorker(hear, self._pausable))
        return self.spawned[-1]


def play(scenario, pausable: bool = True, spares: int = 0) -> None:
    """Run `scenario(runner, kernels)`."""

    async def whole() -> None:
        kernels = Kernels(pausable)
        runner = PageRunner(kernels, spares)
        try:
            await scenario(runner, kernels)
        finally:
            await runner.close()
        assert all(worker.process.poll() is not None for worker in kernels.spawned)

    asyncio.run(asyncio.wait_for(whole(), 60))


async def everything(runner: PageRunner, source: str, check: bool = False) -> list[ev.Event]:
    run = runner.start(ev.Run(source, "shapes" if check else "end"))
    return [item async for items in run.events() async for item in _each(items)]


async def _each(items):
    for item in items:
        yield item


def printed(items: list[ev.Event]) -> str:
    return "".join(i.text for i in items if isinstance(i, ev.Printed))


def test_a_sound_kernel_runs_the_next_program_too() -> None:
    async def scenario(runner, kernels) -> None:
        first = await everything(runner, "x = 1\nprint('one')")
        assert isinstance(first[0], ev.Loading)
        assert printed(first) == "one\n"
        assert isinstance(first[-1], ev.Finished)
        second = await everything(runner, "print('x' in globals())")
        assert printed(second) == "False\n"
        assert len(kernels.spawned) == 1

    play(scenario)


def test_a_failed_program_leaves_a_sound_kernel() -> None:
    async def scenario(runner, kernels) -> None:
        for source in ("1/0", "print(", "raise SystemExit(3)"):
            assert isinstance((await everything(runner, source))[-1], ev.Failed)
        assert printed(await everything(runner, "print('fine')")) == "fine\n"
        assert len(kernels.spawned) == 1

    play(scenario)


def test_a_tampered_kernel_is_replaced() -> None:
    async def scenario(runner, kernels) -> None:
        await everything(runner, "import playground.engine as e, builtins\nbuiltins.len = None")
        assert printed(await everything(runner, "print(len('four'))")) == "4\n"
        assert len(kernels.spawned) == 2

    play(scenario)


def test_pause_step_resume_and_stop() -> None:
    async def scenario(runner, kernels) -> None:
        run = runner.start(ev.Run(LONG))
        stream = run.events()
        await until(stream, ev.Batch)
        for command, answer in (
            (ev.Pause(), ev.Paused),
            (ev.Step(), ev.Paused),
            (ev.Resume(), ev.Batch),
        ):
            run.send(command)
            await until(stream, answer)
        run.send(ev.Stop())
        assert isinstance((await until(stream, ev.Stopped))[-1], ev.Stopped)
        assert len(kernels.spawned) == 1, "a program that answers Stop keeps its kernel"

    play(scenario)


def test_a_loop_that_never_yields_is_killed_and_the_next_program_runs() -> None:
    async def scenario(runner, kernels) -> None:
        run = runner.start(ev.Run("print('here')\nwhile True: pass"))
        stream = run.events()
        await until(stream, ev.Printed)
        run.send(ev.Stop())
        assert (await until(stream, ev.Stopped))[-1] == ev.Stopped()
        assert printed(await everything(runner, "print('again')")) == "again\n"
        assert len(kernels.spawned) == 2

    play(scenario)


def test_a_check_has_a_budget() -> None:
    async def scenario(runner, kernels) -> None:
        last = (await everything(runner, "while True: pass", check=True))[-1]
        assert last == ev.Stopped("after 2 s")
        assert isinstance((await everything(runner, "pass", check=True))[-1], ev.Finished)

    play(scenario)


def test_a_check_that_nobody_follows_any_more_does_not_block_the_next() -> None:
    async def scenario(runner, kernels) -> None:
        stream = runner.start(ev.Run("while True: pass", "shapes")).events()
        await until(stream, ev.Started)
        await stream.aclose()
        assert isinstance((await everything(runner, "pass", check=True))[-1], ev.Finished)

    play(scenario)


def test_stop_before_the_kernel_is_there() -> None:
    async def scenario(runner, kernels) -> None:
        run = runner.start(ev.Run("print('never')"))
        stream = run.events()
        assert isinstance((await anext(stream))[0], ev.Loading)
        run.send(ev.Stop())
        assert (await until(stream, ev.Stopped))[-1] == ev.Stopped()
        assert printed(await everything(runner, "print('now')")) == "now\n"
        assert len(kernels.spawned) == 1

    play(scenario)


def test_a_kernel_that_dies_is_reported_and_replaced() -> None:
    async def scenario(runner, kernels) -> None:
        died = (await everything(runner, "import os\nos._exit(1)"))[-1]
        assert isinstance(died, ev.Failed)
        assert "ended its own interpreter" in died.message
        assert printed(await everything(runner, "print('fine')")) == "fine\n"

    play(scenario)


def test_a_kernel_that_dies_after_the_ending_does_not_fail_the_next_program() -> None:
    async def scenario(runner, kernels) -> None:
        source = (
            "import os, threading, time\n"
            "from playground.execute import integrity\n"
            "integrity.intact = lambda sound: time.sleep(5)\n"
            "threading.Timer(0.2, os._exit, [1]).start()\n"
        )
        assert isinstance((await everything(runner, source))[-1], ev.Finished)
        assert printed(await everything(runner, "print('fine')")) == "fine\n"

    play(scenario)


def test_a_forged_line_is_reported_and_the_kernel_replaced() -> None:
    async def scenario(runner, kernels) -> None:
        source = 'import sys\nsys.__stdout__.write(\'[{"type":"Root"}]\\n\')\nsys.__stdout__.flush()\nwhile True: pass'
        last = (await everything(runner, source))[-1]
        assert isinstance(last, ev.Failed)
        assert "Root" in last.message
        assert printed(await everything(runner, "print('fine')")) == "fine\n"
        assert len(kernels.spawned) == 2

    play(scenario)


def test_a_forged_ending_does_not_get_the_next_program_stuck() -> None:
    async def scenario(runner, kernels) -> None:
        line = '[{"type":"Finished","seconds":0.0}]'
        source = f"import sys\nsys.__stdout__.write({line!r} + '\\n')\nsys.__stdout__.flush()\nwhile True: pass"
        assert isinstance((await everything(runner, source))[-1], ev.Finished)
        assert printed(await everything(runner, "print('fine')")) == "fine\n"

    play(scenario)


def test_a_browser_that_cannot_pause_says_so_and_can_stop() -> None:
    async def scenario(runner, kernels) -> None:
        run = runner.start(ev.Run(LONG, paused=True))
        stream = run.events()
        seen = await until(stream, ev.Batch)
        assert ev.Notice(CANNOT_PAUSE) in seen
        run.send(ev.Pause())
        assert ev.Notice(CANNOT_PAUSE) in await until(stream, ev.Notice)
        run.send(ev.Stop())
        assert isinstance((await until(stream, ev.Stopped))[-1], ev.Stopped)

    play(scenario, pausable=False)


def test_a_kernel_that_cannot_start_is_reported_and_tried_again() -> None:
    async def scenario(runner, kernels) -> None:
        run = runner.start(ev.Run("print('never')"))
        stream = run.events()
        await anext(stream)
        os.kill(kernels.spawned[0].process.pid, signal.SIGKILL)
        last = (await until(stream, ev.Failed))[-1]
        assert isinstance(last, ev.Failed)
        assert "could not be started" in last.message
        assert printed(await everything(runner, "print('now')")) == "now\n"

    play(scenario)
