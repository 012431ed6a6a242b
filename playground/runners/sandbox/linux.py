"""The calls to the Linux kernel that Python has no name for. Every one raises OSError when the kernel refuses."""

from __future__ import annotations

import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)

# linux/sched.h
CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_THREAD = 0x00010000
# linux/mount.h
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_RECURSIVE = 0x8000
AT_FDCWD = -100
# linux/prctl.h
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = (
    *(1, 4, 22, 24, 38),
)
SECCOMP_MODE_FILTER = 2
# Numbers that are the same on every architecture: system calls since Linux 5.1
_SYS_MOUNT_SETATTR, _SYS_LANDLOCK = 442, (444, 445, 446)
_CAPABILITIES_3 = 0x20080522  # linux/capability.h, _LINUX_CAPABILITY_VERSION_3


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` name for new ones."""
    _checked(_libc.unshare(flags), "unshare")


def join(namespace: int, kind: int) -> None:
    """Enter the namespace that the open file `namespace` stands for."""
    _checked(_libc.setns(namespace, kind), "setns")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    done = _libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode())
    _checked(done, f"mount {target}")


def bind(source: int, target: str) -> None:
    """Show the file or folder that is open as `source` at `target`, with what is mounted below it."""
    mount(f"/proc/self/fd/{source}", target, "", MS_BIND | MS_REC)


def make_read_only(target: str, devices: bool = False) -> None:
    """What is mounted at and below `target` can be read, not changed; devices stay usable when asked for."""
    attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | (0 if devices else MOUNT_ATTR_NODEV)
    sets = struct.pack("=QQQQ", attributes, 0, 0, 0)
    done = _libc.syscall(
        _SYS_MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE, sets, len(sets)
    )
    _checked(done, f"mount_setattr {target}")


def become_root_folder(folder: str) -> None:
    """`folder`, where something is mounted, becomes `/`; what was `/` cannot be reached any more."""
    os.chdir(folder)
    _checked(_libc.pivot_root(b".", b"."), "pivot_root")
    _checked(_libc.umount2(b".", MNT_DETACH), "umount")
    os.chdir("/")


def prctl(option: int, first: int, second: int = 0) -> None:
    _checked(_libc.prctl(option, first, second, 0, 0), f"prctl {option}")


def die_with_parent(signal_number: int) -> None:
    prctl(PR_SET_PDEATHSIG, signal_number)


def drop_capabilities() -> None:
    """No capability is left, nor can one come back."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # there are no more of them, or none may be dropped because none is held
            break
    header, none = struct.pack("=Ii", _CAPABILITIES_3, 0), bytes(24)
    _checked(_libc.capset(header, none), "capset")


def install_filter(program: bytes) -> None:
    """A seccomp filter (instructions of classic BPF, 8 bytes each) for this thread and all that it starts."""
    instructions = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    address = ctypes.cast(ctypes.create_string_buffer(described, len(described)), ctypes.c_void_p)
    done = _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, address, 0, 0)
    _checked(done, "seccomp")


def landlock_version() -> int:
    """The version of Landlock's interface, 0 when the kernel has none."""
    return max(0, _libc.syscall(_SYS_LANDLOCK[0], None, 0, 1))


def landlock(attributes: bytes, rules: list[tuple[int, int]]) -> None:
    """Restrict this process: `rules` say for open folders what may be done below them."""
    rule_set = _checked(
        _libc.syscall(_SYS_LANDLOCK[0], attributes, len(attributes), 0), "landlock_create_ruleset"
    )
    for folder, access in rules:
        rule = struct.pack("=Qi", access, folder)
        _checked(_libc.syscall(_SYS_LANDLOCK[1], rule_set, 1, rule, 0), "landlock_add_rule")
    _checked(_libc.syscall(_SYS_LANDLOCK[2], rule_set, 0), "landlock_restrict_self")
    os.close(rule_set)
