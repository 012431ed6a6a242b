"""Random numbers that a program does not seed."""

import random

import numpy as np
import pytest

from playground import events as ev
from playground.execute.randomness import seeded
from tests.programs import Events, gather_all

SOURCE = """
import random
import keras, numpy as np
x = np.random.default_rng().normal(size=(60, 3)).astype("float32")
y = np.random.normal(size=(60, 1)).astype("float32") + random.random()
model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
model.compile("adam", "mse")
print(model.fit(x, y, epochs=3, batch_size=8, validation_split=0.25, verbose=0).history)
"""


def printed(*seeds: int | None) -> list[str]:
    runs: list[Events] = gather_all([ev.Run(SOURCE, seed=seed) for seed in seeds])
    assert all(isinstance(run.ending, ev.Finished) for run in runs), [r.ending for r in runs]
    return [run.printed for run in runs]


def test_the_same_seed_gives_the_same_curve_to_the_last_digit() -> None:
    first, again, other, chance, more_chance = printed(5, 5, 6, None, None)
    assert first == again
    assert len({first, other, chance, more_chance}) == 4


def test_it_is_as_if_the_program_began_with_its_seed() -> None:
    plain = SOURCE.replace("np.random.default_rng()", "np.random")
    own = plain.replace(
        "import keras, numpy as np", "import keras, numpy as np; keras.utils.set_random_seed(5)"
    )
    given, set_by_program = gather_all([ev.Run(plain, seed=5), ev.Run(own, seed=9)])
    assert given.printed == set_by_program.printed != ""


def test_afterwards_numpy_asks_the_system_again() -> None:
    def draw() -> float:
        return np.random.default_rng().random()

    with pytest.raises(KeyError), seeded(3):
        inside = draw()
        raise KeyError
    with seeded(3):
        assert draw() == inside
    assert draw() != draw()
    random.seed()
