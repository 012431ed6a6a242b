"""Ways that came up after the others: one's own descriptors again, terminals, attributes, newer calls of the kernel."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("unusual ways")


@probe
def limits_of_another(given: Given):
    """read the limits of the server's process, and set them (prlimit)"""
    return call(302, given["process"], 7, None, ctypes.create_string_buffer(16))


@probe
def signal_the_parent(given: Given):
    """signal whoever it was forked from"""
    return call(62, os.getppid() or 1, 0)


@probe
def signal_the_group(given: Given):
    """signal everybody in its group (kill 0)"""
    return call(62, 0, 0)


@probe
def queue_a_signal(given: Given):
    """send a signal with a message (rt_sigqueueinfo)"""
    about = struct.pack("iii", 0, 0, -1) + bytes(116)
    return call(129, given["process"], 0, about)


@probe
def outlive(given: Given):
    """go on when the server has ended (PR_SET_PDEATHSIG)"""
    return reached(libc.prctl(1, 0, 0, 0, 0))


@probe
def show_its_memory(given: Given):
    """let others look into its memory (PR_SET_DUMPABLE)"""
    return reached(libc.prctl(4, 1, 0, 0, 0))


@probe
def choose_a_tracer(given: Given):
    """let everybody trace it (PR_SET_PTRACER)"""
    return reached(libc.prctl(0x59616D61, -1, 0, 0, 0))


@probe
def open_again(given: Given):
    """open a file again, for writing, that it may only read (/proc/self/fd)"""
    number = os.open("own", os.O_RDONLY | os.O_CREAT)
    os.close(os.open(f"/proc/self/fd/{number}", os.O_RDWR))
    return True


@probe
def descriptors_of_the_server(given: Given):
    """the open files of the server's process (/proc/…/fd)"""
    return len(os.listdir(f"/proc/{given['process']}/fd")) > 0


@probe
def terminal(given: Given):
    """make a terminal, in which one could type for others"""
    for number in os.openpty():
        os.close(number)
    return True


@probe
def flags_of_a_file(given: Given):
    """flags of a file, one of which lets nobody remove it (chattr)"""
    import fcntl

    with open("own", "w") as file:
        fcntl.ioctl(file, 0x40086602, struct.pack("l", 0x40))
    return True


@probe
def attributes_of_a_file(given: Given):
    """attributes of a file, which no limit counts (setxattr)"""
    open("own", "w").close()
    os.setxattr("own", "user.more", b"x" * 1000)
    return True


@probe
def many_names(given: Given):
    """6000 names for one file"""
    open("own", "w").close()
    for number in range(6000):
        os.link("own", f"own{number}")
    return True


@probe
def many_links(given: Given):
    """6000 symbolic links, each to the one before"""
    for number in range(6000):
        os.symlink(f"l{number - 1}", f"l{number}")
    return True


@probe
def many_pipes(given: Given):
    """a thousand pipes, which are the kernel's memory"""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < 4000:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (4000, hard))
    held = [os.pipe() for _ in range(1000)]
    for pair in held:
        os.close(pair[0]), os.close(pair[1])
    return True


@probe
def pages_through_a_pipe(given: Given):
    """hand pages of a file's memory to a pipe (splice)"""
    return call(275, -1, None, -1, None, 1, 0)


@probe
def own_pages_through_a_pipe(given: Given):
    """hand its own memory to a pipe (vmsplice)"""
    return call(278, -1, None, 0, 0)


@probe
def clone_a_mount(given: Given):
    """a mount as a file (open_tree)"""
    return call(428, -100, b"/", 0x1001)


@probe
def ask_for_mounts(given: Given):
    """what is mounted, by the calls that need no /proc (statmount, listmount)"""
    try:
        return call(457, None, None, 0, 0)
    except OSError:
        return call(458, None, None, 0, 0)


@probe
def wait_for_others(given: Given):
    """wait for somebody else's process (wait4)"""
    return call(61, -1, None, 1, None)


@probe
def write_everything(given: Given):
    """have a whole file system written to its disk (syncfs)"""
    return call(306, -1)


@probe
def cached_pages(given: Given):
    """which pages of a file somebody has read (cachestat)"""
    return call(451, -1, None, None, 0)


@probe
def code_that_changes(given: Given):
    """memory with a protection key of its own (pkey_alloc)"""
    return call(330, 0, 0)


@probe
def memory_of_devices(given: Given):
    """the machine's memory (/dev/mem, /dev/kmem, /proc/kcore)"""
    for path in ("/dev/mem", "/dev/kmem", "/proc/kcore"):
        try:
            os.close(os.open(path, os.O_RDONLY))
            return True
        except OSError:
            pass
    return False
