"""`compile`: optimizer, loss and metrics of a model, and what they give for a batch."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground.engine import config, losses, ops, optimizers, tree
from playground.engine import metrics as metrics_module
from playground.engine.layers.call_arguments import signature_of
from playground.engine.metrics import Metric
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.training.compile_loss import CompileLoss
from playground.engine.training.compile_metrics import CompileMetrics
from playground.engine.training.logs import Logs


class Compiled:
    """The half of `Trainer` that holds optimizer, loss and metrics. Mixed into a Layer, whose attributes it uses."""

    optimizer: Any
    loss: Any
    compiled: bool
    stop_training: bool
    stop_evaluating: bool
    stop_predicting: bool
    steps_per_execution: int
    history: Any
    _loss_tracker: Any
    _compile_loss: Any
    _compile_metrics: Any
    _compile_config: Any
    _run_eagerly: bool
    _traced: set  # steps and shapes of batches that were watched once
    _jit_compile: Any
    if TYPE_CHECKING:  # from Layer
        built: bool
        losses: list
        trainable_variables: list
        trainable_weights: list
        _metrics: list
        _flatten_layers: Callable[..., list]
        _call_has_training_arg: bool

    def __init__(self) -> None:
        for name, value in {
            "_run_eagerly": False,
            "_traced": set(),
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
            auto_scale_loss: wrap the optimizer of a float16 model in a LossScaleOptimizer.
        Raises ValueError for an unknown optimizer or loss name.
        """
        self._clear_previous_trackers()
        self._set("optimizer", self._scaled(optimizers.get(optimizer), auto_scale_loss))
        for name in tree.flatten(loss):
            if isinstance(name, str) and name not in ("crossentropy", "ce"):
                losses.get(name)  # an unknown name is reported here, on the line of `compile`
        for name in [*tree.flatten(metrics), *tree.flatten(weighted_metrics)]:
            if isinstance(name, str) and name.lower() not in (
                "accuracy",
                "acc",
                "crossentropy",
                "ce",
            ):
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
            raise ValueError(
                f"`steps_per_execution` must be at least 1. Received: {steps_per_execution}"
            )
        self._set("_run_eagerly", run_eagerly)
        self._set("_traced", set())
        self._set("_jit_compile", jit_compile)
        self._set("steps_per_execution", steps_per_execution)
        self._set("stop_training", False)
        self._set("compiled", True)
        self._set("_loss_tracker", metrics_module.Mean(name="loss"))
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

    def _scaled(self, optimizer: Any, wanted: bool) -> Any:
        policy = getattr(self, "dtype_policy", None)
        if (
            not wanted
            or optimizer is None
            or getattr(policy, "compute_dtype", "") != "float16"
            or isinstance(optimizer, optimizers.LossScaleOptimizer)
        ):
            return optimizer
        return optimizers.LossScaleOptimizer(optimizer, name="loss_scale_optimizer")

    def _clear_previous_trackers(self) -> None:
        self._set("_plans", {})
        for name in (
            "_compile_loss",
            "_compile_metrics",
            "_loss_tracker",
            "_output_names_at_compile",
        ):
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
        """`compile` with the arguments that `get_compile_config` returned. A model with a `compile` of its own gets a
        warning instead: its arguments may be others."""
        if type(self).compile is not Compiled.compile:
            warnings.warn(
                "`compile()` was not called as part of model loading because the model's `compile()` method is custom. "
                "Call it on the loaded model, or write `get_compile_config()` and `compile_from_config()` too.",
                stacklevel=3,
            )
            return
        self.compile(**deserialize_keras_object(config))
        if self.optimizer is not None and getattr(self, "built", False):
            self.optimizer.build(self.trainable_variables)

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
        found.extend(self._metrics)
        # a model inside this one was compiled for its own training: its trackers are not watched here
        for layer in self._flatten_layers(include_self=False):
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

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Update the compiled metrics with a batch; returns the values of all metrics, computed when looked at."""
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight=sample_weight)
        if type(self).get_metrics_result is not Compiled.get_metrics_result:
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
                    "The model was compiled with a `loss`, but no targets were given. Pass `y`, the labels, or data "
                    "that yield `(x, y)`."
                )
            loss = self._compile_loss(y, y_pred, sample_weight)
            if loss is not None:
                terms.append(loss)
        for loss in self.losses:
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
