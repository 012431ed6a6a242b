"""The data a model is fit on: which data set of `playground.datasets`, its size, noise and seed."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground import datasets
from playground.datasets import plane_points
from playground.program_controls.arguments import argument, double_starred, insert_argument
from playground.program_controls.expressions import number
from playground.program_controls.in_code import InCode
from playground.program_controls.keras_spelling import imported_names
from playground.program_controls.program_text import Edit, program_text
from playground.program_controls.training_calls import TrainingCalls

DATA_SETS = tuple(plane_points.__all__)
REGRESSIONS = ("plane", "multi_gaussian")  # their y is a number, not a class
ORDER = ("n", "noise", "seed")
FIELDS = ("data_set", *ORDER)


def defaults_of(data_set: str) -> dict[str, int | float]:
    """{"n", "noise", "seed"}: what a data set is unless told otherwise."""
    parameters = inspect.signature(getattr(datasets, data_set)).parameters
    return {name: parameters[name].default for name in ORDER}


@dataclass(frozen=True)
class DataForm:
    """Where the data come from. All fields are None when the program has no data to show."""

    data_set: str | InCode | None = None
    n: int | InCode | None = None
    noise: float | InCode | None = None
    seed: int | InCode | None = None


class DataCalls:
    """Reads and rewrites the calls of `datasets` in a program. Raises SyntaxError when it does not parse."""

    def __init__(self, source: str) -> None:
        self.program = program_text(source)
        self._names = imported_names(self.program.tree)
        self._training = TrainingCalls(source)
        self.calls = sorted(self._all_calls(), key=self.program.start)
        self._in_code = ""
        self.call = self._fitted()

    def data_set_of(self, call: ast.Call) -> str | None:
        """ "xor" for `datasets.xor(…)`, and for `xor(…)` when that is imported from there."""
        function, name = call.func, None
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            if self._names.get(function.value.id) == "playground.datasets":
                name = function.attr
        elif isinstance(function, ast.Attribute):
            if self.program.text(function.value) == "playground.datasets":
                name = function.attr
        elif isinstance(function, ast.Name):
            module, _, known = self._names.get(function.id, "").rpartition(".")
            name = known if module == "playground.datasets" else None
        return name if name in DATA_SETS else None

    def _all_calls(self) -> Iterator[ast.Call]:
        for node in self.program.nodes(ast.Call):
            if self.data_set_of(node) is not None:
                yield node

    def _fitted(self) -> ast.Call | None:
        """The call that makes what `fit` is given; without a `fit`, the program's first."""
        fit = self._training.fit if self._training.compile is not None else None
        if fit is None:
            return self.calls[0] if self.calls else None
        given = argument(fit, "x", ("x", "y"))
        if given is None:
            return None
        names = [node.id for node in ast.walk(given) if isinstance(node, ast.Name)]
        seen: set[str] = set()
        while names:  # `x`, or what it was cut from: `x = points[:400]`
            name = names.pop(0)
            value = self._last_value(name, self.program.start(fit))
            if value is None or name in seen:
                continue
            seen.add(name)
            if value in self.calls:
                return value  # type: ignore[return-value]
            if isinstance(value, ast.Subscript | ast.Name):
                names += [node.id for node in ast.walk(value) if isinstance(node, ast.Name)]
            elif not self._in_code:
                self._in_code = self.program.text(value)
        self._in_code = self._in_code or self.program.text(given)
        return None

    def _last_value(self, name: str, end: int) -> ast.expr | None:
        """What the last assignment to a name before `end` gives it, or a tuple with it."""
        found = [
            node
            for node in self.program.nodes(ast.Assign)
            if self.program.end(node) <= end
            and any(
                isinstance(target, ast.Name) and target.id == name
                for whole in node.targets
                for target in (whole.elts if isinstance(whole, ast.Tuple) else [whole])
            )
        ]
        return max(found, key=self.program.start).value if found else None

    # ---------------------------------------------------------------------------------------------- reading
    def form(self) -> DataForm:
        if self.call is None:
            return DataForm(InCode(self._in_code)) if self._in_code else DataForm()
        name = self.data_set_of(self.call)
        assert name is not None
        return DataForm(name, *(self._value(self.call, name, field) for field in ORDER))

    def _value(self, call: ast.Call, data_set: str, field: str) -> Any:
        node = argument(call, field, ORDER)
        if node is None:
            rest = double_starred(call) or next(
                (arg for arg in call.args if isinstance(arg, ast.Starred)), None
            )
            return InCode(self.program.text(rest)) if rest else defaults_of(data_set)[field]
        value = number(node)
        if value is None or (field != "noise" and not isinstance(value, int)):
            return InCode(self.program.text(node))
        return value

    def unused_seed(self) -> int | None:
        """A seed that no call of the program uses yet; None when the seed is in code."""
        form = self.form()
        if not isinstance(form.seed, int):
            return None
        used = {self._value(call, self.data_set_of(call) or "", "seed") for call in self.calls}
        seed = form.seed + 1
        while seed in used:
            seed += 1
        return seed

    # ---------------------------------------------------------------------------------------------- writing
    def edits(self, field: str, value: Any) -> list[Edit]:
        """`field` of the data that the model is fit on gets `value`.

        Data set and noise are changed in the program's other calls of that data set too, so that validation and
        test data stay of the same kind; the noise, where it is the same.
        """
        checked = _checked(field, value)
        before = getattr(self.form(), field)
        if self.call is None or isinstance(before, InCode) or before == checked:
            return []
        name = self.data_set_of(self.call)
        assert name is not None
        same = [call for call in self.calls if self.data_set_of(call) == name]
        if field == "data_set":
            edits = [edit for call in same for edit in self._swap(call, checked)]
            return list(dict.fromkeys(edits))  # one import for all
        if field == "noise":
            alike = [call for call in same if self._value(call, name, "noise") == before]
            return [edit for call in alike for edit in self._write(call, field, checked)]
        return self._write(self.call, field, checked)

    def _write(self, call: ast.Call, field: str, value: float) -> list[Edit]:
        node = argument(call, field, ORDER)
        if node is not None:
            return [self.program.replace(node, repr(value))]
        return insert_argument(self.program, call, field, repr(value), ORDER)

    def _swap(self, call: ast.Call, new: str) -> list[Edit]:
        """The call of another data set's function. What a call leaves to defaults, it leaves to the new ones."""
        if isinstance(call.func, ast.Attribute):
            end = self.program.end(call.func)
            return [Edit(end - len(call.func.attr), end, new)]
        known = [name for name, is_ in self._names.items() if is_ == f"playground.datasets.{new}"]
        if known:
            return [self.program.replace(call.func, known[0])]
        modules = [name for name, is_ in self._names.items() if is_ == "playground.datasets"]
        if modules:
            return [self.program.replace(call.func, f"{modules[0]}.{new}")]
        return [self.program.replace(call.func, new), *self._import(new)]

    def _import(self, name: str) -> list[Edit]:
        """Add `name` to the program's `from playground.datasets import …`."""
        for node in self.program.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "playground.datasets":
                first = node.names[0]
                start = self.program.offset(first.lineno, first.col_offset)
                return [Edit(start, start, f"{name}, ")]
        return []


def _checked(field: str, value: Any) -> Any:
    def expected(what: str) -> ValueError:
        return ValueError(f"{field}: expected {what}, received {value!r}")

    if field == "data_set":
        if value not in DATA_SETS:
            raise expected(f"one of {', '.join(DATA_SETS)}")
        return value
    if field not in ORDER:
        raise ValueError(f"expected one of {FIELDS}, received {field!r}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise expected("a number")
    if field == "noise":
        if value < 0:
            raise expected("a number, 0 or more")
        return float(value)
    if value != int(value) or value < (1 if field == "n" else 0):
        raise expected("a whole number, " + ("at least 1" if field == "n" else "0 or more"))
    return int(value)
