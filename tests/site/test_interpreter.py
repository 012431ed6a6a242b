"""WebAssembly without tables that nobody reads."""

from __future__ import annotations

import pytest

from playground.site.interpreter import without_tables

HEAD = b"\0asm\1\0\0\0"


def module(*segments: tuple[int, bytes]) -> bytes:
    """A module of a memory and small data segments."""
    memory = b"\x05\x03\x01\x00\x01"
    contents = b"".join(
        b"\0\x41" + bytes([at & 0x7F | 0x80, at >> 7]) + b"\x0b" + bytes([len(data)]) + data
        for at, data in segments
    )
    data = bytes([len(segments)]) + contents
    return HEAD + memory + bytes([12, 1, len(segments), 11, len(data)]) + data


WHOLE = module((1000, b"before"), (2000, b"first"), (2010, b"second"), (3000, b"after"))


def test_segments_that_begin_in_a_table_are_gone_and_counted() -> None:
    assert without_tables(WHOLE, (range(2000, 2011),)) == module(
        (1000, b"before"), (3000, b"after")
    )


def test_nothing_else_changes() -> None:
    assert without_tables(WHOLE, (range(2001, 2010), range(4000, 5000))) == WHOLE


def test_what_is_no_such_module_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected a WebAssembly module, received b'<html>'"):
        without_tables(b"<html>")
    passive = HEAD + bytes([11, 4, 1, 1, 1, 65])
    with pytest.raises(ValueError, match="expected a segment with an address"):
        without_tables(passive)
