"""What a classifier can do at all thresholds: area under a curve, and one rate where another is good enough."""

from __future__ import annotations

import enum
from typing import Any

from playground.engine import config, ops
from playground.engine.metrics.confusion import confusion_counts
from playground.engine.metrics.metric import Metric

COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")


class AUCCurve(enum.Enum):
    """Which curve: recall over false positive rate, precision over recall, or their gains."""

    ROC = "ROC"
    PR = "PR"
    PRGAIN = "PRGAIN"

    @staticmethod
    def from_str(key: str) -> AUCCurve:
        try:
            return AUCCurve(str(key).upper())
        except ValueError:
            raise ValueError(
                f'Invalid AUC curve value: "{key}". Expected values are ["PR", "ROC", "PRGAIN"]'
            ) from None


class AUCSummationMethod(enum.Enum):
    """Height of a strip under the curve: the mean of its two ends, the larger, or the smaller."""

    INTERPOLATION = "interpolation"
    MAJORING = "majoring"
    MINORING = "minoring"

    @staticmethod
    def from_str(key: str) -> AUCSummationMethod:
        try:
            return AUCSummationMethod(str(key).lower())
        except ValueError:
            raise ValueError(
                f'Invalid AUC summation method value: "{key}". Expected values are '
                '["interpolation", "majoring", "minoring"]'
            ) from None


class _Curve(Metric):
    """The four counts at many thresholds."""

    thresholds: list[float]

    def _make_counts(self, shape: tuple[int, ...]) -> None:
        for name in COUNTS:
            setattr(self, name, self.add_variable(shape, "zeros", name=name))

    def _count(self, y_true: Any, y_pred: Any, sample_weight: Any, **options: Any) -> None:
        counts = confusion_counts(
            y_true, y_pred, self.thresholds, sample_weight, dtype=self.dtype, **options
        )
        for name in COUNTS:
            getattr(self, name).assign_add(counts[name])

    def _rates(self) -> dict[str, Any]:
        tp, fp, tn, fn = (getattr(self, name).value for name in COUNTS)
        return {
            "precision": ops.divide_no_nan(tp, tp + fp),
            "recall": ops.divide_no_nan(tp, tp + fn),
            "specificity": ops.divide_no_nan(tn, tn + fp),
            "false_positive_rate": ops.divide_no_nan(fp, fp + tn),
        }


class AUC(_Curve):
    """Area under a curve of two rates over all thresholds, as a sum of strips between `num_thresholds` of them.

    curve
        "ROC", "PR" or "PRGAIN" (Flach & Kull 2015).
    summation_method
        "interpolation", "majoring" or "minoring". PR curves are interpolated as by Davis & Goadrich 2006.
    multi_label, num_labels, label_weights
        One curve for each column, and their (weighted) mean; else all columns are one set of answers.
    from_logits
        Predictions are scores before a sigmoid.
    """

    def __init__(
        self,
        num_thresholds=200,
        curve="ROC",
        summation_method="interpolation",
        name=None,
        dtype=None,
        thresholds=None,
        multi_label=False,
        num_labels=None,
        label_weights=None,
        from_logits=False,
    ):
        super().__init__(name=name, dtype=dtype)
        self.curve = curve if isinstance(curve, AUCCurve) else AUCCurve.from_str(curve)
        self.summation_method = (
            summation_method
            if isinstance(summation_method, AUCSummationMethod)
            else AUCSummationMethod.from_str(summation_method)
        )
        self._init_from_thresholds = thresholds is not None
        if thresholds is not None:
            if any(t < 0 or t > 1 for t in thresholds):
                raise ValueError(f"Threshold values must be in [0, 1]. Received: {thresholds}")
            inner = sorted(thresholds)
        elif not isinstance(num_thresholds, int) or num_thresholds <= 1:
            raise ValueError(
                "Argument `num_thresholds` must be an integer > 1. "
                f"Received: num_thresholds={num_thresholds}"
            )
        else:
            inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        # just outside [0, 1], so that the first counts everything as positive and the last nothing
        self.thresholds = [-config.epsilon(), *inner, 1.0 + config.epsilon()]
        self.num_thresholds = len(self.thresholds)
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = label_weights
        self._from_logits = from_logits
        self._built = False
        if num_labels and not multi_label:
            raise ValueError("`num_labels` is needed only when `multi_label` is True.")
        if not multi_label or num_labels:
            self._build((None, num_labels))

    def _build(self, shape: tuple) -> None:
        labels: tuple[int, ...] = ()
        if self.multi_label:
            if len(shape) != 2:
                raise ValueError(
                    "`y_pred` must have rank 2 when `multi_label=True`. "
                    f"Found rank {len(shape)}. Full shape received for `y_pred`: {shape}"
                )
            self.num_labels = shape[1]
            labels = (shape[1],)
        self._make_counts((self.num_thresholds, *labels))
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_pred = ops.convert_to_tensor(y_pred, dtype=self.dtype)
        if not self._built:
            self._build(tuple(y_pred.shape))
        if self._from_logits:
            y_pred = ops.sigmoid(y_pred)
        self._count(
            y_true,
            y_pred,
            sample_weight,
            multi_label=self.multi_label,
            label_weights=self.label_weights,
        )

    def result(self) -> Any:
        interpolated = self.summation_method is AUCSummationMethod.INTERPOLATION
        if self.curve is AUCCurve.PR and interpolated:
            return self._mean_of_labels(self._interpolated_pr())
        rates = self._rates()
        if self.curve is AUCCurve.ROC:
            x, y = rates["false_positive_rate"], rates["recall"]
        elif self.curve is AUCCurve.PR:
            x, y = rates["recall"], rates["precision"]
        else:
            x, y = self._gains()
        left, right = y[:-1], y[1:]
        if interpolated:
            heights = (left + right) / 2.0
        elif self.summation_method is AUCSummationMethod.MINORING:
            heights = ops.minimum(left, right)
        else:
            heights = ops.maximum(left, right)
        return self._mean_of_labels(ops.sum((x[:-1] - x[1:]) * heights, axis=0))

    def _gains(self) -> tuple[Any, Any]:
        """Recall gain 1 - FN/TP · P/N, at least 0, and precision gain 1 - FP/TP · P/N, 1 where TP is 0."""
        tp, fp, tn, fn = (getattr(self, name).value for name in COUNTS)
        ratio = ops.divide_no_nan(tp + fn, fp + tn)
        recall = ops.maximum(1.0 - ratio * ops.divide_no_nan(fn, tp), 0.0)
        precision = 1.0 - ratio * ops.divide_no_nan(fp, tp)
        return ops.where(tp > 0, recall, 0.0), precision

    def _interpolated_pr(self) -> Any:
        """Between two thresholds TP grows in a line with the predicted positives P, so precision is TP/P along it."""
        tp, fp, _, fn = (getattr(self, name).value for name in COUNTS)
        p = tp + fp
        d_tp, d_p = tp[:-1] - tp[1:], p[:-1] - p[1:]
        slope = ops.divide_no_nan(d_tp, ops.maximum(d_p, 0.0))
        intercept = tp[1:] - slope * p[1:]
        both = ops.logical_and(p[:-1] > 0, p[1:] > 0)
        ratio = ops.where(both, ops.divide_no_nan(p[:-1], ops.maximum(p[1:], 0.0)), 1.0)
        ratio = ops.where(ratio > 0, ratio, 1.0)
        area = ops.divide_no_nan(
            slope * (d_tp + intercept * ops.log(ratio)), ops.maximum(tp[1:] + fn[1:], 0.0)
        )
        return ops.sum(area, axis=0)

    def _mean_of_labels(self, area: Any) -> Any:
        if not self.multi_label:
            return area
        if self.label_weights is None:
            return ops.mean(area)
        weights = ops.convert_to_tensor(self.label_weights, dtype=area.dtype)
        return ops.divide_no_nan(ops.sum(area * weights), ops.sum(weights))

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config() | {
            "num_thresholds": self.num_thresholds,
            "curve": self.curve.value,
            "summation_method": self.summation_method.value,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": self.label_weights,
            "from_logits": self._from_logits,
        }
        if self._init_from_thresholds:  # else they follow from their number
            shown["thresholds"] = self.thresholds[1:-1]
        return shown


class _AtLeast(_Curve):
    """The best `wanted` rate at the thresholds where the `required` rate is at least `value`; 0 where it never is."""

    required = wanted = ""

    def __init__(self, value, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        if not isinstance(num_thresholds, int) or num_thresholds <= 0:
            raise ValueError(
                "Argument `num_thresholds` must be an integer > 0. "
                f"Received: num_thresholds={num_thresholds}"
            )
        self.value = value
        self.class_id = class_id
        self.num_thresholds = num_thresholds
        self.thresholds = (
            [0.5]
            if num_thresholds == 1
            else [i / (num_thresholds - 1) for i in range(num_thresholds)]
        )
        self._make_counts((num_thresholds,))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self._count(y_true, y_pred, sample_weight, class_id=self.class_id)

    def result(self) -> Any:
        rates = self._rates()
        enough = rates[self.required] >= ops.cast(self.value, self.dtype)
        return ops.max(ops.where(enough, rates[self.wanted], 0.0))

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "num_thresholds": self.num_thresholds,
            "class_id": self.class_id,
        }


def _check_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"`{name}` must be in the range [0, 1]. Received: {name}={value}")


class SensitivityAtSpecificity(_AtLeast):
    """Best TP / (TP + FN) where TN / (TN + FP) is at least `specificity`."""

    required, wanted = "specificity", "recall"

    def __init__(self, specificity, num_thresholds=200, class_id=None, name=None, dtype=None):
        _check_share("specificity", specificity)
        super().__init__(specificity, num_thresholds, class_id, name, dtype)
        self.specificity = specificity

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"specificity": self.specificity}


class SpecificityAtSensitivity(_AtLeast):
    """Best TN / (TN + FP) where TP / (TP + FN) is at least `sensitivity`."""

    required, wanted = "recall", "specificity"

    def __init__(self, sensitivity, num_thresholds=200, class_id=None, name=None, dtype=None):
        _check_share("sensitivity", sensitivity)
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)
        self.sensitivity = sensitivity

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"sensitivity": self.sensitivity}


class PrecisionAtRecall(_AtLeast):
    """Best precision where recall is at least `recall`."""

    required, wanted = "recall", "precision"

    def __init__(self, recall, num_thresholds=200, class_id=None, name=None, dtype=None):
        _check_share("recall", recall)
        super().__init__(recall, num_thresholds, class_id, name, dtype)
        self.recall = recall

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"recall": self.recall}


class RecallAtPrecision(_AtLeast):
    """Best recall where precision is at least `precision`."""

    required, wanted = "precision", "recall"

    def __init__(self, precision, num_thresholds=200, class_id=None, name=None, dtype=None):
        _check_share("precision", precision)
        super().__init__(precision, num_thresholds, class_id, name, dtype)
        self.precision = precision

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"precision": self.precision}
