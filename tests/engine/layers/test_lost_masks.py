"""A layer that does not support masking says that it ends a mask; where a mask goes on, and where not, is as measured
on Keras 3.15.1 (JAX)."""

import warnings
from typing import Any

import numpy as np
import pytest

from playground.engine import Input, Model, Sequential, layers
from playground.engine.masking import get_keras_mask

WORDS = np.array([[1, 2, 3, 0, 0], [4, 5, 0, 0, 0]])


class Own(layers.Layer):
    def call(self, x: Any) -> Any:
        return x * 2.0


class Computes(Own):
    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return previous_mask


class Supports(Own):
    def __init__(self) -> None:
        super().__init__()
        self.supports_masking = True


class Inside(layers.Layer):
    """Forgets the mask one floor below."""

    def __init__(self) -> None:
        super().__init__()
        self.supports_masking = True
        self.own = Own()

    def call(self, x: Any) -> Any:
        return self.own(x)


def words() -> Any:
    return layers.Embedding(10, 4, mask_zero=True)(WORDS)


def types_that_warn(layer: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        layer(words())
    assert all("destroy the mask information" in str(w.message) for w in caught)
    return [str(w.message).partition("of type ")[2].partition(")")[0] for w in caught]


@pytest.mark.parametrize(
    ("layer", "who"),
    [
        (Own(), ["Own"]),
        (Inside(), ["Own"]),
        (layers.Flatten(), ["Flatten"]),
        (layers.Conv1D(3, 2), ["Conv1D"]),
        (layers.GlobalMaxPooling1D(), ["GlobalMaxPooling1D"]),
        (layers.Lambda(lambda x: x), ["Lambda"]),
        (layers.Permute((2, 1)), ["Permute"]),
        (Sequential([layers.Conv1D(2, 2)]), ["Conv1D", "Sequential"]),
        (Computes(), []),
        (Supports(), []),
        (layers.Dense(3), []),
        (layers.LSTM(3), []),
        (layers.TimeDistributed(layers.Dense(2)), []),
        (layers.GlobalAveragePooling1D(), []),
    ],
    ids=lambda given: type(given).__name__ if not isinstance(given, list) else "",
)
def test_who_says_that_a_mask_is_lost(layer: Any, who: list[str]) -> None:
    assert sorted(types_that_warn(layer)) == who


def test_it_is_said_when_the_graph_is_made() -> None:
    inputs = Input((5,))
    embedded = layers.Embedding(10, 4, mask_zero=True)(inputs)
    with pytest.warns(
        UserWarning, match="Layer 'flat' .of type Flatten. was .*supports_masking = True"
    ):
        layers.Flatten(name="flat")(embedded)


def test_own_compute_mask_passes_it_on() -> None:
    assert get_keras_mask(Computes()(words())) is not None


def test_attention_ends_the_masks_of_its_inputs() -> None:
    """Then a residual connection has the mask of the attention alone; grouped attention leaves them."""
    x = words()
    out = layers.MultiHeadAttention(2, 3)(x, x)
    assert get_keras_mask(x) is None and get_keras_mask(out) is not None
    x = words()
    with pytest.warns(UserWarning, match="destroy the mask"):
        layers.GroupQueryAttention(3, 2, 1)(x, x)
    assert get_keras_mask(x) is not None


def test_attention_in_a_graph_keeps_the_graphs_masks() -> None:
    inputs = Input((5,))
    x = layers.Embedding(10, 4, mask_zero=True)(inputs)
    out = layers.MultiHeadAttention(2, 3)(x, x)
    assert get_keras_mask(x) is not None and get_keras_mask(out) is not None
    outputs = layers.GlobalAveragePooling1D()(layers.Add()([x, out]))
    assert Model(inputs, outputs)(WORDS).shape == (2, 4)
