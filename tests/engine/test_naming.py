"""Automatic names and counters."""

import pytest

from playground import engine as keras
from playground.engine import naming


@pytest.fixture(autouse=True)
def fresh_names():
    keras.clear_session()


def test_counting():
    assert [naming.auto_name("Dense") for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert [naming.get_uid("x"), naming.get_uid("x"), naming.get_uid("y")] == [1, 2, 1]
    keras.clear_session()
    assert naming.auto_name("Dense") == "dense"


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("SimpleDense", "simple_dense"),
        ("Conv2D", "conv2d"),
        ("LSTM", "lstm"),
        ("myHTTPLayer", "my_http_layer"),
    ],
)
def test_snake_case(name, snake):
    assert naming.to_snake_case(name) == snake


def test_object_names():
    assert naming.get_object_name(lambda x: x) == "lambda"
    assert naming.get_object_name(naming.auto_name) == "auto_name"
    assert naming.get_object_name(keras.Variable(1.0, name="w")) == "w"
