"""Pyodide's WebAssembly as the site has it: without tables of East Asian encodings, and most of its exports.

Pyodide exports eight thousand functions and addresses, for whatever library may be loaded beside it. The site's are
known, NumPy's own, and ask for seven hundred; every export costs time in every interpreter that starts. What names the
rest in Pyodide's JavaScript goes too (glue.py).

The tables are 700 kB. Python's half of those codecs is left out of the standard library (contents.py), so nobody gets
to the C half; the other tables are of musl's iconv, which Python never calls. The interpreter is known by its hash
(distribution.py), and so are the places of the tables in its memory: for another version of Pyodide they have to be
found anew. WebAssembly's binary format: https://webassembly.github.io/spec/core/binary/modules.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator

NAME = "pyodide.asm.wasm"
TABLES = (
    range(800_097, 1_389_460),  # Modules/cjkcodecs/mappings_*.h
    range(2_822_720, 2_962_088),  # musl, src/locale/*.h
)
_IMPORT, _GLOBALS, _EXPORT, _DATA, _DATA_COUNT = 2, 6, 7, 11, 12  # the numbers of sections
_FUNCTION, _TABLE, _MEMORY, _GLOBAL, _TAG = range(5)  # what is imported or exported
_ACTIVE, _CONST = 0, 0x41


def without_tables(wasm: bytes, tables: tuple[range, ...] = TABLES) -> bytes:
    """The module without its data segments that begin inside `tables`, addresses; there is zero in their place.

    ValueError when it is not such a module, or has a segment of another kind than those of Emscripten.
    """
    kept = [
        wasm[start:end]
        for start, end, address in _segments(wasm)
        if not any(address in table for table in tables)
    ]
    counted = _unsigned(len(kept))
    return _with_sections(wasm, {_DATA: counted + b"".join(kept), _DATA_COUNT: counted})


def with_exports(wasm: bytes, names: Container[str]) -> bytes:
    """The module with only those of its exports that are in `names`."""
    kept = [wasm[start:end] for name, start, end in _exports(wasm) if name in names]
    return _with_sections(wasm, {_EXPORT: _unsigned(len(kept)) + b"".join(kept)})


def exports(wasm: bytes) -> list[str]:
    """The names of everything that the module exports."""
    return [name for name, _, _ in _exports(wasm)]


def imports(wasm: bytes) -> set[str]:
    """The names of everything that the module imports, from whatever module."""
    found = set()
    count, at = _entries(wasm, _IMPORT)
    for _ in range(count):
        _, at = _text(wasm, at)
        name, at = _text(wasm, at)
        found.add(name)
        at = _after_type(wasm, at)
    return found


def without_globals(wasm: bytes) -> bytes:
    """The module without global variables of its own. Compilers declare one, where their stack is, whether they use
    it or not; a module that does use it is not valid any more."""
    return _with_sections(wasm, {_GLOBALS: _unsigned(0)})


def has_data(wasm: bytes) -> bool:
    """Whether the module brings something that it writes into its memory."""
    return any(number == _DATA for number, _, _ in _sections(wasm))


def _with_sections(wasm: bytes, changed: dict[int, bytes]) -> bytes:
    """The module with other contents in the sections of these numbers, if it has them."""
    out = [wasm[:8]]
    for number, start, end in _sections(wasm):
        content = changed.get(number, wasm[start:end])
        out.append(bytes([number]) + _unsigned(len(content)) + content)
    return b"".join(out)


def _sections(wasm: bytes) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each section's contents."""
    if wasm[:8] != b"\0asm\1\0\0\0":
        raise ValueError(f"expected a WebAssembly module, received {wasm[:8]!r}")
    at = 8
    while at < len(wasm):
        size, start = _number(wasm, at + 1)
        yield wasm[at], start, start + size
        at = start + size


def _entries(wasm: bytes, section: int) -> tuple[int, int]:
    """How many entries the section of this number has, and where the first one starts; 0, 0 without such a section."""
    return next(
        (_number(wasm, at) for number, at, _ in _sections(wasm) if number == section), (0, 0)
    )


def _segments(wasm: bytes) -> Iterator[tuple[int, int, int]]:
    """(start, end, address in memory) of each data segment."""
    count, at = _entries(wasm, _DATA)
    for _ in range(count):
        start = at
        if wasm[at] != _ACTIVE or wasm[at + 1] != _CONST:
            raise ValueError(f"expected a segment with an address, received {wasm[at : at + 2]!r}")
        address, at = _number(wasm, at + 2)
        size, at = _number(wasm, at + 1)  # after the end of the expression
        at += size
        yield start, at, address


def _exports(wasm: bytes) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of each export."""
    count, at = _entries(wasm, _EXPORT)
    for _ in range(count):
        start = at
        name, at = _text(wasm, at)
        _, at = _number(wasm, at + 1)
        yield name, start, at


def _after_type(wasm: bytes, at: int) -> int:
    """Where the description of an import ends that starts at `at`."""
    kind, at = wasm[at], at + 1
    if kind == _GLOBAL:  # its type, and whether it changes
        return at + 2
    if kind in (_TABLE, _TAG):  # the type of its elements; a zero
        at += 1
    bounded = kind in (_TABLE, _MEMORY) and wasm[at] & 1  # has a maximum
    _, at = _number(wasm, at + (kind in (_TABLE, _MEMORY)))
    return _number(wasm, at)[1] if bounded else at


def _text(wasm: bytes, at: int) -> tuple[str, int]:
    """A name, and where it ends."""
    size, at = _number(wasm, at)
    return wasm[at : at + size].decode(), at + size


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
