"""`Adafactor`: RMSprop that keeps two vectors for a matrix."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Adafactor(Optimizer):
    """RMSprop that keeps only row and column means of g² for matrices (Shazeer & Stern 2018, arXiv:1804.04235):

    v ≈ rows·columns / mean(rows), u = g/√v cut to root mean square `clip_threshold`, w ← w - lr·max(ε₂, rms(w))·u, with
    lr at most 1/√t, and means that forget at the rate β₂ = 1 - t^`beta_2_decay`.
    """

    hyperparameters = ("beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step")

    @continues(Optimizer.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay=-0.8,
        epsilon_1=1e-30,
        epsilon_2=1e-3,
        clip_threshold=1.0,
        relative_step=True,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    slot_groups = (("rows", "columns", "velocity"),)

    def make_slots(self, variable: Variable, group: tuple[str, ...]) -> tuple[Variable, ...]:
        """Rows, columns and velocity, with Keras's names and, for a vector, its two numbers that are never used."""
        shape = tuple(variable.shape)
        if len(shape) < 2:
            means = [Variable(0, name=variable.name, trainable=False, dtype="int32") for _ in "rc"]
            self._variables.extend(means)
        else:
            means = [
                self.add_variable(
                    each, "zeros", variable.dtype, name=variable.path.replace("/", "_")
                )
                for each in (shape[:-1], shape[:-2] + shape[-1:])
            ]
        return (*means, self.add_slot(variable, "velocity"))

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        t = ops.cast(self.iterations + 1, variable.dtype)
        rate = ops.minimum(
            learning_rate, 1.0 / ops.sqrt(t)
        )  # in Keras, whatever `relative_step` says
        forget = t**self.beta_2_decay  # 1 - β₂
        square = ops.square(gradient) + self.epsilon_1
        rows, columns, v = self.slots(variable)
        if len(variable.shape) < 2:
            self.assign_add(v, (square - v) * forget)
        else:
            self.assign_add(rows, (ops.mean(square, axis=-1) - rows) * forget)
            self.assign_add(columns, (ops.mean(square, axis=-2) - columns) * forget)
            share = rows / ops.mean(rows, axis=-1, keepdims=True)
            self.assign(v, ops.expand_dims(share, -1) * ops.expand_dims(columns, -2))
        u = gradient / ops.sqrt(v)
        u = u / ops.maximum(1.0, _rms(u) / self.clip_threshold)
        self.assign_sub(variable, rate * ops.maximum(self.epsilon_2, _rms(variable)) * u)


def _rms(x: Any) -> Any:
    return ops.sqrt(ops.mean(ops.square(x)))
