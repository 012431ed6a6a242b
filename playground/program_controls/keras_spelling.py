"""How a program spells a class of Keras: `keras.optimizers.Adam`, `optimizers.Adam`, `Adam`."""

from __future__ import annotations

import ast

from playground.program_controls.program_text import Edit, ProgramText

_KERAS = ("keras", "tensorflow.keras", "tf_keras")


def own_classes(program: ProgramText) -> set[str]:
    """Names of the classes and functions that the program itself defines."""
    classes, functions = program.nodes(ast.ClassDef), program.nodes(ast.FunctionDef)
    return {node.name for node in (*classes, *functions, *program.nodes(ast.AsyncFunctionDef))}


def imported_names(tree: ast.Module) -> dict[str, str]:
    """{name in the program: what it is}, such as {"tf": "tensorflow", "Adam": "keras.optimizers.Adam"}."""
    names = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.asname:
                    names[alias.asname] = alias.name
                else:
                    top = alias.name.partition(".")[0]
                    names[top] = top
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for alias in statement.names:
                names[alias.asname or alias.name] = f"{statement.module}.{alias.name}"
    return names


def class_expression(
    program: ProgramText, module: str, class_name: str, like: ast.expr | None = None
) -> tuple[str, list[Edit]]:
    """An expression for `keras.<module>.<class_name>` that works in this program, and an import if it needs one.

    `like` is an expression for another class of the same module, whose spelling is taken over where possible.
    """
    if isinstance(like, ast.Attribute):
        return program.text(like)[: -len(like.attr)] + class_name, []
    names = imported_names(program.tree)
    for name, meaning in names.items():
        if any(meaning == f"{keras}.{module}.{class_name}" for keras in _KERAS):
            return name, []
    for name, meaning in names.items():
        if meaning in _KERAS:
            return f"{name}.{module}.{class_name}", []
    for name, meaning in names.items():
        if any(meaning == f"{keras}.{module}" for keras in _KERAS):
            return f"{name}.{class_name}", []
    for name, meaning in names.items():
        if meaning == "tensorflow":
            return f"{name}.keras.{module}.{class_name}", []
    return f"keras.{module}.{class_name}", [_import_keras(program)]


def _import_keras(program: ProgramText) -> Edit:
    """Add `import keras` before the first statement that may have an import before it."""
    for statement in program.tree.body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not docstring and not future:
            decorators = getattr(statement, "decorator_list", [])
            if decorators:  # the statement's own position is that of `class` or `def`
                line_start = program.line_start(decorators[0].lineno)
                return Edit(line_start, line_start, f"import keras{program.newline}")
            start = program.start(statement)
            shares_line = program.indentation(start) is None
            end = "; " if shares_line else program.newline
            return Edit(start, start, f"import keras{end}")
    return Edit(0, 0, f"import keras{program.newline}")
