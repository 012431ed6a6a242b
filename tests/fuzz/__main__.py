"""`python -m tests.fuzz 200`: random programs, a table of what is wrong with them, the small programs that show it.

`--against jax` or `tensorflow` compares with the Keras that is installed instead of comparing plan and eager step;
`--seed S` starts elsewhere; `--print` shows the program of a seed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from functools import partial
from multiprocessing import get_context


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("programs", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, help="of the first program; a fresh one without it")
    parser.add_argument("--against", default="plan", choices=["plan", "jax", "tensorflow", "torch"])
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--shrink", type=float, default=60.0, help="seconds a failure; 0: not")
    parser.add_argument("--print", action="store_true", help="the programs, without running them")
    options = parser.parse_args()
    if options.against != "plan":
        os.environ["KERAS_BACKEND"] = options.against
        os.environ["JAX_ENABLE_X64"] = "1"
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from tests.fuzz.hunting import hunt, prepare
    from tests.fuzz.programs import program
    from tests.fuzz.table import table

    prepare()
    first = random.randrange(10**9) if options.seed is None else options.seed
    seeds = range(first, first + options.programs)
    if options.print:
        for seed in seeds:
            print(f"# {seed}\n{program(seed, options.against != 'plan')}\n")
        return 0
    print(f"{options.programs} programs from seed {first}", flush=True)
    found = []
    # not ProcessPoolExecutor: of one process that is to be replaced by another, it waits for ever (Python 3.11)
    with get_context("spawn").Pool(options.processes, maxtasksperchild=50) as pool:
        work = partial(hunt, against=options.against, shrink=options.shrink)
        for one in pool.imap_unordered(work, seeds):
            found.append(one)
            if one.mismatch:
                print(f"\n# {one.seed}: {one.mismatch}\n{one.text}", flush=True)
            if len(found) % 100 == 0:
                print(f"{len(found)} done", flush=True)
    print(table(found))
    return int(any(one.mismatch for one in found))


if __name__ == "__main__":
    sys.exit(main())
