"""`python -m benchmarks`: our `fit` against the floor and, where installed, Keras on JAX and on torch.

Competitors take turns in short runs, several rounds of them; a ratio is the median over rounds of the ratio within a
round, so that a busy machine slows both sides of it. Times are the processor's,
on however many cores. `--rounds N`, `--only W1,W2`, `--alone`: no peers.
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from benchmarks.families import is_of_a_family
from benchmarks.floors import Floor
from benchmarks.ours import Fit, first_fit
from benchmarks.peers import Peer, installed
from benchmarks.start import IMPORT, MODEL, SMALL, milliseconds, seconds_of
from benchmarks.workloads import WORKLOADS, Workload
from playground import engine

PATIENCE = 4  # peers train this many times fewer epochs: they are slow


def measure(
    workload: Workload, watched: bool, peers: dict[str, Peer], rounds: int
) -> dict[str, list[float]]:
    """Seconds a step of every competitor in every round. The first round, which builds and traces, is not counted."""
    for peer in peers.values():
        peer.prepare(workload, watched)
    runs: dict[str, Any] = {"ours": Fit(workload, engine, watched)}
    if not is_of_a_family(workload):
        runs = {"floor": Floor(workload, watched), **runs}
    found: dict[str, list[float]] = {name: [] for name in (*runs, *peers)}
    for i in range(rounds + 1):
        for name, run in {**runs, **peers}.items():
            epochs = max(1, workload.epochs // PATIENCE) if name in peers else workload.epochs
            seconds = run.seconds(epochs)
            if i:
                found[name].append(seconds / (epochs * workload.training_steps(watched)))
    return found


def ratio(a: list[float], b: list[float]) -> float:
    """The median of the ratios within a round."""
    return statistics.median(x / y for x, y in zip(a, b))


def report(workload: Workload, watched: bool, peers: dict[str, Peer], rounds: int) -> None:
    """One line for each competitor: µs a step, the ratio to the floor, and for peers the ratio to ours."""
    found = measure(workload, watched, peers, rounds)
    what = "accuracy and validation" if watched else "loss only"
    print(f"{workload.name} {workload.title}, {what}, {workload.epochs} epochs")
    for name, seconds in found.items():
        line = f"  {name:16s} {statistics.median(seconds) * 1e6:9.1f} µs a step"
        if "floor" in found:
            best = min(seconds) / min(found["floor"])
            line += f"  {ratio(seconds, found['floor']):7.2f} × floor (best {best:.2f})"
        if name in peers:
            line += f"  {ratio(seconds, found['ours']):7.1f} × ours; ours {ratio(found['ours'], seconds):.2f} of it"
        print(line, flush=True)


def report_start(peers: dict[str, Peer], rounds: int) -> None:
    """The first `fit` of a model, made and compiled before, and importing."""
    ours, theirs = [], {name: [] for name in peers}
    for i in range(rounds + 1):
        seconds = first_fit(SMALL, engine)
        ours += [seconds] * (i > 0)
        for name, peer in peers.items():
            theirs[name] += [peer.first_fit(SMALL)] * (i > 0)
    print("First fit of a new model, 1 epoch of 100 samples")
    print(f"  {'ours':16s} {milliseconds(ours)}")
    for name, found in theirs.items():
        print(f"  {name:16s} {milliseconds(found)}  {ratio(found, ours):7.1f} × ours")
    print("Import, beyond NumPy")
    print(f"  {'ours':16s} {milliseconds(seconds_of(IMPORT))}")
    print(
        f"  {'and a model':16s} {milliseconds(seconds_of(MODEL))} import, two Dense layers, compile"
    )
    for name, peer in peers.items():
        print(f"  {name:16s} {milliseconds([peer.import_seconds])} with NumPy, once")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default=",".join(WORKLOADS))
    parser.add_argument("--alone", action="store_true", help="without Keras")
    arguments = parser.parse_args()
    backends = [] if arguments.alone else installed()
    peers = {f"keras on {backend}": Peer(backend) for backend in backends}
    for watched in (False, True):
        for name in arguments.only.split(","):
            report(WORKLOADS[name], watched, peers, arguments.rounds)
    report_start(peers, arguments.rounds)
    for peer in peers.values():
        peer.close()


if __name__ == "__main__":
    main()
