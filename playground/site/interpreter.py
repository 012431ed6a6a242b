"""Pyodide's WebAssembly as the site has it: without the tables of East Asian encodings, 700 kB.

Python's half of those codecs is left out of the standard library (contents.py), so nobody gets to the C half; the other
tables are of musl's iconv, which Python never calls. The interpreter is known by its hash (distribution.py), and so are
the places of the tables in its memory: for another version of Pyodide they have to be found anew. WebAssembly's binary
format: https://webassembly.github.io/spec/core/binary/modules.html
"""

from __future__ import annotations

from collections.abc import Iterator

NAME = "pyodide.asm.wasm"
TABLES = (
    range(800_097, 1_389_460),  # Modules/cjkcodecs/mappings_*.h
    range(2_822_720, 2_962_088),  # musl, src/locale/*.h
)
_DATA, _DATA_COUNT = 11, 12  # the numbers of two sections
_ACTIVE, _CONST = 0, 0x41


def without_tables(wasm: bytes, tables: tuple[range, ...] = TABLES) -> bytes:
    """The module without its data segments that begin inside `tables`, addresses; there is zero in their place.

    ValueError when it is not such a module, or has a segment of another kind than those of Emscripten.
    """
    if wasm[:8] != b"\0asm\1\0\0\0":
        raise ValueError(f"expected a WebAssembly module, received {wasm[:8]!r}")
    sections = [(number, wasm[start:end], start) for number, start, end in _sections(wasm)]
    kept = [
        wasm[start:end]
        for number, _, at in sections
        if number == _DATA
        for start, end, address in _segments(wasm, at)
        if not any(address in table for table in tables)
    ]
    changed = {
        _DATA: _unsigned(len(kept)) + b"".join(kept),
        _DATA_COUNT: _unsigned(len(kept)),
    }
    out = [wasm[:8]]
    for number, content, _ in sections:
        content = changed.get(number, content)
        out.append(bytes([number]) + _unsigned(len(content)) + content)
    return b"".join(out)


def _sections(wasm: bytes) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each section's contents."""
    at = 8
    while at < len(wasm):
        size, start = _number(wasm, at + 1)
        yield wasm[at], start, start + size
        at = start + size


def _segments(wasm: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, address in memory) of each segment of the data section that starts at `at`."""
    count, at = _number(wasm, at)
    for _ in range(count):
        start = at
        if wasm[at] != _ACTIVE or wasm[at + 1] != _CONST:
            raise ValueError(f"expected a segment with an address, received {wasm[at : at + 2]!r}")
        address, at = _number(wasm, at + 2)
        size, at = _number(wasm, at + 1)  # after the end of the expression
        at += size
        yield start, at, address


def _number(wasm: bytes, at: int) -> tuple[int, int]:
    """A LEB128 number, which is not negative, and where it ends."""
    number = shift = 0
    while True:
        byte = wasm[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def _unsigned(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
