"""`Nadam`: Adam with Nesterov's look ahead."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.adam import Moments
from playground.engine.variable import Variable


class Nadam(Moments):
    """Adam with Nesterov's look ahead (Dozat 2016): the momentum coefficient is μₜ = β₁·(1 - 0.96ᵗ/2), and the step
    mixes the next momentum with the present gradient."""

    slot_groups = (("momentum", "velocity"),)

    def build(self, variables: Any) -> None:
        if not self.built:
            super().build(variables)
            self._u_product = self._track("u_product", ops.ones(()))  # μ₁·μ₂·…·μₜ

    def _mu(self, t: Any) -> Any:
        return self.beta_1 * (1.0 - 0.5 * 0.96**t)

    def prepare_step(self) -> None:
        t = ops.cast(self.iterations + 1, self._u_product.dtype)
        self.assign(self._u_product, self._u_product * self._mu(t))

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        m, v = self.slots(variable)
        t = ops.cast(self.iterations + 1, variable.dtype)
        mu, next_mu = self._mu(t), self._mu(t + 1.0)
        product = ops.cast(self._u_product, variable.dtype)
        b1, b2 = (
            ops.cast(b, variable.dtype) for b in (self.beta_1, self.beta_2)
        )  # rounded as t's powers are
        self.assign_add(m, (gradient - m) * (1.0 - b1))
        self.assign_add(v, (ops.square(gradient) - v) * (1.0 - b2))
        ahead = next_mu * m / (1.0 - product * next_mu) + (1.0 - mu) * gradient / (1.0 - product)
        spread = v / (1.0 - b2**t)
        self.assign_sub(variable, learning_rate * ahead / (ops.sqrt(spread) + self.epsilon))
