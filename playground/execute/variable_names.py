"""By what names a layer's `call` knows its variables."""

from __future__ import annotations

from typing import Any


def variable_names(layer: Any) -> dict[int, str]:
    """id(variable) → the attribute that holds it, as the learner wrote it ("W"); else its own name."""
    names = {id(variable): variable.name for variable in layer.weights}
    held = {
        id(value): name
        for name, value in vars(layer).items()
        if hasattr(value, "assign") and not name.startswith("_")
    }
    return names | held
