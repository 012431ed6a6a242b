"""The public names of Keras, and the tables of `docs/coverage.md` that are made from them.

`python -m tests.parity.names` writes the tables into the page anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

from playground import engine
from playground.engine import left_out

RECORDED = Path(__file__).with_name("recorded_names.json")
PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
# Whole namespaces that are about something else, or are Keras's inside.
OUTSIDE = {
    *("api", "applications", "backend", "datasets", "distribution", "export", "legacy"),
    *("quantizers", "src", "tree", "visualization", "wrappers"),
}


def public_names(keras: Any) -> dict[str, list[str]]:
    """All names of real Keras by namespace: `{"layers": ["Activation", …], …}`."""
    found: dict[str, list[str]] = {}

    def walk(module: Any, path: str) -> None:
        for name in sorted(n for n in dir(module) if not n.startswith("_")):
            value = getattr(module, name)
            if not isinstance(value, ModuleType):
                found.setdefault(path, []).append(name)
            elif value.__name__.startswith("keras.") and name not in OUTSIDE:
                walk(value, f"{path}.{name}".lstrip("."))

    walk(keras, "")
    return found


def written(names: dict[str, list[str]]) -> str:
    """As JSON, a line for each namespace."""
    lines = [f"{json.dumps(space)}: {json.dumps(found)}" for space, found in names.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def recorded() -> dict[str, list[str]]:
    """What `record.py` wrote down."""
    return json.loads(RECORDED.read_text())


def has(namespace: str, name: str) -> bool:
    """Whether the engine has `keras.<namespace>.<name>`."""
    found: Any = engine
    for part in [*filter(None, namespace.split(".")), name]:
        found = getattr(found, part, None)
    return found is not None


def tables() -> str:
    """The two tables of the page, as Markdown."""
    lines = ["| `keras.` | names of Keras 3.15 | here | left out |", "|---|---|---|---|"]
    for namespace, names in recorded().items():
        here = sum(has(namespace, name) for name in names)
        space = namespace or "(top level)"
        lines.append(f"| {space} | {len(names)} | {here} | {len(names) - here} |")
    lines += ["", "| left out | where | closest | names |", "|---|---|---|---|"]
    for where, subject, closest, names in left_out.TABLE:
        found = ", ".join(f"`{n}`" for n in names.split())
        lines.append(f"| {subject} | `keras{'.' * bool(where)}{where}` | {closest} | {found} |")
    return "\n".join(lines) + "\n"


START = "<!-- made by `python -m tests.parity.names` -->\n"

if __name__ == "__main__":
    text, _, _ = PAGE.read_text().partition(START)
    PAGE.write_text(text + START + "\n" + tables())
