"""All probes, tried: a row for each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playground.runners.sandbox.tiers import TIERS, Tier
from playground.runners.server import ServerRunner
from tests.attack import (
    channel,
    check,
    files,
    further,
    information,
    inside,
    kernel,
    lifetime,
    network,
    outside,
    processes,
    resources,
    unusual,
    web,
)
from tests.attack.probe import Probe

IN_CHILDREN = (files, processes, information, network, kernel, resources, further, unusual, check)


@dataclass(frozen=True)
class Row:
    """`shown`: it comes through where there is no sandbox; `came_through`: in a child; `left`: what was found after."""

    group: str
    name: str
    shown: bool
    came_through: bool
    left: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.came_through and not self.left

    def __str__(self) -> str:
        said = "BLOCKED" if not self.came_through else "CAME THROUGH"
        proof = "" if self.shown else " (not shown: stopped elsewhere, too)"
        left = f" LEFT: {', '.join(self.left)}" if self.left else ""
        return f"{self.group:15s} {self.name:72s} {said}{proof}{left}"


def rows_of_children(
    probes: list[Probe], shown: list[bool], tiers: Sequence[Tier] = TIERS
) -> list[Row]:
    """Probes that are programs, in the first of `tiers` that holds."""

    async def all_of_them() -> list[tuple[bool, list[str]]]:
        runner = ServerRunner(tiers)
        try:
            runs = [p for p in probes if p.group != "the check"]
            checks = [p for p in probes if p.group == "the check"]
            found = await inside.tried(runner, runs) if runs else []
            return found + (await inside.tried(runner, checks, "shapes") if checks else [])
        finally:
            await runner.close()

    ordered = sorted(zip(probes, shown), key=lambda pair: pair[0].group == "the check")
    found = asyncio.run(all_of_them())
    return [
        Row(p.group, p.name, was_shown, came, tuple(left))
        for (p, was_shown), (came, left) in zip(ordered, found)
    ]


def rows_of_channel_and_lifetime(tiers: Sequence[Tier] = TIERS) -> Iterable[Row]:
    async def all_of_them() -> list[Row]:
        runner = ServerRunner(tiers)
        try:
            rows = [
                Row("channel", f.name, channel.naive(f), await channel.taken(runner, f))
                for f in channel.FORGED
            ]
            for each in lifetime.STUBBORN:
                survives = await lifetime.survives(runner, each)
                rows.append(Row("lifetime", each.name, lifetime.shown(each), survives))
            return rows
        finally:
            await runner.close()

    return asyncio.run(all_of_them())


def rows_of_the_web() -> Iterable[Row]:
    return [Row("the web side", visit.name, bare, guarded) for visit, bare, guarded in web.tried()]


def all_rows(tiers: Sequence[Tier] = TIERS) -> list[Row]:
    """Everything. Needs namespaces to show that attacks succeed; without, nothing is shown."""
    probes = [probe for module in IN_CHILDREN for probe in module.PROBES]
    shown = outside.shown(probes) if not outside.possible() else [False] * len(probes)
    return [
        *rows_of_children(probes, shown, tiers),
        *rows_of_channel_and_lifetime(tiers),
        *rows_of_the_web(),
    ]
