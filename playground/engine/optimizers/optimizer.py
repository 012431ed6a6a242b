"""`Optimizer`: everything around the update rule. The rules themselves have a file each.

One call of `apply` is one step: unscale, accumulate, clip, decay, update, average, constrain, count. Every number goes
through ops on variables, and no `if` depends on a value, so that a step can be recorded and replayed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from playground.engine import observe, ops
from playground.engine.naming import auto_name
from playground.engine.optimizers.clipping import clip_gradients
from playground.engine.optimizers.memory import Memory
from playground.engine.optimizers.schedules import LearningRateSchedule
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.scopes import StatelessScope
from playground.engine.variable import Variable


class Optimizer(Memory):
    """Base class. A rule overrides `update_step(gradient, variable, learning_rate)`, names the slots it keeps for
    each variable in `slot_groups` (groups of names; the slots of a group are made variable by variable), and its
    arguments in `hyperparameters`.

    learning_rate
        How large a step is: a number, a `LearningRateSchedule`, or a function without arguments.
    weight_decay
        Each step first takes `learning_rate * weight_decay * variable` off the variable.
    clipnorm, clipvalue, global_clipnorm
        Limit the norm of each gradient, the size of each entry, or the norm of all gradients together (one of them).
    use_ema, ema_momentum, ema_overwrite_frequency
        Keep a running mean of every variable; write it into the variables every so many steps, or at the end of `fit`.
    loss_scale_factor
        `scale_loss` multiplies the loss by it and `apply` divides the gradients by it.
    gradient_accumulation_steps
        Update only every so many steps, with the mean of the gradients since.
    """

    hyperparameters: tuple[str, ...] = ()
    expects_infinity = False  # a LossScaleOptimizer around it takes steps back that are not finite

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        _refuse(kwargs)
        if sum(limit is not None for limit in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise ValueError(
                "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. "
                f"Received: clipnorm={clipnorm}, clipvalue={clipvalue}, global_clipnorm={global_clipnorm}."
            )
        if use_ema and not 0 <= ema_momentum <= 1:
            raise ValueError(
                f"`ema_momentum` must be in the range [0, 1]. Received: ema_momentum={ema_momentum}"
            )
        _check_count("ema_overwrite_frequency", ema_overwrite_frequency if use_ema else None, 1)
        _check_count("gradient_accumulation_steps", gradient_accumulation_steps, 2)
        self.name = name or auto_name(type(self).__name__)
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps

        self._start_memory(use_ema, gradient_accumulation_steps)
        self._excluded: tuple[set[int], list[str]] = (set(), [])
        self._iterations = self._track("iteration", 0, "int32")
        self._learning_rate: Any = None
        self._set_learning_rate(learning_rate)

    # ---------------------------------------------------------------------------------- learning rate
    @property
    def iterations(self) -> Any:
        """Number of updates made so far, an int scalar."""
        if self.gradient_accumulation_steps:
            return ops.floor_divide(self._iterations, self.gradient_accumulation_steps)
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate in force: a scalar. Assign a number to change it, or a schedule."""
        if isinstance(self._learning_rate, LearningRateSchedule):
            return self._learning_rate(
                self._iterations
            )  # every call of `apply` counts, not only updates
        if not isinstance(self._learning_rate, Variable):
            return self._learning_rate()
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate: Any) -> None:
        scheduled = not isinstance(self._learning_rate, Variable)
        if scheduled and not isinstance(learning_rate, LearningRateSchedule | Callable):
            raise TypeError(
                "This optimizer was created with a `LearningRateSchedule` or a function as its `learning_rate`, hence "
                "its learning rate is not settable. To set it, create the optimizer with a float `learning_rate`."
            )
        self._set_learning_rate(learning_rate)

    def _set_learning_rate(self, given: Any) -> None:
        if isinstance(given, dict):
            given = deserialize_keras_object(given)
        if isinstance(given, LearningRateSchedule) or (
            callable(given) and not isinstance(given, Variable)
        ):
            self._variables = [v for v in self._variables if v is not self._learning_rate]
            self._learning_rate = given
        elif isinstance(self._learning_rate, Variable):
            self._learning_rate.assign(ops.cast(given, self._learning_rate.dtype))
        else:
            try:
                if isinstance(given, str):
                    raise TypeError("a text")
                number = float(given)
            except (TypeError, ValueError):
                raise ValueError(
                    "Argument `learning_rate` should be float, or an instance of LearningRateSchedule, or a callable "
                    "that takes no argument and returns the learning rate. "
                    f"Received instead: learning_rate={given!r}"
                    + (
                        " (a text: leave the quotes out for a number)"
                        if isinstance(given, str)
                        else ""
                    )
                ) from None
            self._learning_rate = self._track("learning_rate", ops.convert_to_tensor(number))

    # ------------------------------------------------------------------------------------------- steps
    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> Any:
        """`apply` for pairs (gradient, variable). Returns `iterations`."""
        pairs = list(grads_and_vars)
        if any(isinstance(g, Variable) and not isinstance(v, Variable) for g, v in pairs):
            raise ValueError(
                "`apply_gradients` takes pairs (gradient, variable). Received: (variable, gradient). Write "
                "`zip(gradients, variables)`."
            )
        gradients, variables = zip(*pairs)
        self.apply(list(gradients), list(variables))
        return self._iterations

    def apply(
        self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None
    ) -> None:
        """One step. `grads[i]` has the shape of `trainable_variables[i]`, by default those of `build`.

        A gradient that is None leaves its variable alone, with a warning. Raises ValueError when all are None, when
        the numbers differ, or for a variable that was not there when the optimizer was built.
        """
        grads = list(grads)
        variables = list(
            self._trainable_variables if trainable_variables is None else trainable_variables
        )
        if len(grads) != len(variables):
            raise ValueError(
                "The list of gradients must be as long as the list of variables. "
                f"Received: {len(grads)} gradients, {len(variables)} variables."
            )
        if not self.built:
            self.build(variables)
        self._check_known(variables)
        grads, variables = _without_missing(grads, variables)
        grads = [_in_dtype_of(v, g) for g, v in zip(grads, variables)]
        if self.loss_scale_factor is not None:
            scale = self.loss_scale_factor
            grads = [
                g if v.overwrite_with_gradient else g / ops.cast(scale, g.dtype)
                for g, v in zip(grads, variables)
            ]
        if observe.observer is not None and not self.expects_infinity:
            observe.observer.gradients_ready(self, grads, variables)

        if self.gradient_accumulation_steps:
            grads = self._accumulate(grads, variables)
        self._overwrite(grads, variables)
        descending = [(g, v) for g, v in zip(grads, variables) if not v.overwrite_with_gradient]
        self._update([g for g, _ in descending], [v for _, v in descending])
        self._gate = None
        if self.use_ema:
            self._update_averages(variables)
        for variable in variables:
            if variable.constraint is not None:
                self.assign(variable, variable.constraint(variable.value))
        self._iterations.assign_add(1)
        if observe.observer is not None:
            observe.observer.gradients_applied(self, variables)

    def _update(self, grads: list[Any], variables: list[Variable]) -> None:
        grads = self._clip_gradients(grads)
        rate = ops.convert_to_tensor(self.learning_rate)
        if self.weight_decay is not None:
            for variable in filter(self._decays, variables):
                decay = _in_dtype_of(variable, rate) * self.weight_decay
                self.assign_sub(variable, variable * decay)
        self.prepare_step()
        for gradient, variable in zip(grads, variables):
            self.update_step(gradient, variable, _in_dtype_of(variable, rate))

    def prepare_step(self) -> None:
        """What a rule computes once a step, before the variables."""

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        """Change one variable. `gradient` has its shape and dtype, `learning_rate` is a scalar of its dtype."""
        raise NotImplementedError(
            f"{type(self).__name__} must override `update_step(self, grad, variable, learning_rate)`."
        )

    def _clip_gradients(self, grads: list[Any]) -> list[Any]:
        return clip_gradients(grads, self.clipnorm, self.clipvalue, self.global_clipnorm)

    def _accumulate(self, grads: list[Any], variables: list[Variable]) -> list[Any]:
        """Add the gradients up; on every n-th step give their mean and open the gate for assignments."""
        n = self.gradient_accumulation_steps
        last = ops.equal((self._iterations + 1) % n, 0)
        sums = [self._accumulated_gradients[self._index[id(v)]] for v in variables]
        totals = [total + g for total, g in zip(sums, grads)]
        for total, new in zip(sums, totals):
            total.assign(ops.where(last, ops.zeros_like(new), new))
        self._gate = last
        # a variable that takes its gradient as value takes the latest, not the mean
        return [
            g if v.overwrite_with_gradient else total / n
            for g, total, v in zip(grads, totals, variables)
        ]

    def _overwrite(self, grads: list[Any], variables: list[Variable]) -> None:
        for gradient, variable in zip(grads, variables):
            if variable.overwrite_with_gradient:
                self.assign(variable, gradient)

    # ---------------------------------------------------------------------- weight decay and averages
    def exclude_from_weight_decay(
        self, var_list: Sequence[Variable] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """No weight decay for these variables, or for those whose name contains one of `var_names`."""
        if self.built:
            raise ValueError(
                "`exclude_from_weight_decay()` can only be configured before the optimizer is built."
            )
        self._excluded = ({id(v) for v in var_list or ()}, list(var_names or ()))

    def _decays(self, variable: Variable) -> bool:
        ids, names = self._excluded
        return id(variable) not in ids and not any(re.search(n, variable.name) for n in names)

    def _update_averages(self, variables: list[Variable]) -> None:
        started = ops.not_equal(self.iterations, 0)
        for variable in variables:
            average = self._model_variables_moving_average[self._index[id(variable)]]
            momentum = ops.cast(started, variable.dtype) * self.ema_momentum
            self.assign(average, momentum * average + (1.0 - momentum) * variable)
            if self.ema_overwrite_frequency:
                due = ops.equal((self.iterations + 1) % self.ema_overwrite_frequency, 0)
                self.assign(variable, ops.where(due, average, variable))

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """At the end of training: variables take the value of their running mean, if there is one."""
        if self.use_ema:
            for variable in var_list:
                average = self._model_variables_moving_average[self._index[id(variable)]]
                variable.assign(average)

    # -------------------------------------------------------------------------------------- other uses
    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def stateless_apply(
        self,
        optimizer_variables: Sequence[Any],
        grads: Sequence[Any],
        trainable_variables: Sequence[Any],
    ) -> tuple[list[Any], list[Any]]:
        """`apply` without side effects: from values to new values `(trainable_variables, optimizer_variables)`."""
        if not self.built:
            raise ValueError(
                "To call `stateless_apply`, the optimizer must be built first: call `build(variables)`."
            )
        mapping = list(zip(self._trainable_variables, trainable_variables))
        mapping += list(zip(self._variables, optimizer_variables))
        with StatelessScope(state_mapping=mapping) as scope:
            self.apply(grads)

        def now(variables: Sequence[Variable]) -> list[Any]:
            return [scope.get_current_value(v) for v in variables]

        return now(self._trainable_variables), now(self._variables)

    # ------------------------------------------------------------------------------------------- config
    def get_config(self) -> dict[str, Any]:
        """The arguments of `__init__`, JSON-ready."""
        if isinstance(self._learning_rate, Variable):
            learning_rate: Any = float(self._learning_rate.numpy())
        else:
            learning_rate = serialize_keras_object(self._learning_rate)
        shared = {
            "name": self.name,
            "learning_rate": learning_rate,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "clipvalue": self.clipvalue,
            "global_clipnorm": self.global_clipnorm,
            "use_ema": self.use_ema,
            "ema_momentum": self.ema_momentum,
            "ema_overwrite_frequency": self.ema_overwrite_frequency,
            "loss_scale_factor": self.loss_scale_factor,
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
        }
        return shared | {name: getattr(self, name) for name in self.hyperparameters}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Optimizer:
        config = dict(config)
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = deserialize_keras_object(
                config["learning_rate"], custom_objects=custom_objects
            )
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def _in_dtype_of(variable: Variable, value: Any) -> Any:
    same = getattr(value, "dtype", None) == variable.dtype and not isinstance(value, np.ndarray)
    return value if same else ops.cast(value, variable.dtype)


def _refuse(kwargs: dict[str, Any]) -> None:
    if kwargs.pop("decay", None) is not None:
        warnings.warn(
            "Argument `decay` is no longer supported and will be ignored. Use a schedule from "
            "`keras.optimizers.schedules` as the learning rate.",
            stacklevel=4,
        )
    if kwargs:
        hint = " Use `learning_rate`." if "lr" in kwargs else ""
        raise ValueError(f"Argument(s) not recognized: {kwargs}.{hint}")


def _check_count(name: str, value: int | None, least: int) -> None:
    if value is not None and (not isinstance(value, int) or value < least):
        raise ValueError(
            f"`{name}` must be an integer >= {least} or None. Received: {name}={value}"
        )


def _without_missing(
    grads: list[Any], variables: list[Variable]
) -> tuple[list[Any], list[Variable]]:
    missing = [v.path for g, v in zip(grads, variables) if g is None]
    if not missing:
        return grads, variables
    if len(missing) == len(variables):
        raise ValueError(
            "No gradients provided for any variable. None of them takes part in the loss: check that the loss is "
            "computed from them, inside the GradientTape, with ops on tensors."
        )
    warnings.warn(
        f"Gradients do not exist for variables {missing} when minimizing the loss. If using `model.compile()`, did "
        "you forget to provide a `loss` argument?",
        stacklevel=4,
    )
    kept = [(g, v) for g, v in zip(grads, variables) if g is not None]
    return [g for g, _ in kept], [v for _, v in kept]
