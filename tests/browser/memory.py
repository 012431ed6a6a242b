"""How much memory the browser of this process takes."""

from __future__ import annotations

import os
import re
from pathlib import Path


def _parents() -> dict[int, int]:
    """Every process of the machine → the process that started it."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    return found


def renderer_megabytes() -> float:
    """Of the processes that show pages and run their workers, in the browsers that this process has started."""
    parents = _parents()
    ours, number = {os.getpid()}, 0
    while number != len(ours):
        number = len(ours)
        ours |= {process for process, parent in parents.items() if parent in ours}
    kilobytes = 0
    for process in ours:
        folder = Path("/proc") / str(process)
        try:
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                proportional = re.search(
                    r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.M
                )
                kilobytes += int(proportional[1]) if proportional else 0
        except (FileNotFoundError, ProcessLookupError):
            continue
    return kilobytes / 1e3
