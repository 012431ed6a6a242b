"""make attack: tries every probe and prints the table; TIER=landlock tries that tier instead of the strongest."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from playground.runners.sandbox.tiers import BY_NAME, TIERS
from playground.runners.server import try_sandbox
from tests.attack.table import all_rows


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.attack")
    options.add_argument("--tier", choices=[tier.name for tier in TIERS])
    chosen = options.parse_args().tier
    tiers = (BY_NAME[chosen],) if chosen else TIERS
    print(try_sandbox(tiers=tiers), end="\n\n")
    rows = all_rows(tiers)
    for row in rows:
        print(row)
    print()
    for group, count in Counter(row.group for row in rows).items():
        own = [row for row in rows if row.group == group]
        print(
            f"{group:15s} {count:3d} probes, {sum(r.shown for r in own):3d} shown to succeed without the sandbox, "
            f"{sum(r.holds for r in own):3d} blocked with nothing left"
        )
    print(
        f"{'all':15s} {len(rows):3d} probes, {sum(r.shown for r in rows):3d} shown, "
        f"{sum(r.holds for r in rows):3d} blocked"
    )
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
