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

AFTER_SECONDS = 10.0  # from a visitor's leaving: Panel collects what refers to itself within five
_soon: set[asyncio.TimerHandle] = set()  # the one call that is coming, or none


def give_back_soon(context: object) -> None:
    """Once, after a while, however many leave meanwhile."""
    if _trimmer() is None or _soon:
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return  # the server itself is ending
    _soon.add(loop.call_later(AFTER_SECONDS, _give_back))


def _give_back() -> None:
    _soon.clear()
    if trim := _trimmer():
        trim(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    """`malloc_trim` of glibc; None where another C library does as it thinks best."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
