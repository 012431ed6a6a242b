"""What a name stands for: `EPOCHS` of `EPOCHS = 5`, `opt` of `opt = keras.optimizers.SGD(0.1)`."""

from __future__ import annotations

import ast

from playground.program_controls.program_text import ProgramText


def defined(program: ProgramText, node: ast.expr) -> ast.expr:
    """The expression that a name was given, where a control can edit it; any other expression as it is.

    Only of a name that the whole program gives one value, once, in a statement of the module itself: then whoever
    reads the name means that expression.
    """
    for _ in range(len(program.tree.body)):  # a = b, b = a goes round for ever
        if not isinstance(node, ast.Name) or (value := _only_value(program, node.id)) is None:
            break
        node = value
    return node


def _only_value(program: ProgramText, name: str) -> ast.expr | None:
    if sum(bound == name for bound in _bound(program)) != 1:
        return None
    for statement in program.tree.body:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            targets = [statement.target]
        else:
            continue
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == name:
            return statement.value
    return None


def _bound(program: ProgramText) -> list[str]:
    """Every name that something in the program gives a value, as often as that happens."""
    names = [n.id for n in program.nodes(ast.Name) if not isinstance(n.ctx, ast.Load)]
    names += [a.arg for a in program.nodes(ast.arg)]
    names += [
        n.name
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        for n in program.nodes(kind)
    ]
    for kind in (ast.Import, ast.ImportFrom):
        for imported in program.nodes(kind):
            names += [(a.asname or a.name).partition(".")[0] for a in imported.names]
    names += [n.name for n in program.nodes(ast.ExceptHandler) if n.name]
    return names + [name for n in program.nodes(ast.Global) for name in n.names]
