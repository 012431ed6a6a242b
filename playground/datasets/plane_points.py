"""Small data sets to train on: points in the plane and what is to be said about each.

Every function takes `n` (how many samples), `noise` (how far points stray, or how wrong targets are) and `seed` (the
same seed gives the same data) and returns `(x, y)`:

- `x`, float32 `(n, 2)`: the points, most of them between -2 and 2, in random order, so that the last fifth of
  them is as good a validation set as any;
- `y`, float32 `(n, 1)`: 0 or 1 for a classification, half of the samples each; a number from -1 to 1 for a regression.

They raise ValueError for an `n` below 1 or a negative `noise`. NumPy only.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

__all__ = [
    "circle",
    "gaussian",
    "moons",
    "multi_gaussian",
    "plane",
    "spiral",
    "two_clouds",
    "xor",
]

Data = tuple[np.ndarray, np.ndarray]


def _generator(n: int, noise: float, seed: int) -> Generator:
    if n != int(n) or n < 1:
        raise ValueError(f"n: expected a whole number of samples, at least 1, received {n!r}")
    if not noise >= 0:
        raise ValueError(f"noise: expected a number, at least 0, received {noise!r}")
    return np.random.default_rng(seed)


def _classes(n: int) -> np.ndarray:
    """`(n,)`: 0, 1, 0, 1, …"""
    return np.arange(n) % 2


def _shuffled(random: Generator, x: np.ndarray, y: np.ndarray) -> Data:
    order = random.permutation(len(x))
    return x[order].astype("float32"), y[order].astype("float32").reshape(-1, 1)


def two_clouds(n: int = 1000, noise: float = 0.35, seed: int = 0) -> Data:
    """Two round clouds, around (-0.8, -0.2) and (1.2, 1.2). Classification.

    No point is further from its centre than 3 × `noise`, so a straight line separates the clouds whenever
    `noise` is at most 0.4. The line does not pass through (0, 0): without a bias a model does worse.
    """
    random = _generator(n, noise, seed)
    label = _classes(n)
    offset = random.normal(size=(n, 2))
    offset /= np.maximum(1.0, np.linalg.norm(offset, axis=1, keepdims=True) / 3.0)
    centre = np.where(label[:, None], [1.2, 1.2], [-0.8, -0.2])
    return _shuffled(random, centre + noise * offset, label)


def gaussian(n: int = 500, noise: float = 0.5, seed: int = 0) -> Data:
    """Two normal distributions of standard deviation `noise`, around (-1, -1) and (1, 1). Classification.

    Their tails overlap: no line, and no model, gets every point right.
    """
    random = _generator(n, noise, seed)
    label = _classes(n)
    centre = np.where(label[:, None], 1.0, -1.0)
    return _shuffled(random, centre + noise * random.normal(size=(n, 2)), label)


def circle(n: int = 500, noise: float = 0.1, seed: int = 0) -> Data:
    """A disc (1) inside a ring (0), around (0, 0). Classification; no straight line separates them."""
    random = _generator(n, noise, seed)
    label = _classes(n)
    radius = np.where(label, random.uniform(0.0, 0.9, n), random.uniform(1.3, 2.0, n))
    angle = random.uniform(0.0, 2.0 * np.pi, n)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _shuffled(random, x + noise * random.normal(size=(n, 2)), label)


def xor(n: int = 500, noise: float = 0.1, seed: int = 0) -> Data:
    """Four squares: 1 where both coordinates have the same sign, 0 elsewhere. Classification."""
    random = _generator(n, noise, seed)
    label = _classes(n)
    size = random.uniform(0.15, 1.85, (n, 2))
    first = random.choice([-1.0, 1.0], n)
    second = np.where(label, first, -first)
    x = size * np.stack([first, second], axis=1)
    return _shuffled(random, x + noise * random.normal(size=(n, 2)), label)


def spiral(n: int = 500, noise: float = 0.05, seed: int = 0) -> Data:
    """Two arms of a spiral around (0, 0), one and three quarter turns each. Classification; the hardest here."""
    random = _generator(n, noise, seed)
    label = _classes(n)
    along = random.uniform(0.05, 1.0, n)
    angle = 1.75 * 2.0 * np.pi * along + np.pi * label
    x = 2.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return _shuffled(random, x + noise * random.normal(size=(n, 2)), label)


def moons(n: int = 500, noise: float = 0.1, seed: int = 0) -> Data:
    """Two half circles that reach into each other. Classification; the border is a curve."""
    random = _generator(n, noise, seed)
    label = _classes(n)
    angle = random.uniform(0.0, np.pi, n)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    x = 1.2 * np.where(
        label[:, None], -upper, upper
    )  # the lower moon is the upper one turned around
    return _shuffled(random, x + noise * random.normal(size=(n, 2)), label)


def plane(n: int = 500, noise: float = 0.0, seed: int = 0) -> Data:
    """`y = (x1 + x2) / 4` on the square from -2 to 2, with normal noise added to `y`. Regression: linear."""
    random = _generator(n, noise, seed)
    x = random.uniform(-2.0, 2.0, (n, 2))
    y = x.sum(axis=1) / 4.0 + noise * random.normal(size=n)
    return _shuffled(random, x, np.clip(y, -1.0, 1.0))


def multi_gaussian(n: int = 500, noise: float = 0.0, seed: int = 0) -> Data:
    """Three hills and three hollows on the square from -2 to 2, 0 between them, normal noise in `y`. Regression."""
    random = _generator(n, noise, seed)
    x = random.uniform(-2.0, 2.0, (n, 2))
    angle = np.arange(6) * np.pi / 3.0
    peaks = 1.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    squared = ((x[:, None, :] - peaks) ** 2).sum(axis=2)
    height = np.exp(-squared / 0.3) @ np.where(np.arange(6) % 2, -1.0, 1.0)
    return _shuffled(random, x, np.clip(height + noise * random.normal(size=n), -1.0, 1.0))
