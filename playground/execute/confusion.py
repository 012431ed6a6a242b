"""Which classes a model takes for which on its validation data; of two classes also the ROC curve."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.events import Array, Confusion
from playground.execute.aside import aside
from playground.execute.drawn_outputs import MOST_CLASSES, answers_of_head, kind_of, labels_of
from playground.execute.picture import drawn_head

MOST = 1000  # examples that the model is asked about
MOST_CORNERS = 100  # of the ROC curve that is sent


class Question(NamedTuple):
    """Validation data whose labels (n,) are classes from 0."""

    inputs: np.ndarray
    labels: np.ndarray
    head: str | None


def question_of(x: Any, y: Any) -> Question | None:
    """None for data that are no single array, and for labels that are no classes."""
    if x is None or y is None or isinstance(x, dict | list | tuple):
        return None
    head, labels = drawn_head(y)
    try:
        xs, ys = np.asarray(x), np.asarray(labels)
    except (TypeError, ValueError):
        return None
    if not xs.ndim or not len(xs) or ys.shape[:1] != xs.shape[:1] or ys.dtype.kind not in "fiub":
        return None
    every = -(-len(xs) // MOST)
    found = list(labels_of(ys[::every], len(xs[::every])).values())
    if len(found) != 1 or not np.isfinite(found[0]).all() or not kind_of(found[0]).classes:
        return None
    return Question(xs[::every], found[0].astype("int64"), head)


def confusion_of(model: Any, question: Question, epoch: int) -> Confusion | None:
    """None when the model's answers are neither one probability nor one number for each class."""
    with aside(model):
        out = model(question.inputs, training=False)
    answers = np.asarray(answers_of_head(model, out, question.head), "float64")
    labels = question.labels
    if answers.ndim != 2 or len(answers) != len(labels) or not np.isfinite(answers).all():
        return None
    units = answers.shape[1]
    if units == 1 and labels.max() <= 1:
        scores = answers[:, 0]
        is_probability = scores.min() >= 0 and scores.max() <= 1
        predicted, classes = (scores > (0.5 if is_probability else 0)).astype("int64"), 2
    elif units > 1 and labels.max() < units <= MOST_CLASSES:
        predicted, classes = answers.argmax(1), units
        scores = answers[:, 1] - answers[:, 0] if units == 2 else answers[:, 0]
    else:
        return None
    counts = np.zeros((classes, classes), "float32")
    np.add.at(counts, (labels, predicted), 1)
    curve = roc(scores, labels) if classes == 2 else None
    if curve is None:
        return Confusion(epoch, Array.of(counts))
    area = float(np.trapezoid(curve[:, 1], curve[:, 0]))
    every = -(-len(curve) // MOST_CORNERS)
    some = np.concatenate([curve[:-1:every], curve[-1:]]).astype("float32")
    return Confusion(epoch, Array.of(counts), Array.of(np.ascontiguousarray(some)), area)


def roc(scores: np.ndarray, labels: np.ndarray) -> np.ndarray | None:
    """Rows (false positive rate, true positive rate) from (0, 0) to (1, 1), one for each distinct score; None when one
    of the classes does not occur. T. Fawcett, An introduction to ROC analysis, 2006, algorithm 1."""
    positives, negatives = int(labels.sum()), int(len(labels) - labels.sum())
    if not positives or not negatives:
        return None
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], labels[order]
    last = np.append(sorted_scores[1:] != sorted_scores[:-1], True)  # of those with the same score
    true, false = np.cumsum(hits)[last] / positives, np.cumsum(1 - hits)[last] / negatives
    return np.concatenate([[[0.0, 0.0]], np.stack([false, true], 1)])
