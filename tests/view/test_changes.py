"""A run is named by what changed in the program since the run before."""

from playground.view.changes import change_text

PROGRAM = """import keras
model = keras.Sequential([keras.layers.Dense(units=4), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mean_squared_error")
model.fit(x, y, epochs=5)
"""


def test_what_the_form_shows_is_said_in_its_words() -> None:
    slower = PROGRAM.replace("0.1", "0.01")
    assert change_text(PROGRAM, slower) == "learning rate 0.1 → 0.01"
    longer = slower.replace("epochs=5", "epochs=50")
    assert change_text(PROGRAM, longer) == "learning rate 0.1 → 0.01, epochs 5 → 50"
    adam = PROGRAM.replace("keras.optimizers.SGD(learning_rate=0.1)", '"adam"')
    assert change_text(PROGRAM, adam) == "sgd 0.1 → adam 0.001"
    both = adam.replace("epochs=5", "epochs=6")
    assert change_text(PROGRAM, both) == "sgd 0.1 → adam 0.001, epochs 5 → 6"


def test_other_edits_are_said_in_their_own_words() -> None:
    wider = PROGRAM.replace("units=4", "units=8")
    assert change_text(PROGRAM, wider) == "units=4 → units=8"
    assert change_text(PROGRAM, PROGRAM + "print(1)\nprint(2)\n") == "2 lines added"
    assert change_text(PROGRAM + "print(1)\n", PROGRAM) == "1 line removed"
    assert change_text(PROGRAM, PROGRAM + "\n") == "nothing changed"
    both = wider.replace("epochs=5", "epochs=6")
    assert change_text(PROGRAM, both) == "epochs 5 → 6 and more"


def test_any_text_is_survived_and_the_name_stays_short() -> None:
    for other in ("", "def (", "x" * 100_000, "\x00", "  " + PROGRAM):
        assert 0 < len(change_text(PROGRAM, other)) < 60
