"""`python -m benchmarks.load`: how long Run and Stop take a visitor of the server while others train.

The real server on loopback, and visitors who say what Bokeh's script says. One of them types, presses Run, waits for
the first epoch in the status line and presses Stop, again and again: alone, beside 4 who train all the time, beside 8.
Milliseconds from sending the press to reading the answer: median, 95th of 100 and worst; an answer that has not come
after a minute counts as one that never comes. Nothing is asserted; the machine's load is printed beside each row.
`--beside 0,4,8` and `--rounds N` for others. Each visitor trains once, so nobody waits in a queue.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import re
import statistics
import time

from benchmarks.page import served
from tests.serving.visitor import Visitor

SECONDS = 60.0  # in which something must happen
FIT = """import keras, numpy as np
x = np.random.default_rng(0).normal(size=(2000, 8)).astype("float32")
y = (x[:, :1] * x[:, 1:2] > 0).astype("float32")
model = keras.Sequential([keras.layers.Dense(64, activation="relu"), keras.layers.Dense(64, activation="relu")])
model.add(keras.layers.Dense(1, activation="sigmoid"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=100_000, batch_size=32, verbose=0)
"""
TRAINS = re.compile(r"Epoch \d+ of [^\"]* loss ")


async def heard(visitor: Visitor, pattern: re.Pattern[str]) -> bool:
    """Read on until a patch has the pattern, one that came meanwhile too; False: none had it in time."""
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                patches, visitor.patches[:] = list(visitor.patches), []
                if any(pattern.search(json.dumps(p, ensure_ascii=False)) for p in patches):
                    return True
                await visitor.receive()
    except TimeoutError:
        return False


async def arrived(base: str) -> Visitor:
    """A visitor who has typed the program."""
    visitor = Visitor(base)
    await visitor.open()
    await visitor.tell("editor", {"kind": "typed", "lesson": "01_layer", "source": FIT})
    return visitor


async def answered(
    visitor: Visitor, root: str, words: dict[str, str], pattern: re.Pattern[str]
) -> float:
    """Milliseconds from what a visitor does to what it is meant for."""
    visitor.patches.clear()
    began = time.monotonic()
    await visitor.tell(root, words)
    return (time.monotonic() - began) * 1000 if await heard(visitor, pattern) else math.inf


async def pressed(visitor: Visitor, action: str, pattern: re.Pattern[str]) -> float:
    """The same for a press in the toolbar."""
    return await answered(visitor, "toolbar", {"action": action}, pattern)


async def listen(visitor: Visitor) -> None:
    """As a browser does that shows a training: read everything."""
    while True:
        await visitor.receive()
        visitor.patches.clear()


def row(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    said = " ".join(f"{ms:7.0f}" for ms in (statistics.median(took), late, ordered[-1]))
    print(f"{what:32} {said} ms   load {os.getloadavg()[0]:.1f}", flush=True)


async def measure(base: str, counts: list[int], rounds: int) -> None:
    await Visitor(base).get()  # the first are others' costs
    await asyncio.sleep(3)
    me, others, listening = await arrived(base), [], []
    print(f"{'':32} {'median':>7} {'p95':>7} {'worst':>7}")
    try:
        for count in counts:
            while len(others) < count:
                other = await arrived(base)
                others.append(other)
                if math.isinf(await pressed(other, "run", TRAINS)):
                    print(f"number {len(others)} has not come to its first epoch in {SECONDS:g} s")
                listening.append(asyncio.create_task(listen(other)))
            runs, stops, keys = [], [], []
            for number in range(rounds):
                wide = 20 + number
                typed = FIT.replace("Dense(64", f"Dense({wide}", 1)
                words = {"kind": "typed", "lesson": "01_layer", "source": typed}
                keys.append(await answered(me, "editor", words, re.compile(rf"\(32, {wide}\)")))
                runs.append(await pressed(me, "run", TRAINS))
                await asyncio.sleep(0.3)
                stops.append(await pressed(me, "stop", re.compile("Stopped")))
                await asyncio.sleep(0.7)
            row(f"beside {count}: key press → shapes", keys)
            row(f"beside {count}: Run → first epoch", runs)
            row(f"beside {count}: Stop → stopped", stops)
    finally:
        for task in listening:
            task.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--beside", default="0,4,8", help="how many train meanwhile")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"load of the machine before: {load}; {os.cpu_count()} cores")
    with served("server") as url:
        counts = sorted(int(count) for count in arguments.beside.split(","))
        asyncio.run(measure(url.removeprefix("http://"), counts, arguments.rounds))


if __name__ == "__main__":
    main()
