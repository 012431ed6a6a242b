"""`keras.models`: table of contents."""

from playground.engine.models.cloning import clone_model
from playground.engine.models.function import Function
from playground.engine.models.functional import Functional
from playground.engine.models.model import Model, model_from_json
from playground.engine.models.saving import load_model, load_weights, save_model, save_weights
from playground.engine.models.sequential import Sequential

__all__ = [
    "Function",
    "Functional",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "load_weights",
    "model_from_json",
    "save_model",
    "save_weights",
]
