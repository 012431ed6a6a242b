"""Whose places a program takes: all tabs of one browser share those of one visitor.

A page brings a cookie with a random number, by which nothing but its browser is known. A page that brings none (cookies
are off, or the page stands in one of another site) is known by its address, and shares the places of everybody there.
`PLAYGROUND_VISITOR=address` knows everybody by their address: for a server that strangers reach without a proxy, since
who wants more places than others throws the cookie away. Behind a proxy all would be one visitor.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Hashable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

VARIABLE = "PLAYGROUND_VISITOR"
KINDS = ("cookie", "address")
COOKIE = "playground-visitor"
_NUMBER = re.compile(r"[0-9a-f]{32}")
_NETWORK_BITS = 64  # of an IPv6 address: what one household or one machine is given


def kind(environment: Mapping[str, str] = os.environ) -> str:
    """What a visitor is known by. ValueError: the variable says something else."""
    said = environment.get(VARIABLE, "").strip() or KINDS[0]
    if said not in KINDS:
        raise ValueError(
            f"{VARIABLE}: expected {' or '.join(KINDS)}, received {said!r}. "
            f"Try {VARIABLE}={KINDS[0]}, which is the default."
        )
    return said


def of_request(request: Any, known_by: str) -> Hashable:
    """Who comes with a request of Tornado's, which has `headers` and `remote_ip`."""
    number = _number(request.headers.get("Cookie", ""))
    if known_by == "cookie" and number:
        return number
    return _network(request.remote_ip or "")


def _number(cookies: str) -> str:
    """The one that the page brings; "" when it brings none of ours."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found and _NUMBER.fullmatch(found.value) else ""


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def header_for(request: Any) -> str:
    """A `Set-Cookie` for who asks for the page and has no number yet, or ""."""
    if _number(request.headers.get("Cookie", "")):
        return ""
    secure = "; Secure" if request.protocol == "https" else ""
    return f"{COOKIE}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax{secure}"
