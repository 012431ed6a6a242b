"""`Ftrl`: follow the regularized leader."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Ftrl(Optimizer):
    """Follow the regularized leader, for wide sparse linear models (McMahan et al. 2013, algorithm 1):

    σ = (n'^(-p) - n^(-p)) / lr, z ← z + g - σ·w, w ← (clip(z, -λ₁, λ₁) - z) / (n'^(-p)/lr + β/lr + 2·λ₂),
    where n' = n + g² and p = `learning_rate_power`. The `l2_shrinkage…` is a penalty on the weights added to g in z.
    """

    hyperparameters = (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    )
    slot_groups = (("accumulator", "linear"),)

    @continues(Optimizer.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        for name in self.hyperparameters[:-1]:
            value, negative = getattr(self, name), name == "learning_rate_power"
            if value > 0 if negative else value < 0:
                sign = "negative" if negative else "positive"
                raise ValueError(f"`{name}` needs to be {sign} or zero. Received: {name}={value}.")
        self.slot_initial_values = {"accumulator": initial_accumulator_value}

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        n, z = self.slots(variable)
        p, l1, l2 = (
            self.learning_rate_power,
            self.l1_regularization_strength,
            self.l2_regularization_strength,
        )
        new_n = n + ops.square(gradient)
        shrunk = gradient + 2.0 * self.l2_shrinkage_regularization_strength * variable
        sigma = (new_n ** (-p) - n ** (-p)) / learning_rate
        self.assign_add(z, shrunk - sigma * variable)
        curvature = (new_n ** (-p) + self.beta) / learning_rate + 2.0 * l2
        self.assign(variable, (ops.clip(z, -l1, l1) - z) / curvature)
        self.assign(n, new_n)
