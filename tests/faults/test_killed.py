"""The program's process, or the one from which it was forked, is killed at every stage of a run."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from playground import events as ev
from playground.runners.processes import ForkServer
from tests.attack.inside import processes_of
from tests.faults.conftest import Play
from tests.faults.visitor import Visitor, gone

_FIT = """
import keras, numpy as np, time
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
print("building", flush=True)
{build}
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer="rmsprop", loss="mse")
model.fit(x, x[:, :1], epochs={epochs}, batch_size=10, verbose=0)
{after}
"""


def _fit(epochs: int = 100_000, build: str = "", after: str = "") -> str:
    return _FIT.format(epochs=epochs, build=build, after=after)


async def _at_once(visitor: Visitor) -> None:
    """It has been asked for; perhaps it has not even begun to read."""
    await visitor.until(lambda: bool(visitor.child))


async def _building(visitor: Visitor) -> None:
    await visitor.until(lambda: "building" in visitor.told.printed)


async def _in_mid_fit(visitor: Visitor) -> None:
    await visitor.until(visitor.saw(ev.Batch))


async def _paused(visitor: Visitor) -> None:
    await _in_mid_fit(visitor)
    visitor.session.pause()
    await visitor.until(visitor.saw(ev.Paused))


async def _said_so(visitor: Visitor) -> None:
    await visitor.until(lambda: "now" in visitor.told.printed)


Stage = tuple[str, Callable[[Visitor], Awaitable[None]]]
STAGES: dict[str, Stage] = {
    "reading the program": (_fit(3), _at_once),
    "building": (_fit(build="time.sleep(60)"), _building),
    "in mid-fit": (_fit(), _in_mid_fit),
    "paused": (_fit(), _paused),
    "at the end": (_fit(2, after="print('now', flush=True)\ntime.sleep(60)"), _said_so),
    "while saving": (
        _fit(2, after="print('now', flush=True)\nwhile True: model.save('model.keras')"),
        _said_so,
    ),
}


def _kill_child(visitor: Visitor) -> None:
    os.kill(visitor.child, signal.SIGKILL)


def _kill_fork_server(visitor: Visitor) -> None:
    parent = visitor.runner._parent
    assert isinstance(parent, ForkServer)
    parent._process.kill()


def _kill_all_below(visitor: Visitor) -> None:
    """As the system does it that is short of memory: whoever is there."""
    for number in processes_of(visitor.runner):
        with contextlib.suppress(ProcessLookupError):  # it went with another
            os.kill(number, signal.SIGKILL)


VICTIMS = {
    "the child": (_kill_child, "The system ended the program's process"),
    "the fork server": (_kill_fork_server, "from which programs are started ended"),
    "everything": (_kill_all_below, ""),  # which of the two is heard first, nobody knows
}


# Another fork server takes seconds to start: of the stages two where the most can be lost.
KILLS = [
    *((victim, stage) for victim in ("the child", "the fork server") for stage in STAGES),
    *(("everything", stage) for stage in ("in mid-fit", "while saving")),
]


@pytest.mark.parametrize(("victim", "stage"), KILLS)
def test_killed(play: Play, stage: str, victim: str) -> None:
    source, reached = STAGES[stage]
    kill, said = VICTIMS[victim]

    async def scenario(visitor: Visitor) -> None:
        visitor.run(source)
        await reached(visitor)
        child, before = visitor.child, list(visitor.told)
        kill(visitor)
        ended = await visitor.ended()
        if stage == "reading the program" and victim == "the fork server":
            # A program that had not begun begins in another process; nobody hears of it.
            assert isinstance(ended, ev.Finished) or said in getattr(ended, "message", "")
            return
        assert isinstance(ended, ev.Failed) and ended.kind == "KernelError", ended
        assert said in ended.message and ended.advice
        assert "KernelError" in visitor.status
        # Nothing is lost: the text, and all that was seen.
        assert visitor.session.source == source
        assert visitor.told[: len(before)] == before
        await gone(child)

    play(scenario)


def test_a_spare_that_is_killed_while_it_waits_is_not_used(play: Play) -> None:
    async def scenario(visitor: Visitor) -> None:
        await visitor.finds_all_well()
        for spare in visitor.runner._spares:
            child = await spare
            os.kill(child.process.number, signal.SIGKILL)  # type: ignore[attr-defined]
            await asyncio.wait_for(asyncio.shield(child.process.exit), 20)

    play(scenario)


def test_a_fork_server_that_is_killed_while_it_warms_up(play: Play) -> None:
    async def scenario(visitor: Visitor) -> None:
        parent = visitor.runner._parent
        assert isinstance(parent, ForkServer)
        first = parent._process
        first.kill()
        await first.wait()
        visitor.run("print(1)")
        await visitor.until(lambda: parent._process is not first)
        parent._process.kill()
        assert isinstance(await visitor.ended(), ev.Finished)

    play(scenario)
