"""`python -m benchmarks.load`: how long Run and Stop take a visitor of the server while others train.

The real server on loopback, and visitors who say what Bokeh's script says. One of them types, presses Run, waits for
the first epoch in the status line and presses Stop, again and again: alone, beside 4 who train all the time, beside 8.
Milliseconds from sending the press to reading the answer: median, 95th of 100 and worst. Nothing is asserted; the
machine's load is printed. `--beside 0,4,8` and `--rounds N` for others. Each visitor trains once, so nobody waits in a
queue.
"""

from __future__ import annotations

import argparse
import asyncio
import json
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


async def heard(visitor: Visitor, pattern: re.Pattern[str]) -> None:
    """Read on until a patch has the pattern; what came before this call does not count."""
    visitor.patches.clear()
    async with asyncio.timeout(SECONDS):
        while True:
            for patch in visitor.patches:
                if pattern.search(json.dumps(patch, ensure_ascii=False)):
                    return
            visitor.patches.clear()
            await visitor.receive()


async def arrived(base: str) -> Visitor:
    """A visitor who has typed the program."""
    visitor = Visitor(base)
    await visitor.open()
    await visitor.tell("editor", {"kind": "typed", "lesson": "01_layer", "source": FIT})
    return visitor


async def pressed(visitor: Visitor, action: str, pattern: re.Pattern[str]) -> float:
    """Milliseconds from a press in the toolbar to what it is meant for."""
    began = time.monotonic()
    await visitor.tell("toolbar", {"action": action})
    if not any(pattern.search(json.dumps(p, ensure_ascii=False)) for p in visitor.patches):
        await heard(visitor, pattern)
    took = (time.monotonic() - began) * 1000
    visitor.patches.clear()
    return took


async def listen(visitor: Visitor) -> None:
    """As a browser does that shows a training: read everything."""
    while True:
        await visitor.receive()
        visitor.patches.clear()


def row(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{what:32} {statistics.median(took):7.0f} {late:7.0f} {ordered[-1]:7.0f} ms", flush=True)


async def measure(base: str, counts: list[int], rounds: int) -> None:
    await Visitor(base).get()  # the first are others' costs
    await asyncio.sleep(3)
    me, others, listening = await arrived(base), [], []
    print(f"{'':32} {'median':>7} {'p95':>7} {'worst':>7}")
    try:
        for count in counts:
            while len(others) < count:
                other = await arrived(base)
                await pressed(other, "run", TRAINS)
                others.append(other)
                listening.append(asyncio.create_task(listen(other)))
            runs, stops, keys = [], [], []
            for number in range(rounds):
                wide = 20 + number
                typed = FIT.replace("Dense(64", f"Dense({wide}", 1)
                began = time.monotonic()
                await me.tell("editor", {"kind": "typed", "lesson": "01_layer", "source": typed})
                shapes = re.compile(rf"\(32, {wide}\)")
                if not any(shapes.search(json.dumps(p, ensure_ascii=False)) for p in me.patches):
                    await heard(me, shapes)
                keys.append((time.monotonic() - began) * 1000)
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
