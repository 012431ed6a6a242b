"""Making tensors and variables: `tf.constant`, `tf.zeros`, `tf.Variable` and their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import Tensor, ops, primitive
from playground.engine.pipelines.specifications import TensorShape
from playground.tensorflow_names.dtypes import as_dtype
from playground.tensorflow_names.places import scatter_nd, tensor_scatter_nd_update


class _Element(Tensor):
    """What `variable[key]` is: a tensor, and a place that can be assigned to."""

    __slots__ = ("key", "variable")

    def assign(self, value: Any) -> Any:
        """Put `value` in this place of the variable."""
        return self._put(np.asarray(value))

    def assign_add(self, value: Any) -> Any:
        """Add `value` in this place of the variable."""
        return self._put(self.array + np.asarray(value))

    def assign_sub(self, value: Any) -> Any:
        """Subtract `value` in this place of the variable."""
        return self._put(self.array - np.asarray(value))

    def _put(self, value: Any) -> Any:
        values = self.variable.numpy()
        values[self.key] = value
        return self.variable.assign(values)


class Variable(keras.Variable):
    """A tensor that can be assigned. float32 unless the values are integers, booleans or float64 arrays."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: Any = True,
        validate_shape: Any = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: Any = None,
        constraint: Any = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
        experimental_enable_variable_lifting: Any = True,
    ) -> None:
        if initial_value is None:
            raise ValueError(
                "Expected `initial_value`: tf.Variable(tf.zeros((3,))). Received None."
            )
        value = initial_value() if callable(initial_value) else initial_value
        value = ops.convert_to_tensor(value, dtype=None if dtype is None else as_dtype(dtype).name)
        super().__init__(value, dtype=value.dtype, trainable=trainable, name=name)
        self.constraint = constraint

    @property
    def dtype(self) -> Any:
        """Its dtype, which compares with `tf.float32` and has `name`."""
        return as_dtype(super().dtype)

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if (
            primitive.tapes or primitive.tracer is not None
        ):  # then it must be the very tensor recorded
            return found
        element = _Element(found.array)
        element.key, element.variable = key, self
        return element

    def assign(
        self, value: Any, use_locking: Any = False, name: str | None = None, read_value: Any = True
    ) -> Any:
        """Replace the values. Returns the new ones."""
        return super().assign(value)

    def assign_add(
        self, delta: Any, use_locking: Any = False, name: str | None = None, read_value: Any = True
    ) -> Any:
        """Add to the values. Returns the new ones."""
        return super().assign_add(delta)

    def assign_sub(
        self, delta: Any, use_locking: Any = False, name: str | None = None, read_value: Any = True
    ) -> Any:
        """Subtract from the values. Returns the new ones."""
        return super().assign_sub(delta)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Replace the values at places."""
        return self.assign(tensor_scatter_nd_update(self.value, indices, updates))

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Add to the values at places."""
        return self.assign_add(scatter_nd(indices, updates, self.shape))

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Any:
        """Subtract from the values at places."""
        return self.assign_sub(scatter_nd(indices, updates, self.shape))


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str = "Const") -> Any:
    """A tensor of `value`, filled or reshaped to `shape` when one is given."""
    made = convert_to_tensor(value, dtype)
    if shape is None:
        return made
    shape = TensorShape(shape)
    return ops.reshape(made, shape) if made.shape else ops.broadcast_to(made, shape)


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Any:
    """`value` as a tensor."""
    return ops.convert_to_tensor(value, dtype=None if dtype is None else as_dtype(dtype).name)


def ones(shape: Any, dtype: Any = "float32", name: str | None = None, layout: Any = None) -> Any:
    """Ones in `shape`."""
    return ops.ones(_whole(shape), dtype=as_dtype(dtype).name)


def zeros(shape: Any, dtype: Any = "float32", name: str | None = None, layout: Any = None) -> Any:
    """Zeros in `shape`."""
    return ops.zeros(_whole(shape), dtype=as_dtype(dtype).name)


def ones_like(input: Any, dtype: Any = None, name: str | None = None, layout: Any = None) -> Any:
    """Ones in the shape of `input`."""
    return ops.ones_like(input, dtype=None if dtype is None else as_dtype(dtype).name)


def zeros_like(input: Any, dtype: Any = None, name: str | None = None, layout: Any = None) -> Any:
    """Zeros in the shape of `input`."""
    return ops.zeros_like(input, dtype=None if dtype is None else as_dtype(dtype).name)


def fill(dims: Any, value: Any, name: str | None = None, layout: Any = None) -> Any:
    """`value` everywhere in shape `dims`."""
    return ops.broadcast_to(ops.convert_to_tensor(value), _whole(dims))


def range(
    start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range"
) -> Any:
    """Numbers from `start` up to but without `limit`."""
    numbers = [np.asarray(n) for n in (start, limit, delta) if n is not None]
    kind = (
        as_dtype(dtype).name
        if dtype is not None
        else ops.convert_to_tensor(sum(n.item() for n in numbers)).dtype
    )
    return ops.arange(
        *[n.item() for n in (numbers if limit is not None else [np.array(0), *numbers])], dtype=kind
    )


def eye(
    num_rows: int,
    num_columns: int | None = None,
    batch_shape: Any = None,
    dtype: Any = "float32",
    name: str | None = None,
) -> Any:
    """Ones on the diagonal, (…, rows, columns)."""
    made = ops.eye(
        int(num_rows), None if num_columns is None else int(num_columns), dtype=as_dtype(dtype).name
    )
    return ops.broadcast_to(made, (*_whole(batch_shape), *made.shape)) if batch_shape else made


def linspace(start: Any, stop: Any, num: int, name: str | None = None, axis: int = 0) -> Any:
    """`num` numbers from `start` to `stop`, both included."""
    return ops.linspace(start, stop, int(num), axis=axis)


def identity(input: Any, name: str | None = None) -> Any:
    """A copy."""
    return ops.copy(input)


def shape(input: Any, out_type: Any = "int32", name: str | None = None) -> Any:
    """The shape of a tensor, as a tensor."""
    lengths = ops.shape(input)
    if None in lengths:  # of a symbolic tensor, where not every length is known yet
        return TensorShape(lengths)
    return ops.convert_to_tensor(np.array(lengths), dtype=as_dtype(out_type).name)


def size(input: Any, out_type: Any = "int32", name: str | None = None) -> Any:
    """How many numbers a tensor has, as a tensor."""
    count = np.prod(ops.convert_to_tensor(input).shape, dtype="int64")
    return ops.convert_to_tensor(count, dtype=as_dtype(out_type).name)


def rank(input: Any, name: str | None = None) -> Any:
    """How many axes a tensor has."""
    return ops.convert_to_tensor(len(ops.convert_to_tensor(input).shape), dtype="int32")


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The numbers of a tensor as an array."""
    return np.asarray(tensor)


def _whole(shape: Any) -> tuple[int, ...]:
    """A shape of whole numbers, from one number, a list or a tensor."""
    numbers = np.asarray(shape)
    return (int(numbers),) if numbers.ndim == 0 else tuple(int(n) for n in numbers)
