"""Keras's API in NumPy: `from playground import engine as keras`. This file is the table of contents."""

# ruff: noqa: F401, I001
from __future__ import annotations

from types import SimpleNamespace as _Namespace

from playground.engine import ops
from playground.engine import (
    activations,
    config,
    initializers,
    keras_tensor,
    naming,
    random,
    scopes,
    tree,
)
from playground.engine.dtypes import result_type, standardize_dtype
from playground.engine.gradient_tape import GradientTape
from playground.engine.initializers import Initializer
from playground.engine.keras_tensor import KerasTensor
from playground.engine.masking import get_keras_mask, set_keras_mask
from playground.engine.naming import clear_session
from playground.engine.operation import Operation
from playground.engine.random import set_random_seed
from playground.engine.scopes import (
    AutocastScope,
    RematScope,
    StatelessScope,
    SymbolicScope,
    device_scope as device,
    name_scope,
)
from playground.engine.shape_inference import compute_output_spec
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

__version__ = "3.15.1"  # the version of Keras whose behaviour this follows
