"""Lines in order: right is what computes the same."""

import pytest

from playground.puzzle import first_astray, is_right, lines_of, shuffled

CALL = ("def call(self, x):", "    y = x @ self.W", "    y = y + self.b", "    return y")
FIT = ("model.compile(", '    loss="mse",', '    optimizer="sgd",', ")", "model.fit(x, y)")
MODEL = (
    "model = keras.Sequential([",
    "    Dense(8),",
    "    Dense(1),",
    "])",
    "other = 5",
    'model.save("a")',
    'b = load("a")',
)


def test_lines_are_those_with_code() -> None:
    assert lines_of("    def f():\n\n        # why\n        return 1  \n") == (
        "def f():",
        "    return 1",
    )


@pytest.mark.parametrize(
    ("lines", "order", "right"),
    [
        (CALL, [0, 1, 2, 3], True),
        (CALL, [0, 2, 1, 3], False),
        (CALL, [0, 1, 3, 2], False),
        (CALL, [1, 0, 2, 3], False),  # no program at all
        (FIT, [0, 2, 1, 3, 4], True),  # arguments with names have no order
        (FIT, [4, 0, 1, 2, 3], False),
        (MODEL, [0, 2, 1, 3, 4, 5, 6], False),
        (MODEL, [4, 0, 1, 2, 3, 5, 6], True),  # one needs nothing of the other
        (MODEL, [0, 1, 2, 3, 4, 6, 5], False),  # the file comes first
        (MODEL, [0, 1, 2, 3, 4, 5], False),
    ],
)
def test_an_order_is_right_when_it_computes_the_same(lines, order, right) -> None:
    assert is_right(lines, order) is right


def test_how_many_lines_are_right_is_told() -> None:
    assert first_astray(CALL, [0, 1, 3, 2]) == 2
    assert first_astray(("a", "b", "a"), [2, 1, 0]) == 3  # equal lines are the same


def test_it_begins_in_a_wrong_order() -> None:
    for lines in (CALL, FIT, MODEL, ("a = 1", "b = a")):
        order = shuffled(lines)
        assert sorted(order) == list(range(len(lines))) and not is_right(lines, order)
