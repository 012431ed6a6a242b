"""Where a program failed: its text, its frames with what they held, and the expression that was being computed."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, NamedTuple

FILENAME = "program.py"  # how the learner's program is called in tracebacks


class Advice(NamedTuple):
    """What to try; where it is known better than in the error itself, what happened and on which line."""

    text: str = ""
    message: str | None = None
    line: int | None = None


class Place(NamedTuple):
    """A frame of the program, and where in it the next call was made."""

    frame: FrameType
    line: int
    columns: tuple[int, int] | None  # bytes on that line


class Unknown(Exception):
    """The value of an expression cannot be told without running code."""


class Scene:
    """An error and all that is known around it."""

    def __init__(
        self, error: BaseException, source: str, namespace: dict[str, Any] | None = None
    ) -> None:
        self.error = error
        self.source = source
        self.lines = source.splitlines()
        self.namespace = namespace or {}
        self.places = list(_places(error.__traceback__))
        self.theirs = _is_theirs(error.__traceback__)
        try:
            self.tree: ast.Module = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.tree = ast.Module([], [])

    @property
    def text(self) -> str:
        """The error's own words."""
        try:
            return str(self.error)
        except Exception:  # a learner's exception may have a __str__ that fails
            return ""

    @property
    def line(self) -> int:
        """Of the innermost frame of the program; 0 when it has none."""
        return self.places[-1].line if self.places else 0

    def nodes(self, kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[Any]:
        """Every node of `kind` in the program."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def statement(self, place: Place | None = None) -> ast.stmt | None:
        """The innermost statement that is being executed."""
        line = (place or self.places[-1]).line if self.places or place else 0
        found = [n for n in self.nodes(ast.stmt) if n.lineno <= line <= (n.end_lineno or n.lineno)]
        return max(found, key=lambda n: (n.lineno, n.col_offset), default=None)

    def expression(self, place: Place | None = None) -> ast.expr | None:
        """The expression that failed, as Python tells it: on one line only."""
        place = place or (self.places[-1] if self.places else None)
        if place is None or place.columns is None:
            return None
        first, last = place.columns
        for node in self.nodes(ast.expr):
            if (node.lineno, node.col_offset) == (place.line, first) and (
                node.end_col_offset == last or node.end_lineno != place.line
            ):
                return node
        return None

    def call(self, place: Place | None = None) -> ast.Call | None:
        """The call that failed, or the only one on the line."""
        node = self.expression(place)
        if isinstance(node, ast.Call):
            return node
        line = (place or self.places[-1]).line if self.places or place else 0
        calls = [n for n in self.nodes(ast.Call) if n.lineno == line]
        return calls[0] if calls else None

    def value(self, node: ast.AST | None, place: Place | None = None) -> Any:
        """What an expression of names, attributes, constants and indices is worth now. Raises Unknown."""
        place = place or (self.places[-1] if self.places else None)
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            scopes = (place.frame.f_locals, place.frame.f_globals) if place else (self.namespace,)
            for scope in (*scopes, vars(builtins)):
                if node.id in scope:
                    return scope[node.id]
        if isinstance(node, ast.Attribute):
            try:
                return getattr(self.value(node.value, place), node.attr)
            except Unknown:
                raise
            except Exception as error:
                raise Unknown from error
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            try:
                return self.value(node.value, place)[node.slice.value]
            except Unknown:
                raise
            except Exception as error:
                raise Unknown from error
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Tuple | ast.List):
            return self._shape_like(node, place)
        raise Unknown

    def _shape_like(self, node: Any, place: Place | None) -> Any:
        """Tuples of sizes such as `(n, input_shape[-1] // 2)`."""
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(self.value(each, place) for each in node.elts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.value(node.operand, place)
            if isinstance(inner, int | float):
                return -inner
        raise Unknown

    def maybe(self, node: ast.AST | None, place: Place | None = None) -> Any:
        """`value`, or None where it cannot be told."""
        try:
            return self.value(node, place)
        except Unknown:
            return None

    def source_of(self, node: ast.AST) -> str:
        """The text of a node, on one line."""
        return " ".join((ast.get_source_segment(self.source, node) or "").split())

    def functions(self) -> Iterator[ast.FunctionDef]:
        return self.nodes(ast.FunctionDef)

    def classes(self) -> set[str]:
        """The names of the program's own classes."""
        return {node.name for node in self.nodes(ast.ClassDef)}

    def class_of(self, function: ast.FunctionDef) -> ast.ClassDef | None:
        """The class whose method `function` is."""
        return next((c for c in self.nodes(ast.ClassDef) if function in c.body), None)

    def enclosing(self, line: int) -> ast.FunctionDef | None:
        """The innermost function that `line` is in."""
        found = [f for f in self.functions() if f.lineno <= line <= (f.end_lineno or f.lineno)]
        return max(found, key=lambda f: f.lineno, default=None)

    def assigned(self, name: str, before: int) -> ast.Assign | None:
        """The last `name = …` before or on a line."""
        found = [
            a
            for a in self.nodes(ast.Assign)
            if a.lineno <= before
            and any(isinstance(t, ast.Name) and t.id == name for t in a.targets)
        ]
        return max(found, key=lambda a: a.lineno, default=None)


def method_called(node: ast.AST | None, *names: str) -> ast.Attribute | None:
    """What `node` calls, where that is a method with one of these names."""
    function = node.func if isinstance(node, ast.Call) else None
    return function if isinstance(function, ast.Attribute) and function.attr in names else None


def _places(trace: TracebackType | None) -> Iterator[Place]:
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == FILENAME:
            yield Place(trace.tb_frame, trace.tb_lineno, _columns(trace))
        trace = trace.tb_next


def _columns(trace: TracebackType) -> tuple[int, int] | None:
    positions = list(trace.tb_frame.f_code.co_positions())
    line, _, first, last = positions[trace.tb_lasti // 2] if positions else (None,) * 4
    if line is None or first is None or last is None:
        return None
    return first, last


def _is_theirs(trace: TracebackType | None) -> bool:
    """Whether the error arose in the program's own text, not in what it called."""
    last = None
    while trace is not None:
        last, trace = trace, trace.tb_next
    return last is not None and last.tb_frame.f_code.co_filename == FILENAME
