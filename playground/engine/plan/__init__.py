"""Training steps as plans: traced once, replayed as straight-line NumPy. See docs/engine.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine.plan.compiled_step import CompiledStep, Plans
from playground.engine.plan.explanation import explanation
from playground.engine.training.trainer import as_tensors

__all__ = ["compiled_step", "explanation"]


def compiled_step(model: Any, name: str) -> Callable[[Any], Any]:
    """`model.train_step` (or what `name` says) as a function of several batches of NumPy arrays, replayed where it can
    be. It returns what the step returns for the last batch."""
    method = getattr(model, name)
    if model.run_eagerly:
        return lambda batches: [method(as_tensors(batch)) for batch in batches][-1]
    plans = model.__dict__.get("_plans")
    if plans is None:
        plans = {}
        object.__setattr__(model, "_plans", plans)
    return CompiledStep(method, plans.setdefault(name, Plans()))
