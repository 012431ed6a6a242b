"""Two shapes that do not fit, drawn side by side."""

import pytest

from playground import events as ev
from playground.view.mismatch import clash_of, mismatch_html, mismatch_picture


@pytest.mark.parametrize(
    "operation, left, right, expected",
    [
        ("matmul", (2, 3), (4, 5), (1, 0)),
        ("matmul", (7, 2, 3), (4, 5), (2, 0)),
        ("add", (2, 5), (4,), (1, 0)),
        ("add", (2, 5), (3, 5), (0, 0)),
        ("add", (2, 5), (1, 5), (None, None)),
        ("add", (None, 5), (3, 5), (None, None)),
    ],
)
def test_the_lengths_that_do_not_fit(operation, left, right, expected):
    assert clash_of(operation, left, right) == expected


def test_the_picture_marks_both():
    drawn = mismatch_picture("matmul", (2, 3), (4, 5))
    assert drawn.count('class="clash"') == 1 and drawn.count('class="clash rows"') == 1
    assert "(2, 3) @ (4, 5) do not fit" in drawn
    assert mismatch_picture("add", (), (3,)) == ""


def test_what_a_learner_forges_stays_text():
    item = ev.Failed("ValueError", "m", 7, "a<b", operation="<b>", shapes=((2, 3), (4, 5)))
    made = mismatch_html(item)
    assert "<b><b>" not in made and "&lt;b&gt;" in made and 'data-value="7"' in made
    assert mismatch_html(ev.Failed("ValueError", "m")) == ""
