"""Training steps as plans: traced once, replayed as straight-line NumPy. See docs/engine.md."""

from __future__ import annotations

from typing import Any

from playground.engine.plan.explanation import explanation
from playground.engine.plan.step import CompiledStep, EagerStep, Plans

__all__ = ["compiled_step", "explanation"]


def compiled_step(model: Any, name: str) -> CompiledStep | EagerStep:
    """`model.train_step` (or what `name` says) as a function of several batches of NumPy arrays, replayed where it can
    be. It returns what the step returns for the last batch."""
    method = getattr(model, name)
    if model.run_eagerly:
        return EagerStep(model, method)
    plans = model.__dict__.get("_plans")
    if plans is None:
        plans = {}
        object.__setattr__(model, "_plans", plans)
    return CompiledStep(model, method, plans.setdefault(name, Plans()))
