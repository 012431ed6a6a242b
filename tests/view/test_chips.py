"""The bar of chips: what the program says, in a few words, and what has changed since the last run."""

from playground.lesson import load_lessons
from playground.program_controls import TrainingForm, read_form
from playground.program_controls.own_data import named_data
from playground.view.chips import training_chips
from playground.view.editor import known_code, part_to_change

PROGRAM = """import keras
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse", metrics=["mae"])
model.fit(x, y, epochs=7, validation_split=0.2)
"""


def said(source: str, last: TrainingForm | None = None) -> dict[str, str]:
    return {chip.id: chip.value for chip in training_chips(read_form(source), last)}


def test_a_chip_says_what_the_program_has() -> None:
    assert said(PROGRAM) == {
        "optimizer": "sgd 0.1",
        "loss": "mean_squared_error",
        "metrics": "mae",
        "epochs": "7",
        "batch_size": "32",  # Keras's own
        "validation_split": "0.2",
    }
    assert "epochs" not in said(PROGRAM.partition("model.fit")[0]) and said("x = 1") == {}
    assert said(PROGRAM.replace("0.1", "RATE()"))["optimizer"] == "sgd in code"


def test_what_changed_since_the_run_is_marked() -> None:
    last = read_form(PROGRAM)
    changed = read_form(PROGRAM.replace("0.1", "0.2").replace("epochs=7", "epochs=8"))
    assert {c.id for c in training_chips(changed, last) if c.changed} == {"optimizer", "epochs"}
    assert not any(c.changed for c in training_chips(changed, None))


def test_what_an_earlier_lesson_defined_is_known_unless_the_tasks_change_it() -> None:
    lessons = load_lessons()
    assert known_code(lessons[0].id, lessons) == []
    compiling = next(lesson for lesson in lessons if lesson.id == "07_compile_and_fit")
    [known] = known_code(compiling.id, lessons)
    assert known["text"].startswith("class SimpleDense") and known["label"] == "as in lesson 1"
    assert known["text"] in compiling.starter


def test_the_part_that_the_tasks_change() -> None:
    assert part_to_change("a\nb\nc\n", "a\nB\nc\n") == [2, 2]
    assert part_to_change("a\nb\n", "a\nb\n") == []
    first, last = part_to_change("a\nb\n", "new\na\nb\nmore\n")
    assert first == 1 and 1 <= last <= 3


def test_own_data_are_called_by_their_name() -> None:
    assert named_data("datasets.csv('flowers.csv', target='a')") == "flowers.csv"
    assert named_data('points("0 0 1")') == "points"
    assert named_data("datasets.iris()") == "iris"
    assert named_data("numpy.array(x)") == named_data("csv.reader(file)") == ""
    assert named_data("datasets.csv(name, target=1)") == "csv"
