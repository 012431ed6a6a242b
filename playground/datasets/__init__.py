"""Small data sets to train on. Every function returns `(x, y)`, arrays of NumPy, in random order.

- Points in the plane and what is to be said about each: `two_clouds`, `moons`, `spiral`, …
- What was measured: `iris`, `penguins`, `wine`; what was written by hand: `digits`.
- Your own: a table, `csv`, and what you drew, `points`.
- Pictures, drawn anew for every seed: `glyphs`.

The same seed gives the same data. NumPy only.
"""

from __future__ import annotations

from playground.datasets.drawn_glyphs import glyphs
from playground.datasets.measured import digits, iris, penguins, wine
from playground.datasets.own_points import points
from playground.datasets.own_tables import csv
from playground.datasets.plane_points import (
    circle,
    gaussian,
    moons,
    multi_gaussian,
    plane,
    spiral,
    two_clouds,
    xor,
)

__all__ = [
    "circle",
    "csv",
    "digits",
    "gaussian",
    "glyphs",
    "iris",
    "moons",
    "multi_gaussian",
    "penguins",
    "plane",
    "points",
    "spiral",
    "two_clouds",
    "wine",
    "xor",
]
