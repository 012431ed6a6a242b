"""Which names of this server, and which other sites, a request may come by.

A name that somebody else owns can be made to lead to this machine (DNS rebinding): the browser then takes pages of
that site and of this server for one. So a request is answered only when its `Host` is a number, "localhost" or a name
that the server was given (`--allow-websocket-origin`). Nothing is inferred from where a request comes from.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

from bokeh.server.util import match_host

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")


def is_number(name: str) -> bool:
    """Whether a host is an address of numbers, which no name server can turn elsewhere."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def host_is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a request to `host` (name and perhaps port) is meant for this server. `names`: those that it was given,
    with `*` for any part, as `--allow-websocket-origin` takes them."""
    parts = _HOST.fullmatch(host)
    if parts is None:
        return False
    name = parts["name"].lower()
    return name == "localhost" or is_number(name) or _matches(host.lower(), names)


def origin_is_ours(origin: str, host: str, names: Collection[str]) -> bool:
    """Whether a page of `origin` may talk to this server as its own: it is a page of this `host`, or of a site that
    the server was given."""
    scheme, found, netloc = origin.lower().partition("://")
    if not found or scheme not in ("http", "https") or not _HOST.fullmatch(netloc):
        return False
    return netloc == host.lower() or _matches(netloc, names)


def _matches(host: str, patterns: Collection[str]) -> bool:
    with_port = host if re.search(r":\d+$", host) else f"{host}:80"
    return any(match_host(with_port, pattern.lower()) for pattern in patterns)
