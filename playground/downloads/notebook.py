"""A program as a notebook of Jupyter and Colab: nbformat 4, https://nbformat.readthedocs.io/en/latest/format_description.html"""

from __future__ import annotations

import ast
import itertools
import json
from typing import Any

from playground.downloads.python_file import as_python


def as_notebook(source: str, title: str, files: dict[str, str] | None = None) -> str:
    """The JSON of a notebook: a cell with the title, then the program, a class or a function a cell."""
    cells = [_cell(0, "markdown", f"# {title}\n\nFrom Layer Playground; it runs on Keras 3.")]
    cells += [_cell(i, "code", part) for i, part in enumerate(_parts(as_python(source, files)), 1)]
    book = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _parts(source: str) -> list[str]:
    """The program in pieces, cut only between statements: every class and function at its top, and what is between."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [source]
    lines = source.split("\n")
    if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in body):
        return [source]  # it holds for one cell only
    cuts: set[int] = set()
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
            while first and lines[first - 1].startswith("#"):
                first -= 1
            cuts |= {first, node.end_lineno or node.lineno}
    inside = {
        line
        for node in body
        for line in range(node.lineno, node.end_lineno or node.lineno)  # cuts that would split it
    }
    edges = [0, *sorted(cut for cut in cuts if cut not in inside), len(lines)]
    parts = ["\n".join(lines[a:b]).strip("\n") for a, b in itertools.pairwise(edges)]
    return [part for part in parts if part.strip()] or [""]
