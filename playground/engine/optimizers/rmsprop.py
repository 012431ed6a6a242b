"""`RMSprop`: Adagrad that forgets."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class RMSprop(Optimizer):
    """Adagrad that forgets: v ← ρ·v + (1 - ρ)·g², w ← w - lr·g / √(v + ε) (Tieleman & Hinton 2012, lecture 6e).

    `centered` subtracts the square of the running mean of g from v; `momentum` smooths the step itself.
    """

    hyperparameters = ("rho", "momentum", "epsilon", "centered")

    @continues(Optimizer.__init__)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        centered=False,
        **kwargs,
    ):
        super().__init__(learning_rate, **kwargs)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        wanted = {"velocity": True, "momentum": momentum, "average_gradient": centered}
        self.slot_groups = tuple((name,) for name, needed in wanted.items() if needed)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        v, *others = self.slots(variable)
        self.assign(v, self.rho * v + (1.0 - self.rho) * ops.square(gradient))
        spread = v.value
        if self.centered:
            mean = others[-1]
            self.assign(mean, self.rho * mean + (1.0 - self.rho) * gradient)
            spread = spread - ops.square(mean)
        step = learning_rate * gradient / ops.sqrt(spread + self.epsilon)
        if self.momentum:
            m = others[0]
            self.assign(m, self.momentum * m + step)
            step = m.value
        self.assign_sub(variable, step)
