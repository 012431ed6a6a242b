"""The system calls that a learner's program may make: a list of what is allowed, everything else is an OSError.

Threads, files and clocks are allowed. Processes, sockets, other processes' memory, keyrings, io_uring, BPF, mounts,
shared memory, priorities and limits are not. Whoever adds a name here says in a probe of `attack/` why that is safe.
"""

from __future__ import annotations

import errno
import os
from typing import Any

from playground.runners.sandbox import linux

_ALLOWED = """
read write readv writev pread64 pwrite64 preadv pwritev close lseek dup dup2 dup3 pipe pipe2 fstat stat lstat
newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir
open openat creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat truncate
ftruncate fallocate fadvise64 fsync fdatasync flock sendfile copy_file_range utime utimes utimensat chmod fchmod
fchmodat fchmodat2 umask close_range
brk mmap munmap mremap madvise mprotect msync mincore membarrier
futex futex_waitv rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait rt_sigsuspend sigaltstack pause alarm
setitimer getitimer restart_syscall exit exit_group set_robust_list rseq getrandom
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo uname getcpu
sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd eventfd2
"""
ALLOWED = tuple(_ALLOWED.split())

# What Python asks and takes for an answer: to be told "not here" is different from "forbidden".
NOT_A_TERMINAL = ["ioctl"]
NOT_SUPPORTED = [f"{of}{does}xattr" for of in ("", "l", "f") for does in ("get", "list", "set")]
NOT_IN_THIS_KERNEL = ["clone3"]  # the C library then uses clone, whose flags can be looked at

F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_DUPFD, F_DUPFD_CLOEXEC = (
    *(1, 2, 3, 4, 5, 6, 7, 0, 1030),
)
F_OFD_SETLK, F_OFD_SETLKW = 37, 38
PR_SET_NAME, PR_GET_NAME = 15, 16
_NEW_NAMESPACES = (
    linux.CLONE_NEWNS | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWUSER
) | (linux.CLONE_NEWPID | linux.CLONE_NEWNET | 0x02000000)  # and of control groups


def missing() -> str:
    """Why no filter can be made here, or ""."""
    try:
        import pyseccomp  # noqa: F401
    except ImportError:
        return "the Python package pyseccomp is missing. Try: pip install pyseccomp"
    except (RuntimeError, OSError):
        return (
            "the library libseccomp is missing. Try: apt install libseccomp2 (Fedora: libseccomp)"
        )
    return ""


def make_filter() -> bytes:
    """The filter for this machine, in instructions of BPF."""
    import pyseccomp as seccomp

    made = seccomp.SyscallFilter(defaction=seccomp.ERRNO(errno.EPERM))

    def add(action: int, name: str, *conditions: Any) -> None:
        try:
            made.add_rule(action, name, *conditions)
        except (OSError, ValueError):  # this architecture or libseccomp has no call of this name
            if name in ("read", "openat", "clone", "clone3"):
                raise

    for name in ALLOWED:
        add(seccomp.ALLOW, name)
    for name in NOT_A_TERMINAL:
        add(seccomp.ERRNO(errno.ENOTTY), name)
    for name in NOT_SUPPORTED:
        add(seccomp.ERRNO(errno.ENOTSUP), name)
    for name in NOT_IN_THIS_KERNEL:
        add(seccomp.ERRNO(errno.ENOSYS), name)
    # A thread, never a process, and never into another namespace.
    kind = linux.CLONE_THREAD | _NEW_NAMESPACES
    add(
        seccomp.ALLOW,
        "clone",
        seccomp.Arg(0, seccomp.MASKED_EQ, kind, linux.CLONE_THREAD),
    )
    for command in (
        *(F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_DUPFD),
        *(F_DUPFD_CLOEXEC, F_OFD_SETLK, F_OFD_SETLKW),
    ):
        add(seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for option in (PR_SET_NAME, PR_GET_NAME):
        add(seccomp.ALLOW, "prctl", seccomp.Arg(0, seccomp.EQ, option))
    # Limits can be read (the C library does, for a thread's stack), not set, and only one's own.
    for name in ("prlimit64", "getrlimit"):
        if name == "prlimit64":
            own, reading = seccomp.Arg(0, seccomp.EQ, 0), seccomp.Arg(2, seccomp.EQ, 0)
            add(seccomp.ALLOW, name, own, reading)
        else:
            add(seccomp.ALLOW, name)
    with open(os.memfd_create("filter"), "w+b") as file:  # a full disk is no reason to refuse
        made.export_bpf(file)
        file.seek(0)
        return file.read()
