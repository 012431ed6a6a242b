"""The drawing says what the layers are, in numbers and in words, and trusts none of it."""

import re
import xml.etree.ElementTree as ET

import numpy as np

from playground.events import Array, Built, Node
from playground.view.network import arithmetic_text, boxes_svg, described
from playground.view.units import chain_of, units_html

EVIL = "<img src=x onerror=alert(1)>\"'&"


def node(name: str, out: tuple, params: int = 0, arithmetic: str = "", kind: str = "Dense") -> Node:
    return Node(name, kind, name, params, ((2, 2),), (out,), "", arithmetic)


def test_params_are_written_as_arithmetic() -> None:
    assert arithmetic_text(node("a", (2, 32), 25120, "784 × 32 + 32")) == "784 × 32 + 32 = 25,120"
    assert arithmetic_text(node("a", (2, 3), 3, "3")) == "3 parameters"
    assert arithmetic_text(node("a", (2, 3), 1)) == "1 parameter"
    assert arithmetic_text(node("a", (2, 3))) == "no parameters"


def test_the_drawing_is_well_formed_and_holds_every_layer() -> None:
    nodes = (
        node("x", (2, 4), kind="Input"),
        node("d", (2, 8), 40, "4 × 8 + 8"),
        node("add", (2, 8)),
    )
    built = Built(nodes, (("x", "d"), ("d", "add"), ("x", "add")))
    for down in (False, True):
        svg = ET.fromstring(boxes_svg(built, down))
        words = "".join(svg.itertext())
        assert "4 × 8 + 8 = 40" in words and "(2, 8)" in words
        assert len([e for e in svg.iter() if e.get("class") == "arrow"]) == 3
    assert "x to add" in described(built)


def test_no_event_can_write_html() -> None:
    evil = Node(EVIL, EVIL, EVIL, 1, ((1,),), ((1,),), EVIL, EVIL)
    svg = boxes_svg(Built((evil,), ((EVIL, EVIL),)), False)
    assert "<img" not in svg
    ET.fromstring(svg)


def small_chain() -> tuple[Built, dict[str, tuple[Array, ...]]]:
    built = Built((node("a", (2, 3), 9), node("b", (2, 1), 4)), (("a", "b"),))
    kernels = {"a": np.array([[1, -1, 0.5], [2, 0, 1]], "float32"), "b": np.ones((3, 1), "float32")}
    return built, {name: (Array.of(w),) for name, w in kernels.items()}


def test_units_and_weights_of_a_small_chain() -> None:
    built, weights = small_chain()
    drawing = units_html(built, weights)
    assert drawing.count('class="unit"') == 2 + 3 + 1
    assert drawing.count("weight positive") - 1 == 8  # one more in the key
    assert drawing.count("weight negative") - 1 == 1
    assert "<td>-1.000</td>" in drawing  # the table twin
    widths = [float(w) for w in re.findall(r'stroke-width="([\d.]+)" d="M62', drawing)]
    assert max(widths) == 4.0  # the largest weight, 2


def test_units_are_not_drawn_when_they_cannot_be() -> None:
    built, weights = small_chain()
    assert units_html(built, {}) == ""
    assert units_html(Built(built.nodes, ()), weights) == ""  # no chain
    wide = Array.of(np.ones((2, 50), "float32"))
    assert units_html(built, {**weights, "a": (wide,)}) == ""
    wrong = Array.of(np.ones((2, 4), "float32"))  # forged: 4 columns for 3 units
    assert units_html(built, {**weights, "a": (wrong,)}) == ""


def test_weights_that_are_not_numbers_are_drawn_as_broken() -> None:
    built, weights = small_chain()
    weights["b"] = (Array.of(np.array([[np.nan], [1], [np.inf]], "float32")),)
    drawing = units_html(built, weights)
    assert drawing.count("weight broken") == 2 and 'stroke-width="nan"' not in drawing


def test_a_chain_is_found_whatever_the_order_of_nodes() -> None:
    built = Built((node("b", (2, 1)), node("a", (2, 3))), (("a", "b"),))
    assert [n.id for n in chain_of(built)] == ["a", "b"]
    assert chain_of(Built(built.nodes, (("a", "b"), ("b", "a")))) == []
