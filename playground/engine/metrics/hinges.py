"""Means of the hinge losses over batches."""

from __future__ import annotations

from playground.engine.losses.hinges import categorical_hinge, hinge, squared_hinge
from playground.engine.metrics.reduction import MeanMetricWrapper


class Hinge(MeanMetricWrapper):
    """mean(max(1 - y·p, 0))."""

    def __init__(self, name="hinge", dtype=None):
        super().__init__(hinge, name, dtype)


class SquaredHinge(MeanMetricWrapper):
    """mean(max(1 - y·p, 0)²)."""

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, name, dtype)


class CategoricalHinge(MeanMetricWrapper):
    """max(1 + best wrong score - score of the true class, 0)."""

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, name, dtype)
