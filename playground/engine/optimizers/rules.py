"""The update rules, sorted by increasing complexity: each differs from one above by a line or two.

Every rule has the same signature, `update_step(gradient, variable, learning_rate)`, and keeps its memory of a variable
in slots that start at zero. In the formulas g is the gradient, w the variable, t the number of the step (1, 2, …).
All take the arguments of `Optimizer` after their own.
"""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.variable import Variable


class SGD(Optimizer):
    """Gradient descent: w ← w - lr·g.

    With `momentum` μ (Polyak 1964): m ← μ·m - lr·g, w ← w + m; `nesterov` (Sutskever et al. 2013) looks ahead along m.
    """

    hyperparameters = ("momentum", "nesterov")

    def __init__(self, learning_rate: Any = 0.01, momentum=0.0, nesterov=False, *shared, **options):
        if not isinstance(momentum, float | int) or not 0 <= momentum <= 1:
            raise ValueError(
                f"`momentum` must be a float between [0, 1]. Received: momentum={momentum}"
            )
        super().__init__(learning_rate, *shared, **options)
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


class Lion(Optimizer):
    """Only the sign of a running mean: w ← w - lr·sign(β₁·m + (1 - β₁)·g) (Chen et al. 2023, arXiv:2302.06675)."""

    hyperparameters = ("beta_1", "beta_2")
    slot_groups = (("momentum",),)

    def __init__(self, learning_rate: Any = 0.001, beta_1=0.9, beta_2=0.99, *shared, **options):
        if not 0 < beta_1 <= 1:
            raise ValueError(
                "Argument `beta_1` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. "
                f"Received: beta_1={beta_1}."
            )
        super().__init__(learning_rate, *shared, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        (m,) = self.slots(variable)
        direction = ops.sign(self.beta_1 * m + (1.0 - self.beta_1) * gradient)
        self.assign_sub(variable, learning_rate * direction)
        self.assign(m, self.beta_2 * m + (1.0 - self.beta_2) * gradient)


class Adagrad(Optimizer):
    """Smaller steps where gradients have been large: w ← w - lr·g / √(Σ g² + ε) (Duchi et al. 2011)."""

    hyperparameters = ("initial_accumulator_value", "epsilon")
    slot_groups = (("accumulator",),)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value=0.1,
        epsilon=1e-7,
        *shared,
        **options,
    ):
        super().__init__(learning_rate, *shared, **options)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon
        self.slot_initial_values = {"accumulator": initial_accumulator_value}

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        (a,) = self.slots(variable)
        self.assign_add(a, ops.square(gradient))
        self.assign_sub(variable, learning_rate * gradient / ops.sqrt(a + self.epsilon))


class RMSprop(Optimizer):
    """Adagrad that forgets: v ← ρ·v + (1 - ρ)·g², w ← w - lr·g / √(v + ε) (Tieleman & Hinton 2012, lecture 6e).

    `centered` subtracts the square of the running mean of g from v; `momentum` smooths the step itself.
    """

    hyperparameters = ("rho", "momentum", "epsilon", "centered")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        centered=False,
        *shared,
        **options,
    ):
        super().__init__(learning_rate, *shared, **options)
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


class Adadelta(Optimizer):
    """RMSprop with its own unit of length: w ← w - lr·g·√(d + ε) / √(v + ε), d the running mean of squared steps
    (Zeiler 2012, arXiv:1212.5701)."""

    hyperparameters = ("rho", "epsilon")
    slot_groups = (("accumulated_grad", "accumulated_delta_var"),)

    def __init__(self, learning_rate: Any = 0.001, rho=0.95, epsilon=1e-7, *shared, **options):
        super().__init__(learning_rate, *shared, **options)
        self.rho = rho
        self.epsilon = epsilon

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        v, d = self.slots(variable)
        self.assign(v, self.rho * v + (1.0 - self.rho) * ops.square(gradient))
        step = gradient * ops.sqrt(d + self.epsilon) / ops.sqrt(v + self.epsilon)
        self.assign(d, self.rho * d + (1.0 - self.rho) * ops.square(step))
        self.assign_sub(variable, learning_rate * step)


class Adam(Optimizer):
    """RMSprop with momentum, both corrected for starting at zero (Kingma & Ba 2014, arXiv:1412.6980):

    m ← m + (1 - β₁)·(g - m), v ← v + (1 - β₂)·(g² - v), w ← w - lr·√(1 - β₂ᵗ)/(1 - β₁ᵗ)·m / (√v + ε).
    `amsgrad` divides by the largest v so far (Reddi et al. 2018).
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon", "amsgrad")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        *shared,
        **options,
    ):
        super().__init__(learning_rate, *shared, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
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

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        *shared,
        **options,
    ):
        if weight_decay is None:
            raise ValueError(
                "Argument `weight_decay` must be a float. Received: weight_decay=None. Use Adam for no weight decay."
            )
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, *shared, **options
        )


class _Moments(Optimizer):
    """The arguments that Adam's relatives below have in common."""

    hyperparameters = ("beta_1", "beta_2", "epsilon")

    def __init__(
        self, learning_rate: Any = 0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, *shared, **options
    ):
        super().__init__(learning_rate, *shared, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon


class Adamax(_Moments):
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


class Nadam(_Moments):
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


class Lamb(_Moments):
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


class Adafactor(Optimizer):
    """RMSprop that keeps only row and column means of g² for matrices (Shazeer & Stern 2018, arXiv:1804.04235):

    v ≈ rows·columns / mean(rows), u = g/√v cut to root mean square `clip_threshold`, w ← w - lr·max(ε₂, rms(w))·u, with
    lr at most 1/√t unless it is a schedule, and means that forget at the rate β₂ = 1 - t^`beta_2_decay`.
    """

    hyperparameters = ("beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay=-0.8,
        epsilon_1=1e-30,
        epsilon_2=1e-3,
        clip_threshold=1.0,
        relative_step=True,
        *shared,
        **options,
    ):
        super().__init__(learning_rate, *shared, **options)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    slot_groups = (("rows", "columns"),)

    def make_slots(self, variable: Variable, group: tuple[str, ...]) -> tuple[Variable, ...]:
        shape = tuple(variable.shape)
        if len(shape) < 2:
            return (self.add_slot(variable, "velocity"),)
        rows = self.add_slot(variable, "rows", shape=shape[:-1])
        return rows, self.add_slot(variable, "columns", shape=shape[:-2] + shape[-1:])

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        t = ops.cast(self.iterations + 1, variable.dtype)
        rate = learning_rate
        if isinstance(self._learning_rate, Variable):  # Keras does so whatever `relative_step` says
            rate = ops.minimum(rate, 1.0 / ops.sqrt(t))
        forget = t**self.beta_2_decay  # 1 - β₂
        square = ops.square(gradient) + self.epsilon_1
        v, *columns = self.slots(variable)
        if not columns:
            self.assign_add(v, (square - v) * forget)
            spread = v.value
        else:
            rows, columns = v, columns[0]
            self.assign_add(rows, (ops.mean(square, axis=-1) - rows) * forget)
            self.assign_add(columns, (ops.mean(square, axis=-2) - columns) * forget)
            share = rows / ops.mean(rows, axis=-1, keepdims=True)
            spread = ops.expand_dims(share, -1) * ops.expand_dims(columns, -2)
        u = gradient / ops.sqrt(spread)
        u = u / ops.maximum(1.0, _rms(u) / self.clip_threshold)
        self.assign_sub(variable, rate * ops.maximum(self.epsilon_2, _rms(variable)) * u)


def _rms(x: Any) -> Any:
    return ops.sqrt(ops.mean(ops.square(x)))


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

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        *shared,
        **options,
    ):
        super().__init__(learning_rate, *shared, **options)
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
