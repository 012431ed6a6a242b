"""`Adamax`: Adam with the largest gradient in place of the root mean square."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.adam import Moments
from playground.engine.variable import Variable


class Adamax(Moments):
    """Adam with the largest gradient in place of the root mean square: u ← max(β₂·u, |g|),
    w ← w - lr/(1 - β₁ᵗ)·m / (u + ε) (Kingma & Ba 2014, section 7)."""

    slot_groups = (("momentum", "norm"),)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        m, u = self.slots(variable)
        t = ops.cast(self.iterations + 1, variable.dtype)
        rate = learning_rate / (1.0 - self.beta_1**t)
        self.assign_add(m, (gradient - m) * (1.0 - self.beta_1))
        self.assign(u, ops.maximum(self.beta_2 * u, ops.abs(gradient)))
        self.assign_sub(variable, rate * m / (u + self.epsilon))
