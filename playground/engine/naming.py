"""Automatic names: `dense`, `dense_1`, … counted from the last `clear_session`."""

from __future__ import annotations

import re
from typing import Any

_uids: dict[str, int] = {}
_used_names: dict[str, int] = {}


def auto_name(prefix: str) -> str:
    """`prefix` in snake case, with `_1`, `_2`, … from its second use on."""
    return uniquify(to_snake_case(prefix))


def uniquify(name: str) -> str:
    """`name` on its first use, then `name_1`, `name_2`, …"""
    count = _used_names.get(name)
    _used_names[name] = 1 if count is None else count + 1
    return name if count is None else f"{name}_{count}"


def to_snake_case(name: str) -> str:
    """`"MyDense2D"` → `"my_dense2d"`, as Keras names layers."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def get_uid(prefix: str = "") -> int:
    """1, 2, 3, … separately for each `prefix`."""
    _uids[prefix] = _uids.get(prefix, 0) + 1
    return _uids[prefix]


def reset_uids() -> None:
    """Start all counters again."""
    _uids.clear()
    _used_names.clear()


def get_object_name(obj: Any) -> str:
    """The `name` of a layer, else the snake-case name of a function or of the object's class."""
    if hasattr(obj, "name"):
        return obj.name
    return to_snake_case(getattr(obj, "__name__", None) or type(obj).__name__)


def clear_session(free_memory: bool = True) -> None:
    """Forget all counters of names, the global random seed generator, the dtype policy and where messages go."""
    from playground.engine import dtype_policies, messages, random

    reset_uids()
    dtype_policies.reset_dtype_policy()
    random.reset_global_seed_generator()
    messages.enable_interactive_logging()
