"""Programs that do not want to end. Each is stopped, and must be gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass

from playground import events as ev
from playground.runners.server import ServerRunner

STARTED = "it runs\n"


@dataclass(frozen=True)
class Stubborn:
    """`source` prints that it runs, and goes on."""

    name: str
    source: str


_LOOP = "print('it runs', flush=True)\nwhile True: pass\n"
STUBBORN = (
    Stubborn("a loop without end", _LOOP),
    Stubborn(
        "a loop that catches everything",
        "print('it runs', flush=True)\nwhile True:\n    try:\n        while True: pass\n"
        "    except BaseException: pass\n",
    ),
    Stubborn(
        "signals that are ignored",
        "import signal\nfor number in range(1, 65):\n    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n" + _LOOP,
    ),
    Stubborn("a long sleep", "import time\nprint('it runs', flush=True)\ntime.sleep(1000)\n"),
    Stubborn(
        "threads that go on",
        "import threading\nfor _ in range(4): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n"
        + _LOOP,
    ),
    Stubborn(
        "an end that starts again (atexit)",
        "import atexit\natexit.register(lambda: [0 for _ in iter(int, 1)])\n" + _LOOP,
    ),
    Stubborn(
        "a session and a terminal of its own",
        "import os\ntry: os.setsid()\nexcept OSError: pass\n" + _LOOP,
    ),
    Stubborn(
        "its ears closed",
        "import os\nfor number in (0, 3):\n    try: os.close(number)\n    except OSError: pass\n"
        + _LOOP,
    ),
    Stubborn(
        "memory that grows",
        "print('it runs', flush=True)\nheld = []\nwhile True:\n    try: held.append(bytearray(1 << 20))\n"
        "    except MemoryError: pass\n",
    ),
)


def shown(stubborn: Stubborn) -> bool:
    """Whether it goes on when it is only asked to end (SIGTERM and closed pipes), for a moment at least."""
    source = (
        "import resource, signal\nresource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\n"
        f"signal.signal(15, signal.SIG_IGN)\n{stubborn.source}"
    )
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", source], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout
    try:
        if process.stdout.readline() != STARTED.encode():
            return False
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
        return process.poll() is None
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def survives(runner: ServerRunner, stubborn: Stubborn) -> bool:
    """Whether its process is still there after Stop, or after the end that it brought on itself."""
    run = runner.start(ev.Run(stubborn.source))
    number, ended = 0, False
    async with asyncio.timeout(60):
        async for items in run.events():
            if any(isinstance(i, ev.Printed) and STARTED.strip() in i.text for i in items):
                assert run._child
                number = run._child.process.number  # type: ignore[attr-defined]
                run.send(ev.Stop())
            ended = ended or any(
                isinstance(i, ev.Failed) and i.kind == "KernelError" for i in items
            )
        if (
            ended and not number
        ):  # it took its own channel away; what it leaves is looked at for all of them
            return False
        assert number, "it never ran"
        await run._child.process.exit  # type: ignore[union-attr]
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
