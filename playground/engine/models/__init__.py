"""`keras.models`: table of contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING

from playground.engine.contents import contents

if TYPE_CHECKING:
    from playground.engine.models.cloning import *
    from playground.engine.models.function import *
    from playground.engine.models.functional import *
    from playground.engine.models.model import *
    from playground.engine.models.saving import *
    from playground.engine.models.sequential import *


__getattr__, __dir__ = contents(
    __name__,
    {
        ".cloning": "clone_model",
        ".function": "Function",
        ".functional": "Functional",
        ".model": "Model, model_from_json",
        ".saving": "load_model, load_weights, save_model, save_weights",
        ".sequential": "Sequential",
    },
)
