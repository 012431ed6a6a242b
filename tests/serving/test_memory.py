"""Memory of visitors who have left goes back to the system, once for all who leave within a while."""

from __future__ import annotations

import asyncio

import pytest

from playground.serving import memory


def test_one_call_for_all_who_leave_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(memory, "_trimmer", lambda: lambda keep: calls.append(keep))
    monkeypatch.setattr(memory, "AFTER_SECONDS", 0.01)

    async def scenario() -> None:
        for wanted in (1, 2):
            for _ in range(5):
                memory.give_back_soon("a context")
            async with asyncio.timeout(10):
                while len(calls) < wanted:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            assert calls == [0] * wanted

    asyncio.run(scenario())
    memory.give_back_soon(None)  # the server is ending: there is no loop any more
    assert calls == [0, 0]


def test_a_server_that_ended_before_its_call_keeps_none_from_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(memory, "_trimmer", lambda: lambda keep: calls.append(keep))
    monkeypatch.setattr(memory, "AFTER_SECONDS", 0.01)

    async def left() -> None:
        memory.give_back_soon("a context")

    async def left_and_waited() -> None:
        memory.give_back_soon("a context")
        async with asyncio.timeout(10):
            while not calls:
                await asyncio.sleep(0.01)

    asyncio.run(left())
    asyncio.run(left_and_waited())
    assert calls == [0]


def test_the_c_library_s_own_is_called() -> None:
    trim = memory._trimmer()
    assert trim is None or trim(0) in (0, 1)
