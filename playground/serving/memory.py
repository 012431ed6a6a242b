"""What visitors took is given back to the system when they have left.

Python frees it, and the C library keeps it for the next visitor: in pieces between what others still use, so that its
own rule, which looks at the end of the heap only, finds nothing to return.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable
from functools import cache
from weakref import WeakSet

AFTER_SECONDS = 10.0  # from a visitor's leaving: Panel collects what refers to itself within five
_soon: WeakSet[asyncio.AbstractEventLoop] = WeakSet()  # those in which the one call is coming


def give_back_soon(context: object) -> None:
    """Once, after a while, however many leave meanwhile."""
    if _trimmer() is None:
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return  # the server itself is ending
    if loop not in _soon:
        _soon.add(loop)
        loop.call_later(AFTER_SECONDS, _give_back, loop)


def _give_back(loop: asyncio.AbstractEventLoop) -> None:
    _soon.discard(loop)
    if trim := _trimmer():
        trim(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    """`malloc_trim` of glibc; None where another C library does as it thinks best."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
