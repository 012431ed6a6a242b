"""`evaluate` and `predict`: the model over data, without training."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import observe, ops, tree
from playground.engine.callbacks.callback_list import CallbackList
from playground.engine.plan import compiled_step
from playground.engine.training.epochs import EpochIterator
from playground.engine.training.logs import Logs, as_numbers, checked
from playground.engine.training.portions import Pace
from playground.engine.training.trainer import as_tensors


def evaluate(
    model: Any,
    x: Any,
    y: Any,
    batch_size: int | None,
    verbose: Any,
    sample_weight: Any,
    steps: int | None,
    callbacks: Any,
    return_dict: bool,
) -> Any:
    """See `Trainer.evaluate`."""
    model._assert_compile_called("evaluate")
    data = EpochIterator(
        x,
        y,
        sample_weight,
        batch_size=batch_size,
        steps_per_epoch=steps,
        steps_per_execution=model.steps_per_execution,
    )
    callbacks = _callbacks(callbacks, model, verbose, data)
    if observe.observer is not None and not observe.observer.wants_evaluation(model):
        for _, _, batches in data.enumerate_epoch():
            logs = dict.fromkeys(
                as_numbers(model._traced_once("test_step", as_tensors(batches[0]))), 0.0
            )
            return logs if return_dict else model._flatten_metrics_in_order(logs)
    logs = evaluation_logs(model, data, callbacks, compiled_step(model, "test_step"))
    return logs if return_dict else model._flatten_metrics_in_order(logs)


def _callbacks(callbacks: Any, model: Any, verbose: Any, data: EpochIterator) -> CallbackList:
    if isinstance(callbacks, CallbackList):
        return callbacks
    verbose = 1 if verbose == "auto" else verbose
    return CallbackList(
        callbacks,
        add_progbar=verbose != 0,
        verbose=verbose,
        epochs=1,
        steps=data.num_batches,
        model=model,
    )


def evaluation_logs(
    model: Any, data: EpochIterator, callbacks: CallbackList, test_step: Any
) -> dict[str, float]:
    """One pass of `test_step` (see `plan.compiled_step`) over data: loss and metrics by name."""
    model._set("stop_evaluating", False)
    data.reset()
    callbacks.on_test_begin()
    test_step.reset_metrics()
    one_by_one = model.steps_per_execution == 1
    if one_by_one and callbacks.hear_of_no_batch("test"):
        whole = data.whole_epoch()
        if whole is not None:
            result = test_step.epoch(whole)
            callbacks.on_test_end(result)
            return result
    logs: Any = {}
    pace = Pace(lambda: callbacks.batch_interval("test")) if one_by_one else None
    for first, last, batches in data.enumerate_epoch(pace):
        callbacks.on_test_batch_begin(first)
        logs = checked(test_step(batches), "test_step")
        shown = Logs(lambda found=logs: as_numbers(found))
        callbacks.on_test_batch_end(last, shown)
        if model.stop_evaluating:
            break
    result = as_numbers(logs)
    callbacks.on_test_end(result)
    return result


def predict(
    model: Any, x: Any, batch_size: int | None, verbose: Any, steps: int | None, callbacks: Any
) -> Any:
    """See `Trainer.predict`."""
    data = EpochIterator(
        x,
        batch_size=batch_size,
        steps_per_epoch=steps,
        steps_per_execution=model.steps_per_execution,
    )
    callbacks = _callbacks(callbacks, model, verbose, data)
    if observe.observer is not None and not observe.observer.wants_evaluation(model):
        return _zeros(model, data)
    model._set("stop_predicting", False)
    callbacks.on_predict_begin()
    outputs: list[list[np.ndarray]] = []
    predict_step = compiled_step(model, "predict_step")
    structure: Any = None
    for first, last, batches in data.enumerate_epoch():
        callbacks.on_predict_batch_begin(first)
        made = None
        for batch in batches:
            made = tree.map_structure(ops.convert_to_numpy, predict_step([batch]))
            structure = made
            outputs.append(tree.flatten(made))
        callbacks.on_predict_batch_end(last, {"outputs": made})
        if model.stop_predicting:
            break
    callbacks.on_predict_end()
    if not outputs:
        shapes = [tuple(np.shape(a)) for a in tree.flatten(x)]
        raise ValueError(f"predict: expected at least one sample. Received x of shape {shapes}.")
    joined = [np.concatenate(parts, axis=0) for parts in zip(*outputs)]
    return tree.pack_sequence_as(structure, joined)


def _zeros(model: Any, data: EpochIterator) -> Any:
    """Outputs of the right shape, found with the first batch."""
    for _, _, batches in data.enumerate_epoch():
        outputs = model._traced_once("predict_step", as_tensors(batches[0]))
        n = getattr(data.data_adapter, "num_samples", None) or tree.flatten(outputs)[0].shape[0]
        return tree.map_structure(lambda t, n=n: np.zeros((n, *t.shape[1:]), t.dtype), outputs)
    return None
