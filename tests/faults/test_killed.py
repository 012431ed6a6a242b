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


@pytest.mark.parametrize("stage", STAGES)
def test_a_child_is_killed(play: Play, stage: str) -> None:
    async def scenario(visitor: Visitor) -> None:
        source, reached = STAGES[stage]
        visitor.run(source)
        await reached(visitor)
        killed = Killed(visitor)
        os.kill(visitor.child, signal.SIGKILL)
        await killed.is_told("The system ended the program's process")

    play(scenario)


class Killed:
    """What a visitor has at the moment of the kill, of which nothing may be lost."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor, self._child = visitor, visitor.child
        self._source, self._before = visitor.session.source, list(visitor.told)

    async def is_told(self, *said: str) -> None:
        """The run ended, and one of `said` is why."""
        visitor, ended = self._visitor, await self._visitor.ended()
        assert isinstance(ended, ev.Failed) and ended.kind == "KernelError", ended
        assert any(words in ended.message for words in said) and ended.advice
        assert "KernelError" in visitor.status
        assert visitor.session.source == self._source
        assert visitor.told[: len(self._before)] == self._before
        await gone(self._child)

    async def is_told_or_began_anew(self, *said: str) -> None:
        """A program that had not begun begins in another process; nobody hears of it."""
        ended = await self._visitor.ended()
        if not isinstance(ended, ev.Finished):
            await self.is_told(*said)


def _kill_fork_server(visitor: Visitor) -> None:
    parent = visitor.runner._parent
    assert isinstance(parent, ForkServer)
    parent._process.kill()


def _kill_all_below(visitor: Visitor) -> None:
    """As the system does it that is short of memory: whoever is there."""
    for number in processes_of(visitor.runner):
        with contextlib.suppress(ProcessLookupError):  # it went with another
            os.kill(number, signal.SIGKILL)


_LOST = "from which programs are started ended"


@pytest.mark.parametrize(
    ("kill", "said"),
    [
        (_kill_fork_server, [_LOST]),
        # which of the two is heard first, nobody knows
        (_kill_all_below, [_LOST, "The system ended the program's process"]),
    ],
    ids=["the fork server", "everything"],
)
def test_the_fork_server_is_killed_below_programs_at_every_stage(
    play: Play, kill: Callable[[Visitor], None], said: list[str]
) -> None:
    async def scenario(visitor: Visitor) -> None:
        others = {stage: Visitor(visitor.runner) for stage in STAGES}
        begins = others.pop("reading the program")
        for stage, other in others.items():
            other.run(STAGES[stage][0])
        for stage, other in others.items():
            await STAGES[stage][1](other)
        begins.run(STAGES["reading the program"][0])
        await _at_once(begins)
        killed = [Killed(other) for other in others.values()]
        began = Killed(begins)
        kill(visitor)
        for each in killed:
            await each.is_told(*said)
        await began.is_told_or_began_anew(*said)
        for other in (begins, *others.values()):
            await other.session.close()

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
