"""The compile form and the program say the same: read `model.compile(…)` and `model.fit(…)`, rewrite them.

`read_form` finds the model that is fit last and says how it is compiled and fit. `write_form` changes one argument
and leaves every other character as it is. What the form cannot show, an expression, is an `InCode`: the form shows
its text and never writes over it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground import training_options as options
from playground.call_text import (
    Edit,
    ProgramText,
    apply_edits,
    argument,
    double_starred,
    insert_argument,
)
from playground.keras_spelling import class_expression, own_classes

COMPILE_FIELDS = ("optimizer", "learning_rate", "loss", "metrics")
FIT_FIELDS = ("epochs", "batch_size", "validation_split")


@dataclass(frozen=True)
class InCode:
    """An expression in the program that the form cannot show as a value of its own."""

    text: str


@dataclass(frozen=True)
class TrainingForm:
    """What a program says about training. A field is None when the program does not say it.

    `learning_rate` is the optimizer's default when the program gives none.
    """

    present: bool = False  # there is a compile call
    has_fit: bool = False  # and a fit call
    optimizer: str | InCode | None = None
    learning_rate: float | InCode | None = None
    loss: str | InCode | None = None
    metrics: tuple[str, ...] | InCode | None = None
    epochs: int | InCode | None = None
    batch_size: int | InCode | None = None
    validation_split: float | InCode | None = None


def read_form(source: str) -> TrainingForm:
    """What `source` says. Raises SyntaxError when it does not parse."""
    return _Training(source).form()


def write_form(source: str, field: str, value: Any) -> str:
    """`source` with `field` set to `value`, a str, float, int or tuple of str as in TrainingForm.

    Unchanged when the program says so already, when it says it in code of its own (InCode), and when it has no call to
    write to. `batch_size` may be None: Keras's default. Raises SyntaxError when `source` does not parse, ValueError
    for a field or a value that does not exist.
    """
    checked = _check_value(field, value)
    training = _Training(source)
    current = getattr(training.form(), field)
    if current == checked or isinstance(current, InCode):
        return source
    return apply_edits(source, training.edits(field, checked))


def _check_value(field: str, value: Any) -> Any:
    def expected(what: str) -> ValueError:
        return ValueError(f"{field}: expected {what}, received {value!r}")

    if field in ("optimizer", "loss"):
        if not isinstance(value, str) or not value:
            raise expected("a name")
        return value
    if field == "metrics":
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise expected("a list of names")
        return tuple(value)
    if field == "batch_size" and value is None:
        return None
    if field in (*COMPILE_FIELDS, *FIT_FIELDS):
        whole = field in ("epochs", "batch_size")
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not math.isfinite(value)
        ):
            raise expected("a whole number" if whole else "a finite number")
        if whole and value != int(value):
            raise expected("a whole number")
        return int(value) if whole else float(value)
    raise ValueError(f"expected one of {COMPILE_FIELDS + FIT_FIELDS}, received {field!r}")


def _number(node: ast.expr) -> float | None:
    """The value of a number as it is written: `0.01`, `1e-3`, `-1`; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _number(node.operand)
        if inner is None:
            return None
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else node.value
    return None


def _string(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _last_identifier(node: ast.expr) -> str | None:
    """`keras.optimizers.Adam` → "Adam"."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _method_calls(tree: ast.Module, method: str) -> Iterator[tuple[str, ast.Call]]:
    """(receiver, call) for every `receiver.method(…)`, in no order. `re.compile` and `super().compile` are none."""
    modules = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            is_module = isinstance(receiver, ast.Name) and receiver.id in modules
            is_super = isinstance(receiver, ast.Call) and _last_identifier(receiver.func) == "super"
            if node.func.attr == method and not is_module and not is_super:
                yield ast.dump(receiver), node


class _Training:
    """The compile and the fit call of a program: of the model that is fit last."""

    def __init__(self, source: str) -> None:
        self.program = ProgramText(source)
        tree = self.program.tree
        self.own_classes = own_classes(tree)

        def position(item: tuple[str, ast.Call]) -> int:
            return self.program.end(item[1])

        compiles = sorted(_method_calls(tree, "compile"), key=position)
        fits = sorted(_method_calls(tree, "fit"), key=position)
        self.compile: ast.Call | None = compiles[-1][1] if compiles else None
        self.fit: ast.Call | None = fits[-1][1] if fits else None
        for receiver, fit in reversed(fits):
            same = [call for other, call in compiles if other == receiver]
            if same:
                earlier = [call for call in same if self.program.end(call) < self.program.end(fit)]
                self.compile, self.fit = (earlier or same)[-1], fit
                break

    # ------------------------------------------------------------------------------------------ reading
    def form(self) -> TrainingForm:
        if self.compile is None:
            return TrainingForm()
        return TrainingForm(
            present=True,
            has_fit=self.fit is not None,
            optimizer=self._read("optimizer", self._optimizer),
            learning_rate=self._learning_rate(),
            loss=self._read("loss", self._loss),
            metrics=self._read("metrics", self._metrics),
            epochs=self._read("epochs", self._whole),
            batch_size=self._read("batch_size", self._whole),
            validation_split=self._validation_split(),
        )

    def _call_and_order(self, name: str) -> tuple[ast.Call | None, tuple[str, ...]]:
        if name in options.COMPILE_ORDER:
            return self.compile, options.COMPILE_ORDER
        return self.fit, options.FIT_ORDER

    def _argument(self, name: str) -> ast.expr | None:
        call, order = self._call_and_order(name)
        return argument(call, name, order) if call is not None else None

    def _read(self, name: str, value_of: Callable[[ast.expr], Any]) -> Any:
        """The value of an argument; None when it is not there, InCode when `value_of` cannot tell."""
        call, _ = self._call_and_order(name)
        node = self._argument(name)
        if node is None and call is not None and (rest := double_starred(call)) is not None:
            return InCode(self.program.text(rest))
        if node is None or _is_none(node):
            return None
        value = value_of(node)
        return InCode(self.program.text(node)) if value is None else value

    def _optimizer(self, node: ast.expr) -> str | None:
        text = _string(node)
        if text is not None:
            return text.lower() if text.lower() in options.OPTIMIZERS else text
        if isinstance(node, ast.Call):
            identifier = _last_identifier(node.func)
            if identifier is not None and identifier not in self.own_classes:
                classes = {name: known[0] for name, known in options.OPTIMIZERS.items()}
                return options.class_name_to_name(identifier, classes)
        return None

    def _learning_rate(self) -> float | InCode | None:
        optimizer = self._read("optimizer", self._optimizer)
        if isinstance(optimizer, InCode):
            return optimizer
        node = self._argument("optimizer")
        if isinstance(node, ast.Call):
            given = argument(node, "learning_rate", ("learning_rate",))
            if given is not None:
                number = _number(given)
                return InCode(self.program.text(given)) if number is None else float(number)
            if (rest := double_starred(node)) is not None:
                return InCode(self.program.text(rest))
            if any(isinstance(arg, ast.Starred) for arg in node.args):
                return InCode(self.program.text(node))
        return options.default_learning_rate(optimizer) if optimizer is not None else None

    def _loss(self, node: ast.expr) -> str | None:
        text = _string(node)
        if text is not None:
            return options.loss_name(text)
        bare = node.func if isinstance(node, ast.Call) else node
        configured = isinstance(node, ast.Call) and (node.args or node.keywords)
        identifier = _last_identifier(bare)
        if configured or identifier is None or identifier in self.own_classes:
            return None
        if isinstance(node, ast.Call):
            return options.class_name_to_name(identifier, options.LOSSES)
        # A function of Keras, `keras.losses.mean_squared_error`; a bare name is the learner's own.
        known = isinstance(node, ast.Attribute) and identifier in options.LOSSES
        return identifier if known else None

    def _metrics(self, node: ast.expr) -> tuple[str, ...] | None:
        if (text := _string(node)) is not None:
            return (text,)
        if not isinstance(node, ast.List | ast.Tuple):
            return None
        names = [self._metric(item) for item in node.elts]
        return None if None in names else tuple(name for name in names if name is not None)

    def _metric(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            identifier = _last_identifier(node.func)
            if identifier is not None and identifier not in self.own_classes:
                return options.class_name_to_name(identifier, options.METRICS)
        return _string(node)

    def _whole(self, node: ast.expr) -> int | None:
        number = _number(node)
        return number if isinstance(number, int) else None

    def _validation_split(self) -> float | InCode | None:
        value = self._read("validation_split", _number)
        data = self._argument("validation_data")
        if not _is_none(data) and data is not None and (value is None or not value):
            return InCode(f"validation_data={self.program.text(data)}")
        return float(value) if isinstance(value, int | float) else value

    # ------------------------------------------------------------------------------------------ writing
    def edits(self, field: str, value: Any) -> list[Edit]:
        if self.compile is None or (self.fit is None and field in FIT_FIELDS):
            return []
        if field == "optimizer":
            return self._write_optimizer(value)
        if field == "learning_rate":
            return self._write_learning_rate(value)
        if field == "loss":
            return self._write_loss(value)
        if field == "metrics":
            return self._write_metrics(value)
        return self._write(field, repr(value))

    def _write(self, name: str, text: str) -> list[Edit]:
        """Replace the argument's expression, or add the argument."""
        node = self._argument(name)
        if node is not None:
            return [self.program.replace(node, text)]
        call, order = self._call_and_order(name)
        return insert_argument(self.program, call, name, text, order) if call is not None else []

    def _quoted(self, text: str, instead_of: ast.expr | None = None) -> str:
        """A string literal with the quotes that the program uses at this place, or else in its compile call."""
        quote = '"'
        nodes = [instead_of] if instead_of is not None else ast.walk(self.compile or ast.Pass())
        for node in nodes:
            if isinstance(node, ast.expr) and _string(node) is not None:
                if self.program.text(node)[:1] in "'\"":
                    quote = self.program.text(node)[0]
                break
        plain = text.isprintable() and quote not in text and "\\" not in text
        return f"{quote}{text}{quote}" if plain else repr(text)

    def _write_optimizer(self, name: str) -> list[Edit]:
        node = self._argument("optimizer")
        if not isinstance(node, ast.Call) or name not in options.OPTIMIZERS:
            return self._write("optimizer", self._quoted(name, node))
        class_name = options.OPTIMIZERS[name][0]
        expression, import_edits = class_expression(
            self.program, "optimizers", class_name, node.func
        )
        edits = [*import_edits, self.program.replace(node.func, expression)]
        kept: list[ast.expr | ast.keyword] = [
            *node.args[:1],
            *(k for k in node.keywords if k.arg is None or k.arg in options.OPTIMIZER_ARGUMENTS),
        ]
        if len(kept) < len(node.args) + len(node.keywords):
            opening = self.program.scan(self.program.end(node.func), self.program.end(node), "(")
            assert opening is not None
            text = ", ".join(self.program.text(item) for item in kept)
            edits.append(Edit(opening + 1, self.program.end(node) - 1, text))
        return edits

    def _write_learning_rate(self, value: float) -> list[Edit]:
        node = self._argument("optimizer")
        if isinstance(node, ast.Call):
            given = argument(node, "learning_rate", ("learning_rate",))
            if given is not None:
                return [self.program.replace(given, repr(value))]
            order = ("learning_rate",)
            return insert_argument(self.program, node, "learning_rate", repr(value), order)
        name = self._read("optimizer", self._optimizer) or "rmsprop"  # Keras's default
        if name not in options.OPTIMIZERS:
            return []
        expression, import_edits = class_expression(
            self.program, "optimizers", options.OPTIMIZERS[name][0]
        )
        return [*import_edits, *self._write("optimizer", f"{expression}(learning_rate={value!r})")]

    def _write_loss(self, name: str) -> list[Edit]:
        node = self._argument("loss")
        bare = node.func if isinstance(node, ast.Call) else node
        if isinstance(bare, ast.Attribute) and name in options.LOSSES:
            new = options.LOSSES[name] if isinstance(node, ast.Call) else name
            return [Edit(self.program.end(bare) - len(bare.attr), self.program.end(bare), new)]
        return self._write("loss", self._quoted(name, node))

    def _write_metrics(self, names: tuple[str, ...]) -> list[Edit]:
        node = self._argument("metrics")
        if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
            text = ", ".join(self._quoted(name) for name in names)
            return self._write("metrics", f"[{text}]")
        by_name = {self._metric(item): self.program.text(item) for item in node.elts}
        first = next((item for item in node.elts if _string(item) is not None), None)
        texts = [by_name.get(name) or self._quoted(name, first) for name in names]
        old = tuple(self._metric(item) for item in node.elts)
        last = self.program.end(node.elts[-1])
        if names[: len(old)] == old and len(set(old)) == len(
            old
        ):  # only more: keep comments and layout
            return [Edit(last, last, "".join(f", {text}" for text in texts[len(old) :]))]
        if isinstance(node, ast.List):
            return [self.program.replace(node, f"[{', '.join(texts)}]")]
        return [self.program.replace(node, f"({', '.join(texts)}{',' * (len(texts) == 1)})")]
