"""Names that lead to this server, and sites that may talk to it."""

import pytest

from playground.serving.addresses import host_is_ours, origin_is_ours

GIVEN = {"localhost:5006", "lab.school.example:5006", "*.wild.example:80"}


@pytest.mark.parametrize(
    "host",
    [
        "localhost:5006",
        "LOCALHOST:5006",
        "localhost",
        "127.0.0.1:5006",
        "192.168.1.7:5006",
        "[::1]:5006",
        "lab.school.example:5006",
        "a.wild.example",
    ],
)
def test_a_number_and_a_given_name_are_ours(host: str) -> None:
    assert host_is_ours(host, GIVEN)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example:5006",
        "lab.school.example",
        "lab.school.example:80",
        "lab.school.example.evil.example:5006",
        "localhost.evil.example:5006",
        "127.0.0.1.evil.example:5006",
        "2130706433.evil.example",
        "localhost:5006@evil.example",
        "evil.example#localhost:5006",
        "localhost:5006,evil.example",
        "localhost:5006\nX: y",
        "[::1]evil.example",
    ],
)
def test_a_name_of_somebody_else_is_not(host: str) -> None:
    assert not host_is_ours(host, GIVEN)


def test_a_page_talks_to_the_server_it_came_from() -> None:
    assert origin_is_ours("http://127.0.0.1:5006", "127.0.0.1:5006", ())
    assert origin_is_ours("https://Lab.School.Example:5006", "10.0.0.1:5006", GIVEN)
    for origin in (
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1:5007",
        "http://127.0.0.1",
        "file://127.0.0.1:5006",
        "http://127.0.0.1:5006.evil.example",
        "http://127.0.0.1:5006/x",
    ):
        assert not origin_is_ours(origin, "127.0.0.1:5006", ()), origin
