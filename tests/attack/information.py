"""What a program may know."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("information")


@probe
def environment(given: Given):
    """the server's secrets in one's own environment"""
    return given["secret"] in os.environ.values()


@probe
def first_environment(given: Given):
    """the environment that one's process began with"""
    return given["secret"] in open("/proc/self/environ").read()


@probe
def environment_in_memory(given: Given):
    """the environment in one's memory, below what Python shows"""
    libc.getenv.restype = ctypes.c_char_p
    return libc.getenv(b"PLAYGROUND_SECRET") == given["secret"].encode()


@probe
def its_environment(given: Given):
    """the environment of the server's process"""
    return given["secret"] in open(f"/proc/{given['process']}/environ").read()


@probe
def its_command(given: Given):
    """its command line"""
    return len(open(f"/proc/{given['process']}/cmdline").read()) > 0


@probe
def all_processes(given: Given):
    """which processes there are"""
    return len([name for name in os.listdir("/proc") if name.isdigit()]) > 0


@probe
def mounts(given: Given):
    """what is mounted where"""
    return len(open("/proc/self/mounts").read()) > 0


@probe
def connections(given: Given):
    """who is connected to the server"""
    return "local_address" in open("/proc/net/tcp").read()


@probe
def devices(given: Given):
    """which devices the machine has"""
    return len(os.listdir("/sys/class/net")) > 0


@probe
def memory_layout(given: Given):
    """where things are in one's memory"""
    return "[stack]" in open("/proc/self/maps").read()


@probe
def parents_number(given: Given):
    """the number of the server's process, from one's parent"""
    return os.getppid() > 0


@probe
def users_name(given: Given):
    """the name of the server's user"""
    import pwd

    return bool(pwd.getpwuid(0).pw_name)


@probe
def open_files(given: Given):
    """an open file that was inherited, beside the five that are one's own"""
    for descriptor in range(5, 256):
        try:
            os.fstat(descriptor)
            return True
        except OSError:
            pass
