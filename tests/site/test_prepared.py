"""What the build found out for the page."""

from playground.lesson import load_lessons
from playground.site import prepared
from playground.site.first_check import first_check
from playground.view.markdown import rendered_texts


def test_whole_after_the_way_through_a_file() -> None:
    [lesson, *_] = load_lessons()
    known = prepared.Prepared(first_check(lesson), rendered_texts(lesson))
    assert prepared.from_json(known.to_json()) == known
