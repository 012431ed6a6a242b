"""SwapEMAWeights: evaluate with the running mean of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Puts the optimizer's running mean of the weights (`use_ema=True`) in place during evaluation and prediction, and
    with `swap_on_epoch` also at the end of every epoch."""

    def __init__(self, swap_on_epoch: bool = False):
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._in_place = False

    @property
    def _optimizer(self) -> Any:
        """The one that keeps the averages: inside a LossScaleOptimizer, if there is one."""
        return getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)

    def _swap(self) -> None:
        optimizer = self._optimizer
        averages = getattr(optimizer, "_model_variables_moving_average", None)
        if not averages:
            raise ValueError(
                "SwapEMAWeights must be used when `use_ema=True` is set on the optimizer. "
                f"Received: use_ema={getattr(optimizer, 'use_ema', None)}"
            )
        for variable, average in zip(self.model.trainable_variables, averages):
            held = np.array(variable.numpy())
            variable.assign(average.numpy())
            average.assign(held)
        self._in_place = not self._in_place

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self.swap_on_epoch and self._in_place:
            self._swap()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.swap_on_epoch and not self._in_place:
            self._swap()
            if epoch == (self.params or {}).get("epochs", 0) - 1:
                self._keep_averages()

    def _keep_averages(self) -> None:
        """After the last epoch `fit` takes the running means for the final weights: let them be what is in place."""
        averages = self._optimizer._model_variables_moving_average
        for variable, average in zip(self.model.trainable_variables, averages):
            average.assign(variable.numpy())

    def on_test_begin(self, logs: Any = None) -> None:
        if not self._in_place:
            self._swap()

    def on_test_end(self, logs: Any = None) -> None:
        if self._in_place:
            self._swap()

    on_predict_begin = on_test_begin
    on_predict_end = on_test_end
