"""`Metric`: a number gathered over batches.

`update_state` adds a batch, `result` is the number so far, `reset_state` forgets.
"""

from __future__ import annotations

from typing import Any

from playground.engine import config
from playground.engine.naming import auto_name
from playground.engine.saving import serialize_keras_object
from playground.engine.scopes import StatelessScope, name_scope
from playground.engine.variable import Variable


class Metric:
    """Base class. Make variables with `add_variable` in `__init__`; override `update_state` and `result`.

    Calling a metric updates it and gives the result. Variables and metrics kept in attributes, also inside lists and
    dicts, belong to it.
    """

    _own_variables: list[Variable]

    def __init__(self, dtype: Any = None, name: str | None = None):
        self.name = name or auto_name(type(self).__name__)
        self._dtype_given = dtype
        self._dtype = getattr(dtype, "compute_dtype", dtype) or config.floatx()

    @property
    def dtype(self) -> str:
        """The dtype in which the metric is computed."""
        return self._dtype

    def __new__(cls, *args: Any, **kwargs: Any) -> Metric:
        metric = super().__new__(cls)
        metric._own_variables = []  # before __init__, so that a subclass may set attributes first
        return metric

    def add_variable(
        self,
        shape: Any,
        initializer: Any,
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
    ) -> Variable:
        """A new variable that `reset_state` sets to zero."""
        from playground.engine import initializers

        with name_scope(self.name.replace("/", ">"), caller=self):
            variable = Variable(
                initializers.get(initializer),
                shape=tuple(shape),
                dtype=dtype or self.dtype,
                trainable=False,
                aggregation=aggregation,
                name=name,
            )
        self._own_variables.append(variable)
        return variable

    def add_weight(
        self, shape: Any = (), initializer: Any = None, dtype: Any = None, name: str | None = None
    ) -> Variable:
        """`add_variable` as older programs call it."""
        return self.add_variable(shape, initializer or "zeros", dtype=dtype, name=name)

    @property
    def variables(self) -> list[Variable]:
        """The metric's variables, then those of metrics inside it."""
        found: dict[int, Variable] = {id(v): v for v in self._own_variables}
        inner: list[Metric] = []
        todo: list[Any] = [value for key, value in vars(self).items() if key != "_own_variables"]
        while todo:
            value = todo.pop(0)
            if isinstance(value, Variable):
                found[id(value)] = value
            elif isinstance(value, Metric):
                inner.append(value)
            elif isinstance(value, list | tuple):
                todo.extend(value)
            elif isinstance(value, dict):
                todo.extend(value.values())
        for metric in inner:
            found.update((id(v), v) for v in metric.variables)
        return list(found.values())

    def reset_state(self) -> None:
        """Start over."""
        for variable in self.variables:
            variable.assign(_zeros(variable))

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take a batch in."""
        raise NotImplementedError(f"{type(self).__name__} must override `update_state`.")

    def result(self) -> Any:
        """The number so far: a scalar, or a dict of scalars."""
        raise NotImplementedError(f"{type(self).__name__} must override `result`.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.update_state(*args, **kwargs)
        return self.result()

    # ------------------------------------------------------------------------- without side effects
    def stateless_update_state(self, metric_variables: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """From the values of `variables` and a batch to their new values."""
        with self._scope(metric_variables) as scope:
            self.update_state(*args, **kwargs)
        return [
            old if (new := scope.get_current_value(v)) is None else new
            for v, old in zip(self.variables, metric_variables)
        ]

    def stateless_result(self, metric_variables: Any) -> Any:
        """`result` for these values of `variables`."""
        with self._scope(metric_variables):
            return self.result()

    def stateless_reset_state(self) -> list[Any]:
        """The values of `variables` after a reset."""
        with StatelessScope() as scope:
            self.reset_state()
        return [
            v.value if (new := scope.get_current_value(v)) is None else new for v in self.variables
        ]

    def _scope(self, values: Any) -> StatelessScope:
        if len(values) != len(self.variables):
            raise ValueError(
                "Argument `metric_variables` must be a list of tensors corresponding 1:1 to "
                f"{type(self).__name__}().variables. Received list with length {len(values)}, but expected "
                f"{len(self.variables)} variables."
            )
        return StatelessScope(state_mapping=list(zip(self.variables, values)))

    # ---------------------------------------------------------------------------------------- config
    def get_config(self) -> dict[str, Any]:
        """The arguments of `__init__`."""
        return {"name": self.name, "dtype": serialize_keras_object(self._dtype_given or self.dtype)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


_scalar_zeros: dict[str, Any] = {}  # by dtype: most variables of metrics are scalars


def _zeros(variable: Variable) -> Any:
    from playground.engine import ops

    if variable.shape:
        return ops.zeros(variable.shape, dtype=variable.dtype)
    if variable.dtype not in _scalar_zeros:
        _scalar_zeros[variable.dtype] = ops.zeros((), dtype=variable.dtype)
    return _scalar_zeros[variable.dtype]
