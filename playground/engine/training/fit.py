"""`fit` as a generator of steps: `Model.fit` drains it, and whoever wants to pause takes them one by one."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from playground.engine import config, observe, tree
from playground.engine.callbacks.callback_list import CallbackList
from playground.engine.plan import compiled_step
from playground.engine.training.arrays import train_validation_split, unpack_x_y_sample_weight
from playground.engine.training.epochs import EpochIterator
from playground.engine.training.evaluate import evaluation_logs
from playground.engine.training.fit_arguments import check_fit_arguments
from playground.engine.training.logs import Logs, as_numbers, checked
from playground.engine.training.portions import Pace
from playground.engine.training.trainer import as_tensors


def training_steps(
    model: Any,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: Any = "auto",
    callbacks: Any = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: Any = True,
    class_weight: dict | None = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    validation_steps: int | None = None,
    validation_batch_size: int | None = None,
    validation_freq: Any = 1,
    every_batch: bool = True,
) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Yield `(epoch, step, logs)` after every batch, both counted from 0; `logs` are the epoch's running means and cost
    nothing until read. Arguments: see `Trainer.fit`. Without `every_batch`, several batches are done at once where
    nobody listens, and yielded as one."""
    model._assert_compile_called("fit")
    check_fit_arguments(epochs, batch_size, validation_split, validation_data, class_weight)
    if limit := config.max_epochs():
        epochs = min(epochs, initial_epoch + limit)
    if verbose == "auto":
        verbose = 1
    if validation_split and validation_data is None:
        (x, y, sample_weight), validation_data = train_validation_split(
            (x, y, sample_weight), validation_split
        )
    validation = None
    val_x = val_y = None
    if validation_data is not None:
        val_x, val_y, val_weight = unpack_x_y_sample_weight(validation_data)
        validation = EpochIterator(
            val_x,
            val_y,
            val_weight,
            batch_size=validation_batch_size or batch_size,
            steps_per_epoch=validation_steps,
            steps_per_execution=model.steps_per_execution,
        )

    def batches_of(x: Any, y: Any, sample_weight: Any) -> EpochIterator:
        data = EpochIterator(
            x,
            y,
            sample_weight,
            batch_size=batch_size,
            steps_per_epoch=steps_per_epoch,
            shuffle=shuffle,
            class_weight=class_weight,
            steps_per_execution=model.steps_per_execution,
        )
        data.reset()
        return data

    data = batches_of(x, y, sample_weight)
    if data.num_batches == 0 and epochs > initial_epoch:
        shapes = [tuple(a.shape) for a in tree.flatten(x) if hasattr(a, "shape")]
        given = f"x of shape {', '.join(map(str, shapes))}" if shapes else "data without batches"
        raise ValueError(f"fit: expected at least one sample. Received {given}.")
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_history=True,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=epochs,
            steps=data.num_batches,
            model=model,
        )
    observer = observe.observer
    if observer is not None and not observer.fit_started(
        model,
        observe.FitArguments(
            epochs=epochs,
            initial_epoch=initial_epoch,
            batch_size=data.data_adapter.batch_size,
            steps=data.num_batches,
            x=x,
            y=y,
            validation_x=val_x,
            validation_y=val_y,
            validation_split=validation_split,
            class_weight=class_weight,
            sample_weight=sample_weight,
            shuffle=bool(shuffle),
        ),
    ):
        _try_one_batch(model, data)
        model._set("history", callbacks.history)
        return
    model._set("stop_training", False)
    model._set("history", callbacks.history)
    callbacks.on_train_begin()
    epoch_logs: dict[str, float] = {}
    train_step = compiled_step(model, "train_step")
    test_step = compiled_step(model, "test_step")
    pace = None
    if model.steps_per_execution == 1:
        pace = Pace(lambda: 0.0 if every_batch else _interval(callbacks, observer))
    at_once = observer is None and pace is not None and not every_batch
    for epoch in range(initial_epoch, epochs):
        if observer is not None and (other := observer.data_of_epoch(model, epoch)) is not None:
            data = batches_of(*other)
            if callbacks.params:
                callbacks.set_params({**callbacks.params, "steps": data.num_batches})
        train_step.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        result: Any = {}
        whole = None
        if at_once and callbacks.hear_of_no_batch("train"):
            whole = data.whole_epoch()
        if whole is not None:
            result = train_step.epoch(whole)
            yield epoch, whole.last - 1, result
        before: Any = None  # the logs of the batch before, should somebody have kept them
        for first, last, batches in () if whole is not None else data.enumerate_epoch(pace):
            if before is not None and (kept := before()) is not None:
                kept.read()
                del kept
            callbacks.on_train_batch_begin(first)
            if observer is not None:
                observer.batches_started(model, epoch, first, batches, train_step)
            result = train_step(batches)
            logs = _as_batch_logs(result)
            callbacks.on_train_batch_end(last, logs)
            if observer is not None:
                observer.batch_ended(model, epoch, last, logs)
            yield epoch, last, logs
            before = weakref.ref(logs)
            del logs
            if model.stop_training:
                break
        epoch_logs = dict(result) if whole is not None else as_numbers(result)
        if validation is not None and _is_due(epoch, validation_freq):
            values = evaluation_logs(model, validation, callbacks, test_step)
            epoch_logs.update({f"val_{name}": value for name, value in values.items()})
            epoch_logs = dict(sorted(epoch_logs.items()))  # "weighted_mae" comes behind "val_mae"
        callbacks.on_epoch_end(epoch, epoch_logs)
        if observer is not None:
            observer.epoch_ended(model, epoch, epoch_logs)
        if model.stop_training:
            break
    if model.optimizer is not None and epochs > initial_epoch:
        model.optimizer.finalize_variable_values(model.trainable_weights)
    callbacks.on_train_end(epoch_logs)
    if observer is not None:
        observer.fit_ended(model)


def _interval(callbacks: CallbackList, observer: observe.Observer | None) -> float:
    """The seconds between two batches of which somebody wants to hear."""
    interval = callbacks.batch_interval("train")
    return interval if observer is None else min(interval, observer.batch_interval)


def _as_batch_logs(logs: Any) -> Logs:
    """What a step returned, as numbers made when somebody reads them."""
    logs = checked(logs, "train_step")
    return Logs(lambda: as_numbers(logs))


def _is_due(epoch: int, validation_freq: Any) -> bool:
    if isinstance(validation_freq, list | tuple | set):
        return epoch + 1 in validation_freq
    return (epoch + 1) % validation_freq == 0


def _try_one_batch(model: Any, data: EpochIterator) -> None:
    """Everything of a step but the update: builds the model, and reports a loss or metric that does not fit."""
    for _, _, batches in data.enumerate_epoch():
        model._traced_once("test_step", as_tensors(batches[0]))
        break
    if model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    model.reset_metrics()
