"""Parts of the kernel that no learner's program needs. The arguments are wrong on purpose: that the kernel looks at
them is what must not be."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("kernel surface")


@probe
def new_user_namespace(given: Given):
    """a namespace of users, in which one is root"""
    return reached(libc.unshare(0x10000000))


@probe
def new_mount_namespace(given: Given):
    """a namespace of mounts"""
    return reached(libc.unshare(0x00020000))


@probe
def enter_namespace(given: Given):
    """another namespace"""
    return call(308, -1, 0)


@probe
def mount(given: Given):
    """mount"""
    return reached(libc.mount(b"none", b"/program", b"tmpfs", 0, None))


@probe
def unmount(given: Given):
    """umount"""
    return reached(libc.umount2(b"/no such folder", 2))


@probe
def change_root(given: Given):
    """chroot"""
    os.chroot(".")
    return True


@probe
def pivot(given: Given):
    """pivot_root"""
    return call(155, b"/nowhere", b"/nowhere")


@probe
def new_mount_api(given: Given):
    """fsopen"""
    return call(430, b"tmpfs", 0)


@probe
def io_uring(given: Given):
    """io_uring"""
    return call(425, 0, 0)


@probe
def page_faults(given: Given):
    """userfaultfd, to stop the kernel in the middle"""
    return call(323, 1)


@probe
def performance(given: Given):
    """perf_event_open"""
    attributes = ctypes.create_string_buffer(128)
    return call(298, attributes, 0, -1, -1, 1 << 30)


@probe
def add_key(given: Given):
    """the keyring: add a key"""
    return call(248, b"user", b"probe", b"x", 1, -2)


@probe
def read_keys(given: Given):
    """the keyring: keyctl"""
    return call(250, 0, -3, 0)


@probe
def by_handle(given: Given):
    """open a file by its number (the way out of containers)"""
    return call(303, -100, b".", 0, 0, 0)


@probe
def filter_of_ones_own(given: Given):
    """a seccomp filter of one's own"""
    return call(317, 1, 1 << 20, 0)


@probe
def memory_file(given: Given):
    """a file that is only memory (memfd_create)"""
    os.close(os.memfd_create("probe"))
    return True


@probe
def personality(given: Given):
    """personality, to turn off the shuffling of addresses"""
    return call(135, 0x0040000)


@probe
def watch_all_files(given: Given):
    """watch what others do with files (inotify)"""
    os.close(libc.inotify_init() if reached(libc.inotify_init1(0)) else 0)
    return True


@probe
def device(given: Given):
    """make a device or a pipe with a name"""
    os.mkfifo("a-pipe")
    return True


@probe
def become_another(given: Given):
    """become another user"""
    os.setresuid(-1, -1, -1)
    return True


@probe
def capabilities(given: Given):
    """ask for capabilities"""
    return call(126, 0, 0)


@probe
def aio(given: Given):
    """the older asynchronous I/O"""
    return call(206, 0, 0)
