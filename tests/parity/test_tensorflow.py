"""`tf` names give the values, shapes, dtypes and gradients of TensorFlow 2.21: see `record_tensorflow.py`."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground import tensorflow_names as tf

from .tensorflow_calls import CASES, PRINTED, TEXTS, given, value

RECORDED = dict(np.load(Path(__file__).with_name("recorded_tensorflow.npz")))
SAID = json.loads(Path(__file__).with_name("recorded_tensorflow.json").read_text())


def test_every_call_was_recorded():
    assert {name.rpartition(" -> ")[0] for name in RECORDED} - {""} == {*CASES}
    assert {*SAID} == {*TEXTS, *PRINTED}
    assert str(RECORDED["version"]) == tf.__version__


@pytest.mark.parametrize("case", CASES)
def test_same_values(case):
    expected = [RECORDED[f"{case} -> {i}"] for i in range(99) if f"{case} -> {i}" in RECORDED]
    received = value(tf, case)
    if len(received) < len(expected) and not expected[-1].any():
        expected.pop()  # a gradient that is 0 everywhere is None here
    assert len(received) == len(expected)
    for ours, theirs in zip(received, expected, strict=True):
        assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
        size = max(1.0, float(np.abs(theirs).max(initial=0))) if theirs.dtype.kind == "f" else 1
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=2e-6 * size)


@pytest.mark.parametrize("text", TEXTS)
def test_same_texts(text):
    assert repr(eval(text, {"tf": tf, "np": np, **given(tf)})) == SAID[text]


@pytest.mark.parametrize("text", PRINTED)
def test_same_prints(text, capsys):
    eval(text, {"tf": tf, "np": np})
    assert capsys.readouterr().out == SAID[text]
