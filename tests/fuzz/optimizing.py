"""Optimizers with all their arguments, and learning rates over time."""

from __future__ import annotations

from tests.fuzz.draw import Draw

_OWN = {  # arguments of one optimizer alone
    "SGD": {"momentum": ["0.9", "0.5"], "nesterov": ["True"]},
    "RMSprop": {"rho": ["0.8"], "momentum": ["0.5"], "centered": ["True"], "epsilon": ["0.001"]},
    "Adam": {"beta_1": ["0.8"], "beta_2": ["0.9"], "amsgrad": ["True"], "epsilon": ["0.001"]},
    "AdamW": {"beta_1": ["0.8"], "amsgrad": ["True"], "epsilon": ["0.001"]},
    "Adagrad": {"initial_accumulator_value": ["0.5"], "epsilon": ["0.001"]},
    "Adadelta": {"rho": ["0.8"], "epsilon": ["0.001"]},
    "Adamax": {"beta_1": ["0.8"], "beta_2": ["0.9"]},
    "Nadam": {"beta_1": ["0.8"], "epsilon": ["0.001"]},
    "Ftrl": {
        "learning_rate_power": ["-0.4"],
        "l1_regularization_strength": ["0.001"],
        "l2_regularization_strength": ["0.01"],
        "l2_shrinkage_regularization_strength": ["0.01"],
        "beta": ["0.1"],
    },
    "Lion": {"beta_1": ["0.8"], "beta_2": ["0.9"]},
    "Lamb": {"beta_1": ["0.8"], "epsilon": ["0.001"]},
    "Adafactor": {
        "beta_2_decay": ["-0.5"],
        "clip_threshold": ["0.5"],
        "relative_step": ["False"],
        "epsilon_1": ["1e-6"],
    },
}
_RATES = {"SGD": [0.01, 0.05], "Adadelta": [0.5, 1.0], "Adagrad": [0.05], "Ftrl": [0.05]}
_USUAL = ["SGD", "SGD", "Adam", "Adam", "Adam", "RMSprop"]


def schedule(draw: Draw, rate: float) -> str:
    s = "keras.optimizers.schedules."
    steps = draw.randint(1, 7)
    return draw.one(
        draw.call(f"{s}ExponentialDecay", rate, steps, 0.7, options={"staircase": ["True"]}),
        draw.call(f"{s}InverseTimeDecay", rate, steps, 0.5, options={"staircase": ["True"]}),
        f"{s}PiecewiseConstantDecay([2, {2 + steps}], [{rate}, {rate / 2}, {rate / 4}])",
        draw.call(
            f"{s}PolynomialDecay",
            rate,
            steps,
            options={"power": ["0.5", "2.0"], "cycle": ["True"], "end_learning_rate": ["0.001"]},
        ),
        draw.call(
            f"{s}CosineDecay",
            rate,
            steps,
            options={
                "alpha": ["0.1"],
                "warmup_target": [str(2 * rate)],
                "warmup_steps": ["2", "3"],
            },
        ),
        draw.call(
            f"{s}CosineDecayRestarts",
            rate,
            steps,
            options={"t_mul": ["1.5"], "m_mul": ["0.8"], "alpha": ["0.1"]},
        ),
    )


def optimizer(draw: Draw) -> str:
    if draw.maybe(0.2):
        return repr(draw.one("sgd", "adam", "rmsprop", "nadam", "adamw", "lion", "adagrad"))
    name = draw.choice(_USUAL) if draw.maybe(0.4) else draw.choice(list(_OWN))
    rate = draw.choice(_RATES.get(name, [0.01, 0.003]))
    learning_rate = schedule(draw, rate) if draw.maybe(0.2) else str(rate)
    shared = {
        "weight_decay": ["0.01", "0.004"],
        draw.one("clipnorm", "clipvalue", "global_clipnorm"): ["0.1", "0.01", "1.0"],
    }
    if draw.maybe(0.3):
        shared |= {
            "use_ema": ["True"],
            "ema_momentum": ["0.9", "0.5"],
            "ema_overwrite_frequency": ["2", "3"],
        }
    if draw.maybe(0.3):
        shared |= {"gradient_accumulation_steps": ["2", "3"], "loss_scale_factor": ["8.0"]}
    text = draw.call(
        f"keras.optimizers.{name}", learning_rate, options=_OWN[name] | shared, often=0.25
    )
    if draw.maybe(0.04):
        text = f"keras.optimizers.LossScaleOptimizer({text}, dynamic_growth_steps=3)"
    return text
