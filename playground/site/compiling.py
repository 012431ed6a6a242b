"""Compile a tree of Python files to bytecode without sources. Runs inside the Pyodide that will load the bytecode.

Bytecode belongs to one version of the interpreter, so the build runs this file in Node with the very files that the
site ships. It uses nothing but the standard library.
"""

from __future__ import annotations

import ast
import importlib._bootstrap_external as bootstrap
import importlib.util
import os

# NumPy reads its own; ours are for the learner's help().
KEEP_DOCSTRINGS = (
    "numpy/",
    *(f"playground/{name}" for name in ("engine/", "datasets", "tensorflow_names/")),
)
DATA = ("playground/lessons/",)  # programs that are read as text


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The same tree, changed in place; a body that held nothing else becomes `pass`. Bokeh's and Param's properties
    get theirs as an argument, `help` or `doc`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [k for k in node.keywords if not _is_docstring(k)]
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body[:1] = [] if node.body[1:] else [ast.copy_location(ast.Pass(), first)]
    return tree


def _is_docstring(argument: ast.keyword) -> bool:
    value = argument.value
    text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return argument.arg in ("help", "doc") and text


def without_annotations(tree: ast.Module) -> ast.Module:
    """The same tree, changed in place: no function tells the types of its parameters and of its result, unless
    `functools.singledispatch` asks. Since Python 3.14 a function that does so has another one that tells; those were
    a quarter of all functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not any(
            isinstance(d, ast.Attribute) and d.attr == "register" for d in node.decorator_list
        ):
            node.returns = None
            for parameter in ast.walk(node.args):
                if isinstance(parameter, ast.arg):
                    parameter.annotation = None
    return tree


def compiled(source: bytes, filename: str, docstrings: bool) -> bytes:
    """The contents of a .pyc that is valid whatever the dates of the files are."""
    tree = without_annotations(ast.parse(source))
    code = compile(
        tree if docstrings else without_docstrings(tree), filename, "exec", dont_inherit=True
    )
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))  # type: ignore[attr-defined]


def compile_tree(source: str, target: str) -> int:
    """Write every file below `source` to `target`, `x.py` as `x.pyc`; the number of files compiled.

    Paths below `source` are those the files will have at run time, from the root of the file system.
    """
    count = 0
    for folder, _, names in os.walk(source):
        inside = os.path.relpath(folder, source).replace(os.sep, "/")
        os.makedirs(os.path.join(target, inside), exist_ok=True)
        for name in names:
            path = f"/{inside}/{name}"
            module = path.rpartition("site-packages/")[2]
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            if name.endswith(".py") and not module.startswith(DATA):
                content = compiled(content, path, module.startswith(KEEP_DOCSTRINGS))
                name += "c"
                count += 1
            with open(os.path.join(target, inside, name), "wb") as file:
                file.write(content)
    return count
