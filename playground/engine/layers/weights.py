"""The weights of a layer: making them, and their dtypes."""

from __future__ import annotations

from typing import Any

from playground.engine import constraints, dtype_policies, initializers, regularizers, scopes
from playground.engine.dtypes import is_float
from playground.engine.layers.state import LayerState
from playground.engine.variable import Variable


class LayerWeights(LayerState):
    """What `Layer` knows of making weights. `autocast`: whether float inputs get the compute dtype."""

    _dtype_policy: dtype_policies.DTypePolicy
    _compute_dtype: str
    _is_mixed: bool
    autocast: bool

    @property
    def dtype_policy(self) -> dtype_policies.DTypePolicy:
        return self._dtype_policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        policy = dtype_policies.get(value)
        self._dtype_policy = policy
        self._compute_dtype = policy.compute_dtype
        self._is_mixed = dtype_policies.is_mixed(policy)

    @property
    def compute_dtype(self) -> str:
        """The dtype of the arithmetic and of the outputs."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self._dtype_policy.variable_dtype

    @property
    def dtype(self) -> str:
        """Alias of `variable_dtype`."""
        return self._dtype_policy.variable_dtype

    @property
    def input_dtype(self) -> str:
        """The dtype inputs are cast to."""
        return self._compute_dtype

    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """A new variable that belongs to the layer. `shape`, `initializer` and `dtype` may be given by position.

        The initializer of float variables is `"glorot_uniform"` by default, `"zeros"` for others.
        """
        self._check_super_called()
        if args and isinstance(args[0], str):
            raise ValueError(
                f"The first positional argument of `add_weight()` is `shape`. Received: {args[0]!r}. Pass the "
                "name with the "
                f"`name` keyword argument: `add_weight(name={args[0]!r}, ...)`."
            )
        given = {"shape": shape, "initializer": initializer, "dtype": dtype}
        if len(args) > len(given):
            raise TypeError(
                f"`add_weight()` takes at most 3 positional arguments (shape, initializer, dtype) but {len(args)} "
                "were given."
            )
        for key, value in zip(given, args):
            if given[key] is not None:
                raise ValueError(
                    f"`{key}` was passed both positionally and as a keyword argument to `add_weight()`."
                )
            given[key] = value
        shape, initializer, dtype = given.values()
        shape = () if shape is None else shape
        dtype = self.variable_dtype if dtype is None else dtype_policies.standardize_dtype(dtype)
        if initializer is None:
            initializer = "glorot_uniform" if is_float(dtype) else "zeros"
        with self._name_scope():
            variable = Variable(
                initializer=initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                aggregation=aggregation,
                name=name,
            )
        variable.regularizer = regularizers.get(regularizer)
        variable.constraint = constraints.get(constraint)
        variable.overwrite_with_gradient = overwrite_with_gradient
        self._track_variable(variable)
        if not self._trainable:
            variable.trainable = False
        return variable

    def add_variable(
        self,
        shape: Any,
        initializer: Any,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        name: str | None = None,
    ) -> Variable:
        """`add_weight` with `shape` and `initializer` by position."""
        return self.add_weight(
            shape=shape,
            initializer=initializer,
            dtype=dtype,
            trainable=trainable,
            autocast=autocast,
            regularizer=regularizer,
            constraint=constraint,
            name=name,
        )

    def _name_scope(self) -> scopes.name_scope:
        if self._parent_path is None:
            self._parent_path = scopes.current_path()
        return scopes.name_scope(self.name, caller=self, override_parent=self._parent_path)
