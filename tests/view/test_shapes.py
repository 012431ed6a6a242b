"""The Shapes table: Python tuples, thousands separators, formulas."""

import sys
from types import FrameType

from playground.events import Built, Node
from playground.view.shapes import EMPTY, shape_text, shapes_html, way_through

DENSE = Node(
    *("n1", "SimpleDense", "simple_dense", 25120, ((2, 784),), ((2, 32),)),
    formula="(2, 784) @ (784, 32) + (32,) → (2, 32)",
    arithmetic="784 × 32 + 32",
)


def test_shapes_are_python_tuples() -> None:
    assert shape_text((2, 32)) == "(2, 32)"
    assert shape_text((32,)) == "(32,)"
    assert shape_text((None, 4)) == "(None, 4)"


def test_the_seed_layer() -> None:
    html = shapes_html(Built((Node("x", "Input", "x", 0, (), ((2, 784),)), DENSE), (("x", "n1"),)))
    for wanted in (
        "<td>SimpleDense</td>",
        "(2, 32)",
        "<td>25,120</td>",
        "batch of 2",
        DENSE.formula,
    ):
        assert wanted in html
    assert "Input" not in html


def test_layers_of_one_class_are_told_apart_by_name() -> None:
    second = Node("n2", "SimpleDense", "simple_dense_1", 330, ((2, 32),), ((2, 10),))
    html = shapes_html(Built((DENSE, second), ()))
    assert "simple_dense_1" in html and "25,450 parameters" in html


def test_without_layers_it_says_what_to_do() -> None:
    assert shapes_html(None) == shapes_html(Built((), ())) == EMPTY


def test_a_layer_that_met_no_data_has_a_dash() -> None:
    html = shapes_html(Built((Node("a", "Dense", "dense", 0, (), ()),), ()))
    assert "<code>–</code>" in html and "<td>not built yet</td>" in html and ">0" not in html
    half = shapes_html(Built((DENSE, Node("a", "Dense", "dense", 0, (), ())), ()))
    assert "25,120 parameters so far" in half


def test_the_line_of_a_folded_part_goes_from_the_input_to_the_output_of_a_chain() -> None:
    x, h = Node("x", "Input", "x", 0, (), ((2, 784),)), Node("h", "Dense", "h", 1, (), ((2, 8),))
    chain = Built((x, DENSE, h), (("x", "n1"), ("n1", "h")))
    assert way_through(chain) == "(2, 784) → (2, 32) → (2, 8)"
    assert way_through(Built((x, DENSE, h), (("x", "n1"), ("x", "h")))) == ""  # branches


def test_names_cannot_write_html() -> None:
    evil = Node("<b>", "<script>", "<script>", 0, ((1,),), ((1,),), "<script>", "<script>")
    assert "<script>" not in shapes_html(Built((evil,), ()))


def lines_for(count: int) -> int:
    """How many lines of Python it takes to write a table of so many layers."""
    layers = tuple(
        Node(f"n{i}", "Dense", f"dense_{i}", 6, ((1, 2),), ((1, 2),)) for i in range(count)
    )
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        shapes_html(Built(layers, ()))
    finally:
        sys.settrace(before)
    return lines


def test_twice_the_layers_are_twice_the_work() -> None:
    assert lines_for(400) < 2.5 * lines_for(200)
