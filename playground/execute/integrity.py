"""Is the kernel still what it was? A program may have replaced what the next program relies on.

A learner's program can delete, replace or patch anything in its interpreter. The page uses one kernel for many
runs (a new one takes seconds), so after each run it asks whether the modules and classes that a kernel is made of
still hold the same objects; if not, the kernel is thrown away.
"""

from __future__ import annotations

import builtins
import sys
import types

_LOOSE = {"__warningregistry__", "__builtins__", "__annotations__", "__annotate__", "__doc__"}
_SYS = (
    "modules",
    "meta_path",
    "path",
    "stdout",
    "stderr",
    "stdin",
    "excepthook",
    "settrace",
    "exit",
)


def _watched() -> list[types.ModuleType]:
    names = [
        n
        for n in sys.modules
        if n.startswith("playground.")
        or n in ("numpy", "numpy.random", "numpy.linalg", "json", "time", "io")
    ]
    return [builtins, *(m for n in sorted(names) if (m := sys.modules.get(n)) is not None)]


def fingerprint() -> dict[str, dict[str, int]]:
    """Identities of everything watched: module or class name → attribute → id of its value."""
    seen: dict[str, dict[str, int]] = {"sys": {name: id(getattr(sys, name, None)) for name in _SYS}}
    for module in _watched():
        held = dict(vars(module))
        seen[module.__name__] = {k: id(v) for k, v in held.items() if _counts(k, v)}
        for value in held.values():
            if (
                isinstance(value, type)
                and value.__module__ == module.__name__
                and module is not builtins
            ):
                key = f"{value.__module__}.{value.__qualname__}"
                seen[key] = {k: id(v) for k, v in vars(value).items() if _counts(k, v)}
    return seen


def _counts(name: str, value: object) -> bool:
    """Functions, classes and modules must stay; counters, caches and registries may change."""
    return name not in _LOOSE and (callable(value) or isinstance(value, types.ModuleType))


def intact(before: dict[str, dict[str, int]]) -> bool:
    """True when everything `before` held is still there, unchanged; new names do not matter."""
    now = fingerprint()
    return all(
        name in now and all(now[name].get(key) == value for key, value in held.items())
        for name, held in before.items()
    )
