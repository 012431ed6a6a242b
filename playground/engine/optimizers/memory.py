"""What an optimizer remembers between steps: counters, and slots for each variable, in variables of its own."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from playground.engine import ops
from playground.engine.scopes import name_scope
from playground.engine.variable import Variable


class Memory:
    """The variables of an optimizer, and the only way by which it writes to any variable."""

    name: str
    slot_groups: tuple[tuple[str, ...], ...] = ()
    slot_initial_values: dict[str, float] = {}

    def _start_memory(self, use_ema: bool, accumulates: int | None) -> None:
        self.built = False
        self._averages = use_ema
        self._accumulates = accumulates
        self._variables: list[Variable] = []
        self._trainable_variables: list[Variable] = []
        self._index: dict[int, int] = {}  # id of a trainable variable -> its place
        self._slots: list[tuple[Variable, ...]] = []
        self._accumulated_gradients: list[Variable] = []
        self._model_variables_moving_average: list[Variable] = []
        self._gate: Any = None  # while accumulating: whether this step's assignments count

    def _track(self, name: str, value: Any, dtype: str | None = None) -> Variable:
        with name_scope(self.name):
            variable = Variable(
                value,
                dtype=dtype,
                trainable=False,
                name=name,
                aggregation="only_first_replica",
            )
        self._variables.append(variable)
        return variable

    @property
    def variables(self) -> list[Variable]:
        """Everything the optimizer remembers: iterations, learning rate, then slots."""
        return self._variables[:]

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for these trainable variables; `apply` does it at its first step."""
        if self.built:
            return
        self._trainable_variables = list(variables)
        self._index = {id(v): i for i, v in enumerate(variables)}
        if self._averages:
            self._model_variables_moving_average = [self.add_slot(v, "average") for v in variables]
        if self._accumulates:
            self._accumulated_gradients = [
                self.add_slot(v, "gradient_accumulator") for v in variables
            ]
        self._slots = [() for _ in variables]
        for group in self.slot_groups:
            for i, variable in enumerate(variables):
                self._slots[i] += self.make_slots(variable, group)
        self.built = True

    def make_slots(self, variable: Variable, group: tuple[str, ...]) -> tuple[Variable, ...]:
        """What the rule will remember about `variable`: one slot of its shape for each name in the group."""
        start = self.slot_initial_values
        return tuple(self.add_slot(variable, n, start.get(n, 0.0)) for n in group)

    def slots(self, variable: Variable) -> tuple[Variable, ...]:
        """What the rule remembers about `variable`, in the order of `slot_groups`."""
        return self._slots[self._index[id(variable)]]

    def add_slot(
        self, variable: Variable, name: str, value: float = 0.0, shape: Any = None
    ) -> Variable:
        """A new variable named after another, of its shape (unless given) and dtype: `adam/dense_kernel_momentum`."""
        shape = tuple(variable.shape) if shape is None else shape
        full_name = f"{variable.path.replace('/', '_')}_{name}"
        return self._track(full_name, ops.full(shape, value, dtype=variable.dtype))

    def add_variable(
        self,
        shape: Any,
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A new variable of the optimizer's own."""
        with name_scope(self.name):
            variable = Variable(
                initializer, shape=tuple(shape), dtype=dtype, trainable=False, name=name
            )
        self._variables.append(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """A new variable of the shape and dtype of another, named after it."""
        path = reference_variable.path.replace("/", "_")
        shape, dtype = reference_variable.shape, reference_variable.dtype
        return self.add_variable(shape, initializer, dtype, name=f"{path}_{name}" if name else path)

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """One variable for each of `trainable_variables`; with a list of names, a tuple of such lists."""
        names = [name] if isinstance(name, str) else list(name)
        made = [
            [self.add_variable_from_reference(v, n, initializer) for v in trainable_variables]
            for n in names
        ]
        return made[0] if isinstance(name, str) else tuple(made)

    def _get_variable_index(self, variable: Variable) -> int:
        return self._index[id(variable)]

    def assign(self, variable: Variable, value: Any) -> None:
        """Write to a variable. Rules write only through this, so that a step can be held back."""
        if self._gate is not None:
            value = ops.where(self._gate, value, variable)
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Add to a variable."""
        self.assign(variable, variable + value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """Subtract from a variable."""
        self.assign(variable, variable - value)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set `variables` from values in the same order."""
        if not self.built:
            raise ValueError(
                "You are calling `set_weights()` on an optimizer that has not yet been built. "
                "Please call `optimizer.build(trainable_variables)` to create its variables first."
            )
        for variable, weight in zip(self._variables, weights):
            variable.assign(weight)

    def _check_known(self, variables: list[Variable]) -> None:
        for variable in variables:
            if id(variable) not in self._index:
                raise ValueError(
                    f"Unknown variable: {variable.path}, shape {tuple(variable.shape)}. This optimizer can only be "
                    "called for the variables it was originally built with. When working with a new set of "
                    "variables, create a new optimizer instance."
                )

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Put the variables into `store` under "0", "1", …"""
        for i, variable in enumerate(self._variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: dict[str, Any]) -> None:
        """Take the variables from `store`; a warning when the number differs."""
        if len(store) != len(self._variables):
            warnings.warn(
                f"Skipping variable loading for optimizer '{self.name}', because it has {len(self._variables)} "
                f"variables whereas the saved optimizer has {len(store)} variables.",
                stacklevel=2,
            )
            return
        for i, variable in enumerate(self._variables):
            variable.assign(store[str(i)])
