"""The modules that the harness stands in for: `keras.src.testing`, its parts, and Keras's `conftest`."""

from __future__ import annotations

import types

import numpy as np

from tests.keras_suite.case import TestCase


def named_product(*dicts, **axes):
    """Cartesian product of options, as named_parameters dictionaries.

    A positional argument is an axis of ready dictionaries, each with its own
    ``testcase_name``; a keyword is an axis of values.
    """
    rows = [{}]
    for axis in dicts:
        rows = [_joined(r, item) for r in rows for item in axis]
    for name, values in axes.items():
        items = [{"testcase_name": _label(v), name: v} for v in values]
        rows = [_joined(r, item) for r in rows for item in items]
    return rows


def _label(value):
    return getattr(value, "__name__", str(value)).lower()


def _joined(left, right):
    names = [d["testcase_name"] for d in (left, right) if "testcase_name" in d]
    return {**left, **right, "testcase_name": "_".join(names)}


def get_test_data(train_samples, test_samples, input_shape, num_classes, random_seed=None):
    """Gaussian blobs, one per class, as (train, test)."""
    rng = np.random.default_rng(random_seed)
    total = train_samples + test_samples
    centres = 2 * num_classes * rng.random((num_classes, *input_shape))
    y = rng.integers(0, num_classes, size=total)
    x = centres[y] + rng.normal(size=(total, *input_shape))
    x = x.astype("float32")
    cut = train_samples
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


def build_modules(backend_name):
    """{module name: module} of everything the harness stands in for."""
    import pytest

    package = types.ModuleType("keras.src.testing")
    package.__path__ = []
    case = types.ModuleType("keras.src.testing.test_case")
    utils = types.ModuleType("keras.src.testing.test_utils")
    conftest = types.ModuleType("conftest")
    for name in (
        "jax_uses_gpu",
        "jax_uses_tpu",
        "tensorflow_uses_gpu",
        "tensorflow_uses_tpu",
        "torch_uses_gpu",
        "uses_gpu",
        "uses_tpu",
    ):
        setattr(package, name, lambda: False)
        setattr(case, name, lambda: False)
    package.TestCase = case.TestCase = TestCase
    package.test_case, package.test_utils = case, utils
    utils.named_product = named_product
    utils.get_test_data = get_test_data

    def skip_if_backend(name, reason):
        return pytest.mark.skipif(backend_name == name, reason=reason)

    conftest.skip_if_backend = skip_if_backend
    return {m.__name__: m for m in (package, case, utils, conftest)}
