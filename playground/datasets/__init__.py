"""Small data sets to train on. Every function returns `(x, y)`, arrays of NumPy, in random order.

- Points in the plane and what is to be said about each: `two_clouds`, `moons`, `spiral`, …
- Pictures, drawn anew for every seed: `glyphs`.

The same seed gives the same data. NumPy only.
"""

from __future__ import annotations

from playground.datasets.drawn_glyphs import glyphs
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
    "gaussian",
    "glyphs",
    "moons",
    "multi_gaussian",
    "plane",
    "spiral",
    "two_clouds",
    "xor",
]
