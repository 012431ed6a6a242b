"""Every public name of Keras is here, or in the table of what was left out; `docs/coverage.md` says which."""

import pytest

from playground import keras_names
from playground.engine import left_out

from .names import PAGE, START, has, recorded, tables

LEFT_OUT = {(where, name) for where, _, _, names in left_out.TABLE for name in names.split()}


def test_every_name_is_here_or_left_out():
    missing = {(s, n) for s, names in recorded().items() for n in names if not has(s, n)}
    assert missing == LEFT_OUT


def test_the_page_is_true():
    assert PAGE.read_text().partition(START)[2].strip() == tables().strip()


def test_a_name_that_was_left_out_says_what_is_closest():
    with keras_names.available():
        import keras  # pyright: ignore[reportMissingImports]

        with pytest.raises(AttributeError, match=r"RandomFlip is not here.*Closest: GaussianNoise"):
            _ = keras.layers.RandomFlip
