"""The server's runner: a child process a program, obeying while it trains."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground import events as ev
from playground.own_files import pack
from playground.runners import server
from playground.runners.processes import Child, Exit, ForkServer, Interpreters
from playground.runners.sandbox.tiers import TIERS
from playground.runners.server import ServerRunner
from tests import programs

LONG = """
import keras, numpy as np
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=100_000, batch_size=10, verbose=0)
"""


async def until(stream, kind: type) -> list[ev.Event]:
    """Everything up to and including the first event of `kind`."""
    seen: list[ev.Event] = []
    async for items in stream:
        seen += items
        if any(isinstance(i, kind) for i in items):
            return seen
    raise AssertionError(f"no {kind.__name__} among {seen[-3:]}")


def test_pause_step_resume_and_stop() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        run = runner.start(ev.Run(LONG))
        stream = run.events()
        await until(stream, ev.Batch)
        run.send(ev.Pause())
        paused = next(e for e in await until(stream, ev.Paused) if isinstance(e, ev.Paused))
        run.send(ev.Step())
        stepped = await until(stream, ev.Paused)
        batch = next(e for e in stepped if isinstance(e, ev.Batch))
        assert (batch.epoch, batch.step) in [(paused.epoch, paused.step + 1), (paused.epoch + 1, 1)]
        run.send(ev.Resume())
        await until(stream, ev.Resumed)
        last = await until(stream, ev.Batch)
        run.send(ev.Stop())
        last += await until(stream, ev.Stopped)
        assert isinstance(last[-1], ev.Stopped)
        assert any(isinstance(e, ev.Picture) for e in last), "the last weights come with the stop"
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_loop_that_never_yields_is_killed() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        run = runner.start(ev.Run("print('here')\nwhile True: pass\n"))
        stream = run.events()
        await until(stream, ev.Printed)
        run.send(ev.Stop())
        assert isinstance((await until(stream, ev.Stopped))[-1], ev.Stopped)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_check_while_typing_has_a_budget() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        events = [
            e
            async for es in runner.start(ev.Run("while True: pass", "shapes")).events()
            for e in es
        ]
        assert isinstance(events[-1], ev.Stopped) and "2 s" in events[-1].reason
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_no_process_is_left_behind() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        run = runner.start(ev.Run("print(1)"))
        stream = run.events()
        await until(stream, ev.Started)
        assert run._child
        number = run._child.process.number
        os.kill(number, 0)
        await until(stream, ev.Finished)
        async for _ in stream:
            pass
        await run._child.process.exit
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_two_children_draw_different_random_numbers() -> None:
    source = "import random, keras, numpy as np\n"
    source += "print(random.random(), np.random.random(), float(keras.random.normal((1,))[0]))"
    first, second = ({*programs.run(source).printed.split()} for _ in range(2))
    assert len(first | second) == 6

    async def siblings() -> list[str]:
        runner = ServerRunner()
        said = [(await programs.gather(runner, ev.Run(source))).printed for _ in range(2)]
        await runner.close()
        return said

    assert len({n for said in asyncio.run(siblings()) for n in said.split()}) == 6


@pytest.mark.skipif(sys.platform != "linux", reason="children are forked on Linux only")
def test_a_fork_server_that_is_killed_is_replaced() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        assert (await programs.gather(runner, ev.Run("print(1)"))).printed == "1\n"
        parent = runner._parent
        assert isinstance(parent, ForkServer)
        parent._process.kill()
        await parent._process.wait()
        said = [await programs.gather(runner, ev.Run("print(2)")) for _ in range(4)]
        assert [each.printed for each in said] == ["2\n"] * 4
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.skipif(sys.platform != "linux", reason="children are forked on Linux only")
def test_a_fork_server_that_is_killed_while_it_warms_up_is_replaced() -> None:
    async def scenario() -> None:
        parent = ForkServer(TIERS[0])
        waiting = asyncio.ensure_future(Child.born(parent))
        while not hasattr(parent, "_process"):
            await asyncio.sleep(0.001)
        parent._process.kill()
        with pytest.raises(RuntimeError, match="ended"):
            await waiting
        runner = ServerRunner()
        runner._parent = parent
        assert (await programs.gather(runner, ev.Run("print(2)"))).printed == "2\n"
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.skipif(sys.platform != "linux", reason="children are forked on Linux only")
def test_a_sandbox_that_could_not_be_tried_is_tried_again(monkeypatch) -> None:
    monkeypatch.setattr(server, "_proven", {})
    accidents = [RuntimeError("killed"), TimeoutError()]
    attacked = server.attacked

    async def unlucky(parent: ForkServer) -> str:
        if accidents:
            raise accidents.pop()
        return await attacked(parent)

    monkeypatch.setattr(server, "attacked", unlucky)

    async def scenario() -> None:
        runner = ServerRunner()
        assert (await programs.gather(runner, ev.Run("print(2)"))).printed == "2\n"
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.parametrize(
    ("how", "kind", "said"),
    [
        (Exit(-signal.SIGKILL, 612.0), "TimeLimit", "612 s of processor time"),
        (Exit(-signal.SIGXCPU, 600.0), "TimeLimit", "processor time"),
        (Exit(-signal.SIGKILL, 2.0), "KernelError", "short of memory"),
        (Exit(-signal.SIGSEGV), "KernelError", "crashed (SIGSEGV)"),
        (Exit(7), "KernelError", "exit code 7"),
        (Exit(-signal.SIGKILL, lost=True), "KernelError", "from which programs are started ended"),
    ],
)
def test_every_end_has_a_true_message(how: Exit, kind: str, said: str) -> None:
    failed = server.died(how)
    assert (failed.kind, said in failed.message) == (kind, True) and failed.advice


def test_a_program_over_the_size_limit_is_refused() -> None:
    seen = programs.run("x = 1\n" * 40_000)
    assert seen.ending == ev.too_long(240_000) and len(seen) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
@pytest.mark.parametrize("until_", ["shapes", "end"])
def test_what_is_typed_letter_by_letter_removes_nothing(tmp_path, until_: str) -> None:
    kept = tmp_path / "folder" / "kept.txt"
    kept.parent.mkdir()
    kept.write_text("kept")
    text = f"import shutil\nshutil.rmtree({str(tmp_path)!r})\nshutil.rmtree('..')\nopen('/kept.txt', 'w')\n"
    start = len(text) - 60
    runs = [ev.Run(text[:end], until_) for end in range(start, len(text) + 1, 6)]  # type: ignore[arg-type]
    runs.append(ev.Run("import os\nprint(os.listdir('.'), os.listdir('..'))", until_))  # type: ignore[arg-type]
    seen = programs.gather_all(runs)
    assert kept.read_text() == "kept"
    assert "[] " in seen[-1].printed and "files" in seen[-1].printed, (
        "every program finds an empty folder"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
def test_a_run_gets_the_processor_when_nobody_else_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not in its first second: else a new run, beside many that train, hardly gets to its first epoch."""

    async def policy(run: server.ServerRun, wanted: int) -> bool:
        assert run._child
        number = run._child.process.number  # type: ignore[attr-defined]
        assert os.getpriority(os.PRIO_PROCESS, number) > os.getpriority(os.PRIO_PROCESS, 0)
        for _ in range(200):
            if os.sched_getscheduler(number) == wanted:
                return True
            await asyncio.sleep(0.01)
        return False

    async def scenario() -> None:
        runner = ServerRunner(idle=True)
        for until_, wait, wanted in (
            ("end", 100.0, os.SCHED_OTHER),
            ("end", 0.05, os.SCHED_IDLE),
            ("shapes", 0.05, os.SCHED_OTHER),
        ):
            monkeypatch.setattr(server, "BEGINNING_SECONDS", wait)
            run = runner.start(ev.Run("while True: pass", until_))  # type: ignore[arg-type]
            stream = run.events()
            await until(stream, ev.Started)
            await asyncio.sleep(2 * min(wait, 0.1))
            assert await policy(run, wanted)
            run.send(ev.Stop())
            async for _ in stream:
                pass
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.skipif(
    not os.path.exists("/proc/self/autogroup"), reason="this kernel does not weigh sessions"
)
def test_all_programs_are_one_session_and_the_server_another() -> None:
    """Linux weighs whole sessions (sched(7), autogroup); in one of its own a program weighs as much as the server,
    however idle it says it is."""

    def session(number: int) -> str:
        """As `/autogroup-12`; empty for who is in the one that all began in."""
        return Path(f"/proc/{number}/autogroup").read_text().partition(" ")[0]

    async def scenario() -> None:
        runner = ServerRunner(idle=True)
        found = []
        for _ in range(2):
            run = runner.start(ev.Run("while True: pass"))
            stream = run.events()
            await until(stream, ev.Started)
            assert run._child
            found.append(session(run._child.process.number))  # type: ignore[attr-defined]
            run.send(ev.Stop())
            async for _ in stream:
                pass
        await runner.close()
        assert found[0] == found[1] != session(os.getpid())

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_program_that_is_killed_in_the_middle_of_a_line_was_stopped() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        half = "import os\nprint('now', flush=True)\nos.write(4, b'[{')\nwhile True: pass"
        run = runner.start(ev.Run(half))
        stream = run.events()
        await until(stream, ev.Printed)
        run.send(ev.Stop())
        assert [item async for items in stream for item in items] == [ev.Stopped()]
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_what_a_program_may_make_the_server_read_in_a_second() -> None:
    now = 0.0
    allowed = server.Allowance(lambda: now)
    full = b"," * server.Allowance.AT_ONCE
    assert allowed.for_message(b"[]") == 0, "an honest program never waits"
    waits = [allowed.for_message(full) for _ in range(2)]
    assert 0 < waits[0] < waits[1] and waits[1] == pytest.approx(waits[0] + 2.1)
    now = waits[1]
    assert allowed.for_message(b"") == pytest.approx(0), "who has waited is heard"
    now += 100
    assert allowed.for_message(b"") == 0 and allowed.for_message(full) > 0, "rest is not saved up"


def test_what_is_drawn_with_every_message_comes_in_portions() -> None:
    allowed = server.Allowance(lambda: 0.0)
    cheap, dear = [ev.Batch(1, 1, {})] * 3000, [ev.Resumed()] * 400
    assert [wait for wait, _ in allowed.portions(cheap)] == [0.0]
    found = list(allowed.portions([*dear, *cheap]))
    assert [item for _, portion in found for item in portion] == [*dear, *cheap]
    most = max(sum(isinstance(i, ev.Resumed) for i in portion) for _, portion in found)
    assert most == server.Allowance.DRAWN_AT_ONCE
    assert found[0][0] == 0 < found[-2][0], "a few come at once, hundreds do not"


def test_a_program_that_says_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = 0

    def for_message(self: server.Allowance, line: bytes) -> float:
        nonlocal lines
        lines += 1
        return 0.0 if lines < 3 else 3600.0

    monkeypatch.setattr(server.Allowance, "for_message", for_message)

    async def scenario() -> None:
        runner = ServerRunner()
        run = ev.Run("while True: print('x', flush=True)")
        heard = asyncio.ensure_future(programs.gather(runner, run))
        while lines < 3:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        assert lines == 3 and not heard.done()
        heard.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await heard
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_server_does_not_load_the_engine() -> None:
    said = "import sys, playground.view.page, playground.runners.server; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", said], text=True).split()
    assert "playground.runners.processes" in loaded
    assert not [m for m in loaded if m.startswith(("playground.engine", "playground.execute"))]


def test_where_a_fork_is_not_safe_every_child_is_a_new_interpreter() -> None:
    async def scenario() -> None:
        runner = ServerRunner(tiers=(), trusted=True)
        runner._parent = Interpreters()
        assert (await programs.gather(runner, ev.Run("print(1)"))).printed == "1\n"
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_the_learning_rate_of_a_running_fit_can_be_set() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        run = runner.start(ev.Run(LONG.replace("100_000", "200_000") + "\n", paused=True))
        stream = run.events()
        await until(stream, ev.Paused)
        run.send(ev.Set(0.0))
        run.send(ev.Step())
        first = await until(stream, ev.Paused)
        run.send(ev.Step())
        second = await until(stream, ev.Paused)
        weights = [
            [e for e in es if isinstance(e, ev.Picture)][-1].weights for es in (first, second)
        ]
        assert weights[0] == weights[1], "with a learning rate of 0 no weight moves"
        run.send(ev.Stop())
        await until(stream, ev.Stopped)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_program_that_prints_for_ever_stops_by_itself() -> None:
    async def scenario() -> None:
        runner = ServerRunner()
        run = runner.start(ev.Run("while True: print('x')\n"))
        stream = run.events()
        await until(stream, ev.Printed)
        run.send(ev.Stop())
        assert isinstance((await until(stream, ev.Stopped))[-1], ev.Stopped)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_file_of_the_learners_own_reaches_its_program_and_no_other():
    source = "from playground import datasets\nprint(datasets.csv('t.csv', target='b')[0].shape)\n"
    own = {"t.csv": pack(b"a,b\n" + b"1,2\n3,4\n" * 200_000, "t.csv")}
    given, other = programs.gather_all([ev.Run(source, files=own), ev.Run(source)])
    assert given.printed.endswith("(400000, 1)\n")
    assert isinstance(other.ending, ev.Failed) and "t.csv is not here" in other.ending.message
