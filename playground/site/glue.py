"""Pyodide's JavaScript as the site has it: it keeps no names of what the interpreter does not export (interpreter.py).

Emscripten writes a variable, and a line that fills it, for each of five thousand functions: 400 kB of 1,250 that every
interpreter's thread would read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from playground.site import interpreter

NAME = "pyodide.asm.mjs"
_WORD = re.compile(r"[\w$]+")
_DECLARED = re.compile(r"var [\w$,]+;(?=function assignWasmExports\()")
_ASSIGNED = re.compile(r"function assignWasmExports\(wasmExports\)\{([^}]*)\}")


def exports_needed(
    wasm: bytes, script: str, others: Iterable[str], sides: Iterable[bytes]
) -> set[str]:
    """Those exports of `wasm` that `script` (Emscripten's), `others` (more JavaScript) or `sides` (modules) name."""
    body = _ASSIGNED.sub("", _DECLARED.sub("", script))
    words = {word for text in (body, *others) for word in _WORD.findall(text)}
    asked = set[str]().union(*map(interpreter.imports, sides))
    return {
        name for name in interpreter.exports(wasm) if {name, f"_{name}"} & words or name in asked
    }


def without_exports(script: str, kept: set[str]) -> str:
    """The script without variables for exports that are not in `kept`.

    ValueError when it is not what Emscripten writes.
    """
    declared, assigned = _DECLARED.search(script), _ASSIGNED.search(script)
    if not declared or not assigned:
        raise ValueError("expected a script of Emscripten's with a function assignWasmExports")
    lines = {line: _exported(line) in kept for line in assigned[1].split(";")}
    left = ";".join(line for line, needed in lines.items() if needed)
    gone = {line.partition("=")[0] for line, needed in lines.items() if not needed}
    variables = [name for name in declared[0][4:-1].split(",") if name not in gone]
    return (
        script[: declared.start()]
        + f"var {','.join(variables)};function assignWasmExports(wasmExports){{{left}}}"
        + script[assigned.end() :]
    )


def _exported(line: str) -> str:
    """`name` of `_name=Module["_name"]=wasmExports["name"]`."""
    found = re.search(r'wasmExports\["(\w+)"\]', line)
    if not found:
        raise ValueError(f"expected an export of WebAssembly, received {line!r}")
    return found[1]
