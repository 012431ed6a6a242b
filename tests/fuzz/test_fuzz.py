"""Random programs: the plan leaves the numbers of the eager step behind. `make fuzz N=2000` runs many more."""

from __future__ import annotations

import ast
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.engine import layers
from tests.fuzz.comparison import mismatch
from tests.fuzz.hunting import plan_differs
from tests.fuzz.programs import program
from tests.fuzz.running import EAGER, Outcome, run
from tests.fuzz.shrinking import shrunk

FIXED = 24
FRESH = 12
FOUND = sorted((Path(__file__).parent / "found").glob("*.py"))


def told(seed: int | str, found: object, text: str) -> str:
    return f"{found}\n{text}\n\nTo make it smaller: python -m tests.fuzz 1 --seed {seed}"


@pytest.mark.parametrize("seed", range(FIXED))
def test_the_same_programs_every_time(seed):
    text = program(seed)
    found, _ = plan_differs(text)
    assert found is None, told(seed, found, text)


def test_programs_nobody_has_seen():
    first = int.from_bytes(os.urandom(4), "big")
    for seed in range(first, first + FRESH):
        text = program(seed)
        found, _ = plan_differs(text)
        assert found is None, told(seed, found, text)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_programs_that_were_wrong_once(file):
    found, plan = plan_differs(file.read_text())
    assert found is None, found
    assert plan.error is None, plan.error


def test_a_seed_is_a_program():
    assert program(11) == program(11) != program(12)
    assert "mixed_float16" not in "".join(program(seed, certain=True) for seed in range(200))


def test_every_kind_of_layer_comes_up():
    no_layers_to_train = {
        "Layer", "Wrapper", "InputLayer", "InputSpec", "DropoutRNNCell", "StackedRNNCells",
        "Normalization", "Discretization", "CategoryEncoding", "ConvLSTM3D",
    }  # fmt: skip
    made = [getattr(layers, name) for name in dir(layers) if name[:1].isupper()]
    names = {cls.__name__ for cls in made if isinstance(cls, type)} - no_layers_to_train
    for seed in range(1500):
        text = program(seed)
        names = {name for name in names if f"layers.{name}(" not in text}
        if not names:
            break
    assert names == set()


TRAINING = """
import numpy as np
import keras
from keras import layers
x = np.random.default_rng(1).standard_normal((20, 4)).astype('float32')
y = np.random.default_rng(2).standard_normal((20, 2)).astype('float32')
model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation='tanh'), layers.Dense(2)])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss='mse', metrics=['mae'])
result = model.fit(x, y, batch_size=6, epochs=4, verbose=0, shuffle=False)
"""


@pytest.mark.parametrize(
    "change",
    [
        ("Adam(0.01)", "Adam(0.01001)"),
        ("'mae'", "'mse'"),
        ("epochs=4", "epochs=3"),
        ("'tanh'", "'nothing'"),
        ("shuffle=False", "shuffle=False, initial_epoch=1"),
        ("Adam(0.01)", "Adam(0.01, epsilon=2e-5)"),
        ("(loss='mse'", "(loss='nothing'"),
    ],
)
def test_what_differs_is_noticed(change):
    first, second = run(TRAINING, EAGER), run(TRAINING.replace(*change), EAGER)
    assert (TRAINING.replace(*change) == TRAINING) == (
        mismatch(TRAINING, first, second, EAGER) is None
    )


def test_roundings_are_no_mismatch():
    """Adam after a bias that BatchNormalization takes away: the gradient is nothing but rounding, its steps are not."""
    text = TRAINING.replace("layers.Dense(2)", "layers.BatchNormalization(), layers.Dense(2)")
    swapped = text.replace("'tanh'", "lambda t: 0.5 * (t + t) - 1e-8 * t + 1e-8 * t")
    plain = text.replace("'tanh'", "lambda t: t")
    assert mismatch(plain, run(plain, EAGER), run(swapped, EAGER), EAGER) is None


def test_a_program_gets_small():
    text = program(1032)
    small = shrunk(text, lambda t: "Dense" in t and "fit" in t, seconds=20)
    assert len(ast.parse(small).body) <= 2
    assert len(small) < 60


def test_numbers_that_one_side_has_lost_are_not_compared():
    one = {"weights[0]": np.ones(2), "optimizer[3]": np.ones(2)}
    whole, short = Outcome(one), Outcome({"weights[0]": np.ones(2)})
    assert mismatch("", whole, short, EAGER).kind == "other names"
    assert mismatch("", whole, replace(short, lost={"optimizer[3]"}), EAGER) is None
