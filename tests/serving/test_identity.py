"""Tabs of one browser are one visitor, whatever they say of themselves; without cookies the address decides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from playground.serving import identity

NUMBER, OTHER = "0123456789abcdef" * 2, "f" * 32


def request(cookie: str = "", address: str = "192.0.2.7", protocol: str = "http"):
    headers = {"Cookie": cookie} if cookie else {}
    return SimpleNamespace(headers=headers, remote_ip=address, protocol=protocol)


def who(cookie: str = "", address: str = "192.0.2.7", known_by: str = "cookie"):
    return identity.of_request(request(cookie, address), known_by)


def test_a_browser_is_known_by_the_number_that_it_was_given() -> None:
    given = identity.header_for(request())
    cookie = given.partition(";")[0]
    assert "HttpOnly" in given and "SameSite=Lax" in given and "Secure" not in given
    assert "Secure" in identity.header_for(request(protocol="https"))
    assert who(cookie, "192.0.2.7") == who(f"other=1; {cookie}", "192.0.2.8")
    assert who(cookie) != who(identity.header_for(request()).partition(";")[0])
    assert identity.header_for(request(cookie)) == "", "it keeps its number"


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "playground-visitor=",
        "playground-visitor=me",
        f"playground-visitor={NUMBER}0",
        "a=b;=",
        "\0",
    ],
)
def test_without_a_number_of_ours_the_address_decides(cookie: str) -> None:
    assert who(cookie) == who() != who(cookie, "192.0.2.8")
    assert identity.header_for(request(cookie)), "and it gets one"


def test_by_address_nobody_gets_more_by_throwing_cookies_away() -> None:
    mine = [f"{identity.COOKIE}={number}" for number in (NUMBER, OTHER)]
    assert len({who(cookie, known_by="address") for cookie in (*mine, "")}) == 1
    assert len({who(cookie) for cookie in (*mine, "")}) == 3


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("", "", True),
    ],
)
def test_addresses(one: str, another: str, same: bool) -> None:
    assert (who("", one) == who("", another)) is same


def test_nonsense_is_refused_with_what_was_expected() -> None:
    assert identity.kind({}) == identity.kind({"PLAYGROUND_VISITOR": " "}) == "cookie"
    assert identity.kind({"PLAYGROUND_VISITOR": "address"}) == "address"
    with pytest.raises(ValueError, match=r"PLAYGROUND_VISITOR: expected cookie or address, .* Try"):
        identity.kind({"PLAYGROUND_VISITOR": "session"})
