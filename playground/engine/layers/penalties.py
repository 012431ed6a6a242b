"""What a layer adds to the loss: `add_loss`, and the penalties of regularizers."""

from __future__ import annotations

from typing import Any

from playground.engine import scopes, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.building import LayerBuilding
from playground.engine.tensor import Tensor


class LayerPenalties(LayerBuilding):
    """What `Layer` knows of losses of its own."""

    activity_regularizer: Any

    def add_loss(self, loss: Any) -> None:
        """Add a scalar (or a list of them) to the loss that training minimizes. For use inside `call`."""
        for value in tree.flatten(loss):
            if not hasattr(value, "shape"):
                raise ValueError(
                    f"`add_loss()` can only be called from inside `build()` or `call()`, on a tensor input. Received "
                    f"invalid value: {value}"
                )
            if not isinstance(value, KerasTensor) and scopes.symbolic is None:
                self._losses.append(value)

    @property
    def losses(self) -> list:
        """Scalars from `add_loss` and activity regularizers since the last call, then those of weight regularizers."""
        layers = self._flatten_layers()
        found = [loss for layer in layers for loss in layer._losses]
        found.extend(
            v.regularizer(v.value) for v in self.trainable_weights if v.regularizer is not None
        )
        return found

    def _clear_losses(self) -> None:
        for layer in self._flatten_layers():
            layer._losses.clear()

    def _regularize_activity(self, outputs: Any) -> None:
        for output in tree.flatten(outputs):
            if isinstance(output, Tensor):
                batch = output.shape[0] if output.shape else 1
                penalty = self.activity_regularizer(output)
                self.add_loss(penalty / max(1, batch))
