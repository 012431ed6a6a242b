"""Points that are drawn while a model trains: the fit goes on with them, or says why it cannot."""

import re

import numpy as np
import pytest

from playground import events as ev
from playground.execute import execute
from tests.execute.test_weights import Desk

POINTS = "0 0 0, 1 1 1, -1 0.5 0, 0.25 1 1, 0.5 0.5 1, -0.5 -1 0"
MORE = f"{POINTS}, 2 2 1, -2 -2 0"
SOURCE = f"""
import keras
from playground import datasets
x, y = datasets.points("{POINTS}")
keras.utils.set_random_seed(3)
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy")
model.fit(x, y, batch_size=2, epochs=5, verbose=0)
print(model.get_weights()[0].ravel().tolist())
"""
STEPS = [ev.Step()] * 4  # into the second epoch of three batches


class Patient(Desk):
    """Gives a command only when training has halted."""

    def receive(self, seconds: float | None) -> ev.Command | None:
        return super().receive(seconds) if seconds is None else None


def trained(source: str, *commands: ev.Command, first: list = STEPS) -> Desk:
    desk = Patient(*first, *commands, ev.Resume())
    execute(ev.Run(source, paused=True), desk)
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    return desk


def said(desk: Desk) -> str:
    return " ".join(notice.message for notice in desk.of(ev.Notice))


def test_they_are_trained_on_from_the_next_epoch() -> None:
    desk = trained(SOURCE, ev.Join(MORE))
    [changed] = desk.of(ev.FitChanged)
    assert (changed.epoch, changed.joined, changed.now.steps, changed.now.epochs) == (3, True, 4, 5)
    assert changed.now.points.numpy()[-2:].tolist() == [[2, 2], [-2, -2]]
    assert changed.now.labels.numpy()[-2:].tolist() == [1, 0] and changed.now.x_range[1] > 2
    assert "From epoch 3 on: 2 drawn points have joined the fit. It trains on 8." in said(desk)
    pictures = desk.of(ev.Picture)
    assert pictures[-1].x_range == changed.now.x_range != pictures[0].x_range
    longer = SOURCE.replace(
        "model.fit(x, y, batch_size=2, epochs=5, verbose=0)",
        """
model.fit(x, y, batch_size=2, epochs=2, verbose=0)
x, y = datasets.points(MORE)
model.fit(x, y, batch_size=2, epochs=5, initial_epoch=2, verbose=0)
""".replace("MORE", f'"{MORE}"'),
    )
    told = [Desk.of(run, ev.Printed)[0].text for run in (desk, trained(longer))]
    assert told[0] == told[1]


def test_what_was_moved_or_erased_leaves_and_the_next_drawing_is_compared_with_this_one() -> None:
    moved = POINTS.replace("1 1 1", "1 1.5 1", 1).removesuffix(", -0.5 -1 0")
    desk = trained(SOURCE, ev.Join(moved), *STEPS, ev.Join(f"{moved}, 3 3 1"), *STEPS)
    first, second = desk.of(ev.FitChanged)
    assert [1, 1.5] in first.now.points.numpy().tolist()
    assert first.now.points.shape == (5, 2) and second.now.points.shape == (6, 2)
    assert "1 drawn point has joined the fit and 2 drawn points have left the fit." in said(desk)


@pytest.mark.parametrize(
    "labels, given",
    [
        ("keras.utils.to_categorical(y, 2)", [0, 1]),
        ("y.ravel().astype('int32')", 1),
        ("2 * y - 1", [1]),
    ],
)
def test_labels_are_those_that_the_program_gives_to_a_class(labels: str, given: object) -> None:
    units = 2 if labels.startswith("keras") else 1
    source = SOURCE.replace("Dense(1", f"Dense({units}").replace("fit(x, y", f"fit(x, {labels}")
    source += "x, y = None, None\n"
    seen: list = []
    from playground.execute.joining import Joining

    taking = Joining.take
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Joining, "take", lambda self: seen.append(taking(self)) or seen[-1])
        trained(source, ev.Join(MORE))
    [joined] = [each for each in seen if each is not None]
    assert joined.y[-2].tolist() == given and joined.y.dtype == joined.y[:1].dtype


def test_validation_data_stay() -> None:
    source = SOURCE.replace("epochs=5", "epochs=5, validation_split=0.34")
    desk = trained(source, ev.Join(MORE.replace("0.5 0.5 1, ", "")))  # which is held out
    [changed] = desk.of(ev.FitChanged)
    started = desk.of(ev.FitStarted)[0]
    assert changed.now.validation_points == started.validation_points
    assert changed.now.points.shape == (started.points.shape[0] + 2, 2)
    assert "The validation data stay as they were" in said(desk)


LOOP = """
optimizer = keras.optimizers.SGD()
import tensorflow as tf
for _ in range(30):
    with tf.GradientTape() as tape:
        loss = keras.ops.mean((model(x) - y) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""


@pytest.mark.parametrize(
    "source, points, why",
    [
        (SOURCE.replace("fit(x,", "fit(x * 2,"), MORE, "does more with its points"),
        (SOURCE.replace("fit(x, y", "fit(x, np.arange(6.)").replace("import keras", "import keras, numpy as np"),
         MORE, "does more with its points"),
        (SOURCE.replace("fit(x, y", "fit(x, y, sample_weight=y.ravel() + 1"), MORE, "sample_weight"),
        (SOURCE.replace("fit(x, y, batch_size=2", "fit(((x, y) for _ in iter(int, 1)), steps_per_epoch=3"),
         MORE, "a generator, a Dataset"),
        (SOURCE.replace(f'points("{POINTS}")', "moons(n=6)"), MORE, "not on drawn points"),
        (SOURCE, f"{POINTS}, 0 2 2", r"Class 2 is new: the fit that is running trains on 0, 1"),
        (SOURCE, "nonsense", "expected 'x y class'"),
        (SOURCE.replace("model.fit(x, y, batch_size=2, epochs=5, verbose=0)", LOOP), MORE, "a loop of your own"),
        (SOURCE.replace("epochs=5", "epochs=2"), MORE, "the fit was in its last epoch"),
    ],
)  # fmt: skip
def test_where_they_cannot_join_it_is_said(source: str, points: str, why: str) -> None:
    desk = trained(source, ev.Join(points), first=STEPS if "epochs=2" in source else [])
    assert not desk.of(ev.FitChanged)
    assert re.search(f"The drawn points did not join: .*{why}", said(desk))


def test_a_class_with_two_places_in_one_point_is_none() -> None:
    """Two points at one place, of two classes: the others tell what labels mean."""
    twice = f"{POINTS}, 0 0 1"
    desk = trained(SOURCE.replace(POINTS, twice), ev.Join(f"{twice}, 2 2 0"))
    [changed] = desk.of(ev.FitChanged)
    assert (
        changed.now.labels.numpy()[-1] == 0
        and len(np.unique(changed.now.points.numpy(), axis=0)) == 7
    )
