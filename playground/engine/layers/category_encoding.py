"""CategoryEncoding and Discretization: numbers of categories, and ranges of numbers, as vectors."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.layer import Layer
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor


def encode(x: Any, mode: str, depth: int, dtype: str, weights: Any = None) -> Any:
    """Integers below `depth` as vectors of length `depth`.

    "one_hot": a vector for each, on a new last axis (or in place of one of length 1). "multi_hot" and "count": a vector
    for all along axis 1 (axis 0 of a single sample): 1 where a number occurs, or how often it does, each occurrence
    counted with its weight.
    """
    if mode == "one_hot":
        if len(x.shape) > 1 and x.shape[-1] == 1:
            x = ops.squeeze(x, -1)
        return ops.one_hot(x, depth, dtype=dtype)
    if len(x.shape) == 0:
        x = ops.expand_dims(x, 0)
    vectors = ops.one_hot(x, depth, dtype=dtype)
    axis = 1 if len(x.shape) > 1 else 0
    if mode == "multi_hot":
        return ops.max(vectors, axis=axis)
    if weights is not None:
        vectors = vectors * ops.expand_dims(ops.cast(weights, dtype), -1)
    return ops.sum(vectors, axis=axis)


def encoded_shape(shape: Any, mode: str, depth: int) -> tuple:
    """The shape that `encode` gives."""
    shape = tuple(shape)
    if mode == "one_hot":
        return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), depth)
    axis = 1 if len(shape) > 1 else 0
    return (*shape[:axis], *shape[axis + 1 :], depth)


def _in_range(x: np.ndarray, below: int) -> np.ndarray:
    """As integers; ValueError when one is negative, or not below `below`."""
    if x.size and (x.min() < 0 or x.max() >= below):
        raise ValueError(
            f"Input values must be in the range 0 <= values < num_tokens with num_tokens={below}. Received: values "
            f"from {x.min():g} to {x.max():g}."
        )
    return x.astype(np.int32)


# A primitive of its own, so that a plan checks every batch, and nobody reads numbers while a step is recorded.
_checked = Primitive("CategoryEncoding", _in_range, lambda x, below: (x.shape, "int32"))


class CategoryEncoding(Layer):
    """Integers below `num_tokens` → vectors of that length: `output_mode` "multi_hot", "one_hot" or "count"."""

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if output_mode == "binary":  # Keras 2's name
            output_mode = "multi_hot"
        if output_mode not in ("count", "one_hot", "multi_hot"):
            raise ValueError(
                f"Unknown arg for output_mode: {output_mode}. Expected 'multi_hot', 'one_hot' or 'count'."
            )
        if num_tokens is None:
            raise ValueError("num_tokens must be set to use this layer.")
        if num_tokens < 1:
            raise ValueError(f"`num_tokens` must be >= 1. Received: num_tokens={num_tokens}.")
        if sparse:
            raise ValueError("`sparse=True` is not available here: tensors are dense.")
        self.num_tokens = num_tokens
        self.output_mode = output_mode
        self.sparse = sparse
        self._allow_non_tensor_positional_args = True

    def call(self, inputs: Any, count_weights: Any = None) -> Any:
        if count_weights is not None and self.output_mode != "count":
            raise ValueError(
                "`count_weights` is not used when `output_mode` is not `'count'`. "
                f"Received: count_weights={count_weights}"
            )
        x = ops.convert_to_tensor(inputs)
        known = not isinstance(x, KerasTensor)
        x = apply(_checked, (x,), {"below": self.num_tokens}) if known else ops.cast(x, "int32")
        return encode(x, self.output_mode, self.num_tokens, self.compute_dtype, count_weights)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return encoded_shape(input_shape, self.output_mode, self.num_tokens)

    def compute_output_spec(self, inputs: Any, count_weights: Any = None) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "num_tokens": self.num_tokens,
            "output_mode": self.output_mode,
        }


class Discretization(Layer):
    """Numbers → the number of the range they are in. `bin_boundaries` [0, 1] makes three: below 0, from 0 below 1,
    from 1 on. With `num_bins`, `adapt(data)` finds boundaries that divide the data into equal parts, up to `epsilon`.

    `output_mode`: "int", or as in CategoryEncoding.
    """

    def __init__(
        self,
        bin_boundaries: Any = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        dtype: Any = None,
        name: str | None = None,
    ):
        super().__init__(dtype=dtype, name=name)
        if sparse:
            raise ValueError("`sparse=True` is not available here: tensors are dense.")
        if output_mode not in ("int", "one_hot", "multi_hot", "count"):
            raise ValueError(
                "Invalid value for argument `output_mode`. Expected one of ('int', 'one_hot', 'multi_hot', 'count'). "
                f"Received: output_mode={output_mode}"
            )
        if num_bins is not None and num_bins < 0:
            raise ValueError(
                f"`num_bins` must be greater than or equal to 0. Received: `num_bins={num_bins}`"
            )
        if num_bins is not None and bin_boundaries is not None:
            raise ValueError(
                "Both `num_bins` and `bin_boundaries` should not be set. Received: "
                f"`num_bins={num_bins}` and `bin_boundaries={bin_boundaries}`"
            )
        if num_bins is None and bin_boundaries is None:
            raise ValueError("You need to set either `num_bins` or `bin_boundaries`.")
        self.input_bin_boundaries = bin_boundaries
        self.bin_boundaries = list(bin_boundaries) if bin_boundaries is not None else []
        self.num_bins = num_bins
        self.epsilon = epsilon
        self.output_mode = output_mode
        self.sparse = sparse
        self._allow_non_tensor_positional_args = True
        self.summary = np.zeros((2, 0), "float32")  # sorted values, and how many each stands for
        self.built = True

    @property
    def output_dtype(self) -> str:
        return self.compute_dtype if self.output_mode != "int" else "int32"

    @property
    def _depth(self) -> int:
        return len(self.bin_boundaries) + 1 if self.num_bins is None else self.num_bins

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Find boundaries for `data`: an array, a tensor, or an iterable of batches, of which `steps` are taken."""
        if self.input_bin_boundaries is not None:
            raise ValueError(
                "Cannot adapt a Discretization layer that has been initialized with `bin_boundaries`, use "
                "`num_bins` instead."
            )
        self.reset_state()
        batches = [data] if isinstance(data, np.ndarray | Tensor) else data
        for batch in itertools.islice(batches, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Take in a batch."""
        values = np.sort(np.asarray(data, "float32").ravel())
        increment = len(values) * self.epsilon
        step = max(increment, 1)
        kept = values[int(increment) :: int(step)]
        new = np.stack([kept, np.full_like(kept, step)])
        merged = np.concatenate([self.summary, new], axis=1)
        merged = merged[:, np.argsort(merged[0], kind="stable")]
        self.summary = _compressed(merged, self.epsilon)

    def finalize_state(self) -> None:
        """Make boundaries of what was taken in."""
        if self.input_bin_boundaries is None and self.num_bins is not None:
            found = _compressed(self.summary, 1.0 / self.num_bins)[0, :-1]
            self.bin_boundaries = [float(x) for x in found]

    def reset_state(self) -> None:
        """Forget the data."""
        if self.input_bin_boundaries is None:
            self.summary = np.zeros((2, 0), "float32")

    def call(self, inputs: Any) -> Any:
        if self.input_bin_boundaries is None and not self.bin_boundaries:
            raise ValueError(
                "You need to either pass the `bin_boundaries` argument at construction time or call "
                "`adapt(dataset)` before you can start using the `Discretization` layer."
            )
        x = ops.convert_to_tensor(inputs)
        places = ops.digitize(x, np.asarray(self.bin_boundaries, "float32"))
        if self.output_mode == "int":
            return ops.cast(places, "int32")
        return encode(places, self.output_mode, self._depth, self.output_dtype)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        if self.output_mode == "int":
            return tuple(input_shape)
        return encoded_shape(input_shape, self.output_mode, self._depth)

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=self.output_dtype)

    def get_config(self) -> dict[str, Any]:
        return {
            "bin_boundaries": self.bin_boundaries if self.bin_boundaries else None,
            "num_bins": None if self.bin_boundaries else self.num_bins,
            "epsilon": self.epsilon,
            "output_mode": self.output_mode,
            "sparse": self.sparse,
            "name": self.name,
            "dtype": self.dtype,
        }


def _compressed(summary: np.ndarray, epsilon: float) -> np.ndarray:
    """A summary (2, n) of at most about 1 / `epsilon` values: those at the quantiles epsilon, 2 epsilon, …, found
    between the values by their cumulated weights."""
    if summary.shape[1] * epsilon < 1:
        return summary
    quantiles = epsilon + np.arange(0.0, 1.0, epsilon)
    weights = np.cumsum(summary[1])
    values = np.interp(quantiles, weights / weights[-1], summary[0])
    totals = np.interp(quantiles, weights / weights[-1], weights)
    return np.stack([values, np.diff(totals, prepend=0)]).astype("float32")
