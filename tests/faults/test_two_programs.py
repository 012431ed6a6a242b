"""Two visitors' programs run at the same time: neither finds the other."""

from __future__ import annotations

import ast

from playground import events as ev
from tests.attack.probe import PRELUDE
from tests.faults.conftest import Play
from tests.faults.visitor import Visitor

_SECRET = "nobody else knows"
# It tells where everything of it is.
_ONE = f"""
import ctypes, os, threading, time
open("mine.txt", "w").write({_SECRET!r})
held = ctypes.create_string_buffer({_SECRET.encode()!r})
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
print({{"folder": os.getcwd(), "inside": os.getpid(), "address": ctypes.addressof(held)}}, flush=True)
time.sleep(600)
"""
# What may be its number is tried: as the machine counts, as it counts itself, and those around.
_OTHER = """
def of_a_process(deed):
    return lambda: any(reaches(deed, number) for number in numbers if number != os.getpid())
def reaches(deed, number):
    try:
        return deed(number) is not False
    except (OSError, ProcessLookupError):
        return False
def in_files(folder):
    found = []
    for place, folders, names in os.walk(folder) if folder != "/" else ():
        for name in names:
            try:
                found.append(open(os.path.join(place, name)).read(99) == SECRET)
            except (OSError, UnicodeDecodeError):
                pass
    return any(found)
def kernel(number, *arguments):
    return libc.syscall(number, *arguments) >= 0
def memory(number):
    there = ctypes.create_string_buffer(len(SECRET))
    here = struct.pack("QQ", ctypes.addressof(there), len(SECRET))
    other = struct.pack("QQ", given["address"], len(SECRET))
    libc.syscall(310, number, here, 1, other, 1, 0)
    return there.raw == SECRET.encode()
tried = {
    "its folder": lambda: in_files(os.path.dirname(given["folder"])),
    "the folder of all folders": lambda: in_files(os.path.dirname(os.path.dirname(given["folder"]))),
    "its file": lambda: open(given["folder"] + "/mine.txt").read() == SECRET,
    "a file in its folder": lambda: open(given["folder"] + "/left.txt", "w") and os.getcwd() != given["folder"],
    "its place": of_a_process(lambda n: os.listdir(f"/proc/{n}/cwd/")),
    "its root": of_a_process(lambda n: os.listdir(f"/proc/{n}/root/")),
    "its open files": of_a_process(lambda n: os.listdir(f"/proc/{n}/fd")),
    "its command": of_a_process(lambda n: open(f"/proc/{n}/cmdline").read()),
    "its memory": of_a_process(memory),
    "its memory as a file": of_a_process(lambda n: open(f"/proc/{n}/mem", "rb")),
    "a signal": of_a_process(lambda n: kernel(62, n, 0)),
    "a signal to its group": of_a_process(lambda n: kernel(62, -n, 0)),
    "a signal to a thread": of_a_process(lambda n: kernel(234, n, n, 0)),
    "its limits": of_a_process(lambda n: kernel(302, n, 7, None, ctypes.create_string_buffer(16))),
    "its priority": of_a_process(lambda n: kernel(141, 0, n, 19)),
    "its processor": of_a_process(lambda n: kernel(203, n, 8, ctypes.create_string_buffer(b"\\1", 8))),
    "its scheduling": of_a_process(lambda n: kernel(144, n, 5, ctypes.create_string_buffer(4))),
    "its number for good": of_a_process(lambda n: kernel(434, n, 0)),
    "it is traced": of_a_process(lambda n: kernel(101, 16, n, 0, 0)),
}
print("OWN", in_files("."), kernel(39), flush=True)
came_through = []
for name, deed in tried.items():
    try:
        came_through += [name] if deed() else []
    except OSError:
        pass
print("CAME THROUGH", came_through)
"""


def test_neither_finds_the_other(play: Play) -> None:
    async def scenario(visitor: Visitor) -> None:
        visitor.run(_ONE)
        await visitor.until(lambda: visitor.told.printed.endswith("\n"))
        given = ast.literal_eval(visitor.told.printed)
        near = range(visitor.child - 3, visitor.child + 4)
        numbers = sorted({given["inside"], *near, *range(1, 12)})
        other = Visitor(visitor.runner)
        known = f"given, numbers, SECRET = {given}, {numbers}, {_SECRET!r}\n"
        own = "open('own.txt', 'w').write(SECRET)\n"
        other.run(
            PRELUDE
            + known
            + own
            + _OTHER.replace("came_through = []", "os.remove('own.txt')\ncame_through = []")
        )
        assert isinstance(await other.ended(), ev.Finished)
        assert other.told.printed == "OWN True True\nCAME THROUGH []\n"
        assert visitor.session.busy
        visitor.session.stop()
        await visitor.ended()
        await other.session.close()

    play(scenario)
