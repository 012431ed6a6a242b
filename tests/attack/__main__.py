"""make attack: tries every probe and prints the table."""

from __future__ import annotations

import sys
from collections import Counter

from playground.runners.server import try_sandbox
from tests.attack.table import all_rows


def main() -> int:
    print(try_sandbox(), end="\n\n")
    rows = all_rows()
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
