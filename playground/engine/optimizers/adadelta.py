"""`Adadelta`: RMSprop with its own unit of length."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Adadelta(Optimizer):
    """RMSprop with its own unit of length: w ← w - lr·g·√(d + ε) / √(v + ε), d the running mean of squared steps
    (Zeiler 2012, arXiv:1212.5701)."""

    hyperparameters = ("rho", "epsilon")
    slot_groups = (("accumulated_grad", "accumulated_delta_var"),)

    @continues(Optimizer.__init__)
    def __init__(self, learning_rate: Any = 0.001, rho=0.95, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def update_step(self, grad: Any, variable: Variable, learning_rate: Any) -> None:
        v, d = self.slots(variable)
        self.assign(v, self.rho * v + (1.0 - self.rho) * ops.square(grad))
        step = grad * ops.sqrt(d + self.epsilon) / ops.sqrt(v + self.epsilon)
        self.assign(d, self.rho * d + (1.0 - self.rho) * ops.square(step))
        self.assign_sub(variable, learning_rate * step)
