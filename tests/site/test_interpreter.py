"""WebAssembly without tables that nobody reads."""

from __future__ import annotations

import pytest

from playground.site.interpreter import exports, imports, with_exports, without_tables

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


def name(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def with_sections(*sections: tuple[int, list[bytes]]) -> bytes:
    """A module of small sections, each a list of entries."""
    out = HEAD
    for number, entries in sections:
        content = bytes([len(entries)]) + b"".join(entries)
        size = len(content)
        out += bytes([number, *([size] if size < 0x80 else [size & 0x7F | 0x80, size >> 7])])
        out += content
    return out


A, B, C = (name(text) + bytes([kind, 7]) for text, kind in (("a", 0), ("bb", 3), ("c", 0)))
TYPES = (1, [b"\x60\0\0"])


def test_exports_are_those_that_are_named() -> None:
    whole = with_sections(TYPES, (7, [A, B, C]))
    assert exports(whole) == ["a", "bb", "c"]
    left = with_exports(whole, {"c", "a", "another"})
    assert exports(left) == ["a", "c"]
    assert left == with_sections(TYPES, (7, [A, C]))


def test_imports_of_every_kind() -> None:
    kinds = {
        "function": b"\x00\x81\x01",
        "table": b"\x01\x70\x00\x10",
        "bounded table": b"\x01\x70\x01\x10\x90\x02",
        "memory": b"\x02\x00\x80\x08",
        "bounded memory": b"\x02\x01\x80\x08\x80\x10",
        "global": b"\x03\x7f\x01",
        "tag": b"\x04\x00\x05",
    }
    entries = [name("env") + name(kind) + code for kind, code in kinds.items()]
    assert imports(with_sections(TYPES, (2, [*entries, name("env") + name("last") + b"\0\0"]))) == {
        *kinds,
        "last",
    }
