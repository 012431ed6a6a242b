"""Every probe is blocked, and leaves nothing; most are shown to succeed where there is no sandbox."""

import asyncio
import sys

import pytest

from playground.runners import server
from playground.runners.server import ServerRunner
from tests.attack import inside, outside, table
from tests.attack.probe import Probe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


@pytest.fixture(scope="module", autouse=True)
def sandbox() -> None:
    """A kernel on which nothing holds refuses all programs: there is nothing to attack."""
    said = server.try_sandbox()
    if "no sandbox holds" in said:
        pytest.skip(said)


def test_programs_and_checks() -> None:
    probes = [probe for module in table.IN_CHILDREN for probe in module.PROBES]
    why_not = outside.possible()
    shown = outside.shown(probes) if not why_not else [False] * len(probes)
    rows = table.rows_of_children(probes, shown)
    assert len(rows) == len(probes) >= 80
    assert not [str(row) for row in rows if not row.holds]
    if not why_not:
        assert sum(shown) >= 80, [str(row) for row in rows if not row.shown]


def test_channel_and_lifetime() -> None:
    rows = list(table.rows_of_channel_and_lifetime())
    assert not [str(row) for row in rows if not row.holds or not row.shown]


def test_the_web_side() -> None:
    rows = list(table.rows_of_the_web())
    assert not [str(row) for row in rows if not row.holds or not row.shown]


def test_a_probe_that_comes_through_is_seen() -> None:
    """The table can be wrong only if this is: what a program may do is not called blocked."""
    allowed = Probe(
        "none",
        "write into its own folder",
        "def probe(given):\n    return open('x', 'w').write('x')",
    )
    raised = Probe("none", "fail", "def probe(given):\n    raise OSError")

    async def scenario() -> list[bool]:
        runner = ServerRunner()
        try:
            return [came for came, _ in await inside.tried(runner, [allowed, raised])]
        finally:
            await runner.close()

    assert asyncio.run(scenario()) == [True, False]
