"""Optimizers: one and two steps by hand, what surrounds the rules, and that every rule finds a minimum."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops, optimizers
from playground.engine.variable import Variable

NAMES = [
    "sgd",
    "lion",
    "adagrad",
    "rmsprop",
    "adadelta",
    "adam",
    "adamw",
    "adamax",
    "nadam",
    "lamb",
    "ftrl",
]


def step(optimizer, variable, *gradients):
    for gradient in gradients:
        optimizer.apply([np.asarray(gradient, "float32")], [variable])
    return variable.numpy()


# -------------------------------------------------------------------------------------------- by hand
def test_sgd():
    assert step(optimizers.SGD(0.1), Variable([1.0]), [2.0]) == pytest.approx([0.8])


def test_sgd_momentum():
    w = step(optimizers.SGD(0.1, momentum=0.5), Variable([1.0]), [2.0], [2.0])
    assert w == pytest.approx([1.0 - 0.2 - (0.1 + 0.2)])  # m = -0.2, then -0.1 - 0.2


def test_sgd_nesterov():
    w = step(optimizers.SGD(0.1, momentum=0.5, nesterov=True), Variable([1.0]), [2.0])
    assert w == pytest.approx([1.0 - 0.5 * 0.2 - 0.2])


def test_rmsprop_has_epsilon_inside_the_root():
    w = step(optimizers.RMSprop(0.1, rho=0.9, epsilon=0.5), Variable([1.0]), [2.0])
    assert w == pytest.approx([1.0 - 0.1 * 2.0 / np.sqrt(0.1 * 4.0 + 0.5)])


def test_adam_has_epsilon_outside_the_root():
    w = step(optimizers.Adam(0.1, epsilon=0.5), Variable([1.0]), [2.0])
    rate = 0.1 * np.sqrt(0.001) / 0.1
    assert w == pytest.approx([1.0 - rate * 0.2 / (np.sqrt(0.001 * 4.0) + 0.5)], rel=1e-4)


def test_adam_first_step_is_the_learning_rate():
    w = step(optimizers.Adam(0.1), Variable([1.0, 1.0]), [1e-3, 50.0])
    assert w == pytest.approx([0.9, 0.9], rel=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_goes_down(name):
    optimizer = optimizers.get(name)
    optimizer.learning_rate = 1.0 if name in ("adadelta", "ftrl") else 0.05
    w = Variable([3.0, -2.0])
    for _ in range(300):
        optimizer.apply([2.0 * w.value], [w])
    assert np.sum(w.numpy() ** 2) < 13.0 * (0.9 if name in ("adadelta", "adagrad") else 0.2)
    assert int(optimizer.iterations) == 300


# -------------------------------------------------------------------------------------- around the rules
def test_variables_and_their_names():
    optimizer = optimizers.Adam(name="mine")
    optimizer.build([Variable(np.zeros((2, 3)), name="kernel")])
    paths = [v.path for v in optimizer.variables]
    assert paths == [
        "mine/iteration",
        "mine/learning_rate",
        "mine/kernel_momentum",
        "mine/kernel_velocity",
    ]
    assert [v.shape for v in optimizer.variables] == [(), (), (2, 3), (2, 3)]


@pytest.mark.parametrize(
    ("options", "gradient", "expected"),
    [
        ({"clipvalue": 1.0}, [3.0, -4.0], [-1.0, 1.0]),
        ({"clipnorm": 1.0}, [3.0, -4.0], [-0.6, 0.8]),
        ({"global_clipnorm": 1.0}, [3.0, -4.0], [-0.6, 0.8]),
        ({"clipnorm": 10.0}, [3.0, -4.0], [-3.0, 4.0]),
        ({"clipnorm": 1.0}, [0.0, 0.0], [0.0, 0.0]),
        ({"loss_scale_factor": 4.0}, [3.0, -4.0], [-0.75, 1.0]),
    ],
)
def test_gradients_are_limited(options, gradient, expected):
    w = step(optimizers.SGD(1.0, **options), Variable([0.0, 0.0]), gradient)
    assert w == pytest.approx(expected)


def test_weight_decay_and_its_exceptions():
    optimizer = optimizers.SGD(0.5, weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    kernel, bias = Variable([2.0], name="kernel"), Variable([2.0], name="bias")
    optimizer.apply([np.zeros(1), np.zeros(1)], [kernel, bias])
    assert kernel.numpy() == pytest.approx([1.9])
    assert bias.numpy() == pytest.approx([2.0])


def test_accumulated_gradients_update_with_their_mean():
    w = Variable([0.0])
    optimizer = optimizers.Adam(0.1, gradient_accumulation_steps=2)
    assert step(optimizer, w, [1.0]) == pytest.approx([0.0])
    assert int(optimizer.iterations) == 0
    twin = step(optimizers.Adam(0.1), Variable([0.0]), [2.0], [5.0])
    assert step(optimizer, w, [3.0], [4.0], [6.0]) == pytest.approx(twin)
    assert int(optimizer.iterations) == 2


def test_a_schedule_counts_steps_not_updates():
    w = Variable([0.0])
    halving = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    optimizer = optimizers.SGD(halving, gradient_accumulation_steps=2)
    values = [float(step(optimizer, w, [1.0])[0]) for _ in range(4)]
    assert values == pytest.approx([0.0, -0.05, -0.05, -0.0625])
    assert float(optimizer.learning_rate) == pytest.approx(0.1 / 16)
    assert int(optimizer.iterations) == 2


def test_ema_follows_and_finally_replaces_the_variable():
    w = Variable([0.0])
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    step(optimizer, w, [-1.0], [-1.0])
    assert w.numpy() == pytest.approx([2.0])
    optimizer.finalize_variable_values([w])
    assert w.numpy() == pytest.approx([1.5])


def test_constraints_are_applied():
    w = Variable([1.0, 1.0])
    w.constraint = keras.constraints.NonNeg()
    assert step(optimizers.SGD(1.0), w, [3.0, 0.5]) == pytest.approx([0.0, 0.5])


def test_learning_rate_can_be_set_and_scheduled():
    optimizer = optimizers.SGD(0.1)
    optimizer.learning_rate = 0.5
    assert float(optimizer.learning_rate) == pytest.approx(0.5)
    w = Variable([0.0])
    halving = optimizers.schedules.ExponentialDecay(1.0, decay_steps=1, decay_rate=0.5)
    optimizer = optimizers.SGD(halving)
    assert step(optimizer, w, [1.0], [1.0], [1.0]) == pytest.approx([-1.75])
    with pytest.raises(TypeError, match="not settable"):
        optimizer.learning_rate = 0.1


def test_config_round_trip():
    optimizer = optimizers.RMSprop(
        optimizers.schedules.CosineDecay(0.1, 100), rho=0.8, centered=True, clipnorm=1.0
    )
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()
    assert isinstance(again._learning_rate, optimizers.schedules.CosineDecay)


# -------------------------------------------------------------------------------------------------- errors
@pytest.mark.parametrize(
    ("typed", "meant"), [("rmsporp", "rmsprop"), ("Adm", "adam"), ("SDG", "sgd")]
)
def test_unknown_name_says_what_is_close(typed, meant):
    with pytest.raises(ValueError, match=f"'{typed}'.*Did you mean.*'{meant}'"):
        optimizers.get(typed)


def test_wrong_arguments():
    with pytest.raises(ValueError, match=r"not recognized.*'lr'.*learning_rate"):
        optimizers.SGD(lr=0.1)
    with pytest.raises(ValueError, match="Only one of"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)
    with pytest.raises(ValueError, match="learning_rate='fast'"):
        optimizers.SGD("fast")


def test_missing_gradients():
    a, b = Variable([1.0], name="a"), Variable([1.0], name="b")
    with pytest.raises(ValueError, match="No gradients provided"):
        optimizers.SGD().apply([None, None], [a, b])
    with pytest.warns(UserWarning, match=r"\['b'\]"):
        optimizers.SGD(1.0).apply([np.ones(1), None], [a, b])
    assert a.numpy() == pytest.approx([0.0])
    assert b.numpy() == pytest.approx([1.0])


def test_a_variable_it_does_not_know():
    optimizer = optimizers.SGD()
    step(optimizer, Variable([1.0]), [1.0])
    with pytest.raises(ValueError, match="new optimizer"):
        step(optimizer, Variable([1.0], name="stranger"), [1.0])


# ---------------------------------------------------------------------------------------- loss scaling
def test_a_step_that_is_not_finite_only_halves_the_loss_scale():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.1), initial_scale=8.0)
    variable = Variable([1.0])
    assert step(optimizer, variable, [np.inf]) == [1.0]
    assert (int(optimizer.iterations), float(optimizer.scale_loss(1.0))) == (0, 4.0)
    assert step(optimizer, variable, [8.0]) == pytest.approx([0.8])  # the gradient is 8 / 4
    assert int(optimizer.iterations) == 1


def test_good_steps_double_the_loss_scale():
    inner = optimizers.Adam(0.1)
    optimizer = optimizers.LossScaleOptimizer(inner, initial_scale=2.0, dynamic_growth_steps=3)
    variable = Variable([1.0])
    scales = []
    for _ in range(7):
        step(optimizer, variable, [1.0])
        scales.append(float(optimizer.scale_loss(1.0)))
    assert scales == [2, 2, 4, 4, 4, 8, 8]
    assert optimizers.LossScaleOptimizer.from_config(optimizer.get_config()).inner_optimizer


@pytest.mark.parametrize("run_eagerly", [True, False])
def test_float16_models_scale_their_loss_by_themselves(run_eagerly):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.layers.Dense(4, "tanh", dtype="mixed_float16"), keras.layers.Dense(1)]
    )
    model.dtype_policy = "mixed_float16"
    model.compile("sgd", "mse", run_eagerly=run_eagerly)
    assert isinstance(model.optimizer, optimizers.LossScaleOptimizer)
    x = np.linspace(-1, 1, 40, dtype="float32")[:, None]
    history = model.fit(x, 2 * x, epochs=20, batch_size=10, verbose=0).history["loss"]
    assert history[-1] < 0.5 * history[0]
    model.compile("sgd", "mse", auto_scale_loss=False)
    assert isinstance(model.optimizer, optimizers.SGD)


def test_adafactor_keeps_what_keras_keeps() -> None:
    """Rows, columns and velocity of a matrix; of a vector two whole numbers that are never used, and the velocity."""
    matrix = Variable(np.ones((3, 4), "float32"), name="a")
    vector = Variable(np.ones((3,), "float32"), name="b")
    optimizer = optimizers.Adafactor(0.01)
    optimizer.build([matrix, vector])
    assert [(v.name, tuple(v.shape), v.dtype) for v in optimizer.variables[2:]] == [
        ("a", (3,), "float32"),
        ("a", (4,), "float32"),
        ("a_velocity", (3, 4), "float32"),
        ("b", (), "int32"),
        ("b", (), "int32"),
        ("b_velocity", (3,), "float32"),
    ]
    gradient = np.arange(1, 13, dtype="float32").reshape(3, 4)
    optimizer.apply([ops.convert_to_tensor(gradient), ops.ones((3,))], [matrix, vector])
    rows, columns, velocity = (np.asarray(v.array) for v in optimizer.variables[2:5])
    np.testing.assert_allclose(velocity, np.outer(rows, columns) / rows.mean(), rtol=1e-6)


@pytest.mark.parametrize("relative_step", [True, False])
@pytest.mark.parametrize("schedule", [True, False])
def test_the_rate_of_adafactor_is_at_most_one_over_root_t(schedule, relative_step) -> None:
    """Whatever `relative_step` says, of a schedule too: weights that Keras 3.15.1 gives."""
    rate = optimizers.schedules.ExponentialDecay(2.0, 10, 0.9) if schedule else 2.0
    w = Variable(np.array([[1.0, 2.0], [3.0, 4.0]], "float32"))
    optimizer = optimizers.Adafactor(rate, relative_step=relative_step)
    optimizer.build([w])
    for _ in range(3):
        optimizer.apply([ops.convert_to_tensor(np.array([[0.1, 0.2], [0.3, -0.4]], "float32"))])
    expected = [[-5.34243, -6.96954], [-5.50926, 12.0226]]
    np.testing.assert_allclose(np.asarray(w.array), expected, atol=2e-5)
