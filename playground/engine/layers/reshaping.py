"""Layers that move numbers without changing them: Flatten, Reshape, Permute, RepeatVector, padding, cropping."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import config, ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer


class Flatten(Layer):
    """(batch, a, b, …) → (batch, a · b · …). A (batch,) input gets a last axis of length 1."""

    def __init__(self, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)
        self._channels_first = self.data_format == "channels_first"
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        if self._channels_first and rank > 1:
            inputs = ops.transpose(inputs, (0, *range(2, rank), 1))
        return (
            ops.reshape(inputs, (-1, *self._flat(inputs.shape, unknown=-1)))
            if (None not in inputs.shape[1:])
            else ops.reshape(inputs, (inputs.shape[0] or -1, -1))
        )

    @staticmethod
    def _flat(shape: tuple, unknown: Any) -> tuple:
        return (unknown if None in shape[1:] else math.prod(shape[1:]),)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *self._flat(tuple(input_shape), unknown=None))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format}


class Reshape(Layer):
    """(batch, …) → (batch, *target_shape). One entry may be -1: what is left over."""

    def __init__(self, target_shape: Any, **kwargs: Any):
        super().__init__(**kwargs)
        target_shape = tuple(target_shape)
        if sum(n == -1 for n in target_shape) > 1:
            raise ValueError(
                "The `target_shape` argument must contain at most one unknown dimension (-1). "
                f"Received: target_shape={target_shape}"
            )
        if any(n < -1 for n in target_shape):
            raise ValueError(
                "Each entry of `target_shape` must be a non-negative integer or -1. "
                f"Received: target_shape={target_shape}"
            )
        self.target_shape = target_shape
        self.built = True

    def _resolved(self, shape: tuple) -> tuple:
        """The target shape, with -1 replaced where the input's shape is known, by None where not."""
        known = math.prod(n for n in self.target_shape if n != -1)
        if None in shape:
            return tuple(None if n == -1 else n for n in self.target_shape)
        size = math.prod(shape)
        if (-1 in self.target_shape and (known == 0 or size % known)) or (
            -1 not in self.target_shape and size != known
        ):
            raise ValueError(
                f"Layer '{self.name}' (Reshape): the total size of the tensor must be unchanged. Received: "
                f"input_shape={tuple(shape)} ({size} numbers a sample), target_shape={self.target_shape}. "
                "Try -1 for one axis."
            )
        return tuple(size // known if n == -1 else n for n in self.target_shape)

    def call(self, inputs: Any) -> Any:
        shape = self._resolved(inputs.shape[1:])
        batch = inputs.shape[0]
        if batch is not None and None not in shape:
            return ops.reshape(inputs, (batch, *shape))
        return ops.reshape(inputs, (-1 if batch is None else batch, *self.target_shape))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *self._resolved(tuple(input_shape[1:])))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "target_shape": self.target_shape}


class Permute(Layer):
    """Reorders axes; `dims` counts from 1, the batch axis 0 stays first."""

    def __init__(self, dims: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"Invalid permutation argument `dims` for Permute Layer. Expected the numbers 1 to {len(self.dims)} in "
                f"some order. Received: dims={dims}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *(input_shape[d] for d in self.dims))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "dims": self.dims}


class RepeatVector(Layer):
    """(batch, d) → (batch, n, d)."""

    def __init__(self, n: int, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(n, int):
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.")
        if n <= 0:
            raise ValueError(f"The value of `n` should be a positive integer. Received: n={n}")
        self.n = n
        self.input_spec = InputSpec(ndim=2)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return ops.tile(ops.expand_dims(inputs, 1), (1, self.n, 1))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "n": self.n}


def _pairs(value: Any, axes: int, name: str) -> tuple[tuple[int, int], ...]:
    """`value` (an int, one int or one pair an axis) as a pair of ints for each axis."""
    given = value
    if isinstance(value, int) and not isinstance(value, bool):
        value = (value,) * axes
    if axes == 1 and isinstance(value, list | tuple) and len(value) == 2:
        value = (value,)
    if not isinstance(value, list | tuple) or len(value) != axes:
        raise ValueError(
            f"`{name}` should have {axes} elements, one for each axis. Received: {name}={value}"
        )
    pairs = tuple((v, v) if isinstance(v, int) else tuple(v) if isinstance(v, list | tuple) else () for v in value)
    if any(len(p) != 2 or not all(isinstance(n, int) and n >= 0 for n in p) for p in pairs) or (
        axes == 1 and len(value) == 1 and not isinstance(value[0], list | tuple) and given != value[0]
    ):
        raise ValueError(
            f"`{name}` should hold non-negative ints or pairs of them. Received: {value}"
        )
    return pairs  # type: ignore[return-value]


class _Border(Layer):
    """Shared by padding and cropping of `_axes` spatial axes."""

    _axes = 1
    _argument = "padding"

    def __init__(self, amount: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self._amount = _pairs(amount, self._axes, self._argument)
        self.input_spec = InputSpec(ndim=self._axes + 2)
        setattr(self, self._argument, self._amount[0] if self._axes == 1 else self._amount)
        self._build_at_init()

    @property
    def _first(self) -> int:
        return 2 if self.data_format == "channels_first" else 1

    def get_config(self) -> dict[str, Any]:
        own = {self._argument: getattr(self, self._argument), "data_format": self.data_format}
        return {**super().get_config(), **own}


class ZeroPadding1D(_Border):
    """Zeros before and after the steps of (batch, steps, channels)."""

    def __init__(self, padding: Any = 1, data_format: str | None = None, **kwargs: Any):
        super().__init__(padding, data_format, **kwargs)

    def call(self, inputs: Any) -> Any:
        widths = [(0, 0)] * len(inputs.shape)
        widths[self._first : self._first + self._axes] = self._amount
        return ops.pad(inputs, widths)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        shape = list(input_shape)
        for i, (before, after) in enumerate(self._amount, self._first):
            shape[i] = None if shape[i] is None else shape[i] + before + after
        return tuple(shape)


class ZeroPadding2D(ZeroPadding1D):
    """Zeros around the rows and columns of images."""

    _axes = 2

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any):
        super().__init__(padding, data_format, **kwargs)


class Cropping1D(_Border):
    """Takes away steps at both ends of (batch, steps, channels)."""

    _argument = "cropping"

    def __init__(self, cropping: Any = (1, 1), data_format: str | None = None, **kwargs: Any):
        super().__init__(cropping, data_format, **kwargs)

    def call(self, inputs: Any) -> Any:
        self.compute_output_shape(inputs.shape)  # reports when nothing would be left
        index: list[Any] = [slice(None)] * len(inputs.shape)
        for i, (before, after) in enumerate(self._amount, self._first):
            index[i] = slice(before, -after or None)
        return inputs[tuple(index)]

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        shape = list(input_shape)
        for i, (before, after) in enumerate(self._amount, self._first):
            if shape[i] is not None:
                if before + after >= shape[i]:
                    what = (
                        "`cropping` parameter of `Cropping1D` layer must be smaller than the number of steps."
                        if self._axes == 1
                        else "Values in `cropping` argument should be smaller than the corresponding spatial dimension of "
                        "the input."
                    )
                    raise ValueError(
                        f"{what} Received: cropping={self._amount}, input_shape={tuple(input_shape)} of layer '{self.name}'"
                    )
                shape[i] -= before + after
        return tuple(shape)


class Cropping2D(Cropping1D):
    """Takes away rows and columns at the edges of images."""

    _axes = 2

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ):
        super().__init__(cropping, data_format, **kwargs)


class UpSampling1D(Layer):
    """Repeats each step `size` times."""

    def __init__(self, size: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(size, int) or isinstance(size, bool):
            raise TypeError(f"Expected an integer value for `size`, got {type(size)}.")
        if size <= 0:
            raise ValueError(f"The value of `size` should be a positive integer. Received: size={size}")
        self.size = size
        self.input_spec = InputSpec(ndim=3)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return ops.repeat(inputs, self.size, axis=1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        steps = None if input_shape[1] is None else input_shape[1] * self.size
        return (input_shape[0], steps, input_shape[2])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "size": self.size}


class UpSampling2D(Layer):
    """Repeats rows and columns `size` times; with `interpolation="bilinear"` it blends neighbours."""

    def __init__(
        self, size: Any = (2, 2), data_format: str | None = None, interpolation: str = "nearest", **kwargs: Any
    ):
        super().__init__(**kwargs)
        from playground.engine.layers.window import window_sizes

        if interpolation != "nearest":
            raise NotImplementedError(
                f"UpSampling2D: only interpolation='nearest' is available here. Received: {interpolation!r}"
            )
        self.size = window_sizes(size, 2, "size")
        self.interpolation = interpolation
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=4)
        self._build_at_init()

    @property
    def _first(self) -> int:
        return 2 if self.data_format == "channels_first" else 1

    def call(self, inputs: Any) -> Any:
        rows = ops.repeat(inputs, self.size[0], axis=self._first)
        return ops.repeat(rows, self.size[1], axis=self._first + 1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        shape = list(input_shape)
        for i, factor in enumerate(self.size, self._first):
            shape[i] = None if shape[i] is None else shape[i] * factor
        return tuple(shape)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "size": self.size,
            "data_format": self.data_format,
            "interpolation": self.interpolation,
        }
