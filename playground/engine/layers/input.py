"""Where data enters a model."""

from __future__ import annotations

import warnings
from typing import Any

from playground.engine import config
from playground.engine.keras_tensor import KerasTensor, standardize_shape
from playground.engine.layers.layer import Layer
from playground.engine.node import Node


class InputLayer(Layer):
    """The layer behind `keras.Input`: it passes on what it is given.

    Its `output` is a KerasTensor of shape (batch_size, *shape).
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(name=name)
        if "input_shape" in kwargs:
            warnings.warn(
                "Argument `input_shape` is deprecated. Use `shape` instead.",
                UserWarning,
                stacklevel=2,
            )
            shape = kwargs.pop("input_shape")
        if "batch_input_shape" in kwargs:
            batch_shape = kwargs.pop("batch_input_shape")
        if kwargs:
            raise ValueError(f"InputLayer: unrecognized keyword arguments: {sorted(kwargs)}")
        if sparse or ragged:
            what = "sparse" if sparse else "ragged"
            raise ValueError(f"`{what}=True` is not supported: tensors here are dense.")
        if input_tensor is not None:
            shape, batch_size, batch_shape, dtype = self._from_tensor(
                input_tensor, shape, batch_size, batch_shape, dtype, sparse
            )
        if shape is not None and batch_shape is not None:
            raise ValueError("You cannot pass both `shape` and `batch_shape` at the same time.")
        if batch_size is not None and batch_shape is not None:
            raise ValueError(
                "You cannot pass both `batch_size` and `batch_shape` at the same time."
            )
        if shape is None and batch_shape is None:
            raise ValueError("You must pass a `shape` argument.")
        if shape is not None:
            batch_shape = (batch_size, *standardize_shape(shape))
        self._batch_shape = standardize_shape(batch_shape)
        self._dtype = dtype if dtype is not None else config.floatx()
        self.sparse = bool(sparse)
        self.ragged = bool(ragged)
        self.optional = optional
        output = input_tensor
        if output is None:
            output = KerasTensor(self._batch_shape, dtype=self._dtype, name=name)
        self._dtype = output.dtype
        Node(operation=self, call_args=(), call_kwargs={}, outputs=output)
        self.built = True

    @staticmethod
    def _from_tensor(
        tensor: Any, shape: Any, batch_size: Any, batch_shape: Any, dtype: Any, sparse: Any
    ) -> tuple:
        if not isinstance(tensor, KerasTensor):
            raise ValueError(
                f"Argument `input_tensor` must be a KerasTensor. Received invalid type: input_tensor={tensor} "
                f"(of type {type(tensor)})"
            )
        given = {
            "shape": (None if shape is None else tuple(shape), tensor.shape[1:]),
            "batch_size": (batch_size, tensor.shape[0] if tensor.shape else None),
            "batch_shape": (None if batch_shape is None else tuple(batch_shape), tensor.shape),
            "dtype": (dtype, tensor.dtype),
            "sparse": (sparse, tensor.sparse),
        }
        for name, (value, actual) in given.items():
            if value is not None and value != actual:
                raise ValueError(
                    f"When providing the `input_tensor` argument, you cannot provide an incompatible `{name}` "
                    "argument. "
                    f"Received: {name}={value}, input_tensor.{name}={actual}"
                )
        return None, None, tensor.shape, tensor.dtype

    def call(self) -> None:  # type: ignore[override]
        return None

    @property
    def dtype(self) -> str:
        return self._dtype

    @property
    def batch_shape(self) -> tuple:
        """The shape of the data, batch first."""
        return self._batch_shape

    def get_config(self) -> dict[str, Any]:
        return {
            "batch_shape": self._batch_shape,
            "dtype": self._dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
            "optional": self.optional,
        }


def Input(
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
) -> Any:
    """A KerasTensor that stands for the data a model will get.

    `shape` is without the batch axis, `batch_shape` with it. `optional` inputs may be None.
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        name=name,
        input_tensor=tensor,
        optional=optional,
    )
    return layer.output
