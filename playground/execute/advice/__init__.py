"""What a learner can do about an error: told from what the program says and from what it held when it failed.

Each file knows one kind of mistake. `advise` asks them in turn; the first that is certain answers.
"""

from __future__ import annotations

from playground.execute.advice import (
    arguments,
    attributes,
    data_arguments,
    imports,
    missing_return,
    names,
    no_tensor,
    own_layers,
    python,
    shapes,
    syntax,
    system,
    training,
    weights,
    wrong_kinds,
)
from playground.execute.advice.scene import Advice, Scene

__all__ = ["Advice", "Scene", "advise"]

_ADVISERS = (
    syntax.advise,
    imports.advise,
    own_layers.advise,
    no_tensor.advise,
    wrong_kinds.advise,
    training.advise,
    data_arguments.advise,
    names.advise,
    shapes.advise,
    weights.advise,
    missing_return.advise,
    attributes.advise,
    arguments.advise,
    system.advise,
    python.advise,
)


def advise(scene: Scene) -> Advice:
    """The advice on an error; an empty one when there is nothing certain to say."""
    for adviser in _ADVISERS:
        try:
            said = adviser(scene)
        except Exception:  # what a learner's object answers may be anything, an error too
            continue
        if said is not None:
            return said
    return Advice()
