"""Any directed acyclic graph gets a drawing without overlaps; a forged one gets a drawing too."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from playground.view.graph_layout import acyclic_edges, arrange, ranks


def test_a_chain_stands_in_a_row() -> None:
    layout = arrange("abc", [("a", "b"), ("b", "c")], dict.fromkeys("abc", 50.0))
    assert [layout.places[name].rank for name in "abc"] == [0, 1, 2]
    assert len({layout.places[name].across for name in "abc"}) == 1


def test_two_branches_stand_side_by_side_and_meet_in_the_middle() -> None:
    edges = [("in", "left"), ("in", "right"), ("left", "add"), ("right", "add")]
    names = ("in", "left", "right", "add")
    places = arrange(names, edges, dict.fromkeys(names, 40.0)).places
    assert places["left"].rank == places["right"].rank == 1
    assert places["left"].across < places["in"].across < places["right"].across
    assert places["add"].across == places["in"].across


def test_a_residual_edge_passes_beside_the_box_it_skips() -> None:
    edges = [("x", "dense"), ("dense", "add"), ("x", "add")]
    layout = arrange(("x", "dense", "add"), edges, dict.fromkeys(("x", "dense", "add"), 40.0))
    passing = layout.routes["x", "add"][1]
    assert passing.rank == layout.places["dense"].rank
    assert abs(passing.across - layout.places["dense"].across) >= 20  # half a box


def test_a_second_input_stands_right_before_the_layer_it_feeds() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "join"), ("late", "join")]
    assert ranks(("a", "b", "c", "join", "late"), edges)["late"] == 2


def test_edges_of_a_forged_drawing_that_make_no_sense_are_left_out() -> None:
    edges = [("a", "b"), ("b", "a"), ("a", "a"), ("b", "ghost"), ("a", "b")]
    assert acyclic_edges("ab", edges) == [("a", "b")]


NAMES = "abcdefgh"


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20))
def test_boxes_never_overlap_and_arrows_never_go_back(edges: list[tuple[str, str]]) -> None:
    sizes = {name: 20.0 + 7 * i for i, name in enumerate(NAMES)}
    layout = arrange(NAMES, edges, sizes, gap=10)
    for (a, b), route in layout.routes.items():
        assert route[0] == layout.places[a] and route[-1] == layout.places[b]
        assert [place.rank for place in route] == list(range(route[0].rank, route[-1].rank + 1))
    for rank in {place.rank for place in layout.places.values()}:
        row = sorted((p.across, sizes[n]) for n, p in layout.places.items() if p.rank == rank)
        for (left, wide), (right, other) in itertools.pairwise(row):
            assert right - left >= (wide + other) / 2 + 10 - 1e-6
        assert row[0][0] - row[0][1] / 2 >= -1e-6
        assert row[-1][0] + row[-1][1] / 2 <= layout.extent + 1e-6


def test_a_graph_with_every_edge_there_is_has_a_layout() -> None:
    names = [f"n{i}" for i in range(80)]
    edges = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    layout = arrange(names, edges, dict.fromkeys(names, 40.0))
    assert set(layout.places) == set(names)
    assert 0 < sum(len(route) for route in layout.routes.values()) < 6_000
