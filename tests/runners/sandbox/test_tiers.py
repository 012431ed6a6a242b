"""The tiers of the sandbox on this machine: attacked, chosen, refused."""

import asyncio
import ctypes
import ctypes.util
import sys

import pytest

from playground import events as ev
from playground.runners import server
from playground.runners.processes import ForkServer
from playground.runners.sandbox import self_test, system_calls
from playground.runners.sandbox.tiers import TIERS, UNSANDBOXED, Tier
from tests import programs
from tests.attack import outside

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


async def found(tier: Tier) -> str:
    parent = ForkServer(tier)
    try:
        return await server.attacked(parent)
    finally:
        await parent.close()


def lacking(tier: Tier) -> str:
    """What this machine lacks for `tier`; looked up without our own code, which is what is tried."""
    libc = ctypes.CDLL(None, use_errno=True)
    if tier.landlock and libc.syscall(444, None, 0, 1) < 1:
        return "Landlock"
    if tier.namespaces and (why := outside.possible()):
        return f"namespaces: {why}"
    return "" if ctypes.util.find_library("seccomp") else "libseccomp2"


@linux_only
def test_what_this_machine_can_do_holds() -> None:
    """Else all other tests of programs would be skipped, or try a weaker tier, and nobody would know."""
    tier = TIERS[0]
    if why := lacking(tier):
        pytest.skip(f"this machine lacks {why}")
    assert asyncio.run(found(tier)) == ""


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
