"""Data of the learner's own in a program: the call of `datasets.csv` or `datasets.points`."""

from __future__ import annotations

import ast
import re

from playground import datasets
from playground.program_controls.keras_spelling import imported_names
from playground.program_controls.program_text import Edit, ProgramText, program_text

MODULE = "playground.datasets"


def own_data_edits(source: str, function: str, arguments: str) -> list[Edit]:
    """`datasets.<function>(<arguments>)` in the place of the program's first call of `datasets`; where there is none,
    `x, y = …` below the imports. Raises SyntaxError when the program does not parse."""
    program = program_text(source)
    names = imported_names(program.tree)
    calls = sorted(_calls(program, names), key=program.start)
    if calls:
        spelling = _prefix(program, calls[0].func)
        if spelling is not None:
            return [program.replace(calls[0], f"{spelling}{function}({arguments})")]
        return [
            program.replace(calls[0], f"{function}({arguments})"),
            *_imported(program, function, names),
        ]
    module = next((name for name, meaning in names.items() if meaning == MODULE), None)
    head = "" if module else "from playground import datasets\n"
    at = _below_imports(program)
    gap = "\n" if source[:at] and not source[:at].endswith("\n") else ""
    return [Edit(at, at, f"{gap}{head}\nx, y = {module or 'datasets'}.{function}({arguments})\n")]


def named_data(code: str) -> str:
    """What the data of an expression are called: a table by its file, other data sets by their function; ""
    for anything else."""
    found = re.match(r"(?:\w+\.)*(\w+)\((?:['\"]([^'\"\\]+)['\"])?", code)
    if not found or found[1] not in datasets.__all__:
        return ""
    return found[2] if found[1] == "csv" and found[2] else found[1]


def points_in(source: str) -> str:
    """The text of the program's first `datasets.points("…")`; "" when there is none that can be read."""
    program = program_text(source)
    for call in sorted(_calls(program, imported_names(program.tree)), key=program.start):
        named = program.text(call.func).rpartition(".")[2]
        if named == "points" and call.args and isinstance(call.args[0], ast.Constant):
            return str(call.args[0].value)
    return ""


def _calls(program: ProgramText, names: dict[str, str]) -> list[ast.Call]:
    """Every call of a function of `playground.datasets`."""
    found = []
    for call in program.nodes(ast.Call):
        function = call.func
        if isinstance(function, ast.Attribute):
            text = program.text(function.value)
            if function.attr in datasets.__all__ and names.get(text, text) == MODULE:
                found.append(call)
        elif isinstance(function, ast.Name):
            module, _, name = names.get(function.id, "").rpartition(".")
            if module == MODULE and name in datasets.__all__:
                found.append(call)
    return found


def _prefix(program: ProgramText, function: ast.expr) -> str | None:
    """What stands before the name of a function of the module: "datasets."; None when it is imported by name."""
    return f"{program.text(function.value)}." if isinstance(function, ast.Attribute) else None


def _imported(program: ProgramText, function: str, names: dict[str, str]) -> list[Edit]:
    if names.get(function) == f"{MODULE}.{function}":
        return []
    for node in program.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            start = program.offset(node.names[0].lineno, node.names[0].col_offset)
            return [Edit(start, start, f"{function}, ")]
    return []


def _below_imports(program: ProgramText) -> int:
    """Where the first statement may stand that needs the imports at the program's top."""
    at = 0
    for i, node in enumerate(program.tree.body):
        docstring = i == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not docstring and not isinstance(node, ast.Import | ast.ImportFrom):
            break
        at = program.end(node)
    newline = program.source.find("\n", at)
    return 0 if at == 0 else len(program.source) if newline < 0 else newline + 1
