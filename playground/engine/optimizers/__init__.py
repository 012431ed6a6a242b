"""`keras.optimizers`: how gradients change the weights.

`rules.py` has the update rules, simplest first; `optimizer.py` what they share; `schedules.py` rates over time.
"""

from typing import Any

from playground.engine.identifiers import resolve
from playground.engine.optimizers import schedules
from playground.engine.optimizers.clipping import clip_by_norm, global_norm
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.optimizers.rules import (
    SGD,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    Nadam,
    RMSprop,
)
from playground.engine.saving import custom_object_scope, serialize_keras_object

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "clip_by_norm",
    "deserialize",
    "get",
    "global_norm",
    "schedules",
    "serialize",
]

_CLASSES = (
    SGD,
    Lion,
    Adagrad,
    RMSprop,
    Adadelta,
    Adam,
    AdamW,
    Adamax,
    Nadam,
    Lamb,
    Adafactor,
    Ftrl,
)
_ALL: dict[str, Any] = {cls.__name__.lower(): cls for cls in _CLASSES}
_ALL |= {cls.__name__: cls for cls in _CLASSES}
_HOME = "keras.optimizers"


def get(identifier: Any) -> Any:
    """The optimizer for a name ("rmsprop", case does not matter), class, instance or config; None for None.

    Raises ValueError with the closest names when there is no such optimizer.
    """
    if isinstance(identifier, str) and identifier.lower() in _ALL:
        identifier = identifier.lower()
    if isinstance(identifier, dict) and str(identifier.get("class_name")).lower() in _ALL:
        identifier = {**identifier, "class_name": _ALL[identifier["class_name"].lower()].__name__}
    found = resolve(identifier, _ALL, "optimizer", _HOME)
    if found is not None and not isinstance(found, Optimizer):
        raise ValueError(
            f"Could not interpret optimizer identifier: {identifier!r}. Expected a name such as 'rmsprop' or an "
            f"instance such as {_HOME}.RMSprop(learning_rate=0.001)."
        )
    return found


def serialize(optimizer: Optimizer) -> Any:
    """The config of an optimizer."""
    return serialize_keras_object(optimizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The optimizer of a config that `serialize` wrote."""
    with custom_object_scope(custom_objects):
        return get(config)
