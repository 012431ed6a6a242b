"""What a lesson says is worth breaking does what the lesson says it does; what it asks beforehand is answered truly."""

import re

import pytest

from playground import rehearsal
from playground.events import Checked, Event, Failed, Notice, Printed
from playground.lesson import Lesson, find_lesson, load_lessons


def lesson_of(number: int) -> Lesson:
    return next(lesson for lesson in load_lessons() if lesson.number == number)


def said_by(events: list[Event]) -> str:
    """All that a run says in the page."""
    said = []
    for event in events:
        match event:
            case Printed(text=text):
                said.append(text)
            case Failed():
                said.append(f"{event.kind}: {event.message} {event.advice}")
            case Notice(message=message):
                said.append(message)
            case Checked():
                said.append(event.advice)
    return "\n".join(said)


# (lesson, what is changed in its solution, what the page then says)
BREAKING = {
    "model never called": (
        4,
        [('print("model:", model(images).shape)\n', "")],
        ["has no weights yet"],
    ),
    "no sigmoid": (
        7,
        [
            ("SimpleDense(units=1, activation=tf.nn.sigmoid),", "SimpleDense(units=1),"),
        ],
        ["not probabilities"],
    ),
    "learning rate 100": (7, [("learning_rate=0.02", "learning_rate=100.0")], ["learning rate"]),
    "other width after build": (
        1,
        [("# The second", "my_dense(tf.ones(shape=(2, 100)))\n# The second")],
        ["SimpleDense", "(2, 100)", "784"],
    ),
    "call before build": (
        2,
        [("# One line", "SimpleDense(units=4).call(tf.ones(shape=(2, 3)))\n# One line")],
        ["AttributeError", "W"],
    ),
    "pictures into the head": (
        3,
        [('print("errors:"', 'head(images)\nprint("errors:"')],
        ["32", "(6, 28, 28)"],
    ),
    "integer labels without sparse": (
        8,
        [("sparse_categorical", "categorical")],
        ["(32, 3)", "sparse_categorical_crossentropy"],
    ),
    "loss outside of the tape": (
        9,
        [
            ("        loss = loss_function", "    loss = loss_function"),
        ],
        ["No gradients", "inside the GradientTape"],
    ),
    "validated on what it learns": (
        10,
        [
            (
                "epochs=100, validation_data=(val_x, val_y), verbose=0).history",
                "epochs=100, validation_data=(x, y), verbose=0).history",
            ),
            (
                "stopped.fit(x, y, epochs=100",
                "stopped.fit(x, y, epochs=1",
            ),  # nothing is asked of these
            ("dropped.fit(x, y, epochs=100", "dropped.fit(x, y, epochs=1"),
        ],
        ["The validation loss follows the loss down"],
    ),
    "argmax over everything": (
        11,
        [
            ("argmax(axis=1)", "argmax()"),
            ("print(confusion_matrix(new_y, said, 3))", "print(said.shape)"),
        ],
        ["()", "for each point"],
    ),
    "pictures not flattened": (12, [("    layers.Flatten(),\n", "")], ["8, 8, 10"]),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_is_worth_breaking_says_what_the_lesson_promises(name: str) -> None:
    number, changes, promised = BREAKING[name]
    lesson = lesson_of(number)
    assert "### Worth breaking" in lesson.prose
    source = lesson.solution
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    said = said_by(rehearsal.play(source, lesson))
    for part in promised:
        assert part in said


# (lesson, a program that begins with its solution, what it prints, a part of the right choice)
DEEP = """
def first_to_last(shortcut):
    keras.utils.set_random_seed(1)
    h = inputs = keras.Input((8,))
    for _ in range(10):
        block = layers.Dense(8, activation="sigmoid")(h)
        h = layers.Add()([h, block]) if shortcut else block
    deep = keras.Model(inputs, layers.Dense(1)(h))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(deep(np.random.normal(size=(64, 8)).astype("float32")) ** 2)
    sizes = [float(np.abs(np.asarray(g)).mean()) for g in tape.gradient(loss, deep.trainable_weights)[::2]]
    return sizes[0] / sizes[9]
"""
PREDICTED = {
    "side by side": (
        6,
        "print(block.shape, model.layers[4].W.shape)",
        "(None, 32) (32, 32)",
        "(32, 32)",
    ),
    "gradients of the first layer": (
        6,
        f"import tensorflow as tf; exec({DEEP!r}); print(first_to_last(False) < 1e-6, round(first_to_last(True), 2))",
        "True 0.93",
        "less than a millionth",
    ),
    "units": (1, "print(my_dense.count_params() == 64 * 784 + 64 == 50240)", "True", "50,240"),
    "second layer": (1, "print(my_output.W.shape)", "(64, 10)", "(64, 10)"),
    "before the call": (2, "print(len(SimpleDense(units=4).weights), 'none')", "0 none", "none"),
    "last number": (3, "print(layers.Dense(32)(images).shape)", "(6, 28, 32)", "(6, 28, 32)"),
    "broadcast": (3, "print((np.zeros((6, 1)) - targets).shape)", "(6, 6)", "(6, 6)"),
    "samples": (4, "print(model(tf.ones(shape=(5, 784))).shape)", "(5, 10)", "(5, 10)"),
    "twenty times the rate": (
        7,
        "print(model.history.history['val_loss'][-1] < 0.0045)",  # of 100 epochs; first_training.json has them
        "True",
        "more than 100",
    ),
    "sure and wrong": (
        8,
        "print(round(-float(np.log(0.01)), 1), round(0.99**2, 2))",
        "4.6 0.98",
        "4.6",
    ),
    "batches": (
        9,
        "print(len(list(batches(x, y, 32))), len(list(batches(x, y, 32))[-1][0]))",
        "16 20",
        "16",
    ),
    "large enough": (10, "print(big.count_params())", "4417", "rises"),
    "what predict returns": (11, "print(probabilities.shape)", "(200, 3)", "(200, 3)"),
    "flattened": (
        12,
        "print(layers.Flatten()(x).shape, 64 * 32 + 32)",
        "(800, 64) 2080",
        "(800, 64)",
    ),
    "score": (12, "print(850 < score(model) < 950)", "True", ""),  # "about 900"
    "a tenth": (12, "print(round(-float(np.log(0.1)), 1))", "2.3", "2.3"),
}


@pytest.mark.parametrize("number", sorted({each[0] for each in PREDICTED.values()}))
def test_what_is_predicted_comes_true(number: int) -> None:
    lesson = lesson_of(number)
    asked = {name: each for name, each in PREDICTED.items() if each[0] == number}
    lines = [f"print({name!r}, end=': '); {line}" for name, (_, line, _, _) in asked.items()]
    # only what lessons 7 and 12 say is a matter of training
    source = (
        lesson.solution if number in (7, 12) else re.sub(r"epochs=\d+", "epochs=1", lesson.solution)
    )
    said = said_by(rehearsal.play("\n".join([source, *lines]), lesson))
    rights = "\n".join(line for line in lesson.prose.splitlines() if line.startswith("+ "))
    for name, (_, _, printed, choice) in asked.items():
        assert f"{name}: {printed}" in said
        assert choice in rights


def test_a_lesson_that_moved_is_found_by_its_old_id() -> None:
    for old, new in {
        "02_models": "04_models",
        "03_compile_and_fit": "07_compile_and_fit",
        "04_what_a_model_can_learn": "05_what_a_model_can_learn",
        "05_objects": "07_compile_and_fit",
    }.items():
        lesson = find_lesson(old)
        assert lesson is not None and lesson.id == new
