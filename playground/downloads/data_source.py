"""The data sets of a program as source, so that the program runs where there is no playground."""

from __future__ import annotations

import ast
import functools
import textwrap
from pathlib import Path

DATA_SETS = Path(__file__).resolve().parents[1] / "datasets"
SHIPPED = Path(__file__).with_name("datasets.txt")  # in the page, where modules have no source
FILES = "GIVEN"  # what own_tables.py reads files from
MAKER = "_layer_playground_datasets"


@functools.cache
def source() -> str:
    """The text of the modules of `playground.datasets`, one after the other."""
    if SHIPPED.is_file():
        return SHIPPED.read_text(encoding="utf-8")
    modules = sorted(path for path in DATA_SETS.glob("*.py") if path.name != "__init__.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in modules)


def _held(files: dict[str, str]) -> str:
    """The statement that gives `csv` its files."""
    entries = [
        f'    {name!r}: """\n' + "\n".join(textwrap.wrap(data, 96)) + '""",'
        for name, data in files.items()
    ]
    return "\n".join([f"{FILES} = {{", *entries, "}"])


@functools.cache
def _definitions() -> tuple[dict[str, ast.stmt], tuple[str, ...]]:
    """What the module defines or imports, by name in its order; and the names of its data sets."""
    found: dict[str, ast.stmt] = {}
    public: tuple[str, ...] = ()
    for node in ast.parse(source()).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            if module != "__future__" and not module.startswith("playground"):
                found |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name == "__all__":
                public += tuple(ast.literal_eval(node.value))
            else:
                found[name] = node
    return found, public


def names() -> tuple[str, ...]:
    """Every data set there is."""
    return _definitions()[1]


def maker(wanted: set[str], files: dict[str, str] | None = None) -> str:
    """The source of a function that returns the data sets `wanted` (all of them when it is empty) as attributes.

    `files`: those that the learner opened, deflated and in base64, as `csv` reads them.
    They stand in a function of their own, so that no name of theirs meets one of the program's.
    """
    definitions, public = _definitions()
    chosen = [name for name in public if name in wanted] or list(public)
    needed: set[str] = set()
    left = list(chosen)
    while left:
        name = left.pop()
        if name in definitions and name not in needed:
            needed.add(name)
            left += [n.id for n in ast.walk(definitions[name]) if isinstance(n, ast.Name)]
    lines = source().split("\n")
    parts, seen = [], set()
    for name, node in definitions.items():
        if name in needed and id(node) not in seen:
            seen.add(id(node))
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            parts.append(_held(files) if name == FILES and files else text)
    given = ", ".join(f"{name}={name}" for name in chosen)
    body = "\n\n".join(["import types", *parts, f"return types.SimpleNamespace({given})"])
    head = f'def {MAKER}():\n    """Data sets of Layer Playground: (x, y), the same for the same seed."""\n\n'
    return head + textwrap.indent(body, "    ")
