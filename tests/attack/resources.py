"""More than a program's share."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("resources")


@probe
def mapped_memory(given: Given):
    """map 3 GB"""
    import mmap

    return len(mmap.mmap(-1, 3 << 30)) > 0


@probe
def large_file(given: Given):
    """write 80 MB into one file"""
    with open("large", "wb") as file:
        for _ in range(80):
            file.write(bytes(1 << 20))
    os.unlink("large")
    return True


@probe
def many_large_files(given: Given):
    """write 80 MB into eight files"""
    for number in range(8):
        with open(f"large-{number}", "wb") as file:
            for _ in range(10):
                file.write(bytes(1 << 20))
    return True


@probe
def reserve(given: Given):
    """reserve 80 MB without writing (fallocate)"""
    with open("reserved", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 80 << 20)
    os.unlink("reserved")
    return True


@probe
def many_files(given: Given):
    """make 6000 files"""
    os.mkdir("many")
    for number in range(6000):
        open(f"many/{number}", "x").close()
    return True


@probe
def many_threads(given: Given):
    """start 200 threads"""
    import threading

    go = threading.Event()
    threading.stack_size(65536)
    started = []
    try:
        for _ in range(200):
            started.append(threading.Thread(target=go.wait, daemon=True))
            started[-1].start()
    finally:
        go.set()
    return True


@probe
def many_open_files(given: Given):
    """open 500 files at once"""
    held = [os.open(".", os.O_RDONLY) for _ in range(500)]
    for descriptor in held:
        os.close(descriptor)
    return True


@probe
def raise_a_limit(given: Given):
    """raise one's own limits"""
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    return True


@probe
def shared_memory(given: Given):
    """shared memory of System V, which nobody takes away"""
    number = libc.shmget(0, 4096, 0o1600)
    reached(number)
    libc.shmctl(number, 0, None)
    return True


@probe
def semaphores(given: Given):
    """semaphores of System V"""
    number = libc.semget(0, 1, 0o1600)
    reached(number)
    libc.semctl(number, 0, 0)
    return True


@probe
def queues(given: Given):
    """message queues of System V"""
    number = libc.msgget(0, 0o1600)
    reached(number)
    libc.msgctl(number, 0, None)
    return True


@probe
def posix_shared_memory(given: Given):
    """a file in /dev/shm"""
    return make_shared("left-by-a-program")


@probe
def lock_memory(given: Given):
    """keep memory from being swapped out"""
    return reached(libc.mlock(ctypes.create_string_buffer(4096), 4096))
