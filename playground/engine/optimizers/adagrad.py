"""`Adagrad`: smaller steps where gradients have been large."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Adagrad(Optimizer):
    """Smaller steps where gradients have been large: w ← w - lr·g / √(Σ g² + ε) (Duchi et al. 2011, JMLR 12)."""

    hyperparameters = ("initial_accumulator_value", "epsilon")
    slot_groups = (("accumulator",),)

    @continues(Optimizer.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value=0.1,
        epsilon=1e-7,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon
        self.slot_initial_values = {"accumulator": initial_accumulator_value}

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        (a,) = self.slots(variable)
        self.assign_add(a, ops.square(gradient))
        self.assign_sub(variable, learning_rate * gradient / ops.sqrt(a + self.epsilon))
