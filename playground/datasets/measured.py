"""Real data: flowers, birds and wines that were measured, digits that were written by hand.

Samples are in random order, another one for another seed, so that the last fifth of them is as good a validation set
as any.
"""

from __future__ import annotations

import base64
import zlib

import numpy as np

try:
    from playground.datasets.measured_values import DIGITS, IRIS, PENGUINS, WINE
except ImportError:  # before `make setup`
    DIGITS = IRIS = PENGUINS = WINE = ""

__all__ = ["digits", "iris", "penguins", "wine"]


def _there(text: str) -> str:
    if not text:
        raise FileNotFoundError("The measured data are not here yet: `make setup` fetches them.")
    return text


def _table(text: str, seed: int, standardize: bool) -> tuple[np.ndarray, np.ndarray]:
    rows = np.array([line.split(",") for line in _there(text).split()], "float64")
    rows = np.random.default_rng(seed).permutation(rows)
    x, y = rows[:, :-1], rows[:, -1]
    if standardize:
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return x.astype("float32"), y.astype("int32")


def iris(seed: int = 0, standardize: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """150 irises: length and width of sepals and of petals, and which species. Classification, three classes.

    `x`, float32 `(150, 4)`: sepal length, sepal width, petal length, petal width, in cm; with `standardize` each of
    them with mean 0 and standard deviation 1. `y`, int32 `(150,)`: 0 setosa, 1 versicolor, 2 virginica.

    R. A. Fisher, 1936; as scikit-learn 1.9 has it (BSD 3-Clause).
    """
    return _table(IRIS, seed, standardize)


def penguins(seed: int = 0, standardize: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """342 penguins near Palmer Station, Antarctica, and which species. Classification, three classes.

    `x`, float32 `(342, 4)`: length and depth of the bill and length of a flipper in mm, body mass in g; with
    `standardize` each of them with mean 0 and standard deviation 1. `y`, int32 `(342,)`: 0 Adelie, 1 chinstrap,
    2 gentoo. The two that nobody measured are left out.

    K. Gorman, T. Williams and W. Fraser, 2014; as palmerpenguins 0.1.6 has it (data: CC0).
    """
    return _table(PENGUINS, seed, standardize)


def wine(seed: int = 0, standardize: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """178 wines by their chemistry, and which of three growers made them. Classification, three classes.

    `x`, float32 `(178, 13)`: alcohol, malic acid, ash, alcalinity of ash, magnesium, phenols, flavanoids, other
    phenols, proanthocyanins, colour intensity, hue, OD280/OD315, proline, on scales that differ a thousandfold; with
    `standardize` each of them with mean 0 and standard deviation 1. `y`, int32 `(178,)`: 0, 1 or 2.

    M. Forina and others; as scikit-learn 1.9 has it (BSD 3-Clause).
    """
    return _table(WINE, seed, standardize)


def digits(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """1,797 digits that 43 people wrote by hand, as pictures of 8 × 8 pixels. Classification, ten classes.

    `x`, float32 `(1797, 8, 8, 1)`: 0 for paper to 1 for ink. `y`, int32 `(1797,)`: which digit it is.

    E. Alpaydin and C. Kaynak, 1998; as scikit-learn 1.9 has it (BSD 3-Clause).
    """
    packed = zlib.decompress(base64.b64decode(_there(DIGITS)))
    rows = np.frombuffer(packed, "uint8").reshape(-1, 65)
    rows = np.random.default_rng(seed).permutation(rows)
    return (rows[:, :64].reshape(-1, 8, 8, 1) / 16).astype("float32"), rows[:, 64].astype("int32")
