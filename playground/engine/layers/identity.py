"""Identity: passes its inputs on."""

from __future__ import annotations

from typing import Any

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.layer import Layer


class Identity(Layer):
    """Returns its inputs. Useful as a placeholder and to give a tensor a name."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def compute_output_spec(self, inputs: Any) -> Any:
        return tree.map_structure(lambda x: KerasTensor(x.shape, dtype=x.dtype), inputs)
