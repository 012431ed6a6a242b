"""Variable: the one thing in the engine that changes. Layers keep their weights in variables."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import ops, primitive, scopes
from playground.engine.dtypes import numpy_dtype, standardize_dtype
from playground.engine.keras_tensor import KerasTensor, standardize_shape
from playground.engine.naming import auto_name
from playground.engine.operators import Operators
from playground.engine.tensor import Tensor, VariableValue

reads = 0  # how many VariableValues were made, and how often a variable moved in memory: plans watch both
moves = 0
_AGGREGATIONS = (None, "none", "mean", "sum", "only_first_replica")


class Variable(Operators):
    """A tensor with a name whose values `assign` replaces.

    initializer
        Values (a number, nested lists, an array, a tensor), or a callable `(shape, dtype)` (then `shape` must be
        given), or the name of an initializer.
    trainable
        Whether GradientTape watches it by itself and optimizers may change it.

    The array inside keeps its place in memory for the variable's lifetime: `assign` writes into it.
    """

    def __init__(
        self,
        initializer: Any,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str | None = "none",
        synchronization: str | None = "auto",
        name: str | None = None,
        layout: Any = None,
        **kwargs: Any,
    ) -> None:
        if kwargs:
            raise TypeError(f"Variable: unknown argument(s) {sorted(kwargs)}")
        if not isinstance(name, str | None) or "/" in (name or ""):
            raise ValueError(
                f"Argument `name` must be a string and cannot contain character `/`. Received: name={name}"
            )
        if aggregation not in _AGGREGATIONS:
            raise ValueError(
                f"Invalid value for argument `aggregation`. Expected one of {_AGGREGATIONS}. "
                f"Received: aggregation={aggregation}"
            )
        self._name = name or auto_name(type(self).__name__)
        parent = scopes.current_path()
        self._path = f"{parent}/{self._name}" if parent else self._name
        self._trainable = bool(trainable)
        self._autocast = bool(autocast)
        self._aggregation = aggregation or "none"
        self._synchronization = synchronization
        self._regularizer: Any = None
        self._constraint: Any = None
        self._overwrite_with_gradient = False
        self._initializer: Any = None
        self._array: Any = None
        self._snapshot: Any = None  # weak reference to the VariableValue in circulation
        if isinstance(initializer, str):
            from playground.engine import initializers

            initializer = initializers.get(initializer)
        if callable(initializer) and not isinstance(initializer, Operators):
            if shape is None:
                raise ValueError(
                    "When creating a Variable from an initializer, the `shape` argument should be specified. "
                    f"Received: initializer={initializer} and shape={shape}"
                )
            self._shape = _fully_defined(shape)
            self._dtype = standardize_dtype(dtype)
            if scopes.stateless is None:
                self._initialize(initializer(self._shape, dtype=self._dtype))
            else:
                self._initializer = initializer
                scopes.stateless._uninitialized.append(self)
        else:
            if scopes.stateless is not None:
                raise ValueError(
                    "You are attempting to create a variable while in a stateless scope. This is disallowed. Make sure "
                    "that all variables are created before you start using your layer/model objects."
                )
            value = _values_of(initializer, dtype)
            self._dtype = standardize_dtype(value.dtype)
            if shape is not None and tuple(value.shape) != standardize_shape(shape):
                raise ValueError(
                    f"The values of Variable {self._path} have shape {value.shape}, expected shape={shape}."
                )
            self._shape = value.shape
            self._initialize(value)

    # -------------------------------------------------------------------------------------- values
    def _initialize(self, value: Any) -> None:
        value = _values_of(value, getattr(self, "_dtype", None))
        if self._array is None:
            self._array = np.array(value)
            self._shape = self._array.shape
        else:
            self._detach_snapshot()
            self._array[...] = value

    def _deferred_initialize(self) -> None:
        if self._array is not None:
            raise ValueError(f"Variable {self.path} is already initialized.")
        if scopes.stateless is not None:
            raise ValueError(
                "You are attempting to initialize a variable while in a stateless scope. This is disallowed. Make sure "
                "that all variables are initialized before you start using your layer/model objects."
            )
        self._initialize(self._initializer(self._shape, dtype=self._dtype))
        self._initializer = None

    def _detach_snapshot(self) -> None:
        """Before the array changes: let whoever read the variable keep the old numbers."""
        if self._snapshot is not None:
            read = self._snapshot()
            if read is not None:
                read.array = read.array.copy()
            self._snapshot = None

    @property
    def value(self) -> Any:
        """The current values as a Tensor. It does not change when the variable does."""
        if scopes.stateless is not None:
            value = scopes.stateless.get_current_value(self)
            if value is not None:
                return value if scopes.autocast is None else self._maybe_cast(value)
        if self._array is None:  # inside a stateless scope, before the first build
            return self._maybe_cast(
                primitive_value(self._initializer(self._shape, dtype=self._dtype))
            )
        read = self._snapshot() if self._snapshot is not None else None
        if read is None:
            global reads
            reads += 1
            read = VariableValue(self._array)
            read.variable = self
            self._snapshot = weakref.ref(read)
        return read if scopes.autocast is None else self._maybe_cast(read)

    def _maybe_cast(self, value: Any) -> Any:
        if scopes.autocast is not None and self._autocast:
            return scopes.autocast.maybe_cast(value)
        return value

    @property
    def _value(self) -> Any:
        return None if self._array is None else self.value

    def assign(self, value: Any) -> Any:
        """Replace the values by `value`, of the same shape. Returns the new value."""
        value = _values_of(value, self._dtype, exact=False)
        if tuple(value.shape) != tuple(self._shape):
            raise ValueError(
                "The shape of the target variable and the shape of the target value in `variable.assign(value)` must "
                f"match. variable.shape={self._shape}, Received: value.shape={value.shape}. Target variable: {self}"
            )
        if scopes.stateless is not None:
            scopes.stateless.add_update((self, value))
            return value
        if primitive.tracer is not None:
            primitive.tracer.assigned(self, value)
        self._detach_snapshot()
        np.copyto(self._array, value.array)
        return self.value

    def assign_add(self, value: Any) -> Any:
        """Add `value`."""
        return self.assign(self.value + value)

    def assign_sub(self, value: Any) -> Any:
        """Subtract `value`."""
        return self.assign(self.value - value)

    def rebind(self, view: np.ndarray) -> None:
        """Move the values into `view`, an array of the same shape and dtype that is part of a larger buffer, and
        live there from now on."""
        if view.shape != self._array.shape or view.dtype != self._array.dtype:
            raise ValueError(
                f"Expected a view of shape {self._array.shape} {self._array.dtype}, received {view.shape} {view.dtype}."
            )
        global moves
        moves += 1
        self._detach_snapshot()
        np.copyto(view, self._array)
        self._array = view

    @property
    def array(self) -> np.ndarray:
        """The memory of the variable, for the engine's own use: it changes in place."""
        return self._array

    def numpy(self) -> np.ndarray:
        """A copy of the values as a NumPy array."""
        return self.value.numpy().copy()

    def _convert_to_tensor(self, value: Any, dtype: Any = None) -> Any:
        return _values_of(value, dtype)

    def read_value(self) -> Any:
        """`value`, as TensorFlow spells it."""
        return self.value

    # ---------------------------------------------------------------------------------- attributes
    @property
    def shape(self) -> tuple:
        """Length of each axis."""
        return self._shape

    @property
    def dtype(self) -> str:
        """Name of the dtype as read: inside an AutocastScope that of the scope."""
        scope = scopes.autocast
        if scope is not None and self._autocast and scope.dtype and "float" in self._dtype:
            return scope.dtype
        return self._dtype

    @property
    def name(self) -> str:
        """Last part of `path`."""
        return self._name

    @property
    def path(self) -> str:
        """Name with the names of the layers around it: `"dense/kernel"`."""
        return self._path

    @property
    def trainable(self) -> bool:
        """Whether training may change it."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)

    @property
    def aggregation(self) -> str:
        """Accepted for Keras's sake; there is one device."""
        return self._aggregation

    @property
    def synchronization(self) -> str | None:
        """Accepted for Keras's sake; there is one device."""
        return self._synchronization

    @property
    def overwrite_with_gradient(self) -> bool:
        """Whether optimizers should assign the gradient instead of descending along it."""
        return self._overwrite_with_gradient

    @overwrite_with_gradient.setter
    def overwrite_with_gradient(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"`overwrite_with_gradient` must be a boolean. Received: {value}")
        self._overwrite_with_gradient = value

    @property
    def regularizer(self) -> Any:
        """A callable value → penalty, or None."""
        return self._regularizer

    @regularizer.setter
    def regularizer(self, value: Any) -> None:
        if value is not None and not callable(value):
            raise ValueError(
                "Invalid value for attribute `regularizer`. Expected an instance of "
                "`keras.regularizers.Regularizer`, a callable, or `None`. "
                f"Received: regularizer={value}"
            )
        self._regularizer = value

    @property
    def constraint(self) -> Callable | None:
        """A callable value → value applied after each update, or None."""
        return self._constraint

    @constraint.setter
    def constraint(self, value: Any) -> None:
        if value is not None and not callable(value):
            raise ValueError(
                "Invalid value for attribute `constraint`. Expected an instance of "
                "`keras.constraints.Constraint`, a callable, or `None`. "
                f"Received: constraint={value}"
            )
        self._constraint = value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.value.__array__(dtype)

    def __float__(self) -> float:
        return float(self._only_number())

    def __int__(self) -> int:
        return int(self._only_number())

    def _only_number(self) -> Any:
        if self._shape:
            raise TypeError(
                f"Only scalar arrays can be converted to Python scalars. Got: shape={self.shape}"
            )
        return self.value

    def __len__(self) -> int:
        raise TypeError(f"A Keras Variable has no len(). Try `variable.shape`: {self.shape}.")

    def __bool__(self) -> bool:
        raise TypeError("A Keras Variable cannot be used as a boolean. Try `variable.value`.")

    def __repr__(self) -> str:
        values = "" if self._array is None else f", value={self._array}"
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self._dtype}{values}>"


def primitive_value(value: Any) -> Any:
    """`value` as a Tensor or KerasTensor."""
    return value if isinstance(value, KerasTensor) else ops.convert_to_tensor(value)


def _fully_defined(shape: Any) -> tuple[int, ...]:
    """`shape` with every length known; ValueError when one is None, as that of the batch is."""
    lengths = standardize_shape(shape)
    if any(n is None for n in lengths):
        raise ValueError(
            f"The shape of a variable must be fully-defined (no `None`), received {tuple(lengths)}. None is a length "
            "that is not known, most often the number of samples in a batch: use `input_shape[-1]`, the number of "
            "features, not `input_shape[0]`."
        )
    return lengths  # type: ignore[return-value]


def _values_of(value: Any, dtype: Any, exact: bool = True) -> Any:
    """`value` as a tensor of `dtype` (its own when None)."""
    if isinstance(value, Variable):
        value = value.value
    if isinstance(value, Tensor | KerasTensor):
        same = dtype is None or value.dtype == dtype or value.dtype == standardize_dtype(dtype)
        return value if same else ops.cast(value, dtype)
    if dtype is not None:
        numpy_dtype(dtype)
    return ops.convert_to_tensor(value, dtype=dtype)


def shape_equal(a_shape: Any, b_shape: Any) -> bool:
    """Whether two shapes agree, None agreeing with any length."""
    return len(a_shape) == len(b_shape) and all(
        a is None or b is None or a == b for a, b in zip(a_shape, b_shape)
    )
