"""The numbers of our optimizers, schedules, losses, metrics and penalties are those of Keras 3.15.1."""

from pathlib import Path

import numpy as np
import pytest

from playground import engine as keras

from .calls import all_calls

RECORDED = np.load(Path(__file__).with_name("recorded.npz"))
CALLS = all_calls(keras)


def test_every_case_was_recorded():
    assert set(CALLS) == set(RECORDED.files) - {"keras_version"}
    assert str(RECORDED["keras_version"]) == keras.__version__


@pytest.mark.parametrize("case", CALLS)
def test_same_numbers(case):
    expected = RECORDED[case]
    received = np.asarray(CALLS[case]())
    assert received.shape == expected.shape
    # float32: 1e-5 relative, and what rounding leaves of numbers of size 1 where they cancel
    np.testing.assert_allclose(received, expected, rtol=1e-5, atol=2e-6)
