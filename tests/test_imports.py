"""Imports go one way: lessons → view → session → runners → execute → engine."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "playground"
ORDER = ["lessons", "view", "session", "runners", "execute", "engine"]
FILES = sorted(p for p in ROOT.rglob("*.py") if "node_modules" not in p.parts)


def imports_of(path: Path) -> set[str]:
    """Dotted names of what a file imports, relative imports made absolute."""
    package = ["playground", *path.relative_to(ROOT).parts[:-1]]
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def place(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "playground" and len(parts) > 1 else None


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if here not in ORDER:
        return
    above = ORDER[: ORDER.index(here)]
    wrong = {name for name in imports_of(path) if place(name) in above}
    assert not wrong, (
        f"{path.name} is in {here}, which {', '.join(above)} may import, not the reverse"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "engine").rglob("*.py")), ids=lambda p: p.name)
def test_the_engine_imports_numpy_and_nothing_else_of_ours(path: Path) -> None:
    outside = {n for n in imports_of(path) if place(n) not in (None, "engine")}
    assert not outside


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_names_say_their_subject(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "core", "common", "misc"}
