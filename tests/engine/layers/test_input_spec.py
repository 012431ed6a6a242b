"""InputSpec: what is accepted, and the messages when it is not."""

import numpy as np
import pytest

from playground.engine.layers import InputSpec
from playground.engine.layers.input_spec import assert_input_compatibility

X = np.ones((2, 3, 4), "float32")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (InputSpec(ndim=2), "expected ndim=2, found ndim=3"),
        (InputSpec(min_ndim=4), "expected min_ndim=4"),
        (InputSpec(max_ndim=2), "expected max_ndim=2"),
        (InputSpec(axes={-1: 5}), "axis -1 of input shape to have value 5"),
        (InputSpec(shape=(None, 3, 5)), r"expected shape=\(None, 3, 5\), found shape=\(2, 3, 4\)"),
        (InputSpec(dtype="int32"), "expected dtype=int32"),
    ],
)
def test_what_does_not_fit(spec, message):
    with pytest.raises(ValueError, match=f'layer "mine".*{message}'):
        assert_input_compatibility(spec, X, "mine")


def test_what_fits():
    for spec in (None, InputSpec(ndim=3), InputSpec(shape=(None, None, 4)), InputSpec(axes={1: 3})):
        assert_input_compatibility(spec, X, "mine")


def test_the_number_of_inputs():
    with pytest.raises(ValueError, match=r"expects 2 input\(s\), but it received 1"):
        assert_input_compatibility([InputSpec(), InputSpec()], [X], "mine")
