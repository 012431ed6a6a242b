"""`ops.ctc_decode` against all paths counted one by one."""

import itertools
from collections import defaultdict

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

SCORES = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")


def reading(path, blank):
    """Repetitions merged, blanks dropped."""
    return tuple(k for k, _ in itertools.groupby(path) if k != blank)


def readings(scores, blank):
    """Every reading with its log-probability, best first: the sum over all its paths."""
    p = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    total = defaultdict(float)
    for path in itertools.product(range(scores.shape[1]), repeat=len(scores)):
        total[reading(path, blank)] += np.prod([p[t, k] for t, k in enumerate(path)])
    return sorted(((np.log(v), r) for r, v in total.items()), reverse=True)


def labels_of(row):
    return tuple(int(n) for n in row if n >= 0)


@pytest.mark.parametrize("blank", [0, 2])
def test_beam_search_finds_the_likeliest_readings(blank):
    labels, scores = ops.ctc_decode(
        SCORES, [5, 3], "beam_search", beam_width=200, top_paths=3, mask_index=blank
    )
    assert labels.shape == (3, 2, 5) and scores.shape == (2, 3)
    assert labels.dtype == "int32"
    for i, length in enumerate((5, 3)):
        for k, (log_p, expected) in enumerate(readings(SCORES[i, :length], blank)[:3]):
            assert labels_of(labels.numpy()[k, i]) == expected
            np.testing.assert_allclose(scores.numpy()[i, k], log_p, rtol=1e-5)


def test_greedy_reads_the_best_path():
    labels, scores = ops.ctc_decode(SCORES, [5, 3])
    assert labels.shape == (1, 2, 5) and scores.shape == (2, 1)
    for i, length in enumerate((5, 3)):
        best = SCORES[i, :length].argmax(-1)
        assert labels_of(labels.numpy()[0, i]) == reading(best, 0)
        expected = -SCORES[i, :length].max(-1).sum()
        np.testing.assert_allclose(scores.numpy()[i, 0], expected, rtol=1e-6)


def test_greedy_keeps_repetitions_when_asked_to():
    scores = np.eye(3, dtype="float32")[[1, 1, 0, 1, 2]][None]
    merged, _ = ops.ctc_decode(scores, [5])
    kept, _ = ops.ctc_decode(scores, [5], merge_repeated=False)
    assert labels_of(merged.numpy()[0, 0]) == (1, 1, 2)
    assert labels_of(kept.numpy()[0, 0]) == (1, 1, 1, 2)


@pytest.mark.parametrize("strategy, paths", [("greedy", 1), ("beam_search", 4)])
def test_shapes_are_known_without_numbers(strategy, paths):
    inputs, lengths = keras.KerasTensor((None, 7, 3)), keras.KerasTensor((None,), "int32")
    labels, scores = ops.ctc_decode(inputs, lengths, strategy, top_paths=4)
    assert labels.shape == (paths, None, 7) and labels.dtype == "int32"
    assert scores.shape == (None, paths)


def test_bad_arguments_are_explained():
    with pytest.raises(ValueError, match="Supported values are 'greedy' and 'beam_search'"):
        ops.ctc_decode(SCORES, [5, 3], "widest")
    with pytest.raises(ValueError, match=r"expected inputs of shape \(batch, time, classes\)"):
        ops.ctc_decode(SCORES[0], [5])
