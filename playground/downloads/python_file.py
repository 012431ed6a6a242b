"""A program as a file that runs on real Keras: what the playground adds to Keras goes along as source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.downloads import data_source

MODULE = "playground.datasets"
BROKEN = (
    "# As Python cannot read this program, it is as it was written; "
    "`from playground import datasets` works in the playground only.\n"
)


def as_python(source: str, files: dict[str, str] | None = None) -> str:
    """`source` with every import of the playground's data sets replaced by their own source.

    `files`: the learner's own, by name, deflated and in base64; those that the program names go along.
    A program that Python cannot read stays as it is, with a remark when it needs the playground.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (BROKEN if "playground" in source else "") + source
    imports = list(_imports(tree))
    if not imports:
        return source
    lines = source.split("\n")
    for node in sorted(imports, key=lambda each: (each.lineno, each.col_offset), reverse=True):
        _replace(lines, node, "; ".join(_assignments(node)))
    at = _place(tree)
    named = {name: data for name, data in (files or {}).items() if name in source}
    block = data_source.maker(_used(tree), named).split("\n")
    return "\n".join([*lines[:at], *([""] if at else []), *block, "", "", *lines[at:]])


def _imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            data_sets = node.module == "playground" and any(
                a.name == "datasets" for a in node.names
            )
            if data_sets or node.module == MODULE:
                yield node
        elif isinstance(node, ast.Import) and any(
            alias.name in ("playground", MODULE) for alias in node.names
        ):
            yield node


def _assignments(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """What stands for an import."""
    made = f"{data_source.MAKER}()"
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name == MODULE and alias.asname:
                yield f"{alias.asname} = {made}"
            elif alias.name in ("playground", MODULE):
                name = alias.asname or "playground"
                yield f'{name} = __import__("types").SimpleNamespace(datasets={made})'
            else:
                yield f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    elif node.module == MODULE:
        for alias in node.names:
            if alias.name == "*":
                yield from (f"{name} = {made}.{name}" for name in data_source.names())
            else:
                yield f"{alias.asname or alias.name} = {made}.{alias.name}"
    else:
        for alias in node.names:
            name = alias.asname or alias.name
            if alias.name == "datasets":
                yield f"{name} = {made}"
            else:
                yield f"from playground import {alias.name} as {name}"


def _replace(lines: list[str], node: ast.stmt, text: str) -> None:
    """Put `text` where a statement stands, in bytes as Python counts columns."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first].encode()[: node.col_offset].decode()
    after = lines[last].encode()[node.end_col_offset :].decode()
    lines[first : last + 1] = [before + text + after]


def _used(tree: ast.AST) -> set[str]:
    """The data sets that the program names; none when it asks for them in some other way."""
    known = set(data_source.names())
    found = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    found |= {
        alias.name
        for n in ast.walk(tree)
        if isinstance(n, ast.ImportFrom) and n.module == MODULE
        for alias in n.names
    }
    dynamic = any(
        isinstance(n, ast.Name) and n.id in ("getattr", "vars", "dir") for n in ast.walk(tree)
    )
    return set() if dynamic else found & known


def _place(tree: ast.Module) -> int:
    """The number of lines before the first statement that may be preceded by something: none before a docstring or
    `from __future__`."""
    at = 0
    for i, node in enumerate(tree.body):
        docstring = (
            i == 0
            and isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        )
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            break
        at = node.end_lineno or at
    return at
