"""Python's operators and what Tensor, Variable and KerasTensor otherwise have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine import (  # half-made while the package loads; used only when called
    backends,
    ops,
)

_INDICES = {list: "list as index", np.ndarray: "array as index"}


def _listen(x: Any, other: Any, product: bool = False, behind: bool = False) -> None:
    """Tell the reader of an operator between what is not alike. `behind`: `other` stands to the left of `x`."""
    tell = backends.reader or backends.outside_of_steps
    if backends.reader is None and not (_has_numbers(x) and _has_numbers(other)):
        return None
    if other.__class__ is list:
        return tell(x, "list in arithmetic")
    if other.__class__ is np.ndarray:
        # While shapes are looked for, the array may be what NumPy made of an input: the step refuses that first.
        if behind and hasattr(x, "assign") and not backends.finding_shapes:
            tell(x.value, "array before a weight")
        return None
    if other.__class__ in (float, int) and not hasattr(x, "assign"):
        if x.dtype == "bool" or (other.__class__ is float and "float" not in x.dtype):
            said = f"{x.dtype} and a Python {other.__class__.__name__}"
            tell(x, "mixed dtypes", said)
        return None
    if not isinstance(other, Operators) or x.dtype == other.dtype:
        return None
    of_weight = hasattr(x, "assign") or hasattr(other, "assign")
    if of_weight and not product:
        return None
    rule = (
        "mixed dtypes"
        if not product
        else "mixed product with a weight"
        if of_weight
        else "mixed product"
    )
    for each in (x, other):
        if not hasattr(each, "assign"):
            tell(each, rule, f"{x.dtype} and {other.dtype}")
    return None


def _has_numbers(x: Any) -> bool:
    """Whether `x` is not the symbol of a functional model: Keras casts what such a model computes."""
    return hasattr(x, "array") or not isinstance(x, Operators)


class Operators:
    """`+ - * / // % ** @`, comparisons and indexing, each meaning the op of that name."""

    __slots__ = ()
    __array_priority__ = 100  # NumPy arrays on the left leave the operation to us

    shape: Any  # tuple of ints (None in a KerasTensor where unknown)
    dtype: Any  # name of the dtype

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int | None:
        """Number of elements; None when an axis is unknown."""
        if backends.reader is not None:
            backends.reader(self, "numpy.size" if backends.called_by_numpy() else "size")
        size = 1
        for n in self.shape:
            if n is None:
                return None
            size *= n
        return size

    def __add__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.add(self, other)

    def __radd__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.add(other, self)

    def __sub__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.true_divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.true_divide(other, self)

    def __floordiv__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.floor_divide(other, self)

    def __mod__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.mod(self, other)

    def __rmod__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.mod(other, self)

    def __divmod__(self, other: Any) -> tuple[Any, Any]:
        if backends.reader is not None:
            backends.reader(self, "divmod()")
        return ops.floor_divide(self, other), ops.mod(self, other)

    def __pow__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.power(self, other)

    def __rpow__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, behind=True)
        return ops.power(other, self)

    def __matmul__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, product=True)
        return ops.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other, product=True, behind=True)
        return ops.matmul(other, self)

    def __neg__(self) -> Any:
        return ops.negative(self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return ops.absolute(self)

    def __round__(self, ndigits: int | None = None) -> Any:
        if backends.reader is not None:
            backends.reader(self, "round()")
        return ops.round(self, ndigits or 0)

    def __invert__(self) -> Any:
        return ops.logical_not(self)

    def __and__(self, other: Any) -> Any:
        return ops.logical_and(self, other)

    def __rand__(self, other: Any) -> Any:
        return ops.logical_and(other, self)

    def __or__(self, other: Any) -> Any:
        return ops.logical_or(self, other)

    def __ror__(self, other: Any) -> Any:
        return ops.logical_or(other, self)

    def __xor__(self, other: Any) -> Any:
        return ops.logical_xor(self, other)

    def __rxor__(self, other: Any) -> Any:
        return ops.logical_xor(other, self)

    def __lshift__(self, other: Any) -> Any:
        return ops.left_shift(self, other)

    def __rshift__(self, other: Any) -> Any:
        return ops.right_shift(self, other)

    def __eq__(self, other: Any) -> Any:
        return False if other is None else ops.equal(self, other)

    def __ne__(self, other: Any) -> Any:
        return True if other is None else ops.not_equal(self, other)

    def __lt__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.less(self, other)

    def __le__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.less_equal(self, other)

    def __gt__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.greater(self, other)

    def __ge__(self, other: Any) -> Any:
        if backends.reader is not None or backends.asked is not None:
            _listen(self, other)
        return ops.greater_equal(self, other)

    __hash__ = object.__hash__  # by identity: `==` works element by element

    def __getitem__(self, key: Any) -> Any:
        if backends.reader is not None:
            if key.__class__ in _INDICES:
                backends.reader(self, _INDICES[key.__class__])
            elif getattr(key, "dtype", None) == "bool":
                backends.reader(self, "mask as index")
        if key.__class__ is list:
            key = np.asarray(key)  # in a saved model a list is a tuple that went through JSON
        return ops.get_item(self, key)

    def __len__(self) -> int:
        if backends.reader is not None:
            backends.reader(self, "len()")
        if not self.shape:
            raise TypeError("len() of a tensor without axes: its shape is ().")
        if self.shape[0] is None:
            raise TypeError("len() of a tensor whose first axis is not known yet (None).")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        if backends.reader is not None:
            backends.reader(self, "iteration")
        n = self.shape[0] if self.shape else len(self)
        return iter([self[i] for i in range(n)])
