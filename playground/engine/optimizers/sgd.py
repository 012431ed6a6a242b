"""`SGD`: gradient descent, with momentum if wanted."""

from __future__ import annotations

from typing import Any

from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.signatures import continues
from playground.engine.variable import Variable


class SGD(Optimizer):
    """Gradient descent: w ← w - lr·g.

    With `momentum` μ (Polyak 1964): m ← μ·m - lr·g, w ← w + m; `nesterov` (Sutskever et al. 2013) looks ahead along m.
    """

    hyperparameters = ("momentum", "nesterov")

    @continues(Optimizer.__init__)
    def __init__(self, learning_rate: Any = 0.01, momentum=0.0, nesterov=False, **kwargs):
        if not isinstance(momentum, float | int) or not 0 <= momentum <= 1:
            raise ValueError(
                f"`momentum` must be a float between [0, 1]. Received: momentum={momentum}"
            )
        super().__init__(learning_rate, **kwargs)
        self.momentum = momentum
        self.nesterov = nesterov
        self.slot_groups = (("momentum",),) if momentum else ()

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        if not self.momentum:
            return self.assign_sub(variable, learning_rate * gradient)
        (m,) = self.slots(variable)
        step = learning_rate * gradient
        self.assign(m, self.momentum * m - step)
        self.assign_add(variable, self.momentum * m - step if self.nesterov else m)
