"""What a training has come to is said when it ends: of programs that were broken, and of no other."""

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.execute.consequences import consequences
from playground.lesson import load_lessons
from playground.rehearsal import play

LESSONS = {lesson.id: lesson for lesson in load_lessons()}
FIT, CAN_LEARN = "07_compile_and_fit", "05_what_a_model_can_learn"
CLOUDS = LESSONS[FIT].starter.replace("epochs=300", "epochs=10")
RING = LESSONS[CAN_LEARN].starter.replace("epochs=40", "epochs=10")
LAST = "SimpleDense(units=1, activation=tf.nn.sigmoid)"


def said(source: str, lesson: str = FIT) -> list[tuple[int | None, str]]:
    events = play(source, LESSONS[lesson])
    assert isinstance(events[-1], ev.Finished), events[-1]
    return [(event.line, event.message) for event in events if isinstance(event, ev.Notice)]


@pytest.mark.parametrize(
    ("program", "lesson", "begins"),
    [
        (
            CLOUDS.replace(LAST, "SimpleDense(units=1)"),
            FIT,
            "This crossentropy is made for probabilities, and is given numbers from ",
        ),
        (
            CLOUDS.replace('"rmsprop"', "keras.optimizers.RMSprop(100.0)"),
            FIT,
            "The model says class ",
        ),
        (
            CLOUDS.replace('"rmsprop"', "keras.optimizers.SGD(1e-6)"),
            FIT,
            "The loss has stayed at 0.69",
        ),
        (
            RING.replace(
                "layers.Dense(1,",
                'layers.Dense(4, activation="relu", bias_initializer=keras.initializers.Constant(-50.0)),'
                "layers.Dense(1,",
            ),
            CAN_LEARN,
            "Dead units: 4 of the 4 units of dense are 0",
        ),
    ],
)
def test_a_broken_program_is_told_what_came_of_it(program: str, lesson: str, begins: str) -> None:
    line = next(i for i, text in enumerate(program.splitlines(), 1) if "model.fit(" in text)
    found = [where for where, message in said(program, lesson) if message.startswith(begins)]
    assert found[:1] == [line], said(program, lesson)


@pytest.mark.parametrize("lesson", [FIT, CAN_LEARN, "06_topologies", "11_using_the_model"])
def test_of_a_solution_nothing_is_said(lesson: str) -> None:
    assert said(LESSONS[lesson].solution, lesson) == []


def model_of(*layers, loss) -> tuple[keras.Model, np.ndarray]:
    x = np.random.default_rng(1).normal(size=(40, 2)).astype("float32")
    model = keras.Sequential([*layers])
    model.compile(loss=loss)
    model(x)
    return model, x


def test_scores_are_no_fault_where_the_loss_takes_scores() -> None:
    y = np.arange(40)[:, None] % 2
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model, x = model_of(keras.layers.Dense(1), loss=loss)
    model.set_weights([np.array([[5.0], [0.0]]), np.zeros(1)])
    assert consequences(model, x, y, {"loss": [0.5] * 3}) == []
    model.set_weights([np.zeros((2, 1)), np.array([3.0])])
    [only] = consequences(model, x, y, {"loss": [0.5] * 3})
    assert only.startswith("The model says class 1")


def test_one_class_of_several() -> None:
    y = np.arange(40) % 3
    model, x = model_of(
        keras.layers.Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy"
    )
    model.set_weights([np.zeros((2, 3)), np.array([0.0, 0.0, 9.0])])
    assert consequences(model, x, y, {"loss": [2.0] * 3})[0].startswith(
        "The model says class 2 of every sample"
    )
    assert (
        consequences(model, x, np.full(40, 2), {"loss": [2.0] * 3}) == []
    )  # there is one class only


def test_a_regression_and_what_cannot_be_told_are_left_alone() -> None:
    model, x = model_of(keras.layers.Dense(1), loss="mse")
    assert consequences(model, x, x[:, :1] * 9, {"loss": [0.693] * 20}) == []
    assert consequences(model, x, None, {}) == []
    assert consequences(model, x[:3], x[:3, :1], {}) == []


def test_after_an_epoch_or_two_nothing_is_said() -> None:
    y = np.arange(40)[:, None] % 2
    model, x = model_of(keras.layers.Dense(1, activation="sigmoid"), loss="binary_crossentropy")
    model.set_weights([np.zeros((2, 1)), np.array([3.0])])
    assert consequences(model, x, y, {"loss": [1.0] * 2}) == []
    assert len(consequences(model, x, y, {"loss": [1.0] * 3})) == 1


def test_looking_changes_nothing() -> None:
    model, x = model_of(keras.layers.BatchNormalization(), keras.layers.Dense(1), loss="mse")
    np.random.seed(3)
    wanted, weights = np.random.random(), model.get_weights()
    np.random.seed(3)
    consequences(model, x, x[:, :1], {"loss": [1.0] * 3})
    assert np.random.random() == wanted
    for now, before in zip(model.get_weights(), weights):
        np.testing.assert_array_equal(now, before)
