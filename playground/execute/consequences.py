"""What a training has come to, said when `fit` ends: nothing of it is an error, and a check once passed stays passed.

The model is asked about some of its own training data, out of everybody's sight: one answer for everything, a loss
that has not left the value of guessing, units that never answer. (That a loss is fed with what are no probabilities,
it says itself, when fit begins.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground import engine
from playground.engine import observe
from playground.execute.aside import aside
from playground.execute.label_advice import BINARY, ONE_HOT, SPARSE, loss_name

MOST_SAMPLES = 256
FEWEST = 8  # samples, and epochs of a loss that stays
FEWEST_EPOCHS = 3
GUESSING = 0.012  # as near to ln 2 as a loss is that has learned nothing
DEAD = 0.5  # of a layer's units may never answer before it is said


def consequences(model: Any, x: Any, y: Any, history: dict[str, list[float]]) -> list[str]:
    """Sentences about `model` after a fit on the arrays `x` and `y`; none for what cannot be told.

    Only models with one output and one loss that has a name of Keras's are looked at."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, dict | list | tuple) or not isinstance(y, np.ndarray | engine.Tensor):
        return []
    labels = np.asarray(y)
    samples = _first(x)
    if samples is None or len(labels) < FEWEST or labels.dtype.kind not in "fiub":
        return []
    losses = history.get("loss") or []
    if len(losses) < FEWEST_EPOCHS:
        return []  # it has hardly begun
    answers, silent = _asked(model, samples)
    if answers is None or answers.ndim < 2 or not np.isfinite(answers).all():
        return []  # nan is the coach's to explain
    name = loss_name(loss)
    logits = bool(
        getattr(loss, "from_logits", getattr(loss, "_fn_kwargs", {}).get("from_logits", False))
    )
    if not logits and name in BINARY | SPARSE | ONE_HOT and not _probabilities(answers):
        return []  # the loss has said so, and it is the cause of what would follow
    said = [*silent, _one_answer(name, answers, labels, logits)]
    if not any(said):
        said.append(_still_guessing(name, losses))
    return [text for text in said if text]


def _first(x: Any) -> Any:
    """Some samples of inputs that are one array, or several."""
    if isinstance(x, dict | list | tuple):
        parts = list(x.values()) if isinstance(x, dict) else list(x)
        if not parts or not all(hasattr(part, "__array__") for part in parts):
            return None
        kept = [np.asarray(part)[:MOST_SAMPLES] for part in parts]
        return dict(zip(x, kept)) if isinstance(x, dict) else kept
    return np.asarray(x)[:MOST_SAMPLES] if hasattr(x, "__array__") else None


class _Silent(observe.Observer):
    """Notes the layers of which most units are 0 for every sample."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[int, int]] = {}

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        if isinstance(layer, engine.Model) or not layer.weights:
            return
        values = np.asarray(getattr(outputs, "array", ()))
        if values.ndim != 2 or len(values) < FEWEST:
            return
        dead = int((values == 0).all(axis=0).sum())
        if dead > DEAD * values.shape[1]:
            self.found[layer.name] = (dead, values.shape[1])


def _asked(model: Any, samples: Any) -> tuple[np.ndarray | None, list[str]]:
    """The model's answers, and what is said of silent units; nothing the learner could notice happens."""
    watcher = _Silent()
    try:
        with aside(model, watcher):
            one = isinstance(samples, np.ndarray)
            given = engine.ops.convert_to_tensor(samples) if one else samples
            answers = model(given, training=False)
    except Exception:  # a `call` of the learner's own may refuse what fit did not ask of it
        return None, []
    found = getattr(answers, "array", None)
    return (None if found is None else np.asarray(found)), [
        f"Dead units: {dead} of the {units} units of {name} are 0 for every sample, so they learn no more. "
        "Smaller steps, another start (another seed) or the activation tanh keep units alive."
        for name, (dead, units) in watcher.found.items()
    ]


def _probabilities(answers: np.ndarray) -> bool:
    return bool(answers.min() >= 0 and answers.max() <= 1 + 1e-6)


def _one_answer(loss: str, answers: np.ndarray, labels: np.ndarray, logits: bool) -> str:
    if loss in BINARY and answers.shape[-1] == 1:
        chosen = answers.reshape(-1) > (0.0 if logits else 0.5)
    elif loss in SPARSE | ONE_HOT and answers.ndim == 2 and answers.shape[-1] > 1:
        chosen = answers.argmax(axis=-1)
        labels = labels.argmax(axis=-1) if loss in ONE_HOT and labels.ndim == 2 else labels
    else:
        return ""
    seen = labels[: len(chosen)]
    if len(np.unique(chosen)) > 1 or len(np.unique(seen)) < 2:
        return ""
    said = int(chosen[0])
    return (
        f"The model says class {said} of every sample, whatever goes in: it tells nothing apart. Usual "
        "causes are a learning rate that is too large or too small, too few epochs, or units that are all dead."
    )


def _still_guessing(loss: str, losses: list[float]) -> str:
    if loss not in BINARY or len(losses) < FEWEST or not all(map(math.isfinite, losses)):
        return ""
    if max(abs(value - math.log(2)) for value in losses) > GUESSING:
        return ""
    return (
        f"The loss has stayed at {losses[-1]:.3f}, about ln 2 = 0.693: what guessing 0.5 every time costs. The "
        "model has learned nothing yet. Try larger steps, or more layers: what it looks for may not be in its "
        "hypothesis space."
    )
