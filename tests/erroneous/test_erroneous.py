"""Erroneous programs raise what they raise in Keras, on the same line: see `record.py`."""

from __future__ import annotations

import pytest

from playground import keras_names

from .record import read
from .run import outcome, programs

COMMON, PROGRAMS = programs()
RECORDED = read()

# Where ours differs on purpose: the exception, the line, and why.
OTHERWISE = {
    **dict.fromkeys(
        (
            "call matmul_shapes",
            "call add_shapes",
            "call reshape_size",
            "call concatenate_shapes",
            "call own_call_matmul",
            "metrics accuracy_shapes",
            "losses shapes",
            "data normalization_not_adapted_shape",
        ),
        ("ValueError", "shapes: ValueError as on KerasTensors; JAX's TypeError, TensorFlow's own"),
    ),
    **dict.fromkeys(
        ("compile unknown_loss", "compile unknown_metric", "construction pool_padding"),
        ("ValueError", "said where it is written, not when it is used"),
    ),
    **dict.fromkeys(
        (
            "compile loss_dict_unknown",
            "fit nothing",
            "predict none",
            "predict empty",
            "callbacks not_a_callback",
            "callbacks class",
            "fit class_weight_list",
            "fit validation_split_large",
        ),
        (
            "ValueError",
            "Keras fails inside itself, or trains on nothing: here the argument is named",
        ),
    ),
    "call embedding_float_ok_range": (
        "IndexError",
        "JAX clamps, TensorFlow has an error of its own",
    ),
    "data string_lookup_vocabulary": ("AttributeError", "not here"),
    "data integer_lookup": ("ValueError", "Keras checks this for other output modes"),
    "own train_step_returns_none": (None, "PyTorch trains"),
    "own model_call_training_error": ("ValueError", "RuntimeError on JAX; TensorFlow trains"),
    "fit labels_dict_unknown": ("ValueError", "the keys are named"),
    "own numpy_in_call": (
        "TypeError",
        "JAX wraps its TypeError, TensorFlow has NotImplementedError",
    ),
}


def test_every_program_was_recorded():
    assert set(PROGRAMS) == set(RECORDED)
    assert set(OTHERWISE) <= set(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_exception_on_the_same_line(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with keras_names.available():
        found = outcome(COMMON, PROGRAMS[name])
    if name in OTHERWISE:
        assert (found and found[0]) == OTHERWISE[name][0]
    else:
        there = RECORDED[name].values()
        assert any(_same(found, theirs) for theirs in there), (found, RECORDED[name])
    if found is not None:
        assert len(found[4]) > 8, "a message says something"


def _same(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return ours[2] == theirs[2] and (ours[0] == theirs[0] or ours[1] == theirs[1])
