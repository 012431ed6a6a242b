"""`LossScaleOptimizer`: lets another optimizer train in float16, whose smallest numbers would swallow gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.engine import ops
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.variable import Variable

_INNER_ARGUMENTS = (
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "use_ema",
    "ema_momentum",
    "ema_overwrite_frequency",
    "loss_scale_factor",
    "gradient_accumulation_steps",
)


class LossScaleOptimizer(Optimizer):
    """Multiplies the loss by a scale that finds itself, and divides the gradients by it again (Micikevicius et al.,
    "Mixed precision training", 2018).

    A step with a gradient that is not finite changes nothing but halves the scale; `dynamic_growth_steps` good steps in
    a row double it. `compile` wraps the optimizer of a `"mixed_float16"` model in one of these by itself.
    """

    def __init__(
        self,
        inner_optimizer: Any,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
        **kwargs: Any,
    ):
        if not kwargs.pop("dynamic", True):
            raise ValueError(
                "LossScaleOptimizer no longer supports `dynamic=False`. Instead, simply set `loss_scale_factor` "
                "directly on the `inner_optimizer`."
            )
        misplaced = {k: kwargs.pop(k) for k in _INNER_ARGUMENTS if k in kwargs}
        if kwargs:
            raise ValueError(
                f"LossScaleOptimizer received unexpected arguments: {', '.join(f'`{k}`' for k in kwargs)}."
            )
        if misplaced:
            raise ValueError(
                f"LossScaleOptimizer does not take {', '.join(f'`{k}`' for k in misplaced)}: set it on the "
                "`inner_optimizer` instead."
            )
        super().__init__(learning_rate=0.0, name=name)
        self.inner_optimizer = inner_optimizer
        inner_optimizer.expects_infinity = True
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        self._variables = []  # the counter and the learning rate are those of the inner optimizer
        self.step_counter = self._track("step_counter", 0, "int32")
        self.dynamic_scale = self._track("dynamic_scale", initial_scale, "float32")

    def build(self, var_list: Sequence[Variable]) -> None:
        if not self.built:
            self._trainable_variables = list(var_list)
            self.inner_optimizer.build(var_list)
            self.built = True

    @property
    def variables(self) -> list[Variable]:
        return [*self._variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Any:
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate: Any) -> None:
        self.inner_optimizer.learning_rate = learning_rate

    def scale_loss(self, loss: Any) -> Any:
        """The loss times the scale in force."""
        scale = self.dynamic_scale if self.built else self.initial_scale
        return loss * ops.cast(scale, getattr(loss, "dtype", "float32"))

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None
    ) -> None:
        """A step of the inner optimizer with unscaled gradients; nothing but a smaller scale if one is not finite."""
        inner = self.inner_optimizer
        variables = list(
            self._trainable_variables if trainable_variables is None else trainable_variables
        )
        if not self.built:
            self.build(variables)
        finite: Any = True
        for gradient in grads:
            if gradient is not None:
                finite = ops.logical_and(finite, ops.all(ops.isfinite(gradient)))
        before = [(v, v.value) for v in (*inner.variables, *variables)]
        own_factor = inner.loss_scale_factor
        inner.loss_scale_factor = self.dynamic_scale.value
        try:
            inner.apply(grads, variables)
        finally:
            inner.loss_scale_factor = own_factor
        for variable, value in before:
            variable.assign(ops.where(finite, variable, value))
        grown = ops.equal(self.step_counter + 1, self.dynamic_growth_steps)
        factor = ops.where(finite, ops.where(grown, 2.0, 1.0), 0.5)
        going_on = ops.logical_and(finite, ops.logical_not(grown))
        self.step_counter.assign(ops.where(going_on, self.step_counter + 1, 0))
        self.dynamic_scale.assign(self.dynamic_scale * factor)

    def stateless_apply(
        self,
        optimizer_variables: Sequence[Any],
        grads: Sequence[Any],
        trainable_variables: Sequence[Any],
    ) -> tuple[list[Any], list[Any]]:
        own, self._variables = self._variables, self.variables
        try:
            return super().stateless_apply(optimizer_variables, grads, trainable_variables)
        finally:
            self._variables = own

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "inner_optimizer": serialize_keras_object(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        config = {k: v for k, v in config.items() if k not in _INNER_ARGUMENTS}
        inner = deserialize_keras_object(
            config.pop("inner_optimizer"), custom_objects=custom_objects
        )
        return cls(inner, **config)
