"""Layers that make one tensor of several: Add, Subtract, Multiply, Average, Maximum, Minimum."""

from __future__ import annotations

from functools import reduce
from typing import Any

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.layer import Layer
from playground.engine.masking import get_keras_mask


class Merge(Layer):
    """Elementwise combination of a list of inputs whose shapes broadcast, batch apart."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True

    def _merge(self, x: Any, y: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must override `_merge(x, y)`.")

    def _broadcast(self, one: tuple, two: tuple) -> tuple:
        """The shape of the result, axes counted from the last. None stands for an unknown length."""
        rank = max(len(one), len(two))
        one, two = (1,) * (rank - len(one)) + one, (1,) * (rank - len(two)) + two
        shape = []
        for i, j in zip(one, two):
            if i == j or j == 1:
                shape.append(i)
            elif i == 1:
                shape.append(j)
            elif i is None or j is None:
                shape.append(j if i is None else i)  # an unknown length must be the known one
            else:
                raise ValueError(
                    f"Layer '{self.name}' ({type(self).__name__}): inputs have incompatible shapes. Expected equal "
                    f"or broadcastable shapes. Received: {one} and {two}. Try a Dense layer that gives both branches "
                    "the same number of units."
                )
        return tuple(shape)

    def build(self, input_shape: Any) -> None:
        self._check_shapes(input_shape)

    def _check_shapes(self, shapes: Any) -> list[tuple]:
        if not isinstance(shapes, list | tuple) or not isinstance(shapes[0], list | tuple):
            raise ValueError(
                f"A merge layer should be called on a list of inputs. Received: input_shape={shapes} (not a list of "
                f"shapes). Try `{type(self).__name__}()([a, b])`."
            )
        shapes = [tuple(s) for s in shapes]
        if len(shapes) < 1:
            raise ValueError(f"A merge layer needs at least one input. Received: {shapes}")
        batches = {s[0] for s in shapes if s} - {None}
        if len(batches) > 1:
            raise ValueError(
                f"Cannot merge tensors with different batch sizes. Received tensors with shapes {shapes}"
            )
        self.compute_output_shape(shapes)
        return shapes

    def call(self, inputs: Any) -> Any:
        if not isinstance(inputs, list | tuple):
            raise ValueError(
                f"A merge layer should be called on a list of inputs. Received: inputs={inputs} (not a list of tensors)"
            )
        rank = max(len(x.shape) for x in inputs)
        # (batch, d) with (batch, steps, d): axes are added after the batch axis
        inputs = [
            ops.reshape(x, (x.shape[0] or -1, *(1,) * (rank - len(x.shape)), *x.shape[1:]))
            if 0 < len(x.shape) < rank
            else x
            for x in inputs
        ]
        return self._merge_all(inputs)

    def _merge_all(self, inputs: list) -> Any:
        return reduce(self._merge, inputs)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        shapes = [tuple(s) for s in input_shape]
        batches = {s[0] for s in shapes if s}
        inner = reduce(self._broadcast, [s[1:] for s in shapes])
        known = batches - {None}
        batch = known.pop() if len(batches) == 1 and known else None
        return (batch, *inner)

    def compute_output_spec(self, inputs: Any) -> Any:
        from playground.engine.dtypes import result_type

        shape = self.compute_output_shape([x.shape for x in inputs])
        return KerasTensor(shape, dtype=result_type(*(x.dtype for x in inputs)))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Where any of the inputs counts; None unless all have masks."""
        masks = self._masks(inputs, mask)
        if masks is None:
            return None
        return reduce(ops.logical_or, [ops.cast(m, "bool") for m in masks])

    def _masks(self, inputs: Any, mask: Any) -> list | None:
        if mask is None:
            return None
        if not isinstance(mask, list | tuple):
            raise ValueError(f"`mask` should be a list. Received: mask={mask}")
        if not isinstance(inputs, list | tuple):
            raise ValueError(f"`inputs` should be a list. Received: inputs={inputs}")
        if len(mask) != len(inputs):
            raise ValueError(
                "The lists `inputs` and `mask` should have the same length. Received: "
                f"inputs={inputs} of length {len(inputs)}, and mask={mask} of length {len(mask)}"
            )
        return None if any(m is None for m in mask) else list(mask)


class Add(Merge):
    """a + b + …"""

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.add(x, y)


class Subtract(Merge):
    """a - b, of exactly two inputs."""

    def build(self, input_shape: Any) -> None:
        if len(input_shape) != 2:
            raise ValueError(
                f"A `Subtract` layer should be called on exactly 2 inputs. Received: input_shape={input_shape}"
            )
        super().build(input_shape)

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.subtract(x, y)


class _IgnoringMasked(Merge):
    """Masked values do not count: they are replaced by one that changes nothing. Where all are masked, 0."""

    def _neutral(self, x: Any) -> float:
        raise NotImplementedError

    def _merge_all(self, inputs: list) -> Any:
        masks = [get_keras_mask(x) for x in inputs]
        if all(m is None for m in masks):
            return super()._merge_all(inputs)
        expanded = [None if m is None else self._expanded(m, x) for m, x in zip(masks, inputs)]
        merged = super()._merge_all(
            [
                x if m is None else ops.where(m, x, ops.full_like(x, self._neutral(x)))
                for m, x in zip(expanded, inputs)
            ]
        )
        if any(m is None for m in masks):
            return merged
        return ops.where(reduce(ops.logical_or, expanded), merged, ops.zeros_like(merged))

    @staticmethod
    def _expanded(mask: Any, x: Any) -> Any:
        mask = ops.cast(mask, "bool")
        return ops.reshape(mask, (*mask.shape, *(1,) * (len(x.shape) - len(mask.shape))))


class Multiply(_IgnoringMasked):
    """a · b · …"""

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.multiply(x, y)

    def _neutral(self, x: Any) -> float:
        return 1


class Maximum(_IgnoringMasked):
    """The largest of the inputs, elementwise."""

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.maximum(x, y)

    def _neutral(self, x: Any) -> float:
        return _limits(x.dtype)[0]


class Minimum(_IgnoringMasked):
    """The smallest of the inputs, elementwise."""

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.minimum(x, y)

    def _neutral(self, x: Any) -> float:
        return _limits(x.dtype)[1]


def _limits(dtype: str) -> tuple:
    import numpy as np

    info: Any = np.finfo(dtype) if "float" in dtype else np.iinfo(dtype)
    return info.min, info.max


class Average(Merge):
    """(a + b + …) / n."""

    def _merge(self, x: Any, y: Any) -> Any:
        return ops.add(x, y)

    def _merge_all(self, inputs: list) -> Any:
        return ops.divide(super()._merge_all(inputs), len(inputs))


def add(inputs: Any, **kwargs: Any) -> Any:
    """`Add(**kwargs)(inputs)`; likewise below."""
    return Add(**kwargs)(inputs)


def subtract(inputs: Any, **kwargs: Any) -> Any:
    return Subtract(**kwargs)(inputs)


def multiply(inputs: Any, **kwargs: Any) -> Any:
    return Multiply(**kwargs)(inputs)


def average(inputs: Any, **kwargs: Any) -> Any:
    return Average(**kwargs)(inputs)


def maximum(inputs: Any, **kwargs: Any) -> Any:
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Any, **kwargs: Any) -> Any:
    return Minimum(**kwargs)(inputs)
