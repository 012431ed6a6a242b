"""`TestCase`: what the tests of Keras import from `keras.src.testing`. Written from what they call (names and keyword
arguments); every check goes through the public interface of the package under test."""

from __future__ import annotations

import os
import shutil
import tempfile

import numpy as np
from absl.testing import parameterized

from tests.keras_suite.layer_probe import LayerProbe
from tests.keras_suite.names import dtype_name, target
from tests.keras_suite.structures import dumps, through_json


class TestCase(parameterized.TestCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        clear = target("keras.src.backend.common.global_state", "clear_session")
        if clear is not None:
            try:
                clear(free_memory=False)  # a garbage collection costs 0.1 s
            except TypeError:
                clear()
        plain = target("keras.src.utils.traceback_utils", "disable_traceback_filtering")
        if plain is not None:
            plain()

    # values

    def convert_to_numpy(self, x):
        if isinstance(x, np.ndarray):
            return x
        if isinstance(x, (list, tuple)):
            return np.array([self.convert_to_numpy(v) for v in x])
        if not isinstance(x, (bool, int, float, complex, str, np.generic)):
            to_numpy = target("keras.src.backend", "convert_to_numpy")
            if to_numpy is not None:
                return np.asarray(to_numpy(x))
        return np.array(x)

    def assertAllClose(self, actual, desired, atol=1e-6, rtol=1e-6, msg=None, **tpu):
        np.testing.assert_allclose(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            rtol=rtol,
            atol=atol,
            err_msg=msg or "",
        )

    def assertNotAllClose(self, x1, x2, atol=1e-6, rtol=1e-6, msg=None):
        a, b = self.convert_to_numpy(x1), self.convert_to_numpy(x2)
        if a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True):
            self.fail(msg or f"all elements are close: {a!r}")

    def assertAlmostEqual(self, actual, desired, decimal=3, msg=None, **tpu):
        np.testing.assert_almost_equal(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            decimal=decimal,
            err_msg=msg or "",
        )

    def assertAllEqual(self, actual, desired, msg=None):
        np.testing.assert_array_equal(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            err_msg=msg or "",
        )

    def assertLen(self, iterable, expected_len, msg=None):
        self.assertEqual(len(iterable), expected_len, msg=msg)

    def assertDType(self, x, dtype, msg=None):
        got = dtype_name(getattr(x, "dtype", type(x)))
        self.assertEqual(got, dtype_name(dtype), msg)

    def assertSparse(self, x, sparse=True):
        if sparse:
            self.skipTest("sparse tensors are not part of this suite")

    def assertRagged(self, x, ragged=True):
        if ragged:
            self.skipTest("ragged tensors are not part of this suite")

    def assertFileExists(self, path):
        self.assertTrue(os.path.isfile(path), f"no file {path}")

    def get_temp_dir(self):
        path = tempfile.mkdtemp(prefix="keras-suite-")
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    # serialization

    def run_class_serialization_test(self, instance, custom_objects=None):
        from keras.src.saving import (
            custom_object_scope,
            deserialize_keras_object,
            serialize_keras_object,
        )

        want = dumps(instance.get_config())
        with custom_object_scope(custom_objects or {}):
            direct = type(instance).from_config(instance.get_config())
            stored = through_json(serialize_keras_object(instance))
            revived = deserialize_keras_object(stored)
        for what, copy in (("from_config", direct), ("deserialize", revived)):
            self.assertIs(type(copy), type(instance), what)
            self.assertEqual(dumps(copy.get_config()), want, what)
        return revived

    # layers

    def run_layer_test(
        self,
        layer_cls,
        init_kwargs,
        input_shape=None,
        input_dtype=None,
        input_sparse=False,
        input_ragged=False,
        input_data=None,
        call_kwargs=None,
        run_training_check=True,
        run_mixed_precision_check=True,
        assert_built_after_instantiation=False,
        supports_masking=None,
        custom_objects=None,
        **expected,
    ):
        if input_sparse or input_ragged:
            self.skipTest("sparse and ragged inputs are not in this suite")
        probe = LayerProbe(self, layer_cls, init_kwargs or {}, call_kwargs or {}, expected)
        self.run_class_serialization_test(probe.new(), custom_objects)
        if supports_masking is not None:
            self.assertEqual(probe.new().supports_masking, supports_masking)
        if input_shape is None and input_data is None:
            return
        probe.set_inputs(input_shape, input_dtype, input_data)
        probe.check_build()
        probe.check_symbolic()
        if assert_built_after_instantiation:
            probe.check_built_without_build()
        probe.check_eager()
        if run_training_check:
            probe.check_training()
        if run_mixed_precision_check:
            probe.check_mixed_precision()
