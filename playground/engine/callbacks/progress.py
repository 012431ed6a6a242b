"""The progress line of `fit`: `13/13 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - accuracy: 0.5000 - loss: 0.6900`."""

from __future__ import annotations

import math
import os
import sys
import time
from typing import Any

import numpy as np

from playground.engine import messages
from playground.engine.callbacks.callback import Callback


class Progbar:
    """A progress bar on standard output.

    Arguments:
        target: number of steps, None when unknown.
        width: characters of the bar.
        verbose: 0 nothing, 1 a bar, 2 one line at the end.
        interval: seconds between two updates of the bar.
        stateful_metrics: names whose values are shown as given; of others the mean over steps is shown.
        stateless_metrics: the other way round: only these are averaged. Give one of the two.
        unit_name: what a step is called.
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Any = None,
        stateless_metrics: Any = None,
        unit_name: str = "step",
    ):
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError(
                "Only one of `stateful_metrics` and `stateless_metrics` can be provided. Received: "
                f"stateful_metrics={stateful_metrics}, stateless_metrics={stateless_metrics}"
            )
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = None if stateful_metrics is None else set(stateful_metrics)
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        if stateful_metrics is None and stateless_metrics is None:
            self.stateful_metrics = set()
        self._dynamic_display = is_dynamic()
        self._total_width = 0
        self._seen_so_far = 0
        self._values: dict[str, list] = {}  # name -> [sum, steps]
        self._start = time.time()
        self._last_update = 0.0
        self._first_step_done: float | None = None

    def _is_stateful(self, name: str) -> bool:
        if self.stateless_metrics is not None:
            return name not in self.stateless_metrics
        return name in (self.stateful_metrics or ())

    def update(self, current: int, values: Any = None, finalize: bool | None = None) -> None:
        """Show that `current` steps are done. `values`: list of `(name, value)`."""
        finalize = current >= (self.target or math.inf) if finalize is None else finalize
        for name, value in values or ():
            if self._is_stateful(name):
                self._values[name] = [value, 1]
                continue
            steps = max(current - self._seen_so_far, 1)
            total = self._values.setdefault(name, [0, 0])
            total[0] = total[0] + np.asarray(value) * steps
            total[1] += steps
        self._seen_so_far = current
        now = time.time()
        if self.verbose == 1:
            if now - self._last_update < self.interval and not finalize:
                return
            self._write(self._line(current, now, finalize), finalize)
        elif self.verbose == 2 and finalize:
            count = f"{current}/{self.target}" if self.target is not None else f"{current}"
            seconds = f"{now - self._start:.0f}s"
            unit = self._time_per_unit(current, now)
            message = f"{count} - {seconds} - {self._per_unit(unit)}{self._shown_values()}"
            messages.print_msg(message)
        self._last_update = now

    def add(self, n: int, values: Any = None) -> None:
        """Show that `n` more steps are done."""
        self.update(self._seen_so_far + n, values)

    def _line(self, current: int, now: float, finalize: bool) -> str:
        bold = (lambda text: f"\x1b[1m{text}\x1b[0m") if self._dynamic_display else str
        green = (lambda text: f"\x1b[32m{text}\x1b[0m") if self._dynamic_display else str
        grey = (lambda text: f"\x1b[37m{text}\x1b[0m") if self._dynamic_display else str
        if self.target is not None:
            digits = len(str(self.target))
            share = min(current / self.target, 1.0) if self.target else 1.0
            done = int(self.width * share)
            count = bold(f"{current:>{digits}d}/{self.target}")
            bar = green("━" * done) + grey("━" * (self.width - done))
            line = f"{count} {bar} "
        else:
            line = f"{bold(f'{current:>7d}/Unknown')} "
        unit = self._time_per_unit(current, now)
        if self.target is None or finalize:
            line += bold(_duration(now - self._start)) + " " + self._per_unit(unit)
        else:
            line += bold(_duration(unit * (self.target - current)))
            line += " " + self._per_unit(unit)
        return line + self._shown_values()

    def _write(self, line: str, finalize: bool) -> None:
        if self._dynamic_display:
            start = (
                ""
                if self._last_update == 0 and self._total_width == 0
                else "\b" * self._total_width + "\r"
            )
            padding = " " * max(self._total_width - len(line), 0)
            self._total_width = len(line)
            messages.print_msg(
                start + line + padding + ("\n" if finalize else ""), line_break=False
            )
        else:
            messages.print_msg(line)

    def _shown_values(self) -> str:
        shown = ""
        for name, (total, steps) in self._values.items():
            mean = np.mean(np.asarray(total) / max(1, steps))
            form = ".4f" if abs(mean) > 1e-3 else ".4e"
            shown += f" - {name}: {mean:{form}}"
        return shown

    def _per_unit(self, seconds: float) -> str:
        if seconds >= 1 or seconds == 0:
            return f"{seconds:.0f}s/{self.unit_name}"
        if seconds >= 1e-3:
            return f"{seconds * 1e3:.0f}ms/{self.unit_name}"
        return f"{seconds * 1e6:.0f}us/{self.unit_name}"

    def _time_per_unit(self, current: int, now: float) -> float:
        """Seconds a step, without the first, which also builds the model."""
        if not current:
            return 0.0
        if self._first_step_done is not None and current > 1:
            time_per_unit = (now - self._first_step_done) / (current - 1)
        else:
            time_per_unit = (now - self._start) / current
        if current == 1:
            self._first_step_done = now
        return time_per_unit


def _duration(seconds: float) -> str:
    if seconds > 3600:
        return f"{seconds // 3600:.0f}:{seconds % 3600 // 60:02.0f}:{seconds % 60:02.0f}"
    if seconds > 60:
        return f"{seconds // 60:.0f}:{seconds % 60:02.0f}"
    return f"{seconds:.0f}s"


def is_dynamic() -> bool:
    """Whether a line on standard output can be written over: a terminal or a notebook, not a file or a page."""
    return (
        bool(getattr(sys.stdout, "isatty", lambda: False)())
        or "ipykernel" in sys.modules
        or "PYCHARM_HOSTED" in os.environ
    )


class ProgbarLogger(Callback):
    """Writes `Epoch 1/3` and the progress line. Where a line cannot be written over, only its final state."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.progbar: Progbar | None = None
        self.target: int | None = None
        self.verbose = 1
        self.epochs = 1
        self._in_fit = False

    @property
    def batch_interval(self) -> float:
        """Only a line that can be written over is shown during an epoch."""
        bar = self.progbar
        return bar.interval if bar and self.verbose == 1 and bar._dynamic_display else math.inf

    def set_params(self, params: dict[str, Any]) -> None:
        self.verbose = params["verbose"]
        self.epochs = params["epochs"]
        self.target = params["steps"]

    def on_train_begin(self, logs: Any = None) -> None:
        self._in_fit = True

    def on_train_end(self, logs: Any = None) -> None:
        self._in_fit = False

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._in_fit:
            self._begin()

    def on_predict_begin(self, logs: Any = None) -> None:
        self._begin()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._begin()
        if self.verbose and self.epochs > 1:
            messages.print_msg(f"Epoch {epoch + 1}/{self.epochs}")

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._step(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        if not self._in_fit:
            self._step(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self._step(batch, None)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._end(logs)

    def on_test_end(self, logs: Any = None) -> None:
        if not self._in_fit:
            self._end(logs)

    def on_predict_end(self, logs: Any = None) -> None:
        self._end(logs)

    def _begin(self) -> None:
        self.seen = 0
        self.progbar = Progbar(
            target=self.target, verbose=self.verbose, unit_name="step", stateless_metrics=[]
        )

    def _step(self, batch: int, logs: Any) -> None:
        self.seen = batch + 1
        bar = self.progbar
        if bar is None or self.verbose != 1 or not bar._dynamic_display:
            if bar is not None and self.seen == 1:
                bar._time_per_unit(1, time.time())
            return
        now = time.time()
        if self.seen == 1:
            bar._time_per_unit(1, now)
        if now - bar._last_update >= bar.interval:  # else the logs are not even read
            bar.update(self.seen, list((logs or {}).items()), finalize=False)

    def _end(self, logs: Any) -> None:
        bar = self.progbar
        if bar is None:
            return
        if self.target is None:
            self.target = self.seen
            bar.target = self.seen
        bar.update(self.seen, sorted((logs or {}).items()), finalize=True)
