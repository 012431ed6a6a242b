"""What is asked in a lesson before it is shown: read from the prose, drawn, answered once."""

import pytest

from playground.lesson import Lesson, LessonError, read_lesson
from playground.prediction import Prediction, PredictionError, parts, read_prediction
from playground.session import Session
from playground.view.lesson import LessonText
from playground.view.predictions import prose_html, read_choice
from playground.view.progress import Progress
from tests.test_lesson import make

ASKED = "Which\nshape?\n- `(2,)`\n+ `(3,)`\nOne for each\nrow."
PROSE = f"Before.\n\n```predict\n{ASKED}\n```\n\nAfter.\n\n```predict\nAnd <b>?\n+ yes\n- no\nSo it is.\n```\n"


class Nowhere:
    place = "nowhere"

    async def may_check(self) -> bool:
        return False


def test_the_prose_is_read_in_its_order() -> None:
    before, asked, between, other, rest = parts(PROSE)
    assert before == "Before.\n\n" and between == "\nAfter.\n\n" and rest == ""
    assert asked == Prediction("Which shape?", ("`(2,)`", "`(3,)`"), 1, "One for each row.")
    assert isinstance(other, Prediction) and other.right == 0
    assert list(parts("```python\n- a\n```\n")) == ["```python\n- a\n```\n"]


@pytest.mark.parametrize(
    "block",
    [
        "- a\n+ b\nwhy",  # no question
        "What?\n- a\n+ b",  # no reason
        "What?\n+ a\nwhy",  # no choice
        "What?\n- a\n- b\nwhy",  # none is right
        "What?\n+ a\n+ b\nwhy",  # all are
    ],
)
def test_a_block_that_lacks_something_breaks_its_lesson(block: str, tmp_path) -> None:
    with pytest.raises(PredictionError, match="two choices or more"):
        read_prediction(block)
    text = f"---\ntitle: A\n---\n```predict\n{block}\n```\n"
    with pytest.raises(LessonError, match=r"01_a/lesson.md: ```predict"):
        read_lesson(make(tmp_path / "01_a", lesson=text))


def test_nothing_says_which_is_right_before_a_choice() -> None:
    html = prose_html(PROSE, {})
    assert "One for each row" not in html and "So it is" not in html
    assert "right" not in html.lower() and "aria-disabled" not in html
    assert html.count('aria-pressed="false"') == 4 and "And &lt;b&gt;?" in html
    assert html.index("Before.") < html.index("Which shape?") < html.index("After.")


def test_a_choice_is_answered_and_says_why() -> None:
    wrong, right = prose_html(PROSE, {0: 0}), prose_html(PROSE, {0: 1})
    assert "<b>No: <code>(3,)</code>.</b> One for each row." in wrong
    assert "<b>Yes.</b> One for each row." in right
    for html in (wrong, right):
        assert "So it is" not in html, "the other question was not answered"
        assert html.count("aria-disabled=true") == 2 and html.count('aria-pressed="true"') == 1


@pytest.mark.parametrize(
    "value", [None, "", "0", "0:2", "2:0", "-1:0", "0:0:0", "٣:0", "0:" + "1" * 40]
)
def test_the_page_may_say_anything(value: object) -> None:
    assert read_choice(value, PROSE) is None


def test_the_first_choice_stands_and_belongs_to_its_lesson() -> None:
    one = Lesson("01_a", 1, "A", PROSE, "", "", "", next="02_b")
    other = Lesson("02_b", 2, "B", PROSE, "", "", "")
    session = Session(Nowhere(), (one, other))  # type: ignore[arg-type]
    shown = LessonText(session, Progress(session))
    for value in ("x", "0:0", "0:1"):
        shown._pressed({"action": "predict", "value": value})
    assert "No: <code>(3,)" in shown.panel.html and "Yes." not in shown.panel.html
    session.lesson = other
    shown._draw()
    assert "No: <code>(3,)" not in shown.panel.html
    session.lesson = one
    shown._draw()
    assert "No: <code>(3,)" in shown.panel.html
