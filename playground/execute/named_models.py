"""The models of a program by the names that its variables give them, and the drawn nodes that each is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.events import Model, Node

MOST = 12  # models that are told


def models_in(
    namespace: Mapping[str, Any], fitted: Iterable[Any], is_model: Any
) -> dict[int, tuple[str, Any]]:
    """id(model) → name and model: those that a variable holds, in the order of the program, and those that were fit
    without one, by their own name."""
    found: dict[int, tuple[str, Any]] = {}
    for name, value in list(namespace.items()):
        if not name.startswith("_") and is_model(value):
            found.setdefault(id(value), (name, value))
    for model in fitted:
        found.setdefault(id(model), (str(getattr(model, "name", "model")), model))
    return dict(list(found.items())[:MOST])


def layers_inside(model: Any) -> Iterator[Any]:
    """Every layer of a model, those of models in it too."""
    yield from model._flatten_layers(include_self=False, recursive=True)


def told_models(
    models: Iterable[tuple[str, Any]],
    ids: Mapping[int, str],
    nodes: Mapping[str, Node],
    edges: Iterable[tuple[str, str]],
) -> tuple[Model, ...]:
    """What is told of the models that have nodes. `ids`: id(layer) → node; `nodes` by id. Data that come in from
    outside belong to the models that they enter."""
    edges, told = list(edges), []
    for name, model in models:
        own = {ids[id(layer)] for layer in layers_inside(model) if id(layer) in ids}
        own &= nodes.keys()
        own |= {a for a, b in edges if b in own and nodes[a].class_name == "Input"}
        if own:
            told.append(Model(name, tuple(node for node in nodes if node in own)))
    return tuple(told)
