"""SpectralNormalization: a layer whose kernel is divided by its largest singular value."""

from __future__ import annotations

from typing import Any

from playground.engine import initializers, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer
from playground.engine.layers.wrapper import Wrapper


class SpectralNormalization(Wrapper):
    """Keeps the wrapped layer from stretching its inputs: in training, its `kernel` (or `embeddings`) is divided by an
    estimate of its largest singular value, refined by `power_iterations` in every call (Miyato et al. 2018)."""

    def __init__(self, layer: Layer, power_iterations: int = 1, **kwargs: Any):
        super().__init__(layer, **kwargs)
        if power_iterations <= 0:
            raise ValueError(
                "`power_iterations` should be greater than zero. "
                f"Received: power_iterations={power_iterations}"
            )
        self.power_iterations = power_iterations

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.input_spec = InputSpec(shape=[None, *input_shape[1:]])
        for name in ("kernel", "embeddings"):
            if hasattr(self.layer, name):
                self.kernel = getattr(self.layer, name)
                break
        else:
            raise ValueError(
                f"{type(self.layer).__name__} object has no attribute 'kernel' nor 'embeddings'. Only layers with one "
                "of them can be normalized."
            )
        self.vector_u = self.add_weight(
            shape=(1, self.kernel.shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            name="vector_u",
            dtype=self.kernel.dtype,
            trainable=False,
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            u, kernel = self._normalized()
            self.vector_u.assign(ops.cast(u, self.vector_u.dtype))
            self.kernel.assign(ops.cast(kernel, self.kernel.dtype))
        return ops.cast(self.layer(inputs), inputs.dtype)

    def _normalized(self) -> tuple[Any, Any]:
        """The refined singular vector (1, outputs) and the kernel divided by its largest singular value."""
        matrix = ops.reshape(self.kernel, (-1, self.kernel.shape[-1]))
        u: Any = self.vector_u
        v: Any = None
        for _ in range(self.power_iterations):
            v = ops.normalize(ops.matmul(u, ops.transpose(matrix)), axis=-1, order=2)
            u = ops.normalize(ops.matmul(v, matrix), axis=-1, order=2)
        u, v = ops.stop_gradient(u), ops.stop_gradient(v)
        sigma = ops.matmul(ops.matmul(v, matrix), ops.transpose(u))
        return u, ops.reshape(ops.divide(matrix, sigma), self.kernel.shape)

    def compute_output_shape(self, input_shape: tuple) -> Any:
        return self.layer.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "power_iterations": self.power_iterations}
