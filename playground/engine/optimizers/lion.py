"""`Lion`: steps of one length, by the sign of a running mean."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Lion(Optimizer):
    """Only the sign of a running mean: w ← w - lr·sign(β₁·m + (1 - β₁)·g) (Chen et al. 2023, arXiv:2302.06675)."""

    hyperparameters = ("beta_1", "beta_2")
    slot_groups = (("momentum",),)

    @continues(Optimizer.__init__)
    def __init__(self, learning_rate: Any = 0.001, beta_1=0.9, beta_2=0.99, **kwargs):
        if not 0 < beta_1 <= 1:
            raise ValueError(
                "Argument `beta_1` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. "
                f"Received: beta_1={beta_1}."
            )
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        (m,) = self.slots(variable)
        direction = ops.sign(self.beta_1 * m + (1.0 - self.beta_1) * gradient)
        self.assign_sub(variable, learning_rate * direction)
        self.assign(m, self.beta_2 * m + (1.0 - self.beta_2) * gradient)
