"""Files that Keras 3.15.1 wrote with h5py are read here, the optimizer's state included: see `record.py`."""

import numpy as np
import pytest

from playground import engine as keras

from .record import HERE, KINDS, X, Y, loaded, numbers, save

EXPECTED = dict(np.load(HERE / "expected.npz"))


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_keras_are_read(kind):
    model = loaded(keras, kind, HERE)
    found = numbers(model)
    assert {*found} == {*EXPECTED}
    for name, values in EXPECTED.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-5, atol=1e-6)
    model.fit(X, Y, verbose=0)  # and goes on


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_again_is_the_same(kind, tmp_path):
    save(loaded(keras, kind, HERE), tmp_path)
    for again in KINDS:
        found = numbers(loaded(keras, again, tmp_path))
        for name, values in EXPECTED.items():
            np.testing.assert_allclose(found[name], values, rtol=1e-5, atol=1e-6)
