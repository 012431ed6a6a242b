"""The drawing says what the layers are, in numbers and in words, and trusts none of it."""

import asyncio
import base64
import itertools
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground import events as ev
from playground.events import Array, Built, Node
from playground.lesson import load_lessons
from playground.session import Session, StateChanged
from playground.view.model_choice import ModelChoice
from playground.view.network import Network
from playground.view.network_drawing import Arrangement, arranged, described, drawing_svg
from playground.view.network_table import table_html
from playground.view.node_figure import arithmetic_text, kinds, variables_of
from playground.view.shapes import Shapes

EVIL = "<img src=x onerror=alert(1)>\"'&"


def node(name: str, out: int, before: int | None = None, kind: str = "Dense") -> Node:
    """A layer of `out` units; with `before` a matrix and a bias."""
    params, sums = 0, ""
    if before is not None:
        params, sums = before * out + out, f"{before} × {out} + {out}"
    shapes = () if kind == "Input" else ((2, before or out),)
    return Node(name, kind, name, params, shapes, ((2, out),), "", sums)


def chain(*units: int) -> Built:
    nodes = [node("x", units[0], kind="Input")]
    nodes += [node(f"d{i}", b, a) for i, (a, b) in enumerate(itertools.pairwise(units))]
    return Built(tuple(nodes), tuple((a.id, b.id) for a, b in itertools.pairwise(nodes)))


def two_branches(units: int = 4, inputs: int = 2) -> Built:
    nodes = (
        node("x", inputs, kind="Input"),
        node("left", units, inputs),
        node("right", units, inputs),
        node("both", 2 * units, kind="Concatenate"),
        node("out", 1, 2 * units),
    )
    edges = ("x", "left"), ("x", "right"), ("left", "both"), ("right", "both"), ("both", "out")
    return Built(nodes, edges)


def multi_head(units: int = 4) -> Built:
    heads = [node(f"head{i}", 1, units) for i in range(3)]
    nodes = (node("x", 2, kind="Input"), node("trunk", units, 2), *heads)
    return Built(nodes, (("x", "trunk"), *(("trunk", head.id) for head in heads)))


def residual(blocks: int, units: int = 4, inputs: int = 2) -> Built:
    nodes, edges, last = (
        [node("x", inputs, kind="Input"), node("d", units, inputs)],
        [("x", "d")],
        "d",
    )
    for i in range(blocks):
        nodes += [node(f"b{i}", units, units), node(f"add{i}", units, kind="Add")]
        edges += [(last, f"b{i}"), (last, f"add{i}"), (f"b{i}", f"add{i}")]
        last = f"add{i}"
    return Built((*nodes, node("out", 1, units)), (*edges, (last, "out")))


TOPOLOGIES = {
    "chain": chain(2, 4, 2, 1),
    "wide chain": chain(784, 512, 10),
    "long chain": chain(20, *[64] * 9, 10),
    "mixed chain": chain(2, 4, 64, 16, 1),
    "two branches": two_branches(),
    "two wide branches": two_branches(64, 20),
    "multi-head": multi_head(),
    "residual": residual(2),
    "deep residual": residual(6, 64, 64),
}


def rectangles(at: Arrangement) -> list[tuple[float, float, float, float]]:
    return [
        (x, y, x + at.figures[name].size[0], y + at.figures[name].size[1])
        for name, (x, y) in at.corners.items()
    ]


def crossings(at: Arrangement) -> int:
    """How often two arrows cross between two ranks."""
    pieces = [
        (a.rank, a.across, b.across)
        for route in at.layout.routes.values()
        for a, b in itertools.pairwise(route)
    ]
    return sum(
        first[0] == second[0] and (first[1] - second[1]) * (first[2] - second[2]) < 0
        for first, second in itertools.combinations(pieces, 2)
    )


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("name", TOPOLOGIES)
def test_boxes_do_not_overlap_and_arrows_do_not_cross(name: str, down: bool) -> None:
    at = arranged(TOPOLOGIES[name], down)
    assert crossings(at) == 0
    for a, b in itertools.combinations(rectangles(at), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in rectangles(at):
        assert left >= 0 and top >= 0 and right <= at.size[0] and bottom <= at.size[1]


def test_a_long_chain_goes_on_in_a_second_row_and_a_short_one_does_not() -> None:
    assert len(arranged(chain(2, 4, 2, 1), down=False).rows) == 1
    long = arranged(TOPOLOGIES["long chain"], down=False)
    assert len(long.rows) >= 2 and long.size[0] < 900
    assert len(arranged(TOPOLOGIES["long chain"], down=True).rows) == 1
    # rows of a residual network end between blocks: one arrow's worth goes round the corner
    deep = arranged(TOPOLOGIES["deep residual"], down=False)
    assert len(deep.rows) >= 2
    for row in deep.rows[:-1]:
        routes = deep.layout.routes.items()
        sources = {a for (a, _), route in routes if route[0].rank <= row[-1] < route[-1].rank}
        assert len(sources) == 1


names = st.sampled_from("abcdefg")
ASIDE = [("a", "d"), ("a", "f"), ("b", "a"), ("c", "d"), ("e", "g"), ("f", "e"), ("g", "c")]


@given(
    st.lists(st.tuples(names, names), max_size=14),
    st.lists(st.integers(1, 40), min_size=7, max_size=7),
)
@example(ASIDE, [9, 9, 1, 9, 1, 1, 3])  # one layer a rank, and a shortcut that moves them aside
def test_any_graph_gets_a_drawing_without_overlaps(edges: list, units: list[int]) -> None:
    built = Built(tuple(node(n, u, u) for n, u in zip("abcdefg", units)), tuple(edges))
    for down in (False, True):
        at = arranged(built, down)
        for a, b in itertools.combinations(rectangles(at), 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        ET.fromstring(drawing_svg(at, built))


def test_params_are_written_as_arithmetic() -> None:
    assert arithmetic_text(node("a", 32, 784)) == "784 × 32 + 32 = 25,120"
    assert arithmetic_text(Node("a", "P", "a", 3, (), (), "", "3")) == "3 parameters"
    assert arithmetic_text(Node("a", "P", "a", 1, (), ())) == "1 parameter"
    assert arithmetic_text(node("a", 3)) == "no parameters"


def svg_of(built: Built, down: bool = False) -> ET.Element:
    return ET.fromstring(drawing_svg(arranged(built, down), built))


def all_of(svg: ET.Element, kind: str) -> list[ET.Element]:
    return [e for e in svg.iter() if kind in (e.get("class") or "").split()]


@pytest.mark.parametrize("down", [False, True])
def test_every_layer_says_class_name_shape_and_parameters(down: bool) -> None:
    for built in TOPOLOGIES.values():
        svg = svg_of(built, down)
        groups = {g.get("data-key"): "".join(g.itertext()) for g in all_of(svg, "node")}
        for each in built.nodes:
            words = groups[each.id]
            assert each.class_name in words and str(each.output_shapes[0]) in words
            if each.class_name != "Input":
                assert each.name in words and arithmetic_text(each) in words
        assert "to" in (svg.get("aria-label") or "")


def test_units_and_weights_of_a_small_chain() -> None:
    svg = svg_of(chain(2, 3, 1))
    assert len(all_of(svg, "unit")) == 2 + 3 + 1
    assert len(all_of(svg, "weight")) == 2 * 3 + 3 * 1
    assert not all_of(svg, "arrow")
    labels = [w.get("aria-label") for w in all_of(svg, "weight")]
    assert "Weight from input 2 to unit 3 of Dense d0" in labels and len(set(labels)) == len(labels)


def test_a_large_layer_folds_into_a_box_beside_small_ones() -> None:
    assert kinds(chain(2, 4, 64, 16, 1).nodes) == {
        "x": "units",
        "d0": "units",
        "d1": "box",
        "d2": "grid",
        "d3": "units",
    }
    svg = svg_of(chain(2, 4, 64, 16, 1))
    assert len(all_of(svg, "weight")) == 2 * 4 and len(all_of(svg, "arrow")) == 3
    # no plane, no maps: a box says as much; and with nothing small, all are boxes
    assert kinds(chain(5, 4, 16, 1).nodes)["d1"] == "box"
    assert set(kinds(chain(784, 32).nodes).values()) == {"box"}


def test_branches_and_shortcuts_are_drawn_unit_by_unit() -> None:
    svg = svg_of(two_branches())
    assert len(all_of(svg, "weight")) == 2 * 4 * 2 + 8
    ends = [p.get("d", "").split("C")[1] for p in all_of(svg, "same")]
    assert len(ends) == len(set(ends)) == 8  # one behind the other
    svg = svg_of(residual(1))
    assert len(all_of(svg, "same")) == 4 and len(all_of(svg, "arrow")) == 1


def test_variables_are_found_by_their_shapes() -> None:
    found = variables_of(node("a", 4, 3))
    assert found and (found.inputs, found.units, found.kernel, found.bias) == (3, 4, 0, 1)
    first_bias = Node("a", "Own", "a", 16, ((2, 3),), ((2, 4),), "", "4 + 3 × 4")
    found = variables_of(first_bias)
    assert found and (found.kernel, found.bias) == (1, 0)
    assert variables_of(node("a", 4)) is None
    scaled = Node("a", "Own", "a", 20, ((2, 3),), ((2, 4),), "", "3 × 4 + 4 + 4")
    found = variables_of(scaled)
    assert found and found.bias is None  # which of the two is a bias is not known


def test_no_event_can_write_html() -> None:
    evil = Node(EVIL, EVIL, EVIL, 6, ((1, 2),), ((1, 2),), EVIL, "2 × 2 + 2")
    built = Built((evil, Node("b", EVIL, EVIL, 1, ((1,),), ((1,),))), ((EVIL, EVIL), (EVIL, "b")))
    for down in (False, True):
        assert "<img" not in drawing_svg(arranged(built, down), built)
        svg_of(built, down)
    assert "<img" not in table_html(built)
    strange = [(-1, 3), (0, 0), (1, 10**12), (None, None)]
    nodes = tuple(Node(str(i), "D", "d", 1, (s,), (s,), "", "1 × 1") for i, s in enumerate(strange))
    svg_of(Built((*nodes, nodes[0]), ()))


def test_the_table_has_a_button_for_every_weight_and_two_rows_of_answers() -> None:
    table = ET.fromstring(f"<div>{table_html(chain(2, 3, 1))}</div>".replace(" hidden>", ">"))
    assert len(all_of(table, "number")) == (2 * 3 + 3) + (3 + 1)
    heads = [h.text for h in table.iter("th")]
    assert heads.count("bias") == 2 and heads.count("highest answer") == 2
    assert "no layer" in table_html(chain(784, 512)).lower()


def test_the_drawing_in_words() -> None:
    built = residual(1)
    assert "d to add0" in described(built) and "Dense (2, 4), 12 parameters" in described(built)


class Quiet:
    """A runner that runs nothing, and remembers what is sent."""

    place = "here"
    about = ""

    def __init__(self) -> None:
        self.sent: list = []

    async def may_check(self) -> bool:
        return True

    def start(self, run: ev.Run) -> Any:
        return self

    def send(self, command: ev.Command) -> None:
        self.sent.append(command)

    async def events(self) -> Any:
        yield [ev.FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False)]
        await asyncio.sleep(30)

    async def close(self) -> None:
        """Nothing to release."""


def picture() -> ev.Picture:
    maps = ev.UnitMaps(Array.of(np.zeros((3, 2, 2), "uint8")), Array.of(np.ones((3, 2), "float32")))
    kernel = Array.of(np.arange(6, dtype="float32").reshape(2, 3))
    bias = Array.of(np.zeros(3, "float32"))
    ranges = (0.0, 1.0), (2.0, 3.0)
    return ev.Picture(1, None, 0, 1, 2, *ranges, {"d0": (kernel, bias)}, {"d0": maps})


def test_pictures_reach_the_page_by_node_and_leave_with_their_network() -> None:
    network = Network(Session(Quiet(), load_lessons()), ModelChoice())
    built = chain(2, 3, 1)
    network.show([built, picture()])
    assert "across" in network.panel.drawing and network.panel.drawing["tall"]
    assert [v["shape"] for v in network.panel.weights["d0"]] == [[2, 3], [3]]
    assert set(network.panel.maps) == {"x", "d0"}
    ranges = np.frombuffer(base64.b64decode(network.panel.maps["x"]["limits"]), "<f4")
    assert ranges.tolist() == [0, 1, 2, 3]
    drawing = network.panel.drawing
    network.show([picture()])
    assert network.panel.drawing is drawing  # only numbers travel while a model trains
    network.show([chain(2, 4, 1)])
    assert network.panel.weights == {} and network.panel.maps == {}


def test_a_program_without_a_model_has_no_network_and_no_shapes() -> None:
    session = Session(Quiet(), load_lessons())
    network, shapes = (
        Network(session, ModelChoice()),
        Shapes(session, lambda line: None, ModelChoice()),
    )
    for view in (network, shapes):
        view.show([ev.Started("shapes"), chain(2, 3, 1), ev.Finished(0.1)])
    assert "across" in network.panel.drawing and "Dense" in shapes.panel.html
    for view in (network, shapes):  # one that does not get so far says nothing about layers
        view.show([ev.Started("shapes"), ev.Failed("SyntaxError", "invalid syntax", 1)])
    assert "across" in network.panel.drawing and "Dense" in shapes.panel.html
    for view in (network, shapes):
        view.show([ev.Started("shapes"), ev.Built((), ()), ev.Finished(0.1)])
    assert "empty" in network.panel.drawing and "Dense" not in shapes.panel.html


def test_a_forged_picture_is_left_out() -> None:
    network = Network(Session(Quiet(), load_lessons()), ModelChoice())
    wrong = ev.UnitMaps(Array.of(np.zeros((3, 2), "uint8")), Array.of(np.ones((3, 2), "float32")))
    network.show([chain(2, 3, 1), ev.Picture(1, maps={"d0": wrong}, weights={"ghost": ()})])
    assert network.panel.maps == {} and network.panel.weights == {}


def test_a_weight_that_is_set_goes_to_the_kernel_and_nonsense_does_not() -> None:
    async def play() -> list:
        runner = Quiet()
        session = Session(runner, load_lessons())
        network = Network(session, ModelChoice())
        network.show([chain(2, 3, 1), picture(), StateChanged("training", "")])
        good = {"action": "set", "node": "d0", "variable": 0, "position": [1, 2], "value": 0.5}
        network._received(good)  # no fit yet: nothing is sent
        assert not runner.sent
        session.run()
        while session.state != "training":
            await asyncio.sleep(0.01)
        bad: list[dict] = [
            {"node": "ghost"},
            {"variable": 2},
            {"variable": "0"},
            {"position": [2, 0]},
            {"position": [-1, 0]},
            {"position": [0]},
            {"position": "00"},
            {"value": "0.5"},
            {"value": float("inf")},
            {"action": "get"},
        ]
        for change in bad:
            network._received(good | change)
        assert not runner.sent
        network._received(good)
        await session.close()
        return runner.sent

    assert asyncio.run(play())[0] == ev.SetWeight("d0", 0, (1, 2), 0.5)
