"""Elements of data sets: tensors, tuples and dicts of them, or data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine import ops, tree
from playground.engine.pipelines.steps import Steps
from playground.engine.tensor import Tensor


def as_tensors(element: Any) -> Any:
    """An element with tensors in the place of whatever can become one; lists become one tensor."""
    if isinstance(element, Tensor | Steps):
        return element
    if isinstance(element, dict):
        return {key: as_tensors(value) for key, value in element.items()}
    if isinstance(element, tuple):
        return tuple(as_tensors(value) for value in element)
    return ops.convert_to_tensor(element)


def numpy(element: Any) -> Any:
    """An element with arrays in the place of tensors."""
    return tree.map_structure(
        lambda x: x.as_numpy_iterator() if isinstance(x, Steps) else x.numpy()[()], element
    )


def call(function: Callable, element: Any) -> Any:
    """`function` of an element; the parts of a tuple are its arguments."""
    return function(*element) if isinstance(element, tuple) else function(element)


def stacked(elements: list[Any]) -> Any:
    """Elements of one structure and one shape as one element with one more axis in front."""
    try:
        return tree.map_structure(lambda *xs: Tensor(np.stack([x.array for x in xs])), *elements)
    except ValueError:
        shapes = [tree.map_structure(lambda x: x.shape, element) for element in elements[:8]]
        raise ValueError(
            f"Expected elements of one shape to batch, received {shapes}. Try .map(...) to bring them to one "
            "shape before .batch(...), or .padded_batch(...)."
        ) from None


def size_of(value: Any, argument: str) -> int:
    """A positive whole number."""
    if isinstance(value, Tensor) and value.shape == () and "int" in value.dtype:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"Expected {argument} to be a whole number above 0, received {value!r}.")
    return int(value)


class Passage:
    """One passage through a data set."""

    def __init__(self, elements: Iterator[Any]) -> None:
        self._next = elements.__next__

    def __iter__(self) -> Passage:
        return self

    def __next__(self) -> Any:
        return self._next()

    def get_next(self) -> Any:
        """The next element. StopIteration at the end."""
        return self._next()
