"""The rows of the microscope, and what it does with a trace that is not sound."""

import dataclasses

import numpy as np
import pytest

from playground import events as ev
from playground.session import Opened
from playground.view.microscope import Microscope
from playground.view.microscope_rows import Rows

SAMPLES = 3


def own(name: str, kind: str, operands: tuple = (), width: int = 2, line: int | None = None):
    values = ev.Array.of(np.ones((SAMPLES, width), "float32"))
    return ev.Quantity(name, kind, operands, line, (width,), values, values)  # type: ignore[arg-type]


def weight(name: str, *shape: int) -> ev.Quantity:
    return ev.Quantity(name, "weight", (), None, shape, ev.Array.of(np.ones(shape, "float32")))


DENSE = (
    own("inputs", "input"),
    weight("W", 2, 4),
    own("matmul", "operation", (0, 1), 4, 7),
    weight("b", 4),
    own("add", "operation", (2, 3), 4, 7),
    own("tanh", "operation", (4,), 4, 8),
)
NODE = ev.Node("n1", "Own", "own", 12, ((3, 2),), ((3, 4),), line=3)
TRACE = ev.Trace(2, 0, (0, 4, 9), 10, 1, None, (ev.LayerTrace("own", DENSE),))


def test_a_dense_layer_reads_downwards() -> None:
    rows = Rows(DENSE)
    assert [(row["kind"], row["label"]) for row in rows.forward] == [
        ("weight", "x₁"),
        ("weight", "x₂"),
        ("weight", "+ b"),
        ("value", "z = x @ W + b"),
        ("value", "a = tanh(z)"),
    ]
    assert [row["line"] for row in rows.forward if row.get("result")] == [7, 8]
    assert [(row["kind"], row["label"]) for row in rows.backward] == [
        ("gradient", "∂L/∂a"),
        ("slope", "× slope of tanh at z"),
        ("gradient", "∂L/∂z"),
        ("gradient", "∂L/∂b = ∂L/∂z"),
        ("outer", "∂L/∂W, × x₁"),
        ("outer", "∂L/∂W, × x₂"),
        ("passed", "∂L/∂x, passed on"),
    ]


def test_a_slope_is_given_only_of_what_works_number_by_number() -> None:
    rows = Rows((own("inputs", "input"), own("softmax", "operation", (0,))))
    assert "slope" not in [row["kind"] for row in rows.backward]


def test_many_inputs_are_not_written_out() -> None:
    wide = (own("inputs", "input", (), 50), weight("W", 50, 2), own("matmul", "operation", (0, 1)))
    assert [row["kind"] for row in Rows(wide).forward] == ["note", "value"]
    assert "50 products" in Rows(wide).forward[0]["label"]


def shown(*items: object) -> Microscope:
    view = Microscope(lambda lines: None)
    view.show([ev.Built((NODE,), ()), *items])
    return view


def test_a_trace_is_shown_by_node_until_another_lesson_opens() -> None:
    view = shown(TRACE)
    assert [each["node"] for each in view.panel.trace["layers"]] == ["n1"]
    view.show([Opened.__new__(Opened)])
    assert view.panel.trace == {}


def test_an_update_has_its_columns_in_reading_order_and_a_forged_one_none() -> None:
    one, two = (ev.Array.of(np.ones((n, 4), "float32")) for n in (2, 3))
    good = ev.WeightUpdate("own", "W", one, one, {"velocity": one}, one)
    bad = dataclasses.replace(good, gradient=two)
    [layer] = shown(changed(updates=(good, bad))).panel.trace["layers"]
    names = [[name for name, _ in each["columns"]] for each in layer["updates"]]
    assert names == [["before", "gradient", "velocity", "after"], []]


def changed(**fields: object) -> ev.Trace:
    return dataclasses.replace(TRACE, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "forged",
    [
        changed(samples=()),
        changed(samples=(0, 4, 99)),
        changed(layers=(ev.LayerTrace("nobody", DENSE),)),
        changed(layers=(ev.LayerTrace("own", (own("tanh", "operation", (5,)),)),)),
        changed(samples=(0, 4)),  # other than the rows of the arrays
        changed(layers=(ev.LayerTrace("own", (dataclasses.replace(DENSE[0], shape=(7,)),)),)),
    ],
)
def test_a_forged_trace_shows_nothing(forged: ev.Trace) -> None:
    assert shown(forged).panel.trace == {}


def test_the_browser_may_ask_for_lines_and_nothing_else() -> None:
    lit: list = []
    view = Microscope(lit.append)
    for value in ([3], [3, 7], [], [0], ["x"], [1, 2, 3], None, 3, [True]):
        view._received({"action": "lines", "value": value})
    assert lit == [[3], [3, 7], []]
