"""The limits of a process that runs a learner's program. Each has its name, its unit and its value here."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Of one program."""

    memory_bytes: int = 2048 * MIB  # of address space
    processor_seconds: int = 600  # all threads together
    processor_seconds_to_end: int = 10  # from the signal that says so to the end
    open_files: int = 256
    threads: int = 64
    file_bytes: int = 64 * MIB  # of one file, and of the whole folder
    files: int = 4000


LIMITS = Limits()


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
