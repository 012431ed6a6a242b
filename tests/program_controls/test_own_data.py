"""A call of one's own data takes the place of the one there is, however it is spelt."""

import pytest

from playground.program_controls.own_data import own_data_edits, points_in
from playground.program_controls.program_text import apply_edits


@pytest.mark.parametrize(
    "before, after",
    [
        (
            "from playground import datasets\nx, y = datasets.moons(\n    n=9)  # é\n",
            'from playground import datasets\nx, y = datasets.points("1")  # é\n',
        ),
        (
            "from playground import datasets as d\nx, y = d.iris()\na, b = d.moons()\n",
            'from playground import datasets as d\nx, y = d.points("1")\na, b = d.moons()\n',
        ),
        (
            "from playground.datasets import xor\nx, y = xor(3)\n",
            'from playground.datasets import points, xor\nx, y = points("1")\n',
        ),
        (
            "import playground.datasets\nx, y = playground.datasets.xor(3)\n",
            'import playground.datasets\nx, y = playground.datasets.points("1")\n',
        ),
        (
            '"""Mine."""\nimport keras\n\nmodel = 1\n',
            '"""Mine."""\nimport keras\nfrom playground import datasets\n\n'
            'x, y = datasets.points("1")\n\nmodel = 1\n',
        ),
        ("import keras", 'import keras\nfrom playground import datasets\n\nx, y = datasets.points("1")\n'),
        ("", 'from playground import datasets\n\nx, y = datasets.points("1")\n'),
        (
            "moons = lambda: 1\nmoons()\nother.moons()\n",
            'from playground import datasets\n\nx, y = datasets.points("1")\n'
            "moons = lambda: 1\nmoons()\nother.moons()\n",
        ),
    ],
)  # fmt: skip
def test_where_the_call_comes(before, after):
    assert apply_edits(before, own_data_edits(before, "points", '"1"')) == after
    assert points_in(after) == "1"


def test_a_program_without_points_has_none():
    assert points_in("from playground import datasets\ndatasets.moons()") == ""
    assert points_in("from playground import datasets\ndatasets.points(text)") == ""
