"""The recorded training is what the engine gives today, small, and starts with nothing learnt."""

import json

import numpy as np
import pytest

from playground import datasets
from playground.lesson import find_lesson
from playground.site.first_training import FILE, KEPT, LESSON, record

RECORDED = json.loads(FILE.read_text("utf-8"))


def test_it_is_what_the_engine_gives() -> None:
    """After a change of lesson 7's starter or of the engine: python -m playground.site.first_training"""
    lesson = find_lesson(LESSON)
    assert lesson is not None
    made = record(lesson)
    assert made.keys() == RECORDED.keys() and made["epochs"] == RECORDED["epochs"] == list(KEPT)
    for name, near in (("loss", 0.003), ("val_loss", 0.003), ("weights", 0.02), ("points", 0)):
        np.testing.assert_allclose(made[name], RECORDED[name], atol=near, err_msg=name)


def test_it_is_a_few_kilobytes() -> None:
    assert FILE.stat().st_size < 5000


def test_its_weights_tell_the_clouds_apart_and_its_losses_are_of_these_weights() -> None:
    x, y = datasets.two_clouds(n=1000, noise=0.4, seed=1)
    x, y = x[:800], y[:800]  # the last fifth is kept for validation

    def loss(weights: list[float]) -> float:
        w = np.array(weights)
        hidden = np.maximum(x @ w[:8].reshape(2, 4) + w[8:12], 0)
        p = 1 / (1 + np.exp(-(hidden @ w[12:16, None] + w[16])))
        p = np.clip(p, 1e-7, 1 - 1e-7)  # as Keras does
        return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))

    assert loss(RECORDED["weights"][-1]) == pytest.approx(RECORDED["loss"][-1], abs=3e-4)
    assert RECORDED["loss"][0] > 0.6


def test_a_lesson_without_fit_is_refused() -> None:
    lesson = find_lesson("01_layer")
    assert lesson is not None
    with pytest.raises(RuntimeError, match="expected one call"):
        record(lesson)
