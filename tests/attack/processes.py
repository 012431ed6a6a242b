"""Processes: others', and more than one."""

# ruff: noqa: F821
from tests.attack.probe import Given, group

PROBES, probe = group("processes")


@probe
def fork(given: Given):
    """fork"""
    if (number := os.fork()) == 0:
        os._exit(0)
    return os.waitpid(number, 0)[1] == 0


@probe
def fork_by_syscall(given: Given):
    """fork by the system call itself"""
    number = libc.syscall(57)
    if number == 0:
        os._exit(0)
    return reached(number)


@probe
def clone_process(given: Given):
    """clone without sharing threads"""
    number = libc.syscall(56, 17, 0, 0, 0, 0)
    if number == 0:
        os._exit(0)
    return reached(number)


@probe
def clone3(given: Given):
    """clone3, whose flags no filter can see"""
    arguments = ctypes.create_string_buffer(struct.pack("=8Q", 0, 0, 0, 0, 17, 0, 0, 0), 64)
    number = libc.syscall(435, arguments, 64)
    if number == 0:
        os._exit(0)
    return reached(number)


@probe
def run_a_command(given: Given):
    """run a command"""
    import subprocess

    return subprocess.run(["/bin/true"]).returncode == 0


@probe
def spawn(given: Given):
    """posix_spawn"""
    return os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0


@probe
def shell(given: Given):
    """os.system"""
    return os.system("true") == 0


@probe
def execute(given: Given):
    """become another program"""
    try:
        os.execv("/no such program", ["x"])
    except FileNotFoundError:
        return True


@probe
def signal_the_server(given: Given):
    """signal the server's process"""
    os.kill(given["process"], 0)
    return True


@probe
def signal_everybody(given: Given):
    """signal every process there is"""
    os.kill(-1, 0)
    return True


@probe
def signal_by_descriptor(given: Given):
    """signal it by a descriptor of the process"""
    import signal

    signal.pidfd_send_signal(os.pidfd_open(given["process"]), 0)
    return True


@probe
def signal_a_thread(given: Given):
    """signal one of its threads (tgkill)"""
    return call(234, given["process"], given["process"], 0)


@probe
def trace(given: Given):
    """trace it"""
    done = reached(libc.ptrace(16, given["process"], 0, 0))
    libc.ptrace(17, given["process"], 0, 0)
    return done


@probe
def trace_me(given: Given):
    """be traced"""
    return reached(libc.ptrace(0, 0, 0, 0))


@probe
def read_memory(given: Given):
    """read its memory"""
    return move_memory(310, given["process"])


@probe
def open_memory(given: Given):
    """open its memory as a file"""
    os.close(os.open(f"/proc/{given['process']}/mem", os.O_RDONLY))
    return True


@probe
def take_its_descriptor(given: Given):
    """take one of its open files (pidfd_getfd)"""
    return call(438, os.pidfd_open(given["process"]), 0, 0)


@probe
def slow_it_down(given: Given):
    """lower its priority"""
    os.setpriority(os.PRIO_PROCESS, given["process"], 19)
    return True


@probe
def raise_own_priority(given: Given):
    """choose one's own scheduling again"""
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    return True


@probe
def move_it(given: Given):
    """choose the processor that it runs on"""
    os.sched_setaffinity(given["process"], os.sched_getaffinity(0))
    return True


@probe
def outlive(given: Given):
    """leave a process that outlives the program"""
    if (number := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            import time

            time.sleep(0.2)
        os._exit(0)
    return os.waitpid(number, 0)[1] == 0
