"""`keras.optimizers`: how gradients change the weights. One rule a file, each a line or two away from one above it:

    sgd.py       w ← w - lr·g, and momentum
    lion.py      only the sign of a running mean of g
    adagrad.py   g over the root of the sum of all g²
    rmsprop.py   g over the root of a running mean of g²
    adadelta.py  rmsprop times a running length of the steps
    adam.py      momentum over rmsprop's root, both corrected for their start; AdamW with weight decay
    adamax.py    adam with the largest |g| for the root
    nadam.py     adam that looks ahead
    lamb.py      adam with steps as long as the weights
    adafactor.py rmsprop with two vectors for a matrix
    ftrl.py      follow the regularized leader
    loss_scale.py  any of them in float16

Every rule is a method `update_step(gradient, variable, learning_rate)` and keeps its memory of a variable in slots that
start at zero. In the formulas g is the gradient, w the variable, t the number of the step (1, 2, …). All take the
arguments of `Optimizer` after their own.

What they share is in `optimizer.py`, the slots in `memory.py`, limits for gradients in `clipping.py`, learning rates
over time in `schedules.py`.
"""

# ruff: noqa: F403
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.engine.contents import Known, contents, own_names
from playground.engine.identifiers import resolve
from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.saving import custom_object_scope, serialize_keras_object

if TYPE_CHECKING:
    from playground.engine.optimizers.adadelta import *
    from playground.engine.optimizers.adafactor import *
    from playground.engine.optimizers.adagrad import *
    from playground.engine.optimizers.adam import *
    from playground.engine.optimizers.adamax import *
    from playground.engine.optimizers.clipping import *
    from playground.engine.optimizers.ftrl import *
    from playground.engine.optimizers.lamb import *
    from playground.engine.optimizers.lion import *
    from playground.engine.optimizers.loss_scale import *
    from playground.engine.optimizers.nadam import *
    from playground.engine.optimizers.optimizer import *
    from playground.engine.optimizers.rmsprop import *
    from playground.engine.optimizers.sgd import *


_CONTENTS = {
    ".": "schedules",
    ".adadelta": "Adadelta",
    ".adafactor": "Adafactor",
    ".adagrad": "Adagrad",
    ".adam": "Adam, AdamW",
    ".adamax": "Adamax",
    ".clipping": "clip_by_norm, global_norm",
    ".ftrl": "Ftrl",
    ".lamb": "Lamb",
    ".lion": "Lion",
    ".loss_scale": "LossScaleOptimizer",
    ".nadam": "Nadam",
    ".optimizer": "Optimizer",
    ".rmsprop": "RMSprop",
    ".sgd": "SGD",
}
__getattr__, __dir__ = contents(__name__, _CONTENTS)

# what `get` accepts
_CLASSES = own_names(_CONTENTS, without=(".", ".clipping", ".optimizer"))
_ALL = Known(
    __name__, {name.lower(): name for name in _CLASSES} | {name: name for name in _CLASSES}
)
_HOME = "keras.optimizers"


def get(identifier: Any) -> Any:
    """The optimizer for a name ("rmsprop", case does not matter), instance or config; None for None.

    Raises ValueError with the closest names when there is no such optimizer.
    """
    if isinstance(identifier, type):
        raise ValueError(
            f"Could not interpret optimizer identifier: {identifier!r} is a class. Expected a name or an instance. Try "
            f"{_HOME}.{identifier.__name__}() with brackets."
        )
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
