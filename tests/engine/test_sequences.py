"""pad_sequences: sequences of different lengths as one array."""

import numpy as np
import pytest

from playground import engine as keras

pad = keras.utils.pad_sequences
LISTS = [[1], [1, 2], [1, 2, 3]]


def test_filled_and_cut_at_the_start_or_at_the_end():
    np.testing.assert_array_equal(pad(LISTS), [[0, 0, 1], [0, 1, 2], [1, 2, 3]])
    np.testing.assert_array_equal(pad(LISTS, padding="post"), [[1, 0, 0], [1, 2, 0], [1, 2, 3]])
    np.testing.assert_array_equal(pad(LISTS, maxlen=2), [[0, 1], [1, 2], [2, 3]])
    np.testing.assert_array_equal(
        pad(LISTS, maxlen=2, truncating="post", value=9), [[9, 1], [1, 2], [1, 2]]
    )


def test_items_may_be_vectors_and_lists_may_be_empty():
    assert pad([[], [[1, 2]]]).tolist() == [[[0, 0]], [[1, 2]]]
    assert pad([[], []]).shape == (2, 0)


def test_bad_sequences():
    with pytest.raises(ValueError, match="non-iterable"):
        pad([1, 2])
    with pytest.raises(ValueError, match="Shape of sample"):
        pad([[[1, 2]], [[1, 2, 3]]])
    with pytest.raises(ValueError, match="padding"):
        pad(LISTS, padding="middle")
    with pytest.raises(ValueError, match="dtype=object"):
        pad(LISTS, value="nothing")
