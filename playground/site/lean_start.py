"""What Pyodide imports when it starts and no page can use: sockets, subprocesses, archives of packages.

While the interpreter of which a picture will be taken starts, stand-ins lie beside these modules of the standard
library. Then they are forgotten: a program that imports one of them gets the real one.
"""

from __future__ import annotations

from playground.site.contents import STDLIB

NOTHING = """
class Nothing:
    def __init__(self, *_given, **_named):
        pass


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing


__all__ = ()
"""
NO_LOOP = """
from asyncio import events


class _DefaultEventLoopPolicy(events._BaseDefaultEventLoopPolicy):  # Pyodide's own is derived from it
    pass


EventLoop = SelectorEventLoop = None
__all__ = ()
"""
MODULES = (
    *("asyncio.base_subprocess", "asyncio.selector_events", "asyncio.sslproto"),
    *("asyncio.staggered", "asyncio.streams", "asyncio.subprocess", "asyncio.trsock"),
    "asyncio.unix_events",
    *("selectors", "shutil", "socket", "ssl", "subprocess", "tempfile", "zipfile.__init__"),
)


def stand_ins() -> dict[str, str]:
    """Path → source. Python prefers it to the bytecode beside it."""
    return {
        f"/{STDLIB}{name.replace('.', '/')}.py": NO_LOOP
        if name.endswith("unix_events")
        else NOTHING
        for name in MODULES
    }
