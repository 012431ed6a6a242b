"""Keras's API in NumPy: `from playground import engine as keras`. This file is the table of contents.

A part is loaded when it is asked for (`contents.py`): `keras.layers`, `keras.ops`, ….
"""

# ruff: noqa: F401
from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.contents import contents as _contents

if TYPE_CHECKING:
    from playground.engine import (
        activations,
        callbacks,
        config,
        constraints,
        dtype_policies,
        initializers,
        layers,
        losses,
        masking,
        metrics,
        models,
        ops,
        optimizers,
        random,
        regularizers,
        saving,
        scopes,
        training,
        tree,
    )
    from playground.engine import training as trainers
    from playground.engine.constraints import Constraint
    from playground.engine.dtype_policies import DTypePolicy, FloatDTypePolicy
    from playground.engine.dtypes import result_type, standardize_dtype
    from playground.engine.gradient_tape import GradientTape
    from playground.engine.initializers import Initializer
    from playground.engine.keras_tensor import KerasTensor
    from playground.engine.layers.input import Input
    from playground.engine.layers.input_spec import InputSpec
    from playground.engine.layers.layer import Layer
    from playground.engine.losses.loss import Loss
    from playground.engine.metrics.metric import Metric
    from playground.engine.models.function import Function
    from playground.engine.models.functional import Functional
    from playground.engine.models.model import Model
    from playground.engine.models.sequential import Sequential
    from playground.engine.naming import clear_session
    from playground.engine.node import Node, SymbolicArguments, get_source_inputs
    from playground.engine.operation import Operation
    from playground.engine.optimizers.optimizer import Optimizer
    from playground.engine.random import SeedGenerator, set_random_seed
    from playground.engine.regularizers import Regularizer
    from playground.engine.scopes import (
        RematScope,
        StatelessScope,
        SymbolicScope,
        name_scope,
        remat,
    )
    from playground.engine.scopes import device_scope as device
    from playground.engine.shape_inference import compute_output_spec
    from playground.engine.synonyms import backend, mixed_precision, preprocessing, utils
    from playground.engine.tensor import Tensor
    from playground.engine.variable import Variable

__getattr__, __dir__ = _contents(
    __name__,
    {
        # ---------------------------------------------------------------------------------- namespaces
        ".": (
            "activations, callbacks, config, constraints, dtype_policies, initializers, layers, losses, masking, "
            "metrics, models, ops, optimizers, random, regularizers, saving, scopes, training, "
            "training as trainers, tree"
        ),
        ".synonyms": "backend, mixed_precision, preprocessing, utils",
        # ------------------------------------------------------------------------------------- tensors
        ".tensor": "Tensor",
        ".variable": "Variable",
        ".gradient_tape": "GradientTape",
        ".keras_tensor": "KerasTensor",
        ".dtypes": "result_type, standardize_dtype",
        ".dtype_policies": "DTypePolicy, FloatDTypePolicy",
        ".random": "SeedGenerator, set_random_seed",
        # -------------------------------------------------------------------------------------- graphs
        ".operation": "Operation",
        ".node": "Node, SymbolicArguments, get_source_inputs",
        ".shape_inference": "compute_output_spec",
        ".naming": "clear_session",
        ".scopes": "RematScope, StatelessScope, SymbolicScope, device_scope as device, name_scope, remat",
        # ------------------------------------------------------------------------------------- classes
        ".layers": "Input, InputSpec, Layer",
        ".models": "Function, Functional, Model, Sequential",
        ".losses": "Loss",
        ".metrics": "Metric",
        ".optimizers": "Optimizer",
        ".initializers": "Initializer",
        ".regularizers": "Regularizer",
        ".constraints": "Constraint",
    },
)

__version__ = "3.15.1"  # of the Keras whose behaviour this follows


def version() -> str:
    """The version of the Keras whose behaviour this follows."""
    return __version__
