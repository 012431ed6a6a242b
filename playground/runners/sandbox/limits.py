"""The limits of a process that runs a learner's program. Each has its name, its unit and its value here.

Those with a setting are read from the environment, by the server and by the fork server, which is given these
variables and no others."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, fields
from pathlib import Path

from playground.runners.settings import read, setting

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Of one program."""

    memory_bytes: int = setting(
        "MEMORY_MB", 2048, "MB of address space that a program may have", least=512, unit=MIB
    )
    processor_seconds: int = setting(
        "PROCESSOR_SECONDS", 600, "seconds of processor time that a run may use, all threads"
    )
    processor_seconds_to_end: int = 10  # from the signal that says so to the end
    open_files: int = 256
    threads: int = setting("THREADS", 64, "threads of a program", least=8, most=1000)
    file_bytes: int = setting(  # of one file, too
        "FOLDER_MB", 64, "MB that a program's folder may hold", unit=MIB
    )
    files: int = setting("FILES", 4000, "files that a program's folder may hold", least=16)
    output_characters: int = setting(
        "OUTPUT_CHARACTERS", 1_200_000, "printed characters that are shown, half of the beginning and half of the end",
        least=1000, most=1_500_000,
    )  # fmt: skip


LIMITS = Limits(**read(Limits, os.environ))


def as_environment(limits: Limits) -> dict[str, str]:
    """The variables that set those of `limits` that differ from the defaults."""
    settable = [each for each in fields(limits) if each.metadata]
    return {
        each.metadata["name"]: str(value // each.metadata["unit"])
        for each in settable
        if (value := getattr(limits, each.name)) != each.default
    }


def set_limits(limits: Limits, other_tasks: int = 0) -> None:
    """Set them for this process. `other_tasks`: of the same user, outside, which the kernel counts too."""
    import resource

    for name, soft, hard in (
        ("RLIMIT_AS", limits.memory_bytes, limits.memory_bytes),
        (
            "RLIMIT_CPU",  # the soft limit is a signal, so that the message can be true
            limits.processor_seconds,
            limits.processor_seconds + limits.processor_seconds_to_end,
        ),
        ("RLIMIT_NOFILE", limits.open_files, limits.open_files),
        ("RLIMIT_NPROC", other_tasks + limits.threads, other_tasks + limits.threads),
        ("RLIMIT_FSIZE", limits.file_bytes, limits.file_bytes),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_MSGQUEUE", 0, 0),
        ("RLIMIT_SIGPENDING", 64, 64),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        with contextlib.suppress(ValueError, OSError):  # lower already, or unknown here
            resource.setrlimit(kind, (soft, hard))


def tasks_of_this_user() -> int:
    """How many threads of this user there are on the machine; 0 where nobody counts them."""
    count, user = 0, os.getuid()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == user:
                count += len(os.listdir(process / "task"))
    return count
