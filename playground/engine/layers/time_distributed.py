"""TimeDistributed: one layer for every time step."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.layers.call_arguments import signature_of
from playground.engine.layers.wrapper import Wrapper


class TimeDistributed(Wrapper):
    """Applies `layer` to each step of (batch, steps, …), all with the same weights.

    Raises ValueError when a mask has another number of steps than the inputs.
    """

    def __init__(self, layer: Any, **kwargs: Any):
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def _step_shape(self, input_shape: tuple) -> tuple:
        if not isinstance(input_shape, tuple | list) or len(input_shape) < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: "
                f"{input_shape}"
            )
        return (input_shape[0], *input_shape[2:])

    def build(self, input_shape: Any) -> None:
        super().build(self._step_shape(input_shape))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        batch, *rest = self.layer.compute_output_shape(self._step_shape(input_shape))
        return (batch, input_shape[1], *rest)

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        steps = inputs.shape[1]
        if mask is not None and (
            len(mask.shape) < 2
            or mask.shape[1] != steps
            or (None not in (mask.shape[0], inputs.shape[0]) and mask.shape[0] != inputs.shape[0])
        ):
            raise ValueError(
                "The `mask` passed to the `TimeDistributed` layer has a shape that does not begin with "
                "(batch, timesteps): "
                f"mask.shape={tuple(mask.shape)} for inputs of shape {tuple(inputs.shape)}"
            )
        outputs = []
        for step in range(steps):
            kwargs: dict[str, Any] = {}
            if mask is not None and "mask" in signature_of(self.layer.call).masks:
                kwargs["mask"] = mask[:, step]
            if self.layer._call_has_training_arg and training is not None:
                kwargs["training"] = training
            outputs.append(self.layer.call(inputs[:, step], **kwargs))
        return ops.stack(outputs, axis=1)
