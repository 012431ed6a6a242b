"""Bokeh's and Panel's scripts as one, of the modules that a page needs."""

from __future__ import annotations

import json
import re

import pytest

from playground.site.bokeh_script import (
    BOKEH_FOLDER,
    BOKEH_SCRIPTS,
    PANEL_SCRIPT,
    Table,
    installed,
    lean_script,
    models,
)

FIGURE, TABLE = ({"type": "object", "name": name} for name in ("Figure", "DataTable"))
ESM = {"type": "object", "name": "panel.models.esm.ReactiveESM"}


def lean(*roots: object) -> str:
    return lean_script(json.dumps({"document": {"roots": roots}}))


def modules(script: str) -> int:
    return len(Table.of(script).modules)


def test_models_of_a_page_are_those_it_does_not_define() -> None:
    inner = {"type": "object", "name": "Title"}
    defined = {"type": "object", "name": "Own1", "attributes": {"title": inner}}
    page = {"roots": [FIGURE, [defined]], "defs": [{"type": "model", "name": "Own1"}]}
    assert models(page) == {"Figure", "Title"}


def test_a_table_of_modules() -> None:
    array = 'load({})\n([\nfunction _(e,t){t.a=1},\n// note\nfunction _(r,t){r(0)}\n], 0, {"main":0}, {});\nend'
    table = Table.of(array)
    assert table.modules == {"0": "function _(e,t){t.a=1},\n// note", "1": "function _(r,t){r(0)}"}
    assert table.find("main") == "0"
    assert (table.head, table.tail) == ("load({})\n(", "\nend")
    assert table.required(["1"]) == {"0", "1"}


def test_only_what_a_page_needs_is_there() -> None:
    whole = sum(len(table.modules) for table in installed())
    nothing, chart, component, table = (
        modules(lean(*p)) for p in ((), (FIGURE,), (ESM,), (TABLE,))
    )
    assert nothing < component < chart < whole / 2
    assert nothing < table < whole


def test_nothing_compiles_the_components_again() -> None:
    assert "transform = (code)" in lean(ESM)


def test_a_model_that_nobody_has_is_an_error() -> None:
    with pytest.raises(LookupError, match="expected the model Own1 in one of the scripts"):
        lean({"type": "object", "name": "Own1"})


def test_another_script_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected a script of Bokeh's"):
        Table.of("console.log(1)")


def test_every_script_of_bokeh_and_panel_is_a_table() -> None:
    scripts = [BOKEH_FOLDER / name for name in BOKEH_SCRIPTS]
    tables = installed()
    for path, table in zip((*scripts, PANEL_SCRIPT), tables, strict=True):
        modules = re.findall(r"^(?:\"?\w+\"?: )?function _\(", path.read_text("utf-8"), re.M)
        assert len(table.modules) == len(modules)
        assert set(table.names.values()) <= set(table.modules)


def test_modules_with_the_same_id_are_the_same() -> None:
    """So the tables can be one: a script may bring a module that another one has too."""
    known: dict[str, str] = {}
    for table in installed():
        for number, code in table.modules.items():
            assert known.setdefault(number, code) == code
