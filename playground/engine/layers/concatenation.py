"""Layers that join tensors along an axis, or multiply and sum along one: Concatenate, Dot."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.merging import Merge


class Concatenate(Merge):
    """Inputs one after the other along `axis`. All other axes must have equal lengths."""

    def __init__(self, axis: int = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape: Any) -> None:
        if len(input_shape) < 1 or not isinstance(input_shape[0], list | tuple):
            raise ValueError(
                "A `Concatenate` layer should be called on a list of at least 1 input, in square brackets: "
                f"`Concatenate()([a, b])`. Received: input_shape={input_shape}"
            )
        self._check(input_shape)

    def _check(self, shapes: Any) -> None:
        if all(s is None for s in shapes):
            return
        ranks = {len(s) for s in shapes}
        rank = len(shapes[0])
        axis = self.axis + rank if self.axis < 0 else self.axis
        others = [
            {s[i] for s in shapes} - {None} for i in range(rank) if i != axis and len(ranks) == 1
        ]
        if len(ranks) > 1 or not 0 <= axis < rank or any(len(sizes) > 1 for sizes in others):
            raise ValueError(
                f"A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis "
                f"(axis={self.axis}). Received: input_shape={[tuple(s) for s in shapes]}"
            )

    def call(self, inputs: Any) -> Any:
        if not isinstance(inputs, list | tuple):
            raise ValueError(
                f"A `Concatenate` layer should be called on a list of inputs. Received: {inputs}"
            )
        self._check([x.shape for x in inputs])
        return ops.concatenate(list(inputs), axis=self.axis)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        shapes = [tuple(s) for s in input_shape]
        self._check(shapes)
        axis = self.axis % len(shapes[0])
        result = []
        for i, sizes in enumerate(zip(*shapes)):
            known = [n for n in sizes if n is not None]
            if i == axis:
                result.append(sum(known) if len(known) == len(sizes) else None)
            else:
                result.append(known[0] if known else None)
        return tuple(result)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks, concatenated likewise; True where an input has none."""
        if mask is None:
            return None
        if not isinstance(mask, list | tuple):
            raise ValueError(f"`mask` should be a list. Received: mask={mask}")
        if not isinstance(inputs, list | tuple):
            raise ValueError(f"`inputs` should be a list. Received: inputs={inputs}")
        if len(mask) != len(inputs):
            raise ValueError(
                "The lists `inputs` and `mask` should have the same length. Received: "
                f"inputs of length {len(inputs)}, mask of length {len(mask)}"
            )
        if all(m is None for m in mask):
            return None
        masks = []
        for x, one in zip(inputs, mask):
            x = ops.convert_to_tensor(x) if not isinstance(x, KerasTensor) else x
            if one is None:
                masks.append(ops.ones_like(x, dtype="bool"))
                continue
            one = ops.cast(one, "bool")
            extra = len(x.shape) - len(one.shape)
            if extra == 0:
                masks.append(one)
                continue
            shape = tuple(-1 if n is None else n for n in one.shape)
            one = ops.reshape(one, (*shape, *(1,) * extra))
            masks.append(ops.logical_and(ops.ones_like(x, dtype="bool"), one))
        return ops.any(ops.concatenate(masks, axis=self.axis), axis=-1)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axis": self.axis}


class Dot(Merge):
    """Σ over `axes` of two inputs, sample by sample: (batch, d), (batch, d) → (batch, 1).

    `axes`: one axis for both or a pair; the batch axis 0 is not allowed. With `normalize`, the cosine similarity.
    """

    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(axes, int):
            if not isinstance(axes, list | tuple):
                raise TypeError(
                    f"Invalid type for argument `axes`: expected a list or an int. Received: axes={axes}"
                )
            if len(axes) != 2 or not all(isinstance(a, int) for a in axes):
                raise ValueError(
                    f"Invalid format for argument `axes`: expected two ints. Received: axes={axes}"
                )
        self.axes = axes
        self.normalize = normalize

    def _both_axes(self, rank1: int, rank2: int) -> tuple[int, int]:
        one, two = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        return one % rank1, two % rank2

    def build(self, input_shape: Any) -> None:
        if not isinstance(input_shape[0], list | tuple) or len(input_shape) != 2:
            raise ValueError(
                f"A `Dot` layer should be called on a list of 2 inputs. Received: input_shape={input_shape}"
            )
        one, two = input_shape
        i, j = self._both_axes(len(one), len(two))
        if one[i] is not None and two[j] is not None and one[i] != two[j]:
            raise ValueError(
                f"Incompatible input shapes: axis values {one[i]} (at axis {i}) != {two[j]} (at axis {j}). "
                f"Full input shapes: {tuple(one)}, {tuple(two)}"
            )

    def call(self, inputs: Any) -> Any:
        one, two = inputs
        i, j = self._both_axes(len(one.shape), len(two.shape))
        if self.normalize:
            one, two = ops.normalize(one, axis=i), ops.normalize(two, axis=j)
        # the summed axis goes last in `one` and second in `two`; the rest is flattened for one batched product
        a = ops.moveaxis(one, i, -1)
        b = ops.moveaxis(two, j, 1)
        left, right = tuple(a.shape[1:-1]), tuple(b.shape[2:])
        batch = a.shape[0] if a.shape[0] is not None else -1
        a = ops.reshape(a, (batch, _size(left), a.shape[-1]))
        b = ops.reshape(b, (batch, b.shape[1], _size(right)))
        return ops.reshape(ops.matmul(a, b), (batch, *(left + right or (1,))))

    def compute_output_shape(self, input_shape: Any) -> tuple:
        one, two = (list(s) for s in input_shape)
        i, j = self._both_axes(len(one), len(two))
        del one[i]
        del two[j]
        rest = one[1:] + two[1:]
        return (one[0], *(rest or [1]))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return None

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axes": self.axes, "normalize": self.normalize}


def _size(shape: tuple) -> int:
    size = 1
    for n in shape:
        if n is None:
            return -1
        size *= n
    return size


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """`Concatenate(axis, **kwargs)(inputs)`."""
    return Concatenate(axis=axis, **kwargs)(inputs)


def dot(inputs: Any, axes: Any = -1, **kwargs: Any) -> Any:
    """`Dot(axes, **kwargs)(inputs)`."""
    return Dot(axes=axes, **kwargs)(inputs)
