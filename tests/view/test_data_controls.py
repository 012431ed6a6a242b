"""The panel "Data" leads back from data of one's own to a data set of the plane."""

import pytest

from playground.lesson import load_lessons
from playground.session import Session
from playground.view.data_controls import DataControls
from tests.view.test_stale import NoRunner

PROGRAM = """from playground import datasets
x, y = {data}
model.compile("sgd", "mse")
model.fit(x, y)
"""


@pytest.mark.parametrize(
    "data, named, after",
    [
        ("datasets.csv('f.csv', target='a')", "f.csv", "datasets.xor()"),
        ("datasets.points('0 0 1')", "points", "datasets.xor()"),
        ("datasets.iris()", "iris", "datasets.xor()"),
        ("datasets.moons(n=7)", "", "datasets.xor(n=7)"),
        ("read(file)", "", "read(file)"),
    ],
)
def test_a_data_set_takes_the_place_of_other_data(data, named, after):
    session = Session(NoRunner(), load_lessons())
    session.source = PROGRAM.format(data=data)
    session.edit = lambda source, by="": setattr(session, "source", source)  # type: ignore[method-assign]
    controls = DataControls(session)
    assert controls.panel.data["named"] == named
    controls._entered({"field": "data_set", "value": "xor"})
    assert session.source == PROGRAM.format(data=after)
