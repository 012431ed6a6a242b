"""What a layer accepts: rank, shape, dtype, single axes. Checked before `call`, so that a wrong shape is reported
in terms of layers and not of matrices."""

from __future__ import annotations

from typing import Any

from playground.engine import tree
from playground.engine.dtypes import standardize_dtype


class InputSpec:
    """Rank, dtype and shape of one input.

    Arguments:
        dtype: expected dtype.
        shape: expected shape, with None for any size.
        ndim, max_ndim, min_ndim: expected rank or its limits.
        axes: `{axis: size}`; an axis may be negative, a size None for any.
        allow_last_axis_squeeze: also accept a last axis of size 1 that is missing, or one too many.
        name: the input's name, when inputs come in a dict.
        optional: whether None is accepted.
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ):
        self.dtype = standardize_dtype(dtype) if dtype is not None else None
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(self.shape or ())
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.name = name
        self.optional = optional
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        try:
            self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        except (ValueError, TypeError):
            raise TypeError(f"The keys of `axes` must be integers. Received: axes={axes}") from None
        rank_limit = self.ndim if self.ndim is not None else self.max_ndim
        if self.axes and rank_limit is not None and max(self.axes) > rank_limit - 1:
            raise ValueError(
                f"Axis {max(self.axes)} is greater than the maximum allowed value: {rank_limit - 1}"
            )

    def __repr__(self) -> str:
        parts = {
            "dtype": self.dtype,
            "shape": self.shape,
            "ndim": self.ndim,
            "max_ndim": self.max_ndim,
            "min_ndim": self.min_ndim,
            "axes": self.axes or None,
        }
        return f"InputSpec({', '.join(f'{k}={v}' for k, v in parts.items() if v is not None)})"

    def get_config(self) -> dict[str, Any]:
        return {
            "dtype": self.dtype,
            "shape": self.shape,
            "ndim": self.ndim,
            "max_ndim": self.max_ndim,
            "min_ndim": self.min_ndim,
            "axes": self.axes,
            "optional": self.optional,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        return cls(**config)


def assert_input_compatibility(input_spec: Any, inputs: Any, layer_name: str) -> None:
    """Raise ValueError, naming the layer, unless `inputs` are what `input_spec` (one or a structure) allows."""
    if input_spec is None:
        return
    specs = tree.flatten(input_spec)
    if isinstance(inputs, dict) and specs[0].name is not None:
        missing = [spec.name for spec in specs if spec.name not in inputs and not spec.optional]
        if missing:
            raise ValueError(
                f'Missing data for input "{missing[0]}" of layer "{layer_name}". You passed a data dictionary '
                f"with keys {list(inputs)}. Expected the following keys: {[spec.name for spec in specs]}"
            )
        inputs = [inputs.get(spec.name) for spec in specs]
    inputs = tree.flatten(inputs)
    if len(inputs) != len(specs):
        raise ValueError(
            f'Layer "{layer_name}" expects {len(specs)} input(s), but it received {len(inputs)} input tensors. '
            f"Inputs received: {', '.join(map(_brief, inputs))}."
            + (
                " A list counts as several inputs; numbers that belong together are one array."
                if len(specs) == 1
                else ""
            )
        )
    for index, (value, spec) in enumerate(zip(inputs, specs)):
        if spec is None or (value is None and spec.optional):
            continue
        if not hasattr(value, "shape"):
            raise ValueError(
                f"Inputs to a layer should be tensors. Got '{value}' (of type {type(value)}) as input for layer "
                f"'{layer_name}'. Try `keras.ops.convert_to_tensor(...)`."
            )
        _check(
            spec, value, f'Input {index} of layer "{layer_name}" is incompatible with the layer:'
        )


def _brief(value: Any) -> str:
    """A tensor by its shape: its numbers would fill the message."""
    shape = getattr(value, "shape", None)
    return repr(value) if shape is None else f"{type(value).__name__}(shape={tuple(shape)})"


def _check(spec: InputSpec, value: Any, start: str) -> None:
    shape = tuple(value.shape)
    rank = len(shape)
    if spec.ndim is not None and rank != spec.ndim:
        allowed = spec.allow_last_axis_squeeze and (
            (rank == spec.ndim + 1 and shape[-1] == 1)
            or (rank == spec.ndim - 1 and spec.shape is not None and spec.shape[-1] == 1)
        )
        if allowed:
            return
        raise ValueError(
            f"{start} expected ndim={spec.ndim}, found ndim={rank}. Full shape received: {shape}. "
            f"{_rank_advice(spec.ndim, rank)}"
        )
    if spec.max_ndim is not None and rank > spec.max_ndim:
        raise ValueError(
            f"{start} expected max_ndim={spec.max_ndim}, found ndim={rank}. Full shape received: {shape}. "
            "Try a Flatten layer before it."
        )
    if spec.min_ndim is not None and rank < spec.min_ndim:
        raise ValueError(
            f"{start} expected min_ndim={spec.min_ndim}, found ndim={rank}. Full shape received: {shape}. "
            f"{_rank_advice(spec.min_ndim, rank)}"
        )
    if spec.dtype is not None and standardize_dtype(value.dtype) != spec.dtype:
        raise ValueError(f"{start} expected dtype={spec.dtype}, found dtype={value.dtype}.")
    for axis, size in spec.axes.items():
        if size is not None and -rank <= axis < rank and shape[axis] not in (size, None):
            raise ValueError(
                f"{start} expected axis {axis} of input shape to have value {size}, but received input with "
                f"shape {shape}. The layer was built for inputs with {size} there: pass such inputs, or make a "
                "new layer for this one."
            )
    if spec.shape is not None and any(
        expected is not None and found is not None and expected != found
        for expected, found in zip(spec.shape, shape)
    ):
        raise ValueError(f"{start} expected shape={spec.shape}, found shape={shape}.")


def _rank_advice(expected: int, received: int) -> str:
    if received < expected:
        return "Is the batch axis missing? Try `x[None]`, or `keras.ops.expand_dims(x, -1)` for a missing last axis."
    return "Try a Flatten or Reshape layer before it."
