"""EpochIterator: batches, counted, epoch by epoch."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from playground.engine import config
from playground.engine.training.data_adapters import get_data_adapter
from playground.engine.training.portions import BatchRange


class EpochIterator:
    """Batches, epoch by epoch, as `(first step, last step, list of batches)`.

    `steps_per_epoch` ends an epoch early; the next goes on where it ended, and begins again when data run out between
    epochs. `steps_per_execution` batches are handed out together (at the end of the data there may be fewer, though
    the last step is counted as if all were there, as Keras does).
    """

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps_per_epoch: int | None = None,
        shuffle: bool | str = False,
        class_weight: dict | None = None,
        steps_per_execution: int = 1,
    ):
        if steps_per_epoch:
            limit = config.max_steps_per_epoch()
            steps_per_epoch = min(steps_per_epoch, limit) if limit else steps_per_epoch
        self.steps_per_epoch = steps_per_epoch
        self.steps_per_execution = steps_per_execution
        self.data_adapter = get_data_adapter(
            x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight
        )
        self._running: Any = None
        self._steps_seen = 0
        self._num_batches = self.data_adapter.num_batches

    @property
    def num_batches(self) -> int | None:
        """Steps an epoch, None when not known before the first epoch has ended."""
        if self.steps_per_epoch:
            return self.steps_per_epoch
        limit = config.max_steps_per_epoch()
        if limit and self._num_batches:
            return min(limit, self._num_batches)
        return limit or self._num_batches

    def __iter__(self) -> Iterator[tuple[int, int, Any]]:
        return self.enumerate_epoch()

    def enumerate_epoch(self, pace: Any = None) -> Iterator[tuple[int, int, Any]]:
        """The batches of the next epoch. `pace()` says how many to hand out together, not `steps_per_execution`."""
        limit = self.num_batches if self.steps_per_epoch or self._limited() else None
        adapter = self.data_adapter
        if self._running is None:
            self._running = adapter.portions()
            self._steps_seen = 0
        adapter.on_epoch_begin()
        step = 0
        size = self.steps_per_execution
        while limit is None or step < limit:
            if pace is not None:
                size = pace() if limit is None else min(pace(), limit - step)
            batches = self._running.take(size)
            if not batches:
                self._running = None
                if step == 0 and self._steps_seen and limit is not None:
                    # the epoch before ended exactly with the data: begin them again
                    self._running = adapter.portions()
                    self._steps_seen = 0
                    batches = self._running.take(size)
                if not batches:
                    if limit is not None:
                        _warn_out_of_data()
                    break
            self._steps_seen += len(batches)
            if pace is not None:
                size = len(batches)
            yield step, step + size - 1, batches
            step += size
            if limit is None and self._running.at_end:
                break
        if limit is None:
            self._running = None
            self._num_batches = self._num_batches or step
        adapter.on_epoch_end()

    def whole_epoch(self) -> BatchRange | None:
        """All batches of the next epoch at once, as they are handed out when nobody wants to hear of single ones. None
        where they cannot be had so."""
        if self.steps_per_epoch or self._limited() or self._running is not None:
            return None
        return self.data_adapter.whole_epoch()

    def _limited(self) -> bool:
        return bool(config.max_steps_per_epoch())

    def reset(self) -> None:
        """The next epoch begins at the beginning. Data that change between epochs do so now, as in Keras."""
        self._running = None
        self.data_adapter.on_epoch_end()


def _warn_out_of_data() -> None:
    warnings.warn(
        "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at "
        "least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your "
        "dataset.",
        stacklevel=3,
    )
