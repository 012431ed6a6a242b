"""A page's token, as it comes over its socket. Anybody can make one: nothing in it is taken for granted.

Source of its form: bokeh/util/token.py of Bokeh 3.9: base64 of JSON, in which more JSON is deflated.
"""

from __future__ import annotations

import base64
import json
import zlib

MOST_BYTES = 200_000  # of what is deflated in it: the headers and the address of one request
_DEFLATED = "__bk__zlib_"


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def session_of(protocols: str) -> str:
    """The id of the session that a socket asks for with this `Sec-WebSocket-Protocol`. ValueError: it is no token."""
    try:
        words = json.loads(_decoded(protocols.rpartition(",")[2].strip().split(".")[0]))
        found, deflated = words["session_id"], words.get(_DEFLATED, "")
        unpacking = zlib.decompressobj()
        unpacking.decompress(_decoded(deflated), MOST_BYTES)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        raise ValueError("this is no token") from None
    if unpacking.unconsumed_tail or not isinstance(found, str):
        raise ValueError("this is no token of an honest request")
    return found
