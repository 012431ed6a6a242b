"""MultiHeadAttention and GroupedQueryAttention: several attentions side by side, each on its own projections."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import constraints, initializers, ops, regularizers
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.activation import Softmax
from playground.engine.layers.dropout import Dropout
from playground.engine.layers.einsum_dense import EinsumDense
from playground.engine.layers.layer import Layer
from playground.engine.masking import set_keras_mask
from playground.engine.signatures import continues

_AXES = "abcdefg"  # letters of the axes of queries in einsum equations, without the features
_SOURCE_AXES = "tuvwxyz"  # and of the axes of keys that are attended over
_ARGUMENTS = ("num_heads", "key_dim", "value_dim")


class _HeadedAttention(Layer):
    """Shared by both layers: projections to heads, masks, weighted means, projection back.

    query (batch, …, target, …, query features), value and key (batch, …, source, …, features), key by default the value
    → (batch, …, target, …, features of the query). Vaswani et al., "Attention is all you need" (2017).
    """

    _ends_masks = (
        False  # inputs have none any more when they are used again, as in a residual connection
    )

    def __init__(
        self,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if sliding_window is not None and (
            not isinstance(sliding_window, int) or sliding_window <= 0
        ):
            raise ValueError(
                "`sliding_window` must be `None` or a positive integer. "
                f"Received: sliding_window={sliding_window}"
            )
        if flash_attention:
            raise ValueError("Flash attention is not available here. Try flash_attention=None.")
        self.supports_masking = True
        self._dropout = dropout
        self._use_bias = use_bias
        self._use_gate = use_gate
        self._sliding_window = sliding_window
        self._sublayer_arguments = {
            "kernel_initializer": initializers.get(kernel_initializer),
            "bias_initializer": initializers.get(bias_initializer),
            "kernel_regularizer": regularizers.get(kernel_regularizer),
            "bias_regularizer": regularizers.get(bias_regularizer),
            "kernel_constraint": constraints.get(kernel_constraint),
            "bias_constraint": constraints.get(bias_constraint),
        }
        self.seed = seed

    # What the two layers differ in.
    _heads: int
    _source_heads: int  # of keys and values: each serves _heads / _source_heads queries
    _depth: int  # of queries and keys
    _value_depth: int
    _axes: tuple[int, ...] | None = None  # attended over; None: all between batch and features
    _features: tuple[int, ...] | None = None  # of the outputs; None: those of the query

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        self._check_shapes(query_shape, value_shape, key_shape)
        rank = len(query_shape)
        axes = tuple(range(1, rank - 1)) if self._axes is None else self._axes
        self._attended = tuple(axis % rank for axis in axes)
        heads, source_heads = self._heads, self._source_heads
        self._query_dense = self._to_heads("query", query_shape, heads, self._depth)
        self._key_dense = self._to_heads("key", key_shape, source_heads, self._depth)
        if self._use_gate:
            self._gate_dense = self._to_heads(
                "gate", query_shape, heads, self._value_depth, "sigmoid"
            )
        self._value_dense = self._to_heads("value", value_shape, source_heads, self._value_depth)
        inner = _AXES[: rank - 1]
        features = self._features or (query_shape[-1],)
        out = "mnopq"[: len(features)]
        self._output_dense = self._projection(
            "attention_output",
            f"{inner}hk,hk{out}->{inner}{out}",
            (*[None] * (rank - 2), *features),
            out,
        )
        self._output_dense.build((*query_shape[:-1], heads, self._value_depth))
        over = tuple(range(-len(self._attended), 0))
        self._softmax = Softmax(axis=over, dtype=self.dtype_policy, name="softmax")
        if self._dropout > 0:
            self._dropout_layer = Dropout(
                self._dropout, dtype=self.dtype_policy, seed=self.seed, name="dropout"
            )

    def _to_heads(
        self, name: str, shape: Any, heads: int, depth: int, activation: Any = None
    ) -> EinsumDense:
        inner = _AXES[: len(shape) - 1]
        dense = self._projection(
            name,
            f"{inner}x,xhk->{inner}hk",
            (*[None] * (len(shape) - 2), heads, depth),
            "hk",
            activation,
        )
        dense.build(shape)
        return dense

    def _projection(
        self, name: str, equation: str, shape: tuple, bias_axes: str, activation: Any = None
    ) -> EinsumDense:
        arguments = dict(self._sublayer_arguments)
        for key in ("kernel_initializer", "bias_initializer"):  # each draws numbers of its own
            arguments[key] = type(arguments[key]).from_config(arguments[key].get_config())
        return EinsumDense(
            equation,
            output_shape=shape,
            bias_axes=bias_axes if self._use_bias else None,
            activation=activation,
            dtype=self.dtype_policy,
            name=name,
            **arguments,
        )

    @property
    def query_dense(self) -> EinsumDense:
        return self._query_dense

    @property
    def key_dense(self) -> EinsumDense:
        return self._key_dense

    @property
    def value_dense(self) -> EinsumDense:
        return self._value_dense

    @property
    def output_dense(self) -> EinsumDense:
        return self._output_dense

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """`attention_mask` broadcasts to (batch, target, source); `use_causal_mask`: no target sees later sources."""
        key = value if key is None else key
        mask = self._merged_mask(
            query, value, query_mask, value_mask, key_mask, attention_mask, use_causal_mask
        )
        if self._ends_masks:
            for x in (query, value, key):
                if not isinstance(x, KerasTensor):  # a graph keeps its own
                    set_keras_mask(x, None)
        gate = self._gate_dense(query) if self._use_gate else None
        projected = self._query_dense(query), self._key_dense(key), self._value_dense(value)
        asked = {"return_attention_scores": True} if return_attention_scores else {}
        result, scores = self._compute_attention(*projected, mask, training, **asked)
        if gate is not None:
            result = ops.multiply(result, gate)
        result = self._output_dense(result)
        return (result, scores) if return_attention_scores else result

    def _merged_mask(
        self,
        query: Any,
        value: Any,
        query_mask: Any,
        value_mask: Any,
        key_mask: Any,
        attention_mask: Any,
        use_causal_mask: bool,
    ) -> Any:
        """All masks as one that broadcasts to (batch, target, source), None when nothing is masked."""
        masks = []
        if query_mask is not None:
            masks.append(ops.expand_dims(ops.cast(query_mask, "bool"), -1))
        masks.extend(
            ops.expand_dims(ops.cast(mask, "bool"), -2)
            for mask in (value_mask, key_mask)
            if mask is not None
        )
        t, s = query.shape[self._attended[0]], value.shape[self._attended[0]]
        if use_causal_mask:
            masks.append(_causal(t, s))
        if self._sliding_window is not None:
            distance = np.abs(np.arange(t)[:, None] - np.arange(s)[None])
            masks.append(ops.convert_to_tensor((distance < self._sliding_window)[None]))
        if attention_mask is not None:
            masks.insert(0, ops.cast(attention_mask, "bool"))
        merged = None
        for mask in masks:
            if merged is None:
                merged = mask
            elif len(merged.shape) > len(mask.shape) >= 3:  # heads or free axes after the batch
                extra = tuple(range(1, 1 + len(merged.shape) - len(mask.shape)))
                merged = ops.logical_and(merged, ops.expand_dims(mask, extra))
            else:
                merged = ops.logical_and(merged, mask)
        return merged

    def _compute_attention(
        self,
        query: Any,
        key: Any,
        value: Any,
        attention_mask: Any = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> tuple[Any, Any]:
        """From projected query, key and value (batch, …, heads, depth): the weighted means, and the weights (batch, …,
        heads, target, source) if asked for. A place for subclasses to do it otherwise."""
        if use_causal_mask:
            t, s = query.shape[self._attended[0]], key.shape[self._attended[0]]
            causal = _causal(t, s)
            attention_mask = (
                causal
                if attention_mask is None
                else ops.logical_and(ops.cast(attention_mask, "bool"), causal)
            )
        plain = len(query.shape) == 4 and not return_attention_scores and self._dropout == 0
        scale = 1 / math.sqrt(self._depth)
        if attention_mask is not None:
            missing = len(query.shape) - 1 + len(self._attended) - len(attention_mask.shape)
            if missing > 0:
                position = len(attention_mask.shape) - 2 * len(self._attended)
                attention_mask = ops.expand_dims(
                    attention_mask, tuple(range(position, position + missing))
                )
        if plain:
            result = ops.dot_product_attention(query, key, value, mask=attention_mask, scale=scale)
            return result, None
        repeats = self._heads // self._source_heads
        if repeats > 1:
            key, value = ops.repeat(key, repeats, axis=-2), ops.repeat(value, repeats, axis=-2)
        targets = _AXES[: len(query.shape) - 2]
        sources, attended = list(targets), []
        for i, axis in enumerate(self._attended):
            sources[axis] = _SOURCE_AXES[i]
            attended.append(targets[axis])
        free = "".join(c for c in targets if c not in attended)
        over = _SOURCE_AXES[: len(attended)]
        source = "".join(sources)
        weights = f"{free}h{''.join(attended)}{over}"
        scores = ops.einsum(f"{targets}hk,{source}hk->{weights}", query * scale, key)
        scores = self._softmax(scores, mask=attention_mask)
        kept = scores
        if self._dropout > 0:
            kept = self._dropout_layer(scores, training=training)
        return ops.einsum(f"{weights},{source}hk->{targets}hk", kept, value), scores

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """That of the query."""
        return previous_mask

    def compute_output_shape(
        self, query_shape: Any, value_shape: Any, key_shape: Any = None
    ) -> tuple:
        self._check_shapes(query_shape, value_shape, key_shape or value_shape)
        return (*query_shape[:-1], *(self._features or (query_shape[-1],)))

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        return self._spec_of_call(*args, **kwargs)

    def _check_shapes(self, query_shape: Any, value_shape: Any, key_shape: Any) -> None:
        if self._query_and_value_alike and query_shape[-1] != value_shape[-1]:
            raise ValueError(
                "The last dimension of `query` and `value` must be equal. Received: "
                f"query_shape={tuple(query_shape)} and value_shape={tuple(value_shape)}"
            )
        if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
            raise ValueError(
                "All dimensions of `value` and `key`, except the last one, must be equal. Received: "
                f"value_shape={tuple(value_shape)} and key_shape={tuple(key_shape)}"
            )

    _query_and_value_alike = False

    def get_config(self) -> dict[str, Any]:
        serialized = {
            key: (
                initializers if "init" in key else regularizers if "regul" in key else constraints
            ).serialize(value)
            for key, value in self._sublayer_arguments.items()
        }
        return {
            **super().get_config(),
            "dropout": self._dropout,
            "use_bias": self._use_bias,
            "use_gate": self._use_gate,
            "sliding_window": self._sliding_window,
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            **serialized,
            "seed": self.seed,
        }


def _causal(targets: int, sources: int) -> Any:
    return ops.convert_to_tensor(np.tri(targets, sources, dtype=bool)[None])


class MultiHeadAttention(_HeadedAttention):
    """`num_heads` attentions on projections of depth `key_dim` (queries, keys) and `value_dim` (values).

    `output_shape` replaces the last axis of the query in the outputs; `attention_axes` are the axes attended over, by
    default all between batch and features.
    """

    _ends_masks = True  # as in Keras

    @continues(_HeadedAttention.__init__)
    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: Any = None,
        attention_axes: Any = None,
        **kwargs: Any,
    ):
        for name, value in zip(_ARGUMENTS, (num_heads, key_dim, value_dim)):
            if (value is not None or name != "value_dim") and (
                not isinstance(value, int) or value <= 0
            ):
                raise ValueError(
                    f"Received an invalid value for argument `{name}`, expected a positive integer. "
                    f"Received: {name}={value}"
                )
        super().__init__(dropout=dropout, use_bias=use_bias, **kwargs)
        if isinstance(output_shape, int):
            output_shape = (output_shape,)
        if output_shape is not None and not isinstance(output_shape, list | tuple):
            raise ValueError(
                f"Invalid `output_shape`: {output_shape}. Expected an int, a tuple or a list."
            )
        if isinstance(attention_axes, int):
            attention_axes = (attention_axes,)
        elif attention_axes is not None and not isinstance(attention_axes, list | tuple):
            raise ValueError(
                f"`attention_axes` must be an int, list, or tuple. Received: attention_axes={attention_axes}"
            )
        self._heads = self._source_heads = num_heads
        self._depth = key_dim
        self._value_depth = value_dim or key_dim
        self._features = None if output_shape is None else tuple(output_shape)
        self._axes = None if attention_axes is None else tuple(attention_axes)

    @property
    def num_heads(self) -> int:
        return self._heads

    @property
    def key_dim(self) -> int:
        return self._depth

    @property
    def value_dim(self) -> int:
        return self._value_depth

    @property
    def dropout(self) -> float:
        return self._dropout

    @property
    def use_bias(self) -> bool:
        return self._use_bias

    @property
    def attention_axes(self) -> tuple[int, ...] | None:
        return self._axes

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "num_heads": self._heads,
            "key_dim": self._depth,
            "value_dim": self._value_depth,
            "output_shape": self._features,
            "attention_axes": self._axes,
        }


class GroupedQueryAttention(_HeadedAttention):
    """`num_query_heads` attentions that share `num_key_value_heads` keys and values in equal groups.

    Inputs have three axes. Ainslie et al., "GQA" (2023).
    """

    _query_and_value_alike = True

    @continues(_HeadedAttention.__init__)
    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        **kwargs: Any,
    ):
        super().__init__(dropout=dropout, use_bias=use_bias, **kwargs)
        if num_query_heads % num_key_value_heads:
            raise ValueError(
                "`num_query_heads` must be divisible by `num_key_value_heads`. Received: "
                f"num_query_heads={num_query_heads} and num_key_value_heads={num_key_value_heads}"
            )
        self.head_dim = self._depth = self._value_depth = head_dim
        self.num_query_heads = self._heads = num_query_heads
        self.num_key_value_heads = self._source_heads = num_key_value_heads
        self.sliding_window = self._sliding_window

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "head_dim": self.head_dim,
            "num_query_heads": self.num_query_heads,
            "num_key_value_heads": self.num_key_value_heads,
        }
