"""What whoever runs a server may set: environment variables that are read when it starts (docs/hosting.md).

What one program may use is in `playground.runners.sandbox.limits`; here is what the server itself counts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

PREFIX = "PLAYGROUND_"


def setting(name: str, value: int, meaning: str, least: int = 1, most: int = 10**9, unit: int = 1):
    """A field that the environment variable PLAYGROUND_`name` sets. `value` (its default), `least` and `most` are as
    one writes them there; the field holds them times `unit`."""
    about = {"name": PREFIX + name, "meaning": meaning, "least": least, "most": most, "unit": unit}
    return field(default=value * unit, metadata=about)


def read(kind: type, environment: Mapping[str, str]) -> dict[str, int]:
    """The fields of `kind` that `environment` sets. ValueError: a value is no whole number, or out of range."""
    found = {}
    for each in fields(kind):
        about = each.metadata
        if not about or not (text := environment.get(about["name"], "").strip()):
            continue
        least, most = about["least"], about["most"]
        if not text.isdecimal() or len(text) > 12 or not least <= int(text) <= most:
            raise ValueError(
                f"{about['name']}: expected a whole number from {least} to {most}, received {text!r}. "
                f"Try {about['name']}={each.default // about['unit']}, which is the default."
            )
        found[each.name] = int(text) * about["unit"]
    return found


@dataclass(frozen=True)
class Settings:
    """Of one server process."""

    pages: int = setting(
        "PAGES", 500, "pages that are open at a time; who comes then is told to come later"
    )
    runs: int = setting("RUNS", 16, "programs that run at a time; more wait in a queue")
    runs_of_one: int = setting("RUNS_PER_VISITOR", 2, "of these, those of one visitor, in all tabs")
    checks: int = setting("CHECKS", 4, "checks while typing that run at a time, beside the runs")
    checks_of_one: int = setting("CHECKS_PER_VISITOR", 2, "of these, those of one visitor")
    check_seconds: int = setting("CHECK_SECONDS", 2, "seconds that a check while typing may take")
    run_seconds: int = setting("RUN_SECONDS", 1800, "seconds that a run may take, pauses included")
    characters: int = setting(
        "PROGRAM_CHARACTERS", 200_000, "characters that a program may have", most=200_000
    )

    @classmethod
    def from_environment(cls) -> Settings:
        return cls(**read(cls, os.environ))
