"""A parsed program, and the questions that all readers of it ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from playground import engine

_LAYERS = {"Layer", "Model", "Sequential", "Functional", "Wrapper"}


class Text:
    """The tree of a program."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.classes = {
            node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
        }
        self.functions = {
            node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }

    def scopes(self) -> list[Text]:
        """The program without its functions, and each function by itself."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
        return [Text(_without_functions(node.body)) for node in (self.tree, *found)]

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def is_kind(self, node: ast.ClassDef, of: str, seen: tuple[str, ...] = ()) -> bool:
        """Whether a class is a "layer" (models too), a "loss" or a "metric", by what it is derived from."""
        for base in node.bases:
            name = last_name(base)
            if name in self.classes and name not in seen:
                if self.is_kind(self.classes[name], of, (*seen, node.name)):
                    return True
            elif name and kind_of_class(name) == of:
                return True
        return False

    def layer_classes(self) -> list[ast.ClassDef]:
        return [node for node in self.classes.values() if self.is_kind(node, "layer")]


def _without_functions(body: list[ast.stmt]) -> ast.Module:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return ast.Module([node for node in body if not isinstance(node, kinds)], [])


def kind_of_class(name: str) -> str:
    """What Keras's class of that name is: "layer", "loss", "metric", "optimizer"; "" for any other name."""
    if name in _LAYERS or (name[:1].isupper() and _has(engine.layers, name)):
        return "layer"
    for kind, package in (
        ("loss", engine.losses),
        ("metric", engine.metrics),
        ("optimizer", engine.optimizers),
    ):
        if name[:1].isupper() and _has(package, name):
            return kind
    return ""


def _has(package: Any, name: str) -> bool:
    return name in dir(package)


def last_name(node: ast.AST | None) -> str:
    """`Dense` of `keras.layers.Dense` and of `Dense`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.AST) -> str:
    """`keras.random.normal`; "" for what is no name."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == name), None)


def names_read(node: ast.AST) -> set[str]:
    """The names whose values are used inside."""
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    }


def names_stored(node: ast.AST) -> set[str]:
    """The names that get a value inside."""
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def own_attribute(node: ast.AST) -> str:
    """`w` of `self.w`; else ""."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "self" else ""
    return ""


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """What a call gives for `name`."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(call.args):
        return call.args[position]
    return None
