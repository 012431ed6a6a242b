"""Layers that change how long axes of space are: zero padding, cropping, upsampling."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.window import window_sizes


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
    pairs = tuple(
        (v, v) if isinstance(v, int) else tuple(v) if isinstance(v, list | tuple) else ()
        for v in value
    )
    if any(len(p) != 2 or not all(isinstance(n, int) and n >= 0 for n in p) for p in pairs) or (
        axes == 1
        and len(value) == 1
        and not isinstance(value[0], list | tuple)
        and given != value[0]
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


class ZeroPadding3D(ZeroPadding1D):
    """Zeros around three axes of space."""

    _axes = 3

    def __init__(
        self,
        padding: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(padding, data_format, **kwargs)


class _Cropping(_Border):
    """Shared by layers that take away the ends of axes of space."""

    _argument = "cropping"

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
                        else "Values in `cropping` argument should be smaller than the corresponding spatial "
                        "dimension of "
                        "the input."
                    )
                    raise ValueError(
                        f"{what} Received: cropping={self._amount}, input_shape={tuple(input_shape)} of layer "
                        f"'{self.name}'"
                    )
                shape[i] -= before + after
        return tuple(shape)


class Cropping1D(_Cropping):
    """Takes away steps at both ends of (batch, steps, channels)."""

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any):
        super().__init__(cropping, "channels_last", **kwargs)

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config()
        shown.pop("data_format")
        return shown


class Cropping2D(_Cropping):
    """Takes away rows and columns at the edges of images."""

    _axes = 2

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ):
        super().__init__(cropping, data_format, **kwargs)


class Cropping3D(_Cropping):
    """Takes away the ends of three axes of space."""

    _axes = 3

    def __init__(
        self,
        cropping: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(cropping, data_format, **kwargs)


class UpSampling1D(Layer):
    """Repeats each step `size` times."""

    def __init__(self, size: int = 2, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(size, int) or isinstance(size, bool):
            raise TypeError(f"Expected an integer value for `size`, got {type(size)}.")
        if size <= 0:
            raise ValueError(
                f"The value of `size` should be a positive integer. Received: size={size}"
            )
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


class _UpSampling(Layer):
    """Shared by UpSampling2D and UpSampling3D: each of `_axes` spatial axes is repeated `size` times."""

    _axes = 2

    def __init__(self, size: Any, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.size = window_sizes(size, self._axes, "size")
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._axes + 2)
        self._build_at_init()

    @property
    def _first(self) -> int:
        return 2 if self.data_format == "channels_first" else 1

    def call(self, inputs: Any) -> Any:
        for axis, factor in enumerate(self.size, self._first):
            inputs = ops.repeat(inputs, factor, axis=axis)
        return inputs

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        shape = list(input_shape)
        for i, factor in enumerate(self.size, self._first):
            shape[i] = None if shape[i] is None else shape[i] * factor
        return tuple(shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "size": self.size, "data_format": self.data_format}


class UpSampling2D(_UpSampling):
    """Repeats rows and columns `size` times; with an `interpolation` other than "nearest" (see `ops.image.resize`),
    images as much larger."""

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ):
        super().__init__(size, data_format, **kwargs)
        self.interpolation = interpolation.lower()

    def call(self, inputs: Any) -> Any:
        if self.interpolation == "nearest":
            return super().call(inputs)
        shape = self.compute_output_shape(inputs.shape)
        size = shape[2:] if self.data_format == "channels_first" else shape[1:-1]
        return ops.image.resize(
            inputs, size, interpolation=self.interpolation, data_format=self.data_format
        )

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "interpolation": self.interpolation}


class UpSampling3D(_UpSampling):
    """Repeats three axes of space `size` times."""

    _axes = 3

    def __init__(self, size: Any = (2, 2, 2), data_format: str | None = None, **kwargs: Any):
        super().__init__(size, data_format, **kwargs)
