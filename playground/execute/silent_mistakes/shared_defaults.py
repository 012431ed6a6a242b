"""Default values of arguments are made once, when Python reads `def`: layers among them are shared by all calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, kind_of_class, last_name

_ADDS = {"append", "extend", "insert", "add", "update"}


def shared_defaults(text: Text) -> Iterator[tuple[int, str]]:
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        positional = [*node.args.posonlyargs, *node.args.args]
        pairs = [
            *zip(positional[len(positional) - len(node.args.defaults) :], node.args.defaults),
            *((a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults) if d is not None),
        ]
        for name, default in pairs:
            kind = _kind(text, default)
            if kind:
                yield (
                    default.lineno,
                    f"{_source(default)} is made once, when def is read: everything made by {_of(text, node)} shares "
                    f"this one {kind}{_and_its(kind)}. Try {name.arg}=None, and make it inside when it is None.",
                )
            elif isinstance(default, ast.List | ast.Dict | ast.Set) and _is_filled(node, name.arg):
                yield (
                    default.lineno,
                    f"{_source(default)} is made once, when def is read: what is put into {name.arg} stays there for "
                    f"the next call. Try {name.arg}=None, and make it inside when it is None.",
                )


def _source(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 50 else text[:47] + "…"


def _of(text: Text, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    owner = next((c.name for c in text.classes.values() if function in c.body), None)
    return owner or f"{function.name}()"


def _and_its(kind: str) -> str:
    return {
        "layer": " and its weights",
        "optimizer": ", which knows the variables of one model",
    }.get(kind, "")


def _kind(text: Text, default: ast.AST) -> str:
    """What of Keras a default value makes: "layer", "optimizer", …"""
    for each in ast.walk(default):
        if isinstance(each, ast.Lambda):
            return ""
        if isinstance(each, ast.Call):
            name = last_name(each.func)
            own = text.classes.get(name)
            kind = kind_of_class(name) if own is None else ""
            if own is not None and text.is_kind(own, "layer"):
                kind = "layer"
            if name == "Variable":
                kind = "variable"
            if kind in ("layer", "optimizer", "metric", "variable"):
                return kind
    return ""


def _is_filled(function: ast.AST, name: str) -> bool:
    for each in ast.walk(function):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
            owner = each.func.value
            if each.func.attr in _ADDS and isinstance(owner, ast.Name) and owner.id == name:
                return True
        stored = isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store)
        if stored and isinstance(each.value, ast.Name) and each.value.id == name:  # type: ignore[attr-defined]
            return True
        if (
            isinstance(each, ast.AugAssign)
            and isinstance(each.target, ast.Name)
            and each.target.id == name
        ):
            return True
    return False
