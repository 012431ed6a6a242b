"""What many programs gave, as text: how many, how many differ and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tests.fuzz.hunting import Found


def table(found: Iterable[Found]) -> str:
    """Lines `number, what`, each kind of mismatch with one of its seeds."""
    found = list(found)
    kinds = Counter(one.mismatch.kind for one in found if one.mismatch)
    refused = Counter(re.sub(r"[\d, ]+", "…", one.refused) for one in found if one.refused)
    planless = Counter(one.planless for one in found if one.planless)
    same = sum(1 for one in found if not one.mismatch and not one.refused)
    rows = [
        f"{len(found):6} programs, {sum(one.seconds for one in found):.0f} s",
        f"{same:6} the same",
        f"{sum(refused.values()):6} refused in the same way",
        *[f"       {n:6} {why[:140]}" for why, n in refused.most_common(12)],
        f"{sum(planless.values()):6} without a plan, for a reason",
        *[f"       {n:6} {why[:140]}" for why, n in planless.most_common(8)],
        f"{sum(kinds.values()):6} mismatches",
    ]
    for kind, n in kinds.most_common():
        example = next(one for one in found if one.mismatch and one.mismatch.kind == kind)
        rows.append(f"       {n:6} {kind} (seed {example.seed}): {example.mismatch.detail[:140]}")
    return "\n".join(rows)
