"""`Trainer`: what makes a layer trainable. `compile` says how; `train_step` is one step; `fit`, `evaluate` and `predict`
(in `fit.py` and `evaluate.py`) run steps over data."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, losses, ops, optimizers, tree
from playground.engine import metrics as metrics_module
from playground.engine.gradient_tape import GradientTape
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.call_arguments import signature_of
from playground.engine.metrics import Metric
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.shape_inference import compute_output_spec
from playground.engine.tensor import Tensor
from playground.engine.training.compile_loss import CompileLoss
from playground.engine.training.compile_metrics import CompileMetrics
from playground.engine.training.data import (
    as_array,
    class_weight_to_sample_weights,
    unpack_x_y_sample_weight,
)
from playground.engine.training.logs import Logs, as_numbers


class Trainer:
    """A mixin for layers: `class MyModel(Trainer, Dense)`. `Model` is one."""

    def __init__(self) -> None:
        for name, value in {
            "_run_eagerly": False,
            "_jit_compile": None,
            "compiled": False,
            "loss": None,
            "optimizer": None,
            "steps_per_execution": 1,
            "stop_training": False,
            "stop_evaluating": False,
            "stop_predicting": False,
            "history": None,
            "_loss_tracker": None,
            "_compile_loss": None,
            "_compile_metrics": None,
            "_compile_config": None,
        }.items():
            self._set(name, value)

    def _set(self, name: str, value: Any) -> None:
        """An attribute that is not part of the layer's state."""
        object.__setattr__(self, name, value)

    # ------------------------------------------------------------------------------------------ compile
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Choose how to train.

        Arguments:
            optimizer: a name or an instance.
            loss: a name, an instance or a function `(y_true, y_pred)`; for several outputs a structure of them.
            loss_weights: factors of the losses in the total.
            metrics: list of names, instances or functions to watch; for several outputs a structure.
            weighted_metrics: likewise, weighted by sample weights.
            run_eagerly: run `train_step` as plain Python in every step.
            steps_per_execution: how many batches between two calls of callbacks.
        Raises ValueError for an unknown optimizer or loss name.
        """
        self._clear_previous_trackers()
        self._set("optimizer", optimizers.get(optimizer))
        if metrics is not None and not isinstance(metrics, list | tuple | dict):
            metrics = [metrics]
        for name in tree.flatten(loss):
            if isinstance(name, str) and name not in ("crossentropy", "ce"):
                losses.get(name)  # an unknown name is reported here, on the line of `compile`
        for name in [*tree.flatten(metrics), *tree.flatten(weighted_metrics)]:
            if isinstance(name, str) and name.lower() not in ("accuracy", "acc", "crossentropy", "ce"):
                metrics_module.get(name)
        if loss is not None:
            self._set(
                "_compile_loss",
                CompileLoss(loss, loss_weights, output_names=getattr(self, "output_names", None)),
            )
        self._set("loss", loss)
        if metrics is not None or weighted_metrics is not None:
            self._set(
                "_compile_metrics",
                CompileMetrics(
                    metrics, weighted_metrics, output_names=getattr(self, "output_names", None)
                ),
            )
        if steps_per_execution < 1:
            raise ValueError(f"`steps_per_execution` must be at least 1. Received: {steps_per_execution}")
        self._set("_run_eagerly", run_eagerly)
        self._set("_jit_compile", jit_compile)
        self._set("steps_per_execution", steps_per_execution)
        self._set("stop_training", False)
        self._set("compiled", True)
        self._set("_loss_tracker", _mean("loss"))
        self._set(
            "_compile_config",
            {
                "optimizer": self.optimizer,
                "loss": loss,
                "loss_weights": loss_weights,
                "metrics": metrics,
                "weighted_metrics": weighted_metrics,
                "run_eagerly": run_eagerly,
                "steps_per_execution": steps_per_execution,
                "jit_compile": False,
            },
        )

    def _clear_previous_trackers(self) -> None:
        for name in ("_compile_loss", "_compile_metrics", "_loss_tracker", "_output_names_at_compile"):
            self._set(name, None)

    @property
    def run_eagerly(self) -> bool:
        """Whether steps always run as plain Python."""
        return self._run_eagerly

    @run_eagerly.setter
    def run_eagerly(self, value: bool) -> None:
        self._set("_run_eagerly", value)

    @property
    def jit_compile(self) -> bool:
        """Accepted for Keras's sake."""
        return bool(self._jit_compile) and self._jit_compile != "auto"

    @jit_compile.setter
    def jit_compile(self, value: bool) -> None:
        self._set("_jit_compile", value)

    def get_compile_config(self) -> dict[str, Any] | None:
        """The arguments of `compile`, serialized; None before."""
        if not self.compiled:
            return None
        return serialize_keras_object(self._compile_config)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """`compile` with the arguments that `get_compile_config` returned."""
        self.compile(**deserialize_keras_object(config))
        if self.optimizer is not None and getattr(self, "built", False):
            self.optimizer.build(self.trainable_variables)  # type: ignore[attr-defined]

    def _assert_compile_called(self, method_name: str) -> None:
        if not self.compiled:
            raise ValueError(f"You must call `compile()` before calling `{method_name}()`.")

    # ------------------------------------------------------------------------------------------ metrics
    @property
    def metrics(self) -> list[Metric]:
        """The loss, the compiled metrics, the losses of single outputs, and metrics kept in attributes."""
        found: list[Metric] = []
        if self.compiled:
            if self._loss_tracker is not None:
                found.append(self._loss_tracker)
            if self._compile_metrics is not None:
                found.append(self._compile_metrics)
            if self._compile_loss is not None:
                found.extend(self._compile_loss.metrics)
        found.extend(self._metrics)  # type: ignore[attr-defined]
        # a model inside this one was compiled for its own training: its trackers are not watched here
        for layer in self._flatten_layers(include_self=False):  # type: ignore[attr-defined]
            found.extend(layer._metrics)
        return found

    @property
    def metrics_names(self) -> list[str]:
        return [metric.name for metric in self.metrics]

    def reset_metrics(self) -> None:
        """Start all metrics over."""
        for metric in self.metrics:
            metric.reset_state()

    def get_metrics_result(self) -> dict[str, Any]:
        """The value of every metric, by name."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            if isinstance(metric, CompileMetrics) and not metric.built:
                continue
            result = metric.result()
            if isinstance(result, dict):
                results.update(result)
            else:
                results[metric.name] = result
        return results

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Update the compiled metrics with a batch; returns the values of all metrics, computed when looked at."""
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight=sample_weight)
        if type(self).get_metrics_result is not Trainer.get_metrics_result:
            return self.get_metrics_result()
        return Logs(self.get_metrics_result)

    # ------------------------------------------------------------------------------------------- losses
    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The scalar that training minimizes: the compiled loss plus `self.losses`. Override it for a loss of your
        own. ValueError when there is nothing to minimize."""
        terms = []
        if self._compile_loss is not None:
            if y is None:
                raise ValueError(
                    "The model was compiled with a `loss`, but no targets were given. Pass `y`, or data that yield "
                    "`(x, y)`."
                )
            loss = self._compile_loss(y, y_pred, sample_weight)
            if loss is not None:
                terms.append(loss)
        for loss in self.losses:  # type: ignore[attr-defined]
            loss = ops.cast(loss, config.floatx())
            terms.append(ops.sum(loss) if len(loss.shape) else loss)
        if not terms:
            if training:
                raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
            return ops.zeros(())
        total = terms[0]
        for term in terms[1:]:
            total = ops.add(total, term)
        return total

    def _compute_loss(self, x: Any, y: Any, y_pred: Any, sample_weight: Any, training: bool) -> Any:
        """`compute_loss`, which in older programs has no `training` argument."""
        kwargs = {"x": x, "y": y, "y_pred": y_pred, "sample_weight": sample_weight}
        signature = signature_of(self.compute_loss)
        if "training" in signature.names or signature.var_keyword:
            kwargs["training"] = training
        return self.compute_loss(**kwargs)

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
        variables = self.trainable_weights  # type: ignore[attr-defined]
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
        if self._call_has_training_arg:  # type: ignore[attr-defined]
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
        x, y, sample_weight = unpack_x_y_sample_weight(specs)
        y_pred = compute_output_spec(lambda v: self._forward(v, training=False), x)
        if self._compile_metrics is not None and not self._compile_metrics.built:
            self._compile_metrics.build(y, y_pred)
        if self._compile_loss is not None and not self._compile_loss.built:
            self._compile_loss.build(y, y_pred)
        if self.optimizer is not None and not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)  # type: ignore[attr-defined]

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
        logs = as_numbers(self.train_step(_batch(x, y, sample_weight)))
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Loss and metrics of one batch, as `train_on_batch` returns them, without training."""
        self._assert_compile_called("test_on_batch")
        self.reset_metrics()
        logs = as_numbers(self.test_step(_batch(x, y, sample_weight)))
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as NumPy arrays."""
        outputs = self.predict_step(_batch(x, None, None))
        return tree.map_structure(ops.convert_to_numpy, outputs)

    def _flatten_metrics_in_order(self, logs: dict[str, Any]) -> Any:
        """The values of `logs` in the order of `metrics`, those of unknown names last; one value without a list."""
        names = []
        for metric in self.metrics:
            if isinstance(metric, CompileMetrics):
                names += [m.name for m in metric.metrics]
            else:
                names.append(metric.name)
        names = list(dict.fromkeys(names))
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

        arguments = {k: v for k, v in locals().items() if k not in ("self", "deque", "training_steps")}
        deque(training_steps(self, **arguments), maxlen=0)  # nobody keeps a batch's logs
        return self.history

    def fit_steps(self, x: Any = None, y: Any = None, **kwargs: Any) -> Any:
        """`fit` as a generator: one `(epoch, step, logs)` for every batch, when it has been applied. Takes the arguments
        of `fit`; `model.history` is the History."""
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

        return evaluate(
            self, x, y, batch_size, verbose, sample_weight, steps, callbacks, return_dict, **kwargs
        )

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


def _mean(name: str) -> Metric:
    return metrics_module.Mean(name=name)


def _batch(x: Any, y: Any, sample_weight: Any) -> tuple:
    x, y, sample_weight = (tree.map_structure(as_array, part) for part in (x, y, sample_weight))
    return as_tensors((x, y, sample_weight))


def _batch_size(x: Any) -> int:
    return next(a.shape[0] for a in tree.flatten(x) if a is not None)


def _dtype_of(a: Any) -> str:
    name = a.dtype if isinstance(a.dtype, str) else a.dtype.name
    return config.floatx() if name == "float64" else name


def _warn_untrainable() -> None:
    import warnings

    warnings.warn("The model does not have any trainable weights.", stacklevel=3)
