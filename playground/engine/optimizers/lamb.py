"""`Lamb`: Adam whose step is as long as the layer's weights."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.adam import Moments
from playground.engine.variable import Variable


class Lamb(Moments):
    """Adam whose step is as long as the layer's weights: r = m̂ / (√v̂ + ε), w ← w - lr·‖w‖/‖r‖·r (You et al. 2019,
    arXiv:1904.00962)."""

    slot_groups = (("momentum", "velocity"),)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        m, v = self.slots(variable)
        t = ops.cast(self.iterations + 1, variable.dtype)
        self.assign_add(m, (gradient - m) * (1.0 - self.beta_1))
        self.assign_add(v, (ops.square(gradient) - v) * (1.0 - self.beta_2))
        mean, spread = m / (1.0 - self.beta_1**t), v / (1.0 - self.beta_2**t)
        r = mean / (ops.sqrt(spread) + self.epsilon)
        w_norm = ops.sqrt(ops.sum(ops.square(variable)))
        r_norm = ops.sqrt(ops.sum(ops.square(r)))
        both = ops.logical_and(w_norm > 0.0, r_norm > 0.0)
        trust = ops.where(both, w_norm / ops.where(both, r_norm, 1.0), 1.0)
        self.assign_sub(variable, learning_rate * trust * r)
