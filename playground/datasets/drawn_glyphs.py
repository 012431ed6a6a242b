"""Pictures of digits, drawn with a pen that shakes. Nobody's handwriting: strokes, moved, turned and made thicker."""

from __future__ import annotations

import numpy as np

__all__ = ["glyphs"]

# The strokes of the digits 0 to 9: each a way from point to point, x to the right and y downwards, from 0 to 10.
STROKES = """
40 22 14 15 27 49 59 77 85 84 72 50 40
22 50 59|29 79
12 20 60 82 74 19 99
10 80 44 74 87 69 19 08
69 60 07 97
80 20 14 54 86 78 49 18
70 33 16 28 49 78 86 74 44 16
00 90 49
50 22 34 64 86 78 49 28 16 34|64 82 50
83 50 20 13 35 65 84 82|84 69
"""


def _segments() -> list[np.ndarray]:
    """For each digit `(segments, 2 ends, 2 coordinates)`, from -1 to 1."""
    made = []
    for line in STROKES.strip().split("\n"):
        parts = []
        for stroke in line.split("|"):
            way = np.array([[int(c) for c in point] for point in stroke.split()]) / 4.5 - 1.0
            parts.append(np.stack([way[:-1], way[1:]], axis=1))
        made.append(np.concatenate(parts))
    return made


def glyphs(
    samples: int = 1000, classes: int = 10, seed: int = 0, noise: float = 0.1, size: int = 8
) -> tuple[np.ndarray, np.ndarray]:
    """Digits as pictures of `size` × `size` pixels, each drawn a little differently. Classification.

    Arguments:
        samples: How many pictures there are.
        classes: How many digits: 0, 1, … up to `classes` - 1, from 2 to 10.
        seed: The same seed gives the same pictures.
        noise: How far the pen strays: digits are turned by about `noise` radians, moved by `noise` of half a picture,
            and every pixel is off by about half of `noise`.
        size: Pixels of a side, from 6 to 64.

    Returns `x`, float32 `(samples, size, size, 1)`, 0 for paper to 1 for ink, and `y`, int32 `(samples,)`, which digit
    it is; every digit is there equally often. Raises ValueError for numbers outside these ranges.
    """
    for name, value, least, most in (
        ("samples", samples, 1, 100_000),
        ("classes", classes, 2, 10),
        ("size", size, 6, 64),
    ):
        if value != int(value) or not least <= value <= most:
            said = f"a whole number from {least} to {most}"
            raise ValueError(f"{name}: expected {said}, received {value!r}")
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise: expected a number, at least 0, received {noise!r}")
    random = np.random.default_rng(seed)
    label = random.permutation(samples) % classes
    turned = noise * random.normal(size=samples)
    leaning = noise * random.normal(size=samples)
    width, height = 0.78 * np.exp(noise * random.normal(size=(2, samples)))
    moved = noise * random.normal(size=(samples, 1, 2))
    pen = 0.16 * np.exp(2.0 * noise * random.normal(size=samples))
    cos, sin = np.cos(turned), np.sin(turned)
    turn = np.stack([np.stack([cos, -sin], 1), np.stack([sin, cos], 1)], 1)
    lean = np.stack([np.stack([0.8 * width, leaning], 1), np.stack([0.0 * leaning, height], 1)], 1)
    matrix = turn @ lean  # (samples, 2, 2): first lean and stretch, then turn

    middle = (np.arange(size) + 0.5) * 2.0 / size - 1.0
    pixels = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
    x = np.empty((samples, size * size))
    for digit, segments in enumerate(_segments()[:classes]):
        mine = np.flatnonzero(label == digit)
        for at in np.array_split(mine, max(1, len(mine) * size * size // 65536)):
            ends = segments.reshape(-1, 2) @ matrix[at].swapaxes(1, 2) + moved[at]
            away = _distances(pixels, ends.reshape(len(at), -1, 2, 2))
            x[at] = np.clip((pen[at, None] - away) * size / 2.0 + 0.5, 0.0, 1.0)
    x += 0.5 * noise * random.normal(size=x.shape)
    x = np.clip(x, 0.0, 1.0).astype("float32")
    return x.reshape(-1, size, size, 1), label.astype("int32")


def _distances(pixels: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """`(n, pixels)`: from each pixel to the nearest of a picture's segments `(n, segments, 2 ends, 2)`."""
    x, y = pixels.T
    squared = np.inf
    for segment in segments.swapaxes(0, 1):  # a large array of all would cost more
        x0, y0, x1, y1 = segment.reshape(-1, 4).T[:, :, None]
        across, down = x1 - x0, y1 - y0
        along = ((x - x0) * across + (y - y0) * down) / (across**2 + down**2 + 1e-12)
        along = np.clip(along, 0.0, 1.0)
        away = (x - x0 - along * across) ** 2 + (y - y0 - along * down) ** 2
        squared = np.minimum(squared, away)
    return np.sqrt(squared)
