"""`keras.optimizers.schedules`: the learning rate as a function of the step (0, 1, 2, …).

A schedule is called with the step (a number or an int scalar) and gives a scalar. It is computed in ops, so that a
recorded training step follows the schedule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from playground.engine import config, ops
from playground.engine.identifiers import from_config
from playground.engine.saving import custom_object_scope, serialize_keras_object
from playground.engine.signatures import continues


class LearningRateSchedule:
    """Base class. Override `__call__(step)` and `get_config`."""

    arguments: tuple[str, ...] = ()
    name: str | None = None

    def __call__(self, step: Any) -> Any:
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`."
        )

    def get_config(self) -> dict[str, Any]:
        """The arguments of `__init__`."""
        if not self.arguments:
            raise NotImplementedError(
                f"Learning rate schedule '{type(self).__name__}' must override `get_config()` in order to be "
                "serializable."
            )
        return {name: _plain(getattr(self, name)) for name in self.arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LearningRateSchedule:
        return cls(**config)


def _plain(value: Any) -> Any:
    """A number as Python's own: it may have been given as a Variable or NumPy scalar."""
    if value is None or isinstance(value, bool | int | float | str | list):
        return value
    return float(value) if getattr(value, "shape", None) == () else list(value)


def _float(x: Any) -> Any:
    return ops.cast(ops.convert_to_tensor(x), config.floatx())


def _check_positive(name: str, value: Any) -> None:
    if value <= 0:
        raise ValueError(f"Argument `{name}` must be > 0. Received: {name}={value}")


class _PeriodicDecay(LearningRateSchedule):
    """The arguments of decays by `decay_rate` in every `decay_steps` steps."""

    arguments = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        _check_positive("decay_steps", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name or type(self).__name__

    def periods(self, step: Any) -> Any:
        """step / decay_steps, rounded down if `staircase`."""
        periods = _float(step) / self.decay_steps
        return ops.floor(periods) if self.staircase else periods


class ExponentialDecay(_PeriodicDecay):
    """initial · decay_rate^(step / decay_steps); `staircase` rounds the exponent down."""

    __init__ = continues(name="ExponentialDecay")(_PeriodicDecay.__init__)

    def __call__(self, step: Any) -> Any:
        rate = ops.power(_float(self.decay_rate), self.periods(step))
        return _float(self.initial_learning_rate) * rate


class InverseTimeDecay(_PeriodicDecay):
    """initial / (1 + decay_rate · step / decay_steps); `staircase` rounds step / decay_steps down."""

    __init__ = continues(name="InverseTimeDecay")(_PeriodicDecay.__init__)

    def __call__(self, step: Any) -> Any:
        rate = 1.0 + _float(self.decay_rate) * self.periods(step)
        return _float(self.initial_learning_rate) / rate


class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to and including step boundaries[0], then values[1], …; one value more than boundaries."""

    arguments = ("boundaries", "values", "name")

    def __init__(self, boundaries: Sequence, values: Sequence, name="PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values. "
                f"Received: boundaries={boundaries} of length {len(boundaries)}, and values={values} of length "
                f"{len(values)}."
            )
        self.boundaries = list(boundaries)
        self.values = list(values)
        self.name = name

    def __call__(self, step: Any) -> Any:
        step = _float(step)
        rate = _float(self.values[0])
        for boundary, value in zip(self.boundaries, self.values[1:]):
            rate = ops.where(step > float(boundary), _float(value), rate)
        return rate


class PolynomialDecay(LearningRateSchedule):
    """(initial - end) · (1 - step / decay_steps)^power + end, and end afterwards.

    `cycle` starts again instead, each time with decay_steps stretched to the next multiple.
    """

    arguments = (
        "initial_learning_rate",
        "decay_steps",
        "end_learning_rate",
        "power",
        "cycle",
        "name",
    )

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        end_learning_rate=0.0001,
        power=1.0,
        cycle=False,
        name="PolynomialDecay",
    ):
        _check_positive("decay_steps", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> Any:
        step, steps = _float(step), float(self.decay_steps)
        if self.cycle:
            steps = steps * ops.maximum(ops.ceil(step / steps), 1.0)
        else:
            step = ops.minimum(step, steps)
        end = _float(self.end_learning_rate)
        left = 1.0 - step / steps
        return (_float(self.initial_learning_rate) - end) * ops.power(left, self.power) + end


def _half_cosine(fraction: Any) -> Any:
    """1 at 0, falling to 0 at 1."""
    return 0.5 * (1.0 + ops.cos(math.pi * fraction))


class CosineDecay(LearningRateSchedule):
    """Half a cosine from the top to alpha · top (Loshchilov & Hutter 2016, arXiv:1608.03983).

    With `warmup_steps` the rate first rises in a line from initial to `warmup_target`, which is then the top.
    """

    arguments = (
        "initial_learning_rate",
        "decay_steps",
        "alpha",
        "name",
        "warmup_target",
        "warmup_steps",
    )

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        alpha=0.0,
        name="CosineDecay",
        warmup_target=None,
        warmup_steps=0,
    ):
        _check_positive("decay_steps", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step: Any) -> Any:
        step, initial = _float(step), _float(self.initial_learning_rate)
        if self.warmup_target is None:
            return self._decay(step, initial)
        top = _float(self.warmup_target)
        after = self._decay(step - self.warmup_steps, top)
        if not self.warmup_steps:
            return after
        rising = initial + (top - initial) * (step / self.warmup_steps)
        return ops.where(step < self.warmup_steps, rising, after)

    def _decay(self, step: Any, top: Any) -> Any:
        fraction = ops.minimum(step, float(self.decay_steps)) / self.decay_steps
        return top * ((1.0 - self.alpha) * _half_cosine(fraction) + self.alpha)


class CosineDecayRestarts(LearningRateSchedule):
    """Half a cosine again and again: each period `t_mul` times as long and `m_mul` times as high as the one before
    (Loshchilov & Hutter 2016, arXiv:1608.03983)."""

    arguments = ("initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name")

    def __init__(
        self,
        initial_learning_rate,
        first_decay_steps,
        t_mul=2.0,
        m_mul=1.0,
        alpha=0.0,
        name="SGDRDecay",
    ):
        _check_positive("first_decay_steps", first_decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        elapsed = _float(step) / self.first_decay_steps  # in units of the first period
        if self.t_mul == 1.0:
            period = ops.floor(elapsed)
            fraction = elapsed - period
        else:
            # the first n periods take (t_mul^n - 1) / (t_mul - 1) units
            growth = float(self.t_mul)
            period = ops.floor(ops.log(1.0 - elapsed * (1.0 - growth)) / math.log(growth))
            length = ops.power(_float(growth), period)
            fraction = (elapsed - (1.0 - length) / (1.0 - growth)) / length
        height = ops.power(_float(self.m_mul), period)
        decayed = (1.0 - self.alpha) * height * _half_cosine(fraction) + self.alpha
        return _float(self.initial_learning_rate) * decayed


_ALL = {
    cls.__name__: cls
    for cls in (
        ExponentialDecay,
        PiecewiseConstantDecay,
        PolynomialDecay,
        InverseTimeDecay,
        CosineDecay,
        CosineDecayRestarts,
    )
}


def serialize(learning_rate_schedule: LearningRateSchedule) -> Any:
    """The config of a schedule."""
    return serialize_keras_object(learning_rate_schedule)


def deserialize(config: dict[str, Any], custom_objects: dict | None = None) -> Any:
    """The schedule of a config."""
    with custom_object_scope(custom_objects):
        return from_config(config, _ALL, "learning rate schedule", "keras.optimizers.schedules")
