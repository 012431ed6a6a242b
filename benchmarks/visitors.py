"""`python -m benchmarks.visitors`: what a visitor of the server costs, in milliseconds of its processor time and in MB.

The real server, and visitors over loopback sockets who say what Bokeh's script says: they ask for the page only, they
open it and look, they type, they leave. Nothing is asserted; processor time depends on the machine, so compare rows.
Others come when they have left, so that what the first of all leave behind (imports, what is drawn for everybody) is
told from what every visitor would. `--visitors N` and `--rounds N` for other numbers than 20 and 3; `--deep` lets each
of them run a program, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from benchmarks.page import served
from tests.serving.visitor import Visitor

SETTLE_SECONDS = 20.0  # in which Bokeh ends sessions that nobody came for
TYPED = "import keras\nmodel = keras.Sequential([keras.Input((7,)), keras.layers.Dense(5)])\n"


def server_process(port: str) -> int:
    """The process that listens on `port`: it has the port in its command line."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"serve" in words and port.encode() in words:
                return int(entry.name)
    raise RuntimeError(f"expected a server with port {port}, found none; try again")


def used(process: int) -> tuple[float, float]:
    """Milliseconds of processor time of the server itself, and MB that it holds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    ticks = int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Costs:
    """Prints what a visitor cost since the last row."""

    def __init__(self, process: int, visitors: int) -> None:
        self._process, self._visitors = process, visitors
        self.before = used(process)

    def row(self, what: str) -> None:
        now = used(self._process)
        cost, held = ((a - b) / self._visitors for a, b in zip(now, self.before, strict=True))
        print(
            f"{what:28} {cost:8.1f} ms  {held:+7.2f} MB a visitor   {now[1]:6.0f} MB in all",
            flush=True,
        )
        self.before = now


async def come_and_go(base: str, count: int, deep: bool, costs: Costs) -> None:
    """One round of visitors."""
    for _ in range(count):
        await Visitor(base).get()
    costs.row("asks for the page")
    visitors = [Visitor(base) for _ in range(count)]
    for visitor in visitors:
        await visitor.open()
    costs.row("opens it and looks")
    for visitor in visitors:
        words = {"kind": "typed", "lesson": "01_layer", "source": TYPED}
        await visitor.tell("editor", words)
        await visitor.until("(None, 5)")
    costs.row("types, until its shapes")
    if deep:
        for visitor in visitors:
            await visitor.tell("editor", {"kind": "run"})
            await visitor.until("Finished in")
        costs.row("runs it")
    for visitor in visitors:
        await visitor.leave()
    visitors.clear()
    await asyncio.sleep(SETTLE_SECONDS)
    costs.row("has left")


async def measure(base: str, process: int, count: int, rounds: int, deep: bool) -> None:
    for _ in range(3):  # the first are others' costs
        await Visitor(base).get()
        await asyncio.sleep(3)
    await asyncio.sleep(SETTLE_SECONDS)
    costs = Costs(process, count)
    print(f"{'before':59} {costs.before[1]:6.0f} MB in all")
    for number in range(1, rounds + 1):
        print(f"round {number}")
        await come_and_go(base, count, deep, costs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visitors", description=__doc__)
    parser.add_argument("--visitors", type=int, default=20, help="in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--deep", action="store_true", help="each of them runs a program, too")
    arguments = parser.parse_args()
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    print(
        f"{arguments.rounds} rounds of {arguments.visitors} visitors, load of the machine before: {load}"
    )
    with served("server") as url:
        base = url.removeprefix("http://")
        process = server_process(base.partition(":")[2].partition("/")[0])
        asyncio.run(measure(base, process, arguments.visitors, arguments.rounds, arguments.deep))


if __name__ == "__main__":
    main()
