"""Learning-rate schedules: values by hand at the places where something changes."""

import numpy as np
import pytest

from playground.engine import config
from playground.engine.optimizers import schedules


@pytest.mark.parametrize(
    ("schedule", "points"),
    [
        (schedules.ExponentialDecay(1.0, 10, 0.5), {0: 1.0, 5: 0.5**0.5, 20: 0.25}),
        (schedules.ExponentialDecay(1.0, 10, 0.5, staircase=True), {9: 1.0, 10: 0.5}),
        (schedules.InverseTimeDecay(1.0, 10, 2.0), {0: 1.0, 10: 1 / 3}),
        (schedules.PiecewiseConstantDecay([2, 4], [1.0, 0.5, 0.1]), {2: 1.0, 3: 0.5, 5: 0.1}),
        (schedules.PolynomialDecay(1.0, 10, 0.0, power=2.0), {0: 1.0, 5: 0.25, 50: 0.0}),
        (schedules.PolynomialDecay(1.0, 10, 0.0, cycle=True), {15: 0.25, 20: 0.0}),
        (schedules.CosineDecay(1.0, 10, alpha=0.1), {0: 1.0, 5: 0.55, 10: 0.1, 99: 0.1}),
        (
            schedules.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=4),
            {0: 0.0, 2: 0.5, 4: 1.0, 9: 0.5, 14: 0.0},
        ),
        (schedules.CosineDecayRestarts(1.0, 10), {0: 1.0, 5: 0.5, 10: 1.0, 20: 0.5, 30: 1.0}),
        (schedules.CosineDecayRestarts(1.0, 10, t_mul=1.0, m_mul=0.5), {10: 0.5, 20: 0.25}),
    ],
)
def test_values(schedule, points):
    for at, expected in points.items():
        assert schedule(at).shape == ()
        np.testing.assert_allclose(schedule(at), expected, atol=1e-5)
    again = schedules.deserialize(schedules.serialize(schedule))
    assert again.get_config() == schedule.get_config()


def test_errors():
    with pytest.raises(ValueError, match="boundaries"):
        schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2])
    with pytest.raises(ValueError, match="decay_steps"):
        schedules.CosineDecay(0.1, 0)


@pytest.mark.parametrize(
    "schedule",
    [
        schedules.ExponentialDecay(0.1, 3, 0.5),
        schedules.InverseTimeDecay(0.1, 3, 0.5),
        schedules.PolynomialDecay(0.1, 3),
        schedules.PiecewiseConstantDecay([2], [0.1, 0.2]),
        schedules.CosineDecayRestarts(0.1, 3),
    ],
)
def test_rates_are_of_the_float_type_of_the_program(schedule):
    """As in Keras 3.15 on JAX: `set_floatx("float64")` gives rates of float64."""
    assert schedule(2).dtype == "float32"
    config.set_floatx("float64")
    try:
        assert schedule(2).dtype == "float64"
    finally:
        config.set_floatx("float32")
