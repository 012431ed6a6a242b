"""Finds, in a program's text, the model that is fit last and the layers that it is made of."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from playground.program_controls.expressions import last_identifier
from playground.program_controls.program_text import ProgramText, program_text
from playground.program_controls.training_calls import TrainingCalls

Body = list[ast.stmt]
_COMPOUND = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.With),
    *(ast.Try, ast.ExceptHandler),
)


@dataclass(frozen=True)
class LayerText:
    """One layer of a model.

    `node` is how the model gets it: an item of `Sequential([…])`, the argument of `model.add(…)`, or what calls it,
    `Dense(4)(x)`, or what a model of the program's own class holds, `self.hidden = Dense(4)`. `call` is where its class
    gets its arguments, None when that is written in some other way.
    `statement` is the whole statement when it does nothing but add or call this layer, with the `body` it is in.
    """

    kind: Literal["item", "add", "called", "held"]
    node: ast.expr
    call: ast.Call | None
    statement: ast.stmt | None = None
    body: Body = field(default_factory=list)


@dataclass(frozen=True)
class ModelText:
    """The layers of a model, from first to last; `in_code` is the text that makes it when they cannot be told."""

    kind: Literal["sequential", "functional", "subclassed"] | None = None
    layers: tuple[LayerText, ...] = ()
    in_code: str = ""
    made: ast.Assign | None = None  # `model = …`
    body: Body = field(default_factory=list)  # where it is made
    items: ast.List | None = None  # of `Sequential([…])`
    inputs: ast.Assign | None = None  # `inputs = keras.Input(…)`
    name: str = ""  # of the variable that holds it


@functools.lru_cache(maxsize=4)
def find_model(source: str) -> ModelText:
    """The model that a program fits last; else the one compiled last; else the one made last.

    Raises SyntaxError when the program does not parse.
    """
    return ModelFinder(source).find()


class ModelFinder:
    """Looks for the model in one program. Raises SyntaxError when it does not parse."""

    def __init__(self, source: str) -> None:
        self.program = program_text(source)
        self._training = TrainingCalls(source)
        self._own = self._training.own_classes
        self._bodies = list(_bodies(self.program))

    def find(self) -> ModelText:
        compiled = self._training.compile
        call = (self._training.fit or compiled) if compiled is not None else None
        if call is None:
            made = [
                statement
                for body in self._bodies
                for statement in body
                if isinstance(statement, ast.Assign) and self._makes_a_model(statement.value)
            ]
            last = max(made, key=self.program.end, default=None)
            if last is None:
                return ModelText()
            name = next((t.id for t in last.targets if isinstance(t, ast.Name)), "")
            return replace(self._of_name(last, len(self.program.source) + 1), name=name)
        assert isinstance(call.func, ast.Attribute)
        end = self.program.start(call)
        value = call.func.value
        if isinstance(value, ast.Name):
            statement = self._assignment(value.id, call)
            found = self._of_name(statement, end) if statement else self._code(value)
            return replace(found, name=value.id)
        return self._code(value)

    def _makes_a_model(self, value: ast.expr) -> bool:
        name = last_identifier(value.func) if isinstance(value, ast.Call) else None
        return name in ("Sequential", "Model") and name not in self._own

    def _code(self, node: ast.expr) -> ModelText:
        return ModelText(in_code=self.program.text(node))

    def _assignment(self, name: str, before: ast.expr | ast.stmt) -> ast.Assign | None:
        """The last `name = …` before an expression, in its function or else in the module."""
        end = self.program.start(before)
        found = [
            (statement, body)
            for body in self._bodies
            for statement in body
            if isinstance(statement, ast.Assign)
            and self.program.start(statement) < end
            and any(
                isinstance(target, ast.Name) and target.id == name for target in statement.targets
            )
        ]
        around = [_function_around(self.program, node) for node, _ in found]
        here = _function_around(self.program, before)
        for scope in (here, None):
            inside = [
                node for (node, _), function in zip(found, around, strict=True) if function is scope
            ]
            if inside:
                return max(inside, key=self.program.start)
        return None

    def _body_of(self, statement: ast.stmt) -> Body:
        return next(body for body in self._bodies if statement in body)

    def _of_name(self, statement: ast.Assign, end: int) -> ModelText:
        """The model that an assignment makes; `end` is where the program is done adding layers to it."""
        value = statement.value
        if not isinstance(value, ast.Call):
            return self._code(value)
        if self._makes_a_model(value):
            if last_identifier(value.func) == "Sequential":
                return self._sequential(statement, value, end)
            return self._functional(statement, value)
        if isinstance(value.func, ast.Name):
            known = self._from_function(value) or self._from_class(value.func.id, statement)
            return known or self._code(value)
        return self._code(value)

    def _from_class(self, name: str, made: ast.Assign) -> ModelText | None:
        """The model whose class the program defines: the layers that it makes in `__init__`."""
        classes = [node for node in self.program.nodes(ast.ClassDef) if node.name == name]
        if len(classes) != 1 or "Model" not in map(last_identifier, classes[0].bases):
            return None
        begin = [
            node
            for node in classes[0].body
            if isinstance(node, ast.FunctionDef) and node.name == "__init__"
        ]
        layers = [
            LayerText("held", node.value, node.value)
            for statement in (begin[-1].body if begin else [])
            for node in ast.walk(statement)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Attribute)
            and isinstance(node.value, ast.Call)
            and self._is_layer_class(node.value.func)
        ]
        return ModelText("subclassed", tuple(layers), made=made) if layers else None

    def _is_layer_class(self, node: ast.expr) -> bool:
        """`layers.Dense`, under any name, or a class of the program that is a layer."""
        if isinstance(node, ast.Name) and node.id in self._own:
            own = [c for c in self.program.nodes(ast.ClassDef) if c.name == node.id]
            return any("Layer" in map(last_identifier, each.bases) for each in own)
        imported = self._training.imported
        if isinstance(node, ast.Name):
            module = imported.get(node.id, "").rpartition(".")[0]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = imported.get(node.value.id, node.value.id)
        else:
            module = last_identifier(node.value) if isinstance(node, ast.Attribute) else None
        return (module or "").rpartition(".")[2] == "layers"

    def _from_function(self, call: ast.Call) -> ModelText | None:
        """The model that a function of the program returns."""
        name = last_identifier(call.func)
        functions = [
            node
            for node in self.program.tree.body
            if isinstance(node, ast.FunctionDef) and node.name == name
        ]
        if len(functions) != 1:
            return None
        returns = [node for node in ast.walk(functions[0]) if isinstance(node, ast.Return)]
        value = returns[0].value if len(returns) == 1 else None
        if not isinstance(value, ast.Name):
            return None
        made = self._assignment(value.id, returns[0])
        if made is None or not self._makes_a_model(made.value):
            return None
        return self._of_name(made, self.program.start(returns[0]))

    # ------------------------------------------------------------------------------------------ sequential
    def _sequential(self, made: ast.Assign, call: ast.Call, end: int) -> ModelText:
        given = call.args[0] if call.args else None
        for keyword in call.keywords:
            if keyword.arg in ("layers", None):
                given = keyword.value
        layers: list[LayerText] = []
        items = given if isinstance(given, ast.List) else None
        if items is not None:
            if any(isinstance(item, ast.Starred) for item in items.elts):
                return self._code(items)
            layers += [LayerText("item", item, self._call_of(item, made)) for item in items.elts]
        elif given is not None:
            return self._code(given)
        body = self._body_of(made)
        names = {target.id for target in made.targets if isinstance(target, ast.Name)}
        for other in self._bodies:
            for statement in other:
                added = _added(statement, names)
                if added is None or not self.program.end(made) < self.program.start(added) < end:
                    continue
                if other is not body:  # in a loop or behind a condition
                    if _function_around(self.program, statement) is not _function_around(
                        self.program, made
                    ):
                        continue
                    layers.append(LayerText("add", added, None))
                else:
                    layers.append(
                        LayerText("add", added, self._call_of(added, statement), statement, body)
                    )
        layers.sort(key=lambda layer: self.program.start(layer.node))
        return ModelText("sequential", tuple(layers), made=made, body=body, items=items)

    def _call_of(self, node: ast.expr, before: ast.expr | ast.stmt) -> ast.Call | None:
        """Where a layer's class is called: here, or where the name that stands here was given it."""
        if isinstance(node, ast.Name):
            statement = self._assignment(node.id, before)
            node = statement.value if statement else node
        if isinstance(node, ast.Call) and last_identifier(node.func) is not None:
            return node
        return None

    # ------------------------------------------------------------------------------------------ functional
    def _functional(self, made: ast.Assign, call: ast.Call) -> ModelText:
        if len(call.args) + len(call.keywords) < 2:
            return self._code(call)
        body = self._body_of(made)
        wanted = {name.id for arg in ast.walk(call) for name in [arg] if isinstance(name, ast.Name)}
        layers: list[LayerText] = []
        inputs = None
        for statement in reversed(body[: body.index(made)]):
            if not isinstance(statement, ast.Assign):
                continue
            names = {
                n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)
            }
            if not names & wanted:
                continue
            value = statement.value
            wanted -= names
            if isinstance(value, ast.Call) and last_identifier(value.func) == "Input":
                inputs = statement
                continue
            wanted |= {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
            layers += self._called(value, statement, body)
        # layers inside the call of Model itself: `Model(inputs, Dense(1)(h))`
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            layers += self._called(argument, made, body)
        if not layers:
            return self._code(call)
        layers.sort(key=lambda layer: self.program.end(layer.node))
        return ModelText("functional", tuple(layers), made=made, body=body, inputs=inputs)

    def _called(self, value: ast.expr, statement: ast.Assign, body: Body) -> Iterator[LayerText]:
        """The layers that an expression calls, the inner ones too."""
        for node in ast.walk(value):
            if not isinstance(node, ast.Call):
                continue
            call = None
            if isinstance(node.func, ast.Call):
                call = self._call_of(node.func, statement)
            elif isinstance(node.func, ast.Name) and (known := self._call_of(node.func, statement)):
                call = known if last_identifier(known.func) not in ("Model", "Sequential") else None
            if call is not None:
                whole = node is value and statement.value is value and len(statement.targets) == 1
                alone = whole and isinstance(statement.targets[0], ast.Name)
                yield LayerText("called", node, call, statement if alone else None, body)


def _added(statement: ast.stmt, names: set[str]) -> ast.expr | None:
    """X of a statement `model.add(X)` where `model` is one of `names`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    receiver = call.func.value
    known = isinstance(receiver, ast.Name) and receiver.id in names
    return call.args[0] if known and call.func.attr == "add" and len(call.args) == 1 else None


def _bodies(program: ProgramText) -> Iterator[Body]:
    """Every list of statements of a program."""
    yield program.tree.body
    for kind in _COMPOUND:
        for node in program.nodes(kind):
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if body:
                    yield body


def _function_around(program: ProgramText, node: ast.expr | ast.stmt) -> ast.AST | None:
    """The innermost function that holds a node; None at the top of the module."""
    start, end = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
    around = None
    for function in program.nodes(ast.FunctionDef):  # outer ones come first
        if function is not node:
            first = function.body[0]
            last = (function.end_lineno or 0, function.end_col_offset or 0)
            if (first.lineno, first.col_offset) <= start and end <= last:
                around = function
    return around
