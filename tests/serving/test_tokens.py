"""Which session a socket asks for: read from what anybody may have written."""

import base64
import json

import pytest
from bokeh.util.token import generate_jwt_token, generate_session_id

from playground.serving.tokens import session_of


def test_the_session_of_an_honest_token() -> None:
    session_id = generate_session_id()
    for payload in ({}, {"headers": {"Cookie": "c" * 50_000}}):
        for signed in (False, True):
            token = generate_jwt_token(session_id, b"key", signed, extra_payload=payload)
            assert session_of(f"bokeh, {token}") == session_id


def packed(words: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().strip("=")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "bokeh",
        packed([]),
        packed({}),
        packed({"session_id": 3}),
        packed({"session_id": "a", "__bk__zlib_": "AAAA"}),
        packed({"session_id": "a", "__bk__zlib_": 3}),
        base64.urlsafe_b64encode(b"[" * 40_000).decode(),
        generate_jwt_token(generate_session_id(), extra_payload={"headers": "x" * 300_000}),
    ],
    ids=lambda token: token[:20],
)
def test_others_are_refused(token: str) -> None:
    with pytest.raises(ValueError, match="no token"):
        session_of(f"bokeh, {token}")
