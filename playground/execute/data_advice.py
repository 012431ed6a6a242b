"""Data that train without an error and teach nothing, or tell nothing: said once, when a fit begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from playground import engine
from playground.engine.observe import FitArguments
from playground.execute.drawn_outputs import is_one_hot
from playground.execute.label_advice import BINARY, FEWEST, ONE_HOT, SPARSE, loss_name

MOST_BYTES = 50_000_000  # of training inputs in which validation samples are looked for
LOOKED_AT = 200  # validation samples
_SCALING = ("Rescaling", "Normalization", "BatchNormalization", "LayerNormalization", "Embedding")


def data_advice(model: Any, given: FitArguments) -> list[str]:
    """What to say of the arrays that `fit` was given; only one input and one output are looked at."""
    x, y = _array(given.x), _array(given.y)
    held_x, held_y = _array(given.validation_x), _array(given.validation_y)
    found: list[str] = []
    if x is not None and held_x is not None:
        found.extend(_same(x, held_x))
    if y is not None and held_y is not None and given.validation_split:
        found.extend(_new_classes(y, held_y))
    if x is not None:
        found.extend(_inputs(model, x))
    if y is not None:
        found.extend(_labels(model, y))
        found.extend(_weights(given.class_weight, y))
        if not given.shuffle and given.batch_size:
            found.extend(_in_order(model, y, given.batch_size))
    return found


def _array(data: Any) -> np.ndarray | None:
    if data is None or isinstance(data, list | tuple | dict) or not hasattr(data, "__array__"):
        return None
    try:
        array = np.asarray(data)
    except (TypeError, ValueError):
        return None
    return array if array.ndim and len(array) and array.dtype.kind in "fiub" else None


def _same(x: np.ndarray, held: np.ndarray) -> Iterator[str]:
    """Validation samples that are training samples."""
    if len(held) < FEWEST or x.shape[1:] != held.shape[1:] or x.dtype != held.dtype:
        return
    if x.nbytes > MOST_BYTES or x[0].size < 2:
        return
    known = {row.tobytes() for row in x}
    if len(known) < 0.9 * len(x):
        return  # samples that are alike are no surprise
    if x.shape == held.shape and np.array_equal(x, held):
        yield (
            "The validation data are the training data: val_loss cannot tell whether the model learns by heart. Keep "
            "some samples out of training, or give fit validation_split=0.2 instead."
        )
        return
    step = max(1, len(held) // LOOKED_AT)
    looked = held[::step]
    shared = sum(row.tobytes() in known for row in looked)
    if shared == len(looked):
        yield (
            "All validation samples are training samples, too: val_loss cannot tell whether the model learns by heart. "
            "Take them out of the training data."
        )


def _classes(y: np.ndarray) -> set[Any]:
    if y.ndim == 2 and y.shape[1] > 1:
        return set(y.argmax(1).tolist()) if is_one_hot(y) else set()
    if y.size != len(y) or (y.dtype.kind == "f" and not np.array_equal(y, np.round(y))):
        return set()
    return set(y.ravel().tolist())


def _new_classes(y: np.ndarray, held: np.ndarray) -> Iterator[str]:
    """Sorted labels: the last samples, of which `validation_split` makes validation data, are others than the first."""
    learned = _classes(y)
    new = _classes(held) - learned
    if len(y) >= FEWEST and len(held) > 1 and new and 0 < len(learned) <= 100 and len(new) <= 100:
        named = ", ".join(f"{each:g}" for each in sorted(new)[:5])
        yield (
            f"validation_split takes the last samples as they are, and class {named} is only there: the data are "
            "sorted by label, and the model never sees it in training. Shuffle samples and labels together before: "
            "order = np.random.permutation(len(x)), x = x[order], y = y[order]."
        )
        return
    alone = _classes(held)
    if len(held) >= FEWEST and len(alone) == 1 and 1 < len(learned) <= 100:
        share = (
            float(np.mean(np.asarray(y).ravel() == next(iter(alone)))) if y.size == len(y) else 1
        )
        if share < 0.9:
            yield (
                f"validation_split takes the last samples as they are, and all of them are of class "
                f"{next(iter(alone)):g}: the data are sorted by label, and val_loss says nothing about the others. "
                "Shuffle samples and labels together before: order = np.random.permutation(len(x)), x = x[order], "
                "y = y[order]."
            )


def _in_order(model: Any, y: np.ndarray, batch_size: int) -> Iterator[str]:
    """Labels in the order of their classes, in batches that are not mixed."""
    named = isinstance(getattr(model, "loss", None), (str, engine.losses.Loss))
    if not named or loss_name(model.loss) not in BINARY | SPARSE | ONE_HOT:
        return
    classes = y.argmax(1) if y.ndim == 2 and y.shape[1] > 1 and is_one_hot(y) else y
    if classes.size != len(y) or len(y) < max(FEWEST, 2 * batch_size):
        return
    classes = classes.ravel().astype(float)
    if classes[0] < classes[-1] and (np.diff(classes) >= 0).all():
        yield (
            "shuffle=False, and the samples come in the order of their classes: most batches have one class only, and "
            "the model forgets the one while it learns the next. Leave shuffle=False out."
        )


def _inputs(model: Any, x: np.ndarray) -> Iterator[str]:
    found = [
        layer
        for layer in getattr(model, "layers", ())
        if not isinstance(layer, engine.layers.InputLayer)
    ]
    first = found[0] if found and isinstance(model, engine.Sequential) else None
    if (
        isinstance(first, engine.layers.Embedding)
        and x.dtype.kind == "f"
        and not np.array_equal(x, np.floor(x))
    ):
        yield (
            "The first layer is an Embedding, which takes whole numbers as the places of words; the inputs are "
            f"fractions from {x.min():.3g} to {x.max():.3g}, and each is cut to the whole number below. For numbers "
            "use Dense; for words give their indices."
        )
    if len(x) >= FEWEST and x.size > len(x) and x.min() == x.max():
        yield (
            f"All inputs are the number {x.flat[0]:g}: nothing tells one sample from another. Look at how x was made."
        )
    pixels = x.dtype.kind in "uf" and x.ndim >= 2 and len(x) >= FEWEST
    if (
        pixels
        and x.min() >= 0
        and 200 < x.max() <= 255
        and np.array_equal(x[:50], np.round(x[:50]))
    ):
        kinds = {base.__name__ for layer in model._flatten_layers() for base in type(layer).__mro__}
        if not kinds & set(_SCALING):
            yield (
                f"The inputs go from 0 to {x.max():g}: large numbers make training slow or let it diverge. Try "
                "x = x / 255, or keras.layers.Rescaling(1 / 255) as the first layer."
            )


def _labels(model: Any, y: np.ndarray) -> Iterator[str]:
    loss = getattr(model, "loss", None)
    named = isinstance(loss, (str, engine.losses.Loss))
    if named and len(y) >= FEWEST and y.size == len(y) and (y == y.flat[0]).all():
        yield (
            f"All {len(y)} labels are {y.flat[0]:g}: the model learns to say that always. Look at how y was made."
        )


def _weights(class_weight: Any, y: np.ndarray) -> Iterator[str]:
    if not isinstance(class_weight, dict) or not class_weight:
        return
    missing = _classes(y) - {int(key) for key in class_weight}
    if missing and len(missing) < 100:
        named = ", ".join(f"{each:g}" for each in sorted(missing)[:5])
        yield f"class_weight has no weight for class {named}: it counts 1. Give every class a weight."
