"""The tiers of the sandbox, strongest first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """What stands between a program and the server.

    namespaces: users, mounts, processes, network and shared memory of its own.
    landlock: the kernel's rules for files below folders.
    seccomp: an allow-list of system calls. Without it nothing holds.
    """

    name: str
    said: str  # to whoever asks what protects the server
    namespaces: bool = False
    landlock: bool = False
    seccomp: bool = True

    @property
    def sealed(self) -> bool:
        """A program in it can change nothing that outlasts it."""
        return self.seccomp


NAMESPACES_AND_LANDLOCK = Tier(
    "namespaces+landlock",
    "Linux namespaces, Landlock and a seccomp filter around every program",
    namespaces=True,
    landlock=True,
)
NAMESPACES = Tier(
    "namespaces",
    "Linux namespaces and a seccomp filter around every program; this kernel has no Landlock",
    namespaces=True,
)
LANDLOCK = Tier(
    "landlock",
    "Landlock and a seccomp filter around every program; namespaces are not allowed here",
    landlock=True,
)
UNSANDBOXED = Tier(
    "unsandboxed",
    "nothing but limits: programs can do whatever the user of this server can",
    seccomp=False,
)
TIERS = (NAMESPACES_AND_LANDLOCK, NAMESPACES, LANDLOCK)  # strangers' programs may run in these
BY_NAME = {tier.name: tier for tier in (*TIERS, UNSANDBOXED)}
