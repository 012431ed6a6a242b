"""What a check while typing executes: the same attacks, when nobody has pressed Run."""

from __future__ import annotations

import dataclasses

from tests.attack import files, network, processes, resources
from tests.attack.probe import Probe

_WANTED = {
    "write a file beside it",
    "truncate it",
    "rename it",
    "remove it",
    "remove the folder with all in it",
    "leave a file in the temporary folder that all share",
    "change the code that the next program is run by",
    "run a command",
    "leave a process that outlives the program",
    "connect to a server of this machine",
    "a file in /dev/shm",
    "shared memory of System V, which nobody takes away",
}
_ALL = [*files.PROBES, *processes.PROBES, *network.PROBES, *resources.PROBES]
PROBES: list[Probe] = [
    dataclasses.replace(probe, group="the check") for probe in _ALL if probe.name in _WANTED
]
assert len(PROBES) == len(_WANTED)
