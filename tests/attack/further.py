"""Ways that are less well known: around files, around memory, around the clock, around what a filter can see."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("further ways")


@probe
def own_memory_file(given: Given):
    """write into one's own memory by its file, read-only pages too"""
    os.close(os.open("/proc/self/mem", os.O_RDWR))
    return True


@probe
def become_a_file_in_memory(given: Given):
    """become a program that is only in memory (execveat)"""
    return call(322, -1, b"", 0, 0, 0x1000)


@probe
def write_memory(given: Given):
    """write into the server's memory"""
    return move_memory(311, given["process"])


@probe
def compare(given: Given):
    """ask whether it holds the same files (kcmp)"""
    return call(312, given["process"], given["process"], 0, 0, 0)


@probe
def advise_its_memory(given: Given):
    """have its memory swapped out (process_madvise)"""
    return call(440, os.pidfd_open(given["process"]), 0, 0, 21, 0)


@probe
def descriptor_of_a_process(given: Given):
    """hold its number for good (pidfd_open)"""
    os.close(os.pidfd_open(given["process"]))
    return True


@probe
def nameless_file_gets_a_name(given: Given):
    """a nameless file that gets a name elsewhere (O_TMPFILE, linkat)"""
    number = os.open(".", os.O_TMPFILE | os.O_WRONLY)
    target = os.path.join(given["folder"], "left.txt").encode()
    if libc.linkat(-100, f"/proc/self/fd/{number}".encode(), -100, target, 0x400) < 0:
        return reached(libc.linkat(number, b"", -100, target, 0x1000))
    return True


@probe
def open_with_resolution(given: Given):
    """open by openat2, whose arguments no filter can see"""
    how = struct.pack("QQQ", 0, 0, 0)
    return call(437, -100, given["file"].encode(), how, len(how))


@probe
def lease(given: Given):
    """be told who opens a file, and hold it up (a lease)"""
    import fcntl

    with open("own", "w") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True


@probe
def owner_of_signals(given: Given):
    """have the kernel signal somebody else (F_SETOWN)"""
    import fcntl

    read, _ = os.pipe()
    fcntl.fcntl(read, fcntl.F_SETOWN, given["process"])
    return True


@probe
def larger_pipe(given: Given):
    """make the pipe to the server larger (F_SETPIPE_SZ)"""
    import fcntl

    _, write = os.pipe()
    fcntl.fcntl(write, 1031, 1 << 20)
    return True


@probe
def watch_everything(given: Given):
    """watch a whole file system (fanotify)"""
    return call(300, 0, 0)


@probe
def cryptography_of_the_kernel(given: Given):
    """the kernel's cryptography (AF_ALG)"""
    import socket

    socket.socket(38, socket.SOCK_SEQPACKET).close()
    return True


@probe
def virtual_machines_socket(given: Given):
    """the socket between a machine and its host (AF_VSOCK)"""
    import socket

    socket.socket(40, socket.SOCK_STREAM).close()
    return True


@probe
def posix_queue(given: Given):
    """a message queue with a name, which stays"""
    number = libc.syscall(240, b"left-by-a-program", os.O_CREAT | os.O_RDWR, 0o600, 0)
    reached(number)
    libc.syscall(241, b"left-by-a-program")
    return True


@probe
def named_semaphore(given: Given):
    """a semaphore with a name, which stays"""
    return make_shared("sem.left-by-a-program")


@probe
def session_keyring(given: Given):
    """the keyring of the session (request_key)"""
    return call(249, b"user", b"probe", None, 0)


@probe
def many_timers(given: Given):
    """timers of the kernel (timer_create, timerfd)"""
    number = libc.syscall(283, 1, 0)
    reached(number)
    os.close(number)
    return True


@probe
def deadline_scheduling(given: Given):
    """run before everybody else (sched_setattr)"""
    return call(314, 0, ctypes.create_string_buffer(48), 0)


@probe
def weight_of_the_session(given: Given):
    """make its session weigh more (/proc/self/autogroup)"""
    with open("/proc/self/autogroup", "w") as file:
        return bool(file.write("1"))


@probe
def disk_priority(given: Given):
    """get the disk before everybody else (ioprio_set)"""
    return call(251, 1, 0, 0)


@probe
def pin_memory(given: Given):
    """where memory lies (set_mempolicy)"""
    return call(238, 0, 0, 0)


@probe
def secret_memory(given: Given):
    """memory that nobody else can look into (memfd_secret)"""
    return call(447, 0)


@probe
def modify_segments(given: Given):
    """segments of the processor (modify_ldt)"""
    return call(154, 0, ctypes.create_string_buffer(16), 16)


@probe
def ports(given: Given):
    """ports of the machine (ioperm)"""
    return call(173, 0x80, 1, 1)


@probe
def accounting(given: Given):
    """have the end of every process written down (acct)"""
    return call(163, b"/no such file")


@probe
def kernel_log(given: Given):
    """read the kernel's log (syslog)"""
    return call(103, 10, 0, 0)


@probe
def other_calling_convention(given: Given):
    """call the kernel as a 32-bit program would, by other numbers"""
    import mmap

    # mov eax, 20 (getpid of i386); int 0x80; ret
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)() > 0


@probe
def x32_numbers(given: Given):
    """the numbers of the x32 interface"""
    return call(0x40000000 + 57)


@probe
def sparse_file(given: Given):
    """a sparse file of a terabyte"""
    with open("sparse", "wb") as file:
        file.truncate(1 << 40)
    os.unlink("sparse")
    return True


@probe
def deep_folders(given: Given):
    """6000 folders, each in the one before"""
    for _ in range(6000):
        os.mkdir("d")
        os.chdir("d")
    return True


@probe
def core_of_a_crash(given: Given):
    """leave an image of one's memory when one crashes"""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    return True


@probe
def set_the_clock(given: Given):
    """set the clock"""
    return call(227, 0, struct.pack("qq", 0, -1))


@probe
def name_the_machine(given: Given):
    """give the machine another name"""
    import socket

    socket.sethostname(socket.gethostname())
    return True
