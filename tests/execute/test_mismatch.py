"""Shapes that do not fit together: the operation, both shapes and a fix that works."""

import pytest

from playground import events as ev
from tests.programs import failure, run

LAYER = """import keras, numpy as np
class Mine(keras.layers.Layer):
    def build(self, input_shape):
        self.W = self.add_weight(shape={W})
        self.b = self.add_weight(shape={b})
    def call(self, x):
        return x @ self.W + self.b
Mine()(np.ones((2, 3), "float32"))
"""


@pytest.mark.parametrize(
    "W, b, operation, shapes, fix",
    [
        ("(4, 5)", "(5,)", "matmul", ((2, 3), (4, 5)), "A weight of shape (3, 5) fits"),
        ("(5, 3)", "(5,)", "matmul", ((2, 3), (5, 3)), "its transpose has shape (3, 5)"),
        ("(3, 5)", "(4,)", "add", ((2, 5), (4,)), "A shape of (5,) fits"),
    ],
)
def test_the_operation_and_both_shapes(W, b, operation, shapes, fix):
    error = failure(LAYER.format(W=W, b=b))
    assert (error.line, error.operation, error.shapes) == (7, operation, shapes)
    assert fix in error.advice


def test_the_fix_works():
    assert "(3, 5) fits" in failure(LAYER.format(W="(4, 5)", b="(5,)")).advice
    assert isinstance(run(LAYER.format(W="(3, 5)", b="(5,)")).ending, ev.Finished)


def test_symbolic_inputs_are_told_alike():
    error = failure(
        "import keras\nx = keras.Input((3,))\nw = keras.Variable([[1.0, 2.0]])\nkeras.ops.matmul(x, w)\n"
    )
    assert (error.operation, error.shapes) == ("matmul", ((None, 3), (1, 2)))
    assert error.line == 4 and "(3, 2) fits" in error.advice


def test_other_errors_have_no_shapes():
    error = failure("1 / 0")
    assert (error.operation, error.shapes) == ("", ())
