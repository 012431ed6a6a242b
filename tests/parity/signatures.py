"""What the public classes, their methods and the functions of Keras take: names, order, kinds, defaults."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .names import public_names

RECORDED = Path(__file__).with_name("recorded_signatures.json")


def spelled(function: Any) -> str | None:
    """As in a `def`, without annotations and without `self`. A default that is no plain value is written `…`."""
    try:
        parameters = [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        return None
    parts, named_only = [], False
    for p in parameters[parameters[:1] != [] and parameters[0].name == "self" :]:
        if p.kind is p.KEYWORD_ONLY and not named_only:
            parts.append("*")
        named_only = named_only or p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        plain = p.default is None or isinstance(p.default, bool | int | float | str | tuple)
        default = "" if p.default is p.empty else f"={p.default!r}" if plain else "=…"
        parts.append(f"{stars}{p.name}{default}")
    return ", ".join(parts)


def of_thing(thing: Any) -> Iterator[tuple[str, Any]]:
    """("", a function), or ("__init__", …) and the public methods that a class has beyond its bases."""
    if not inspect.isclass(thing):
        yield "", thing
        return
    if thing.__init__ is not object.__init__:
        yield "__init__", thing.__init__
    for name in sorted(vars(thing)):
        method = getattr(thing, name)
        if not name.startswith("_") and callable(method) and not inspect.isclass(method):
            yield name, method


def all_signatures(keras: Any) -> dict[str, str]:
    """{"layers.Dense.__init__": "units, activation=None, …"} of all public names; of synonyms, the first."""
    found: dict[str, str] = {}
    seen = set()
    for space, names in public_names(keras).items():
        for name in names:
            thing = keras
            for part in [*filter(None, space.split(".")), name]:
                thing = getattr(thing, part)
            if not callable(thing) or id(thing) in seen:
                continue
            seen.add(id(thing))
            for method, function in of_thing(thing):
                said = spelled(function)
                if said is not None:
                    found[".".join(filter(None, (space, name, method)))] = said
    return found


def written(signatures: dict[str, str]) -> str:
    """As JSON, a line for each."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}"
        for name, said in signatures.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def recorded() -> dict[str, str]:
    """What `record.py` wrote down."""
    return json.loads(RECORDED.read_text())
