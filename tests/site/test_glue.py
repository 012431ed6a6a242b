"""Emscripten's script without names that the interpreter does not export."""

from __future__ import annotations

import pytest

from playground.site.glue import exports_needed, without_exports
from tests.site.test_interpreter import name, with_sections

SCRIPT = (
    'var Module={};_used();Module["_called"]();'
    "var _used,_called,_gone,_data,runs;function assignWasmExports(wasmExports){"
    '_used=Module["_used"]=wasmExports["used"];_called=Module["_called"]=wasmExports["called"];'
    '_gone=Module["_gone"]=wasmExports["gone"];_data=Module["_data"]=wasmExports["data"].value>>>0}'
    "var wasmImports={};"
)
EXPORTS = ("used", "called", "gone", "data", "elsewhere")
WASM = with_sections((7, [name(each) + b"\0\1" for each in EXPORTS]))
SIDE = with_sections((2, [name("env") + name("data") + b"\3\x7f\0"]))


def test_what_any_script_or_library_names_is_needed() -> None:
    assert exports_needed(WASM, SCRIPT, [], []) == {"used", "called"}
    assert exports_needed(WASM, SCRIPT, ["Module._elsewhere"], [SIDE]) == set(EXPORTS) - {"gone"}


def test_the_others_have_no_variable() -> None:
    assert without_exports(SCRIPT, {"used", "called", "data"}) == (
        'var Module={};_used();Module["_called"]();'
        "var _used,_called,_data,runs;function assignWasmExports(wasmExports){"
        '_used=Module["_used"]=wasmExports["used"];_called=Module["_called"]=wasmExports["called"];'
        '_data=Module["_data"]=wasmExports["data"].value>>>0}'
        "var wasmImports={};"
    )


def test_another_script_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected a script of Emscripten's"):
        without_exports("async function start() {}", set())
