"""`get`: from a name, class, instance, function or config to the loss, metric, optimizer, … that it means.

The one place that says "unknown name": what was received, what is closest, what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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
    import difflib  # here, not above: it is only needed on the way to an error

    names = sorted({n for n in known if n.islower()}) or sorted(known)
    close = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
    closest = f"Did you mean {' or '.join(map(repr, close))}?"
    hint = closest if close else f"Known names: {', '.join(map(repr, names))}."
    return f"Could not interpret {kind} identifier: {name!r}. {hint} Or pass an instance from `{homes}`."
