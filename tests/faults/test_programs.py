"""What a program does to itself: the page says truly how it ended, and the next program runs."""

from __future__ import annotations

import pytest

from playground import events as ev
from playground.runners.sandbox.tiers import Tier
from tests.faults.conftest import Play
from tests.faults.visitor import Visitor

_FIT = """
import keras, numpy as np
x = np.zeros((20, 2), "float32")
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse")
"""

# What every laptop does with files, and what came of it.
_FILES = f"""{_FIT}
import os, tempfile
callbacks = [keras.callbacks.ModelCheckpoint("best.keras", monitor="loss"), keras.callbacks.CSVLogger("log.csv")]
model.fit(x, x[:, :1], epochs=2, verbose=0, callbacks=callbacks)
model.save("model.keras")
model.save_weights("model.weights.h5")
np.savez("arrays.npz", a=np.ones(3))
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("six")
    file.seek(0)
    print(file.read(), len(open("log.csv").readlines()), np.load("arrays.npz")["a"].sum(), end=" ")
print(keras.saving.load_model("best.keras").count_params(), *sorted(os.listdir()))
"""

# What it does; how it ends (an event, or the kind of an error); words of the message, or of what was printed.
FAULTS: dict[str, tuple[str, type | str, str]] = {
    "all memory, in large pieces": (
        "held = []\nwhile True: held.append(bytearray(1 << 24))",
        "MemoryError",
        "512 MB",
    ),
    "all memory, in small pieces": (
        "held = []\nwhile True: held.append([0] * 10)",
        "MemoryError",
        "512 MB",
    ),
    "one array of 8 GB": ("import numpy as np\nnp.zeros(1 << 30)", "MemoryError", "512 MB"),
    "one file that is too large": (
        "with open('f', 'wb') as f:\n    for n in range(100): f.write(bytes(1 << 20))",
        "OSError",
        "64 MB",
    ),
    "honest files": (
        _FILES,
        ev.Finished,
        "six 3 3.0 3 arrays.npz best.keras log.csv model.keras model.weights.h5\n",
    ),
    "its standard output closed": (
        "import os\nos.close(1); os.close(2)\nprint('still here')",
        ev.Finished,
        "still here",
    ),
    "sys.stdout closed": (
        "import sys\nsys.stdout.close()\nprint('after')",
        "ValueError",
        "closed",
    ),
    "sys.stdout and sys.stderr taken away": (
        "import sys\nsys.stdout = sys.stderr = None\nprint(1)\nraise ValueError('told all the same')",
        "ValueError",
        "told all the same",
    ),
    "sys.stdout replaced": (
        "import sys, io\nold, sys.stdout = sys.stdout, io.StringIO()\nprint('kept')\nold.write(sys.stdout.getvalue())",
        ev.Finished,
        "kept",
    ),
    "the channel closed": (
        "import os\nos.close(4)\nprint(1)",
        "KernelError",
        "descriptors 3 and 4",
    ),
    "its ears closed, then a fit": (
        f"import os\nos.close(3)\n{_FIT}model.fit(x, x[:, :1], epochs=500, verbose=0)",
        "KernelError",
        "descriptors 3 and 4",
    ),
    "the channel turned into a file": (
        "import os\nos.dup2(os.open('f', os.O_CREAT | os.O_RDWR), 4)\nprint(1)",
        "KernelError",
        "ended its own process",
    ),
    "half a line on the channel": (
        "import os\nos.write(4, b'[{\"type\":')\nos._exit(0)",
        "KernelError",
        "could not be read",
    ),
    "a flood of events": (
        "import os\nline = b'[' + b','.join([b'{\"type\":\"Notice\",\"message\":\"n\"}'] * 1000) + b']\\n'\n"
        "for _ in range(40): os.write(4, line)",
        ev.Finished,
        "",
    ),
    "os._exit": ("import os\nos._exit(3)", "KernelError", "exit code 3"),
    "os.abort": ("import os\nos.abort()", "KernelError", "crashed"),
    "a segmentation fault": (
        "import ctypes\nctypes.string_at(0)",
        "KernelError",
        "SIGSEGV",
    ),
    "SIGKILL to itself": ("import os\nos.kill(os.getpid(), 9)", "PermissionError", "signals"),
    "a command": ("import subprocess\nsubprocess.run(['ls'])", "PermissionError", "other programs"),
    "a command of the shell": ("import os\nos.system('ls')", "PermissionError", "other programs"),
    "a command whose output is read": (
        "import os\nos.popen('ls').read()",
        "PermissionError",
        "other programs",
    ),
    "a socket": (
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1')",
        "URLError",
        "may not use the network",
    ),
    "a recursion without end": ("def f(): return f()\nf()", "RecursionError", "recursion"),
    "a recursion without any limit": (
        "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __repr__(self): return repr(self)\nrepr(A())",
        "KernelError",
        "SIGSEGV",
    ),
    "a huge array printed": (
        "import numpy as np\nnp.set_printoptions(threshold=10**9)\nprint(np.arange(20_000))",
        ev.Finished,
        "19999]",
    ),
    "a line of 5 million characters": ("print('x' * 5_000_000)", ev.Finished, "xxxx"),
    "1,000 prints a millisecond": ("for n in range(200_000): print(n)", ev.Finished, "199999\n"),
    "an end in atexit": (
        "import atexit, os\natexit.register(os._exit, 5)\nprint('done')",
        ev.Finished,
        "done",
    ),
    "sys.exit in a thread": (
        "import threading, sys\nt = threading.Thread(target=sys.exit, args=(3,))\nt.start(); t.join()\nprint('on')",
        ev.Finished,
        "on",
    ),
    "threads left": (
        "import threading, time\nfor _ in range(8): threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "print('on')",
        ev.Finished,
        "on",
    ),
    "a thread that prints for ever": (
        "import threading, time\ndef go():\n    while True: print('t')\n"
        "threading.Thread(target=go, daemon=True).start()\ntime.sleep(0.05)\nprint('on')",
        ev.Finished,
        "on",
    ),
    "a fork bomb": ("import os\nwhile True: os.fork()", "PermissionError", "other programs"),
    "SIGTERM ignored": (
        "import signal\nfor n in range(1, 32):\n    if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\nprint('on')",
        ev.Finished,
        "on",
    ),
    "an end while it saves": (
        f"{_FIT}model.fit(x, x[:, :1], verbose=0)\nimport os, threading\n"
        "threading.Timer(0.1, os._exit, (4,)).start()\nwhile True: model.save('m.keras')",
        "KernelError",
        "exit code 4",
    ),
    "an error that cannot be told": (
        "class E(Exception):\n    def __str__(self): raise self\nraise E",
        "E",
        "",
    ),
    "a lone surrogate printed": ("print('\\ud800')\nraise ValueError('\\udfff')", "ValueError", ""),
    "a name of 20,000 letters": (
        "import keras, numpy as np\nkeras.Sequential([keras.layers.Dense(1, name='d' * 20_000)])(np.ones((1, 2)))",
        "KernelError",
        "could not be read",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_program(play: Play, fault: str) -> None:
    source, how, said = FAULTS[fault]

    async def scenario(visitor: Visitor) -> None:
        visitor.run(source)
        ended = await visitor.ended()
        if isinstance(how, type):
            assert isinstance(ended, how), ended
            assert said in visitor.told.printed
        else:
            assert isinstance(ended, ev.Failed) and ended.kind == how, ended
            assert said in ended.message + ended.advice
        assert visitor.session.source == source

    play(scenario)


def test_a_full_folder(play: Play, tier: Tier) -> None:
    """In memory the system refuses the next byte; a folder on the disk is looked at now and then."""
    source = "import time\nfor n in range(100):\n    with open(f'{n}', 'wb') as f: f.write(bytes(1 << 20))\n"

    async def scenario(visitor: Visitor) -> None:
        visitor.run(source + "time.sleep(60)\n")
        ended = await visitor.ended()
        assert isinstance(ended, ev.Failed)
        assert ended.kind == ("OSError" if tier.namespaces else "KernelError"), ended
        assert "64 MB" in ended.message + ended.advice
        visitor.run("open('f', 'wb').write(bytes(60 << 20))\nprint('room again')")
        await visitor.ended()
        assert visitor.told.printed == "room again\n"

    play(scenario)


def test_a_program_of_10_mb_is_refused_and_the_one_before_is_not_run(play: Play) -> None:
    async def scenario(visitor: Visitor) -> None:
        visitor.run("print('before')")
        await visitor.ended()
        visitor.run("x = 1\n" * 1_700_000)
        ended = await visitor.ended()
        assert isinstance(ended, ev.Failed) and ended.kind == "ProgramTooLong"
        assert not visitor.told.printed

    play(scenario)
