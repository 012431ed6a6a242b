"""Matrices drawn to scale, for formulas of dense layers only."""

import xml.etree.ElementTree as ET

from playground.view.shape_picture import shape_picture, side


def test_each_matrix_of_the_seed_layer_is_drawn_with_its_shape() -> None:
    svg = ET.fromstring(shape_picture("(2, 784) @ (784, 32) + (32,) → (2, 32)"))
    words = [e.text for e in svg.iter() if e.text]
    assert [w for w in words if w.startswith("(")] == ["(2, 784)", "(784, 32)", "(32,)", "(2, 32)"]
    meeting = [e.text for e in svg.iter() if (e.get("class") or "").startswith("meets")]
    assert meeting == ["784", "784"]
    boxes = [e for e in svg.iter() if (e.get("class") or "").startswith("matrix")]
    assert boxes[0].get("width") == boxes[1].get("height")  # what must agree is as long


def test_more_is_longer_and_the_longest_still_fits() -> None:
    assert side(1) < side(2) < side(32) < side(784) < 150
    assert side(10**9) < 160


def test_other_formulas_have_no_picture() -> None:
    for formula in (
        *("", "(2, 3) → (2, 3)", "(2, 3) @ (4, 5) → (2, 5)", "(None, 3) @ (3, 5) → (None, 5)"),
        *("(2, 3) @ (3, 5) + (4,) → (2, 5)", "<script>(2, 3) @ (3, 5) → (2, 5)"),
    ):
        assert shape_picture(formula) == ""
