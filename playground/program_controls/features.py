"""Which functions of a point (x1, x2) the model is given: a small layer in the program says it.

    class Features(keras.layers.Layer):
        def call(self, inputs):
            x1, x2 = inputs[:, 0], inputs[:, 1]
            return keras.ops.stack([x1, x2, x1**2], axis=1)

Any class of the program that returns such a `stack` is read; the one above is written when there is none.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from playground.program_controls.data_form import DataCalls
from playground.program_controls.expressions import last_identifier, number
from playground.program_controls.keras_spelling import class_expression, own_classes
from playground.program_controls.layer_edits import LayerEdits
from playground.program_controls.list_items import ListItems
from playground.program_controls.program_text import Edit, ProgramText

FEATURES = ("x1", "x2", "x1²", "x2²", "x1x2", "sin x1", "sin x2")
PLAIN = ("x1", "x2")  # what a model is given when no layer says otherwise


@dataclass(frozen=True)
class FeatureForm:
    """The features that are on; `others` are those of the program that no control stands for."""

    on: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    changeable: bool = False


class FeatureLayer:
    """A class whose `call` returns a stack of features. `items` is None when it is no such class."""

    def __init__(self, program: ProgramText, node: ast.ClassDef) -> None:
        self.program = program
        self.node = node
        self.items: ast.List | None = None
        self._columns: dict[str, int] = {}
        self._inputs = ""
        methods = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "call"]
        if len(methods) != 1 or len(methods[0].args.args) < 2:
            return
        call = methods[0]
        self._inputs = call.args.args[1].arg
        for statement in call.body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                self._learn(statement.targets[0], statement.value)
        returned = call.body[-1].value if isinstance(call.body[-1], ast.Return) else None
        if isinstance(returned, ast.Call) and last_identifier(returned.func) == "stack":
            self._stack = returned.func
            items = returned.args[0] if returned.args else None
            if isinstance(items, ast.List) and any(self.features(items)):
                self.items = items

    def _learn(self, target: ast.expr, value: ast.expr) -> None:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for name, column in pairs:
            index = self._column(column)
            if isinstance(name, ast.Name) and index is not None:
                self._columns[name.id] = index

    def _column(self, node: ast.expr) -> int | None:
        """0 for x1, 1 for x2: `inputs[:, 0]` or a name for it."""
        if isinstance(node, ast.Name):
            return self._columns.get(node.id)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            at = node.slice
            if node.value.id == self._inputs and isinstance(at, ast.Tuple) and len(at.elts) == 2:
                rows, column = at.elts
                whole = isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step)
                index = number(column)
                return index if whole and index in (0, 1) else None  # type: ignore[return-value]
        return None

    def features(self, items: ast.List) -> list[str | None]:
        """The feature that each item is; None for one that is something else."""
        return [self._feature(item) for item in items.elts]

    def _feature(self, node: ast.expr) -> str | None:
        if (column := self._column(node)) is not None:
            return PLAIN[column]
        if isinstance(node, ast.BinOp):
            left, right = self._column(node.left), self._column(node.right)
            if isinstance(node.op, ast.Pow) and left is not None and number(node.right) == 2:
                return f"{PLAIN[left]}²"
            if isinstance(node.op, ast.Mult) and left is not None and right is not None:
                return f"{PLAIN[left]}²" if left == right else "x1x2"
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            column = self._column(node.args[0])
            function = last_identifier(node.func)
            if column is not None and function in ("sin", "square"):
                return f"sin {PLAIN[column]}" if function == "sin" else f"{PLAIN[column]}²"
        return None

    def text_of(self, feature: str) -> str:
        """How a feature is written in this class."""
        columns = {index: name for name, index in reversed(self._columns.items())}
        x = [columns.get(index, f"{self._inputs}[:, {index}]") for index in (0, 1)]
        tight = "**" if columns.keys() >= {0, 1} else " ** "
        sin = re.sub(r"stack$", "sin", self.program.text(self._stack))
        return _texts(x, tight, sin)[feature]


def _texts(x: list[str], power: str, sin: str) -> dict[str, str]:
    return {
        "x1": x[0],
        "x2": x[1],
        "x1²": f"{x[0]}{power}2",
        "x2²": f"{x[1]}{power}2",
        "x1x2": f"{x[0]} * {x[1]}",
        "sin x1": f"{sin}({x[0]})",
        "sin x2": f"{sin}({x[1]})",
    }


class FeatureEdits(LayerEdits):
    """Reads and rewrites the features of the model that is fit last."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        known = [FeatureLayer(self.program, node) for node in self.program.nodes(ast.ClassDef)]
        self._known = {layer.node.name: layer for layer in known if layer.items is not None}
        self._data = DataCalls(source)
        self._used = self._layer_in_use()

    def _layer_in_use(self) -> FeatureLayer | None:
        """The model's first layer, inputs left out, when it is one that makes features."""
        for layer in self.model.layers:
            if self.is_input(layer):
                continue
            name = last_identifier(layer.call.func) if layer.call is not None else None
            return self._known.get(name or "")
        return None

    def feature_form(self) -> FeatureForm:
        if self._used is not None:
            assert self._used.items is not None
            items = self._used.items
            read = list(zip(self._used.features(items), items.elts, strict=True))
            names = {name for name, _ in read}
            others = tuple(self.program.text(node) for name, node in read if name is None)
            return FeatureForm(tuple(f for f in FEATURES if f in names), others, True)
        if self._data.call is None or not self.model.layers:
            return FeatureForm()
        return FeatureForm(PLAIN, (), self.first_place() is not None)

    def feature_edits(self, feature: str, on: bool) -> list[Edit]:
        """Switch one feature on or off. Raises ValueError for one that is none, and for the last one."""
        if feature not in FEATURES:
            raise ValueError(f"expected one of {', '.join(FEATURES)}, received {feature!r}")
        form = self.feature_form()
        if not form.changeable or (feature in form.on) == on:
            return []
        wanted = [f for f in FEATURES if (on if f == feature else f in form.on)]
        if not wanted and not form.others:
            raise ValueError("A model needs at least one feature.")
        if self._used is not None:
            return self._change(self._used, feature, on)
        known = next(iter(self._known.values()), None)
        if known is not None:
            assert known.items is not None
            listed = ", ".join(known.text_of(f) for f in wanted)
            use = self.add_text_first(f"{known.node.name}()")
            return [*use, self.program.replace(known.items, f"[{listed}]")]
        return self._new_layer(wanted)

    def _change(self, layer: FeatureLayer, feature: str, on: bool) -> list[Edit]:
        assert layer.items is not None
        items = ListItems(self.program, layer.items)
        found = layer.features(layer.items)
        if not on:
            if len(found) == found.count(feature):  # cannot be: at least one other stays
                return []
            return [edit for i, f in enumerate(found) if f == feature for edit in items.remove(i)]
        later = FEATURES[FEATURES.index(feature) :]
        place = next((i for i, f in enumerate(found) if f in later), None)
        if place is None:
            named = [i for i, f in enumerate(found) if f is not None]
            place = named[-1] + 1 if named else len(found)
        return items.insert(place, layer.text_of(feature))

    def _new_layer(self, wanted: list[str]) -> list[Edit]:
        name, number_ = "Features", 1
        while name in own_classes(self.program):
            number_ += 1
            name = f"Features{number_}"
        base, imports = class_expression(self.program, "layers", "Layer")
        stack, more = class_expression(self.program, "ops", "stack")
        sin = re.sub(r"stack$", "sin", stack) if "." in stack else "keras.ops.sin"
        texts = _texts(["x1", "x2"], "**", sin)
        lines = (
            f"class {name}({base}):",
            '    """What the model is given of every point (x1, x2)."""',
            "",
            "    def call(self, inputs):",
            "        x1, x2 = inputs[:, 0], inputs[:, 1]",
            f"        return {stack}([{', '.join(texts[f] for f in wanted)}], axis=1)",
        )
        at, before, after = self._room()
        text = before + self.program.newline.join(lines) + after
        uses = self.add_text_first(f"{name}()")
        return [*uses, Edit(at, at, text), *dict.fromkeys([*imports, *more])]

    def _room(self) -> tuple[int, str, str]:
        """Where a class goes, above the model and the comment on it, with the blank lines around it."""
        source, newline = self.program.source, self.program.newline
        made = self.model.inputs or self.model.made  # what calls the layer comes after its inputs
        assert made is not None
        start = self.program.start(made)
        around = [s for s in self.program.tree.body if self.program.start(s) <= start]
        first = around[-1]
        decorators = getattr(first, "decorator_list", [])
        at, _ = self.program.line_of(self.program.start(decorators[0] if decorators else first))
        while at > 0 and source[self.program.line_of(at - 1)[0] : at].startswith("#"):
            at, _ = self.program.line_of(at - 1)
        above = source[:at]
        blank = len(re.findall(r"\r\n|\r|\n", above[len(above.rstrip()) :])) - 1
        before = newline * max(0, 2 - blank) if above.strip() else ""
        return at, before, newline * 3
