"""Landlock: what a process may do below which folders, whatever its user might do there.

Source of the numbers: include/uapi/linux/landlock.h of Linux 6.12.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from playground.runners.sandbox import linux

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = (
    1 << n for n in range(4, 12)
)
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
WRITE = (
    READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
)
_OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_SINCE = ((1, (1 << 13) - 1), (2, REFER), (3, TRUNCATE), (5, IOCTL_DEV))
_TCP = 3  # to bind and to connect; since version 4
_SCOPES = 3  # abstract sockets and signals of processes outside; since version 6


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """From now on nothing but `readable` can be read and nothing but `writable` changed. Paths that do not exist are
    left out. OSError: this kernel has no Landlock. `no_new_privs` must be set."""
    version = linux.landlock_version()
    if version < 1:
        raise OSError("this kernel has no Landlock (Linux 5.13 or later, lsm=landlock)")
    handled = sum(rights for since, rights in _SINCE if version >= since)
    attributes = struct.pack("=QQQ", handled, _TCP, _SCOPES)
    attributes = attributes[: 24 if version >= 6 else 16 if version >= 4 else 8]
    rules = []
    for paths, rights in ((readable, READ), (writable, WRITE)):
        for path in paths:
            try:
                opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            allowed = rights & handled & (-1 if os.path.isdir(path) else _OF_A_FILE)
            rules.append((opened, allowed))
    linux.landlock(attributes, rules)
    for opened, _ in rules:
        os.close(opened)
