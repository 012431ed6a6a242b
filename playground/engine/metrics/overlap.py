"""Intersection over union: how well predicted regions cover the true ones, for segmentation."""

from __future__ import annotations

import warnings
from typing import Any

from playground.engine import ops
from playground.engine.dtypes import is_float
from playground.engine.metrics.metric import Metric


class IoU(Metric):
    """TP / (TP + FP + FN) from the confusion matrix of all pixels, mean over `target_class_ids` (those that occur).

    `y_true` and `y_pred` are class numbers of one shape; with `sparse_y_true=False` or `sparse_y_pred=False` they have
    a class axis `axis`, along which the largest counts. Pixels labelled `ignore_class` do not count, nor do numbers
    outside 0 … num_classes - 1.
    """

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        # counts are whole numbers: float32 could not count beyond 2**24
        super().__init__(name=name, dtype=dtype or "int32")
        if max(target_class_ids) >= num_classes:
            raise ValueError(
                f"Target class id {max(target_class_ids)} is out of range, which is [0, {num_classes})."
            )
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_variable(
            (num_classes, num_classes), "zeros", name="total_confusion_matrix"
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        if not self.sparse_y_true:
            y_true = ops.argmax(y_true, axis=self.axis)
        if not self.sparse_y_pred:
            y_pred = ops.argmax(y_pred, axis=self.axis)
        true = ops.reshape(ops.cast(y_true, "int32"), (-1,))
        pred = ops.reshape(ops.cast(y_pred, "int32"), (-1,))
        if sample_weight is None:
            weight = ops.ones_like(true, dtype="float32")
        else:
            weight = self._weights(sample_weight, y_true.shape)
        weight = weight * ops.cast(self._counts(true, pred), weight.dtype)
        rows = ops.one_hot(true, self.num_classes, dtype=weight.dtype)
        columns = ops.one_hot(pred, self.num_classes, dtype=weight.dtype)
        matrix = ops.matmul(ops.transpose(rows * ops.expand_dims(weight, 1)), columns)
        self.total_cm.assign_add(ops.cast(matrix, self.total_cm.dtype))

    def _weights(self, sample_weight: Any, shape: tuple) -> Any:
        weight = ops.convert_to_tensor(sample_weight)
        if is_float(weight.dtype) and not is_float(self.dtype):
            warnings.warn(
                "You are passing weight as `float`, but dtype is `int`. This may result in an incorrect weight due to "
                "type casting. Consider using integer weights, or dtype='float32' for the metric.",
                stacklevel=3,
            )
            weight = ops.cast(weight, "int32")
        weight = ops.cast(weight, "float32")
        missing = len(shape) - len(weight.shape)
        if len(weight.shape) and missing > 0:
            weight = ops.reshape(weight, tuple(weight.shape) + (1,) * missing)
        return ops.reshape(ops.broadcast_to(weight, shape), (-1,))

    def _counts(self, true: Any, pred: Any) -> Any:
        kept = ops.logical_and(self._in_range(true), self._in_range(pred))
        if self.ignore_class is not None:
            kept = ops.logical_and(kept, ops.not_equal(true, int(self.ignore_class)))
        return kept

    def _in_range(self, numbers: Any) -> Any:
        return ops.logical_and(numbers >= 0, numbers < self.num_classes)

    def result(self) -> Any:
        matrix = ops.cast(self.total_cm, self.dtype if is_float(self.dtype) else "float32")
        hit = ops.diagonal(matrix)
        union = ops.sum(matrix, axis=0) + ops.sum(matrix, axis=1) - hit
        hit, union = (ops.take(x, self.target_class_ids, axis=0) for x in (hit, union))
        occurring = ops.cast(union > 0, union.dtype)
        return ops.divide_no_nan(ops.sum(ops.divide_no_nan(hit, union)), ops.sum(occurring))

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "num_classes": self.num_classes,
            "target_class_ids": self.target_class_ids,
            "ignore_class": self.ignore_class,
            "sparse_y_true": self.sparse_y_true,
            "sparse_y_pred": self.sparse_y_pred,
            "axis": self.axis,
        }


class BinaryIoU(IoU):
    """IoU of two classes, predictions being 1 from `threshold` on."""

    def __init__(self, target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_pred = ops.convert_to_tensor(y_pred)
        super().update_state(y_true, ops.cast(y_pred >= self.threshold, "int32"), sample_weight)

    def get_config(self) -> dict[str, Any]:
        return Metric.get_config(self) | {
            "target_class_ids": self.target_class_ids,
            "threshold": self.threshold,
        }


class MeanIoU(IoU):
    """The mean IoU of all classes that occur."""

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(
            num_classes,
            range(num_classes),
            name,
            dtype,
            ignore_class,
            sparse_y_true,
            sparse_y_pred,
            axis,
        )

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config()
        del shown["target_class_ids"]
        return shown


class OneHotIoU(IoU):
    """IoU for one-hot labels and probabilities, classes on `axis`."""

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(
            num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis
        )

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config()
        del shown["sparse_y_true"]
        return shown


class OneHotMeanIoU(MeanIoU):
    """Mean IoU for one-hot labels and probabilities, classes on `axis`."""

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_pred=False,
        axis=-1,
    ):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config()
        del shown["sparse_y_true"]
        return shown
