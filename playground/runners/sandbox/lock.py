"""How a child locks itself in, before it reads its program. After `lock` nothing can be opened again."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from playground.runners.sandbox import landlock, limits, linux, program_folder
from playground.runners.sandbox.tiers import Tier

FIRST_USER = (
    61_000  # of the host; programs of a server that is root get users from here on, one each
)
USERS = 2_000


@dataclass(frozen=True)
class Walls:
    """What the fork server prepares once for all its children."""

    tier: Tier
    filter: bytes  # of system calls
    readable: list[str]
    folder: str = ""  # of the program, in a mount namespace


def lock(walls: Walls, user: int | None, folder: str, allowed: limits.Limits) -> None:
    """Lock this process in as `walls.tier` says. `user`: whom to become, or None to stay. `folder`: the program's
    own, already there unless the tier has namespaces. Raises OSError when the kernel refuses any of it."""
    tier = walls.tier
    group = os.getgid() if user is None else user
    if tier.namespaces:
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
        program_folder.mount_empty(folder, allowed, os.getuid() if user is None else user, group)
    elif user is not None:
        os.chown(folder, user, group)
    others = 0 if tier.namespaces or user is not None else limits.tasks_of_this_user()
    limits.set_limits(allowed, others)
    if user is not None:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    linux.die_with_parent(signal.SIGKILL)  # a change of users forgets it
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    program_folder.settle_in(folder)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    if tier.seccomp:
        linux.drop_capabilities()
    if tier.landlock:
        devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]
        landlock.restrict([*walls.readable, *devices, "/etc/hostname"], [folder, "/dev/null"])
    if tier.seccomp:
        linux.install_filter(walls.filter)
