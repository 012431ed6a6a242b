"""Our numbers and our words are those of Keras 3.15.1: see `record.py`."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground import engine as keras

from .calls import all_calls
from .texts import all_texts

RECORDED = np.load(Path(__file__).with_name("recorded.npz"))
SAID = json.loads(Path(__file__).with_name("recorded_texts.json").read_text())
CALLS, TEXTS = all_calls(keras), all_texts(keras)


def test_every_case_was_recorded():
    assert set(CALLS) == set(RECORDED.files) - {"keras_version"}
    assert set(TEXTS) == set(SAID)
    assert str(RECORDED["keras_version"]) == keras.__version__


@pytest.mark.parametrize("case", CALLS)
def test_same_numbers(case):
    expected = RECORDED[case]
    received = np.asarray(CALLS[case]())
    assert received.shape == expected.shape
    # float32: 1e-5 relative, and what rounding leaves of numbers of the largest size where they cancel
    size = max(1.0, float(np.abs(expected).max(initial=0)))
    relative = 0.03 if case.startswith("initializers") else 1e-5  # drawn: statistics only
    np.testing.assert_allclose(received, expected, rtol=relative, atol=2e-6 * size)


@pytest.mark.parametrize("case", TEXTS)
def test_same_words(case):
    assert TEXTS[case]() == SAID[case]
