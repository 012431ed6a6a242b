"""`Adam`: RMSprop with momentum; `AdamW`: with weight decay as well."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class Moments(Optimizer):
    """The arguments that Adam and its relatives (Adamax, Nadam, Lamb) have in common."""

    hyperparameters = ("beta_1", "beta_2", "epsilon")

    @continues(Optimizer.__init__)
    def __init__(
        self, learning_rate: Any = 0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **kwargs
    ):
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon


class Adam(Moments):
    """RMSprop with momentum, both corrected for starting at zero (Kingma & Ba 2014, arXiv:1412.6980):

    m ← m + (1 - β₁)·(g - m), v ← v + (1 - β₂)·(g² - v), w ← w - lr·√(1 - β₂ᵗ)/(1 - β₁ᵗ)·m / (√v + ε).
    `amsgrad` divides by the largest v so far (Reddi et al. 2018, arXiv:1904.09237).
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon", "amsgrad")

    @continues(Moments.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        **kwargs,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **kwargs)
        self.amsgrad = amsgrad
        self.slot_groups = (("momentum", "velocity"),) + (("velocity_hat",),) * bool(amsgrad)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        m, v, *largest = self.slots(variable)
        t = ops.cast(self.iterations + 1, variable.dtype)
        rate = learning_rate * ops.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)
        self.assign_add(m, (gradient - m) * (1.0 - self.beta_1))
        self.assign_add(v, (ops.square(gradient) - v) * (1.0 - self.beta_2))
        if self.amsgrad:
            self.assign(largest[0], ops.maximum(largest[0], v))
            v = largest[0]
        self.assign_sub(variable, rate * m / (ops.sqrt(v) + self.epsilon))


class AdamW(Adam):
    """Adam with weight decay, taken off the variable and not mixed into the gradient (Loshchilov & Hutter 2017,
    arXiv:1711.05101)."""

    @continues(Adam.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        **kwargs,
    ):
        if weight_decay is None:
            raise ValueError(
                "Argument `weight_decay` must be a float. Received: weight_decay=None. Use Adam for no weight decay."
            )
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs
        )
