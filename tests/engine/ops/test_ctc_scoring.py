"""`ops.ctc_loss` against all paths counted one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

SCORES = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
TARGET = np.array([[1, 2], [1, 1], [2, 0], [0, 0]])
LABELS = np.array([2, 2, 1, 0])
TIMES = np.array([5, 4, 3, 2])


def reading(path, blank):
    merged = [a for a, b in zip(path, (None, *path)) if a != b]
    return tuple(a for a in merged if a != blank)


def counted(scores, labels, blank):
    """-log of the sum over all paths of classes that read as `labels`."""
    p = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    paths = itertools.product(range(p.shape[1]), repeat=len(p))
    return -np.log(
        sum(
            np.prod([p[t, c] for t, c in enumerate(path)])
            for path in paths
            if reading(path, blank) == tuple(labels)
        )
    )


@pytest.mark.parametrize("blank", [0, 2])
def test_all_paths_that_read_as_the_labels_are_counted(blank):
    target = TARGET if blank == 0 else (TARGET + 2) % 3  # 1, 2, 0 become 0, 1, 2
    expected = [
        counted(SCORES[i, : TIMES[i]], target[i, : LABELS[i]], blank) for i in range(len(SCORES))
    ]
    found = ops.ctc_loss(target, SCORES, LABELS, TIMES, mask_index=blank)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_gradient_is_that_of_finite_differences():
    def loss(scores):
        return ops.sum(ops.ctc_loss(TARGET, scores, LABELS, TIMES))

    x = ops.convert_to_tensor(SCORES)
    with keras.GradientTape() as tape:
        tape.watch(x)
        total = loss(x)
    gradient = np.asarray(tape.gradient(total, x))
    for place in ((0, 0, 1), (1, 3, 0), (2, 1, 2), (3, 1, 0)):
        step = np.zeros_like(SCORES)
        step[place] = 1e-2
        difference = float(loss(x + step)) - float(loss(x - step))
        assert gradient[place] == pytest.approx(difference / 2e-2, abs=1e-3)
    assert not gradient[3, 2:].any()  # beyond its time


def test_symbols_and_shapes_that_do_not_fit():
    out = ops.ctc_loss(
        keras.KerasTensor((None, 4), "int32"),
        keras.KerasTensor((None, 6, 3)),
        keras.KerasTensor((None,), "int32"),
        keras.KerasTensor((None,), "int32"),
    )
    assert (out.shape, out.dtype) == ((None,), "float32")
    with pytest.raises(ValueError, match="expected target"):
        ops.ctc_loss(TARGET[:3], SCORES, LABELS, TIMES)
