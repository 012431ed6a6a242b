"""One server for the tests of a file: starting it takes longer than most of them."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from playground.runners import processes, server
from playground.runners.sandbox import limits
from playground.runners.sandbox.tiers import LANDLOCK, NAMESPACES_AND_LANDLOCK, Tier
from playground.runners.server import ServerRunner
from tests.faults import reachable
from tests.faults.visitor import Visitor

Scenario = Callable[[Visitor], Coroutine[Any, Any, None]]
Play = Callable[[Scenario], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if sys.platform != "linux":
        for item in items:
            if "faults" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="the sandbox is Linux's"))


@pytest.fixture(scope="module", autouse=True)
def little_memory() -> Iterator[None]:
    """A quarter of what programs may have, so that taking all of it takes less time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LIMITS", dataclasses.replace(limits.LIMITS, memory_bytes=512 << 20))
        yield


@pytest.fixture(scope="module", params=[NAMESPACES_AND_LANDLOCK, LANDLOCK], ids=lambda t: t.name)
def tier(request: pytest.FixtureRequest) -> Tier:
    """One in which a program's folder is in memory, one in which it is on the disk."""
    return request.param


def let_everybody_in(patch: pytest.MonkeyPatch) -> None:
    """Fork servers of this process see Python where every user can read it (`reachable.py`)."""
    may = os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"]).returncode == 0
    if not may or not reachable.closed():
        return
    command = processes._command

    def entering(module: str, *arguments: str) -> list[str]:
        *python, script = command(module, *arguments)
        path, _, rest = script.partition("; from ")
        return [*python, f"{path}; {reachable.FIRST}from {rest}"]

    patch.setattr(processes, "_command", entering)


@pytest.fixture(scope="module")
def python_for_everybody(tier: Tier) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if not tier.namespaces:
            let_everybody_in(patch)
        yield


@pytest.fixture(scope="module")
def play(tier: Tier, little_memory: None, python_for_everybody: None) -> Iterator[Play]:
    """Plays what happens to a visitor of a server whose programs run in `tier`."""
    with asyncio.Runner() as loop:
        runner = loop.run(_server(tier))

        def played(scenario: Scenario) -> None:
            async def whole() -> None:
                visitor = Visitor(runner)
                try:
                    await scenario(visitor)
                    await visitor.finds_all_well()
                finally:
                    await visitor.session.close()

            loop.run(whole())

        yield played
        loop.run(runner.close())


async def _server(tier: Tier) -> ServerRunner:
    runner = ServerRunner(tiers=(tier,))
    try:
        await runner.choose()
    except server.Refused as refused:
        await runner.close()
        pytest.skip(str(refused))
    return runner
