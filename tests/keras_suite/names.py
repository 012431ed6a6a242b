"""Names of the package under test, found as the tests find them, and the names of dtypes."""

from __future__ import annotations

import importlib

import numpy as np

from tests.keras_suite.stand_ins import is_missing


def target(path, name):
    """A name of the package under test, or None."""
    try:
        obj = getattr(importlib.import_module(path), name)
    except (ImportError, AttributeError):
        return None
    return None if is_missing(obj) else obj


def dtype_name(dtype):
    if isinstance(dtype, str):
        return dtype
    plain = {int: "int32", float: "float32", bool: "bool"}
    if isinstance(dtype, type) and dtype in plain:
        return plain[dtype]
    standardize = target("keras.src.backend", "standardize_dtype")
    if standardize is not None:
        return standardize(dtype)
    return np.dtype(dtype).name


def is_float(name):
    return "float" in name
