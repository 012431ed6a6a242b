"""`Trainer`: what makes a layer trainable. `compile` (in `compiled.py`) says how; `train_step` is one step; `fit`,
`evaluate` and `predict` (in `fit.py` and `evaluate.py`) run steps over data."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from playground.engine import config, ops, tree
from playground.engine.gradient_tape import GradientTape
from playground.engine.keras_tensor import KerasTensor
from playground.engine.shape_inference import compute_output_spec
from playground.engine.tensor import Tensor
from playground.engine.training.arrays import (
    as_array,
    class_weight_to_sample_weights,
    unpack_x_y_sample_weight,
)
from playground.engine.training.compile_metrics import CompileMetrics
from playground.engine.training.compiled import Compiled
from playground.engine.training.logs import as_numbers


class Trainer(Compiled):
    """A mixin for layers: `class MyModel(Trainer, Dense)`. `Model` is one."""

    # -------------------------------------------------------------------------------------------- steps
    def train_step(self, data: Any) -> dict[str, Any]:
        """Forward pass, loss, gradients, update and metrics of one batch. Override it to train in your own way; return
        a dict of what to show."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with GradientTape() as tape:
            y_pred = self._forward(x, training=True)
            loss = self._compute_loss(x, y, y_pred, sample_weight, training=True)
            scaled = loss if self.optimizer is None else self.optimizer.scale_loss(loss)
        self._loss_tracker.update_state(loss, sample_weight=_batch_size(x))
        variables = self.trainable_weights
        if variables and self.optimizer is not None:
            gradients = tape.gradient(scaled, variables)
            self.optimizer.apply_gradients(zip(gradients, variables))
        else:
            _warn_untrainable()
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data: Any) -> dict[str, Any]:
        """Forward pass, loss and metrics of one batch."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self._forward(x, training=False)
        loss = self._compute_loss(x, y, y_pred, sample_weight, training=False)
        self._loss_tracker.update_state(loss, sample_weight=_batch_size(x))
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data: Any) -> Any:
        """Forward pass of one batch."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self._forward(x, training=False)

    def _forward(self, x: Any, training: bool) -> Any:
        if self._call_has_training_arg:
            return self(x, training=training)  # type: ignore[operator]
        return self(x)  # type: ignore[operator]

    def _symbolic_build(self, iterator: Any = None, data_batch: Any = None) -> None:
        """Build model, loss, metrics and optimizer for a batch like this one, without computing."""
        if data_batch is None:
            _, _, batches = next(iter(iterator))
            data_batch = batches[0]
        specs = tree.map_structure(
            lambda a: None if a is None else KerasTensor(np.shape(a), _dtype_of(a)), data_batch
        )
        x, y, _ = unpack_x_y_sample_weight(specs)
        y_pred = compute_output_spec(lambda v: self._forward(v, training=False), x)
        if self._compile_metrics is not None and not self._compile_metrics.built:
            self._compile_metrics.build(y, y_pred)
        if self._compile_loss is not None and not self._compile_loss.built:
            self._compile_loss.build(y, y_pred)
        if self.optimizer is not None and not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)

    # ------------------------------------------------------------------------------------ single batches
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One step. Returns loss and metrics: a number, a list, or a dict with `return_dict`."""
        self._assert_compile_called("train_on_batch")
        self.reset_metrics()
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError(
                    "Arguments `sample_weight` and `class_weight` cannot be specified at the same time. Received: "
                    f"sample_weight={sample_weight}, class_weight={class_weight}"
                )
            sample_weight = class_weight_to_sample_weights(y, class_weight)
        logs = as_numbers(self._traced_once("train_step", _batch(x, y, sample_weight)))
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Loss and metrics of one batch, as `train_on_batch` returns them, without training."""
        self._assert_compile_called("test_on_batch")
        self.reset_metrics()
        logs = as_numbers(self._traced_once("test_step", _batch(x, y, sample_weight)))
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as NumPy arrays."""
        outputs = self._traced_once("predict_step", _batch(x, None, None)[:1])
        return tree.map_structure(ops.convert_to_numpy, outputs)

    def _traced_once(self, name: str, batch: Any) -> Any:
        """The step called `name` on a batch of tensors. The first one on batches of these shapes is watched, as Keras
        traces it: what no backend can do is an error."""
        step = getattr(self, name)
        signature = (name, *[x.shape for x in tree.flatten(batch) if x is not None])
        if self.run_eagerly or signature in self._traced:
            return step(batch)
        from playground.engine.plan.tracing import recording

        with recording(batch, self):
            result = step(batch)
        self._traced.add(signature)
        return result

    def _flatten_metrics_in_order(self, logs: dict[str, Any]) -> Any:
        """The values of `logs` in the order of `metrics`, those of unknown names last; one value without a list. As in
        Keras, a name that two metrics have stands twice: of `metrics=["mae"], weighted_metrics=["mae"]`."""
        names = []
        for metric in self.metrics:
            if isinstance(metric, CompileMetrics):
                names += [m.name for m in metric.metrics]
            else:
                names.append(metric.name)
        results = [logs[name] for name in names if name in logs]
        results += [logs[key] for key in sorted(logs) if key not in names]
        return results[0] if len(results) == 1 else results

    # --------------------------------------------------------------------------------- over many batches
    def fit(
        self,
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
    ) -> Any:
        """Train for `epochs` passes over the data. Returns a History.

        Arguments:
            x, y: arrays (or lists and dicts of them); or `x` a generator or PyDataset of batches `(x, y)`.
            batch_size: samples a step, 32 by default.
            verbose: 0 silent, 1 a progress bar, 2 one line an epoch.
            callbacks: list of Callbacks.
            validation_split: the share of the data, cut off at the end, that is only evaluated, after every epoch.
            validation_data: `(x, y)` to evaluate after every epoch.
            shuffle: another order every epoch.
            class_weight: `{class number: weight}` in the loss.
            sample_weight: a weight for every sample.
            steps_per_epoch: end an epoch after so many batches.
            validation_freq: evaluate every so many epochs, or after the epochs of a list (1 is the first).
        """
        from collections import deque

        from playground.engine.training.fit import training_steps

        arguments = {
            k: v for k, v in locals().items() if k not in ("self", "deque", "training_steps")
        }
        deque(
            training_steps(self, **arguments, every_batch=False), maxlen=0
        )  # nobody keeps a batch's logs
        return self.history

    def fit_steps(self, x: Any = None, y: Any = None, **kwargs: Any) -> Any:
        """`fit` as a generator: one `(epoch, step, logs)` for every batch, when it has been applied. Takes the
        arguments of `fit`; `model.history` is the History."""
        from playground.engine.training.fit import training_steps

        return training_steps(self, x, y, **kwargs)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Loss and metrics over data, without training: a number, a list in the order of `metrics`, or a dict."""
        from playground.engine.training.evaluate import evaluate

        if kwargs:
            raise ValueError(
                f"Arguments not recognized: {kwargs}. Expected: x, y, batch_size, verbose, sample_weight, steps, "
                "callbacks and return_dict."
            )
        return evaluate(
            self, x, y, batch_size, verbose, sample_weight, steps, callbacks, return_dict
        )

    def explain_step(self, name: str = "train_step") -> None:
        """Print how `fit` does a step (or `evaluate` its `"test_step"`): the plan call by call, with shapes and bytes,
        or why the step is run as plain Python. See docs/engine.md."""
        from playground.engine.plan import explanation

        print(explanation(self, name))

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The outputs for data, batch by batch, as NumPy arrays in the structure of the outputs."""
        from playground.engine.training.evaluate import predict

        return predict(self, x, batch_size, verbose, steps, callbacks)


def as_tensors(batch: Any) -> Any:
    """A batch of NumPy arrays as tensors. They share memory."""
    if type(batch) is tuple and all(type(a) is np.ndarray for a in batch):
        return tuple([Tensor(a) for a in batch])
    return tree.map_structure(lambda a: None if a is None else Tensor(np.asarray(a)), batch)


def _batch(x: Any, y: Any, sample_weight: Any) -> tuple:
    x, y, sample_weight = (tree.map_structure(as_array, part) for part in (x, y, sample_weight))
    return as_tensors((x, y, sample_weight))


def _batch_size(x: Any) -> int:
    return next(a.shape[0] for a in tree.flatten(x) if a is not None)


def _dtype_of(a: Any) -> str:
    name = a.dtype if isinstance(a.dtype, str) else a.dtype.name
    return config.floatx() if name == "float64" else name


def _warn_untrainable() -> None:
    warnings.warn("The model does not have any trainable weights.", stacklevel=3)
