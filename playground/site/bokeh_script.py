"""Bokeh's and Panel's JavaScript as the site has it: one script, with the models of the page and what those need.

As they come, Bokeh and Panel are four scripts of 2.7 MB, and a browser runs every model's module before it draws
anything. Each script is a table of modules, `function _(require, …)`, known by numbers or hashes, with names for some.
Here the tables are one; from the models that a page has (its JSON names them), what they require is followed, and the
rest is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bokeh
import panel

NAME = "bokeh-panel.min.js"
BOKEH_SCRIPTS = (
    "bokeh.min.js",
    "bokeh-widgets.min.js",
    "bokeh-tables.min.js",
)  # the main one first
BOKEH_FOLDER = Path(bokeh.__file__).parent / "server/static/js"
PANEL_SCRIPT = Path(panel.__file__).parent / "dist/panel.min.js"
BASE = "base"  # Bokeh's module with `register_models`
ALL_MODELS = "models/main"  # the one that registers every model
# Panel has a compiler, Sucrase, for components in TypeScript. Ours are JavaScript that browsers know.
COMPILER = re.compile(r"\.getVersion=function\(\)\{return\"[\d.]+\"\},\w\.transform=")
NO_COMPILER = "function _(require, module, exports) {exports.transform = (code) => ({code})}"
REGISTER = "function _(require, module) {{for (const id of {ids}) require({base}).register_models(require(id))}}"

_MODULE = re.compile(r'^(?:"?(\w+)"?: )?(?=function _\(\w+,)', re.MULTILINE)
_END = re.compile(r"\n[\]}], \"?\w+\"?, (\{.*?\}), \{\}\);")


@dataclass(frozen=True)
class Table:
    """The modules of a script by id, in the order in which they run; their names; and the text around them."""

    modules: dict[str, str]
    names: dict[str, str]
    head: str
    tail: str

    @classmethod
    def of(cls, script: str) -> Table:
        """ValueError when it is not such a script."""
        starts = list(_MODULE.finditer(script))
        end = _END.search(script, starts[-1].start() if starts else 0)
        if not end:
            raise ValueError("expected a script of Bokeh's with a table of modules")
        ends = [*(start.start() for start in starts[1:]), end.start()]
        modules = {
            start[1] or str(number): script[start.end() : stop].rstrip().rstrip(",")
            for number, (start, stop) in enumerate(zip(starts, ends))
        }
        names = {name: str(of) for name, of in json.loads(end[1]).items()}
        return cls(modules, names, script[: starts[0].start()].rstrip("\n[{"), script[end.end() :])

    def models(self) -> list[str]:
        """The ids of the modules with models, for which others have to ask; not of those that register themselves."""
        return [number for name, number in self.names.items() if name.startswith("models/")]

    def find(self, name: str) -> str:
        """The id of the module that somebody calls `name`."""
        name = name.removeprefix("@bokehjs/")
        return self.names.get(name) or self.names.get(f"{name}/index") or name

    def required(self, first: Iterable[str]) -> set[str]:
        """The ids of the modules `first`, and of whatever they require."""
        found: set[str] = set()
        left = list(first)
        while left:
            number = left.pop()
            if number not in found and number in self.modules:
                found.add(number)
                left += map(self.find, _asked(self.modules[number]))
        return found


def installed() -> list[Table]:
    """The tables of Bokeh's scripts, and at the end that of Panel's, as they are installed."""
    paths = [*(BOKEH_FOLDER / name for name in BOKEH_SCRIPTS), PANEL_SCRIPT]
    return [Table.of(path.read_text("utf-8")) for path in paths]


def lean_script(page: str) -> str:
    """One script instead of Bokeh's and Panel's, for the models in the JSON of `page`.

    LookupError when a model is in none of them; ValueError when one is not such a script as this knows.
    """
    *of_bokeh, of_panel = installed()
    whole = Table({}, {}, of_bokeh[0].head, of_bokeh[0].tail)
    for table in of_bokeh:
        whole.names.update(table.names)
    for table in (*of_bokeh, of_panel):
        whole.modules.update(table.modules)
    names = models(json.loads(page))
    wanted = set[str]().union(*(_modules_of(name, of_bokeh, of_panel) for name in names))
    ids = [number for number in whole.modules if number in wanted]
    register = REGISTER.format(ids=json.dumps(ids), base=whole.find(BASE))
    whole.modules[whole.find(ALL_MODELS)] = register
    [compiler] = [number for number, code in of_panel.modules.items() if COMPILER.search(code)]
    whole.modules[compiler] = NO_COMPILER
    entry = next(iter(whole.modules))
    kept = whole.required([entry, *ids])
    modules = [f'"{number}": {code}' for number, code in whole.modules.items() if number in kept]
    aliases = json.dumps({name: number for name, number in whole.names.items() if number in kept})
    table = ",\n".join(modules)
    return f"{whole.head}{{\n{table}\n}}, {entry}, {aliases}, {{}});{whole.tail}"


def models(page: Any) -> set[str]:
    """The names of all models in a page's JSON; not of those that it defines itself."""
    if isinstance(page, list):
        return set[str]().union(*map(models, page))
    if not isinstance(page, dict):
        return set()
    found = set[str]().union(*map(models, page.values()))
    if page.get("type") == "object":
        found.add(page["name"])
    return found - {each["name"] for each in page.get("defs", ())}


def _modules_of(model: str, of_bokeh: list[Table], of_panel: Table) -> set[str]:
    """The ids of the modules below `models/` that have a model of this name. Panel's models have qualified names."""
    package, _, name = model.rpartition(".")
    found = {
        number
        for table in ([of_panel] if package else of_bokeh)
        for number, code in table.modules.items()
        if f'.__name__="{name}"' in code
    }
    if not found:
        raise LookupError(f"expected the model {model} in one of the scripts of Bokeh and Panel")
    return found & {number for table in (*of_bokeh, of_panel) for number in table.models()}


def _asked(code: str) -> list[str]:
    """What a module requires, by whatever name: `e(14)`, `e("@bokehjs/core/dom")`."""
    require = code[code.index("(") + 1 : code.index(",")]
    return re.findall(rf'\b{require}\("?([\w@/.-]+)"?\)', code)
