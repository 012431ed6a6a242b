"""The tiers of the sandbox on this machine: attacked, chosen, refused."""

import asyncio
import sys

import pytest

from playground import events as ev
from playground.runners import server
from playground.runners.processes import ForkServer
from playground.runners.sandbox import self_test, system_calls
from playground.runners.sandbox.tiers import TIERS, UNSANDBOXED, Tier
from tests import programs

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


async def found(tier: Tier) -> str:
    parent = ForkServer(tier)
    try:
        return await server.attacked(parent)
    finally:
        await parent.close()


@linux_only
def test_a_tier_holds_here() -> None:
    found_each = {tier.name: asyncio.run(found(tier)) for tier in TIERS[:1]}
    if all(found_each.values()):
        pytest.skip(f"no namespaces or no Landlock on this machine: {found_each}")


@linux_only
def test_the_self_test_sees_that_without_a_sandbox_nothing_holds() -> None:
    said = asyncio.run(found(UNSANDBOXED))
    for attack in ("read a file of the server", "start a process", "open a socket", "write beside"):
        assert attack in said


@linux_only
def test_programs_are_refused_where_no_tier_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_proven", {tier.name: "a probe came through" for tier in TIERS})

    async def scenario() -> None:
        runner = server.ServerRunner()
        seen = await programs.gather(runner, ev.Run("print(1)"))
        assert isinstance(seen[-1], ev.Failed) and seen[-1].kind == "Refused"
        assert "a probe came through" in seen[-1].message and "libseccomp2" in seen[-1].message
        assert not seen.printed
        assert runner.about == seen[-1].message and runner.place == "not on this server"
        await runner.close()

        trusting = server.ServerRunner(trusted=True)
        assert not await trusting.may_check(), "a check would do for real what it does"
        assert "without a sandbox" in trusting.place
        assert (await programs.gather(trusting, ev.Run("print(2)"))).printed == "2\n"
        await trusting.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    assert "pyseccomp" in system_calls.missing()


def test_a_program_that_says_nothing_proves_nothing() -> None:
    assert not self_test.verdict("").holds
    assert not self_test.verdict(f'{self_test.MARK}[["start a process"], []]').holds
    assert self_test.verdict(f"{self_test.MARK}[[], []]").holds
