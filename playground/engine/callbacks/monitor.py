"""MonitorCallback: what callbacks share that watch one metric and want it to improve."""

from __future__ import annotations

import warnings
from typing import Any

from playground.engine import ops
from playground.engine.callbacks.callback import Callback
from playground.engine.training.compile_metrics import CompileMetrics

_RISING = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "r2", "true_positives",
           "true_negatives", "specificity", "sensitivity", "cosine_similarity")  # fmt: skip


class MonitorCallback(Callback):
    """Base class of callbacks that watch `monitor`.

    Arguments:
        monitor: the name of an entry of the epoch's logs.
        mode: `"min"`, `"max"`, or `"auto"`, told by the metric.
        initial_value_threshold: what the first value is compared with.
        min_delta: a change smaller than this is no improvement.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        mode: str = "auto",
        initial_value_threshold: float | None = None,
        min_delta: float = 0,
    ):
        super().__init__()
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.",
                stacklevel=2,
            )
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.best = initial_value_threshold
        self.min_delta = abs(min_delta)
        self.monitor_op: Any = None

    def _set_monitor_op(self) -> None:
        """Decide whether larger or smaller is better. ValueError when that cannot be told."""
        if self.mode == "min":
            self.monitor_op = ops.less
        elif self.mode == "max":
            self.monitor_op = ops.greater
        else:
            self.monitor_op = self._told_by_metric()
        if self.monitor_op is ops.less:
            self.min_delta = -abs(self.min_delta)

    def _told_by_metric(self) -> Any:
        name = self.monitor.removeprefix("val_")
        if name == "loss" or name.endswith("_loss"):
            return ops.less
        known = []
        for metric in getattr(self.model, "metrics", ()):
            known += metric.metrics if isinstance(metric, CompileMetrics) else [metric]
        names = [m.name for m in known]
        if not any(name == n or name.endswith(f"_{n}") for n in names):
            raise ValueError(
                f"{type(self).__name__} callback received monitor={self.monitor}, but Keras isn't able to "
                "automatically "
                "determine whether that metric should be maximized or minimized. Pass `mode='max'` in order to "
                "do early "
                f"stopping based on the highest metric value, or `mode='min'` for the lowest. Known metrics: {names}"
            )
        for metric in known:
            direction = getattr(metric, "_direction", None)
            if direction in ("up", "down") and (
                name == metric.name or name.endswith(f"_{metric.name}")
            ):
                return ops.greater if direction == "up" else ops.less
        return ops.greater if any(rising in name.lower() for rising in _RISING) else ops.less

    def _is_improvement(self, monitor_value: Any, reference_value: Any) -> bool:
        if reference_value is None:
            return True
        return bool(self.monitor_op(monitor_value - self.min_delta, reference_value))

    def _get_monitor_value(self, logs: Any) -> Any:
        """The value in the epoch's logs; None, with a warning, when it is not there."""
        logs = logs or {}
        value = logs.get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__} conditioned on metric `{self.monitor}` which is not available. "
                "Available metrics "
                f"are: {','.join(logs)}"
                + (
                    ". Give fit validation_split=0.2 or validation_data=(x_val, y_val)."
                    if self.monitor.startswith("val_")
                    and not any(k.startswith("val_") for k in logs)
                    else ""
                ),
                stacklevel=3,
            )
        return value
