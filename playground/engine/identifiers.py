"""`get`: from a name, class, instance, function or config to the loss, metric, optimizer, … that it means.

The one place that says "unknown name": what was received, what is closest, what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.engine.meanings import alike, meant
from playground.engine.saving.deserialization import deserialize_keras_object
from playground.engine.saving.registration import get_registered_object


def resolve(identifier: Any, table: Mapping[str, Any], kind: str, homes: str) -> Any:
    """The object that `identifier` names.

    `table` maps every accepted name to a class or function; `kind` ("optimizer") and `homes` ("keras.optimizers")
    are for the error. A name is looked for in the custom objects first. Classes are instantiated with
    defaults, functions and instances returned as they are, None stays None.
    Raises ValueError for anything else.
    """
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        found = from_config(identifier, table, kind, homes)
    elif isinstance(identifier, str):
        found = find(identifier, table, kind, homes)
    else:
        found = identifier
    if isinstance(found, type):
        found = found()
    if not callable(found) and not hasattr(found, "get_config"):
        raise ValueError(
            f"Could not interpret {kind} identifier: {identifier!r}. Expected a name such as "
            f"{next(iter(table))!r}, a class or an instance from `{homes}`, a function or None."
        )
    return found


def find(name: str, table: Mapping[str, Any], kind: str, homes: str) -> Any:
    """The class or function called `name`; ValueError with the closest names when there is none."""
    found = get_registered_object(name, module_objects=table)
    if found is None:
        raise ValueError(unknown(name, table, kind, homes))
    return found


def from_config(config: dict, table: Mapping[str, Any], kind: str, homes: str) -> Any:
    """The object of a serialized config, whose `class_name` may be any name in `table`."""
    if "class_name" not in config:
        raise ValueError(
            f"Could not interpret {kind} identifier: {config!r}. Expected a config with the keys "
            "'class_name' and 'config'."
        )
    if config.get("module") is None and config["class_name"] != "function":
        find(config["class_name"], table, kind, homes)
    return deserialize_keras_object({"config": {}, **config}, module_objects=table)


def unknown(name: str, known: Iterable[str], kind: str, homes: str) -> str:
    """The message for an unknown `name`: the closest names, or all of them when none is close."""
    names = sorted({n for n in known if n.islower()}) or sorted(known)
    space = homes.rpartition(".")[2]
    start = f"Could not interpret {kind} identifier: {name!r}."
    other = _of_another_kind(name, space)
    if other:
        return f"{start} {other}"
    close = meant(space, name, names) or alike(name, names, 0.5)
    close = [c.lower() if c.lower() in names else c for c in close]
    closest = f"Did you mean {' or '.join(f'{c!r}' if c in names else c for c in close)}?"
    hint = closest if close else f"Known names: {', '.join(map(repr, names))}."
    return f"{start} {hint} Or pass an instance from `{homes}`."


_KINDS = {
    "optimizers": "an optimizer",
    "losses": "a loss",
    "metrics": "a metric",
    "activations": "an activation",
    "initializers": "an initializer",
}


def _of_another_kind(name: str, space: str) -> str:
    """What to say of a loss that was given for an optimizer, and the like; "" when it is none of them."""
    from importlib import import_module

    package = __name__.rpartition(".")[0]
    for other, kind in _KINDS.items():
        if other == space:
            continue
        module = import_module(f"{package}.{other}")
        accepted = (
            vars(module).get("_ALL")
            or vars(module).get("ALL")
            or vars(module).get("_BY_NAME")
            or {}
        )
        if name in accepted:
            swapped = " Are the two swapped?" if {other, space} == {"losses", "optimizers"} else ""
            return f"{name!r} is {kind}, not {_KINDS.get(space, 'what is wanted here')}.{swapped}"
    return ""
