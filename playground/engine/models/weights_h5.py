"""Weights in HDF5, laid out as Keras 3 does, so that each reads what the other wrote.

A file is a tree of groups that follows attributes: `layers/dense_1/vars/0` is the first variable of the second Dense of
a Sequential or functional model, `block/many/dense/vars/0` one of a layer in the list `model.block.many`. Layers in
lists are numbered by class, because names of layers are not the same in every program. The optimizer's variables are in
`optimizer/vars`. (Seen in files of Keras 3.15; see also `keras.Model.save_weights`.)
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from playground.engine.layers.layer import Layer
from playground.engine.models.functional import Functional
from playground.engine.models.saving import misfit
from playground.engine.models.sequential import Sequential
from playground.engine.naming import to_snake_case
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.saving import hdf5


def write(model: Any, target: Any) -> None:
    """Write the weights of `model` and the state of its optimizer to `target`, a path or a binary file."""
    root = hdf5.Branch()
    for path, part in _parts(model, "", set()):
        store: dict[str, Any] = {}
        part.save_own_variables(store)
        group = root.branch(f"{path}/vars")
        group.attributes["name"] = part.name
        for key, value in store.items():
            group.put(key, value)
    data = hdf5.written(root)
    if hasattr(target, "write"):
        target.write(data)
    else:
        with open(target, "wb") as file:
            file.write(data)


def read(model: Any, source: Any, skip_mismatch: bool = False) -> None:
    """Assign the values in `source`, a path or a binary file, to a built `model`. Nothing is assigned when one of them
    does not fit; with `skip_mismatch`, only those that fit are. ValueError says which layer does not, HDF5Error (an
    OSError) that the file is damaged."""
    found: list[tuple[Any, dict[str, np.ndarray]]] = []
    file = hdf5.read(source)
    for path, part in _parts(model, "", set()):
        store = _values(file, path)
        if isinstance(part, Layer) and (problem := misfit(part, store)):
            if skip_mismatch:
                continue
            raise ValueError(problem)
        found.append((part, store))
    for part, store in found:
        if not isinstance(part, Optimizer):
            part.load_own_variables(store)
        elif store:
            if not part.built:
                part.build(model.trainable_variables)
            part.load_own_variables(store)


def _values(file: hdf5.Group, path: str) -> dict[str, np.ndarray]:
    """The arrays of the group `path/vars`; none when there is no such group."""
    place = f"{path}/vars".lstrip("/")
    if place not in file:
        return {}
    group = file[place]
    if not isinstance(group, hdf5.Group):
        raise ValueError(f"Expected a group at '{place}', received an array.")
    values = {}
    for key in group:
        item = group[key]
        if not isinstance(item, hdf5.Dataset):
            raise ValueError(f"Expected an array at '{place}/{key}', received a group.")
        values[key] = item.numpy()
    return values


# -------------------------------------------------------------------------------------------------- places
def _parts(part: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """`(path, layer or optimizer)` of all that has variables of its own, in the order of the file."""
    if id(part) in seen:
        return
    seen.add(id(part))
    yield path, part
    for name, child in _children(part):
        place = f"{path}/{name}".lstrip("/")
        if isinstance(child, Layer | Optimizer):
            yield from _parts(child, place, seen)
        elif isinstance(child, list | tuple | dict):
            yield from _contents(child, place, seen)


def _contents(container: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    used: dict[str, int] = {}

    def unique(name: str) -> str:
        count = used[name] = used.get(name, -1) + 1
        return f"{path}/{name}_{count}" if count else f"{path}/{name}"

    if id(container) in seen:
        return
    items: Iterable = container.values() if isinstance(container, dict) else container
    for item in items:
        if isinstance(item, Layer | Optimizer):
            yield from _parts(item, unique(to_snake_case(type(item).__name__)), seen)
        elif isinstance(item, list | tuple | dict):
            yield from _contents(item, unique("container"), seen | {id(container)})


def _children(part: Any) -> Iterator[tuple[str, Any]]:
    """Attributes by name, private ones last, without those that every layer or optimizer has. The layers of Sequential
    and functional models come first."""
    if isinstance(part, Sequential | Functional):
        yield "layers", part.layers
    for name in sorted(dir(part), key=lambda name: "~" + name if name[0] == "_" else name):
        if name.startswith("__") or name in _common(isinstance(part, Layer)):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.suppress(Exception):  # a property that cannot be had now
                yield name, getattr(part, name)


@functools.cache
def _common(of_layers: bool) -> frozenset[str]:
    """The attributes that say nothing about what a part consists of."""
    if of_layers:
        return frozenset({*dir(Layer(name="layer")), "operations", "_operations", "_functional"})
    return frozenset(dir(Optimizer(1.0, name="optimizer"))) - {"variables"}
