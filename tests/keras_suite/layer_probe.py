"""One layer class in all the situations that `run_layer_test` asks for."""

from __future__ import annotations

import numpy as np

from tests.keras_suite.names import dtype_name, is_float
from tests.keras_suite.structures import as_call_keywords, is_shape, leaves, rebuild


class LayerProbe:
    """One layer class with one set of arguments and inputs."""

    def __init__(self, case, layer_cls, init_kwargs, call_kwargs, expected):
        known = {
            "expected_output_shape",
            "expected_output_dtype",
            "expected_output",
            "expected_mask_shape",
            "expected_num_losses",
            "expected_num_trainable_weights",
            "expected_num_seed_generators",
            "expected_num_non_trainable_weights",
            "expected_num_non_trainable_variables",
            "expected_output_sparse",
            "expected_output_ragged",
            "tpu_atol",
            "tpu_rtol",
        }
        if set(expected) - known:
            raise TypeError(f"run_layer_test: unknown {set(expected) - known}")
        self.case = case
        self.layer_cls = layer_cls
        self.init_kwargs = init_kwargs
        self.call_kwargs = call_kwargs
        self.want = expected

    def new(self, **more):
        return self.layer_cls(**{**self.init_kwargs, **more})

    def set_inputs(self, shape, dtype, data):
        from keras.src import backend

        if data is None:
            if dtype is None:
                dtype = rebuild(shape, lambda s: "float32", stop=is_shape)
            rng = np.random.default_rng(1337)

            def draw(s, d):
                x = np.asarray(3 * rng.random(tuple(s)))
                return backend.convert_to_tensor(x.astype(dtype_name(d)))

            data = rebuild(shape, draw, dtype, stop=is_shape)
        else:
            dtype = rebuild(data, lambda x: dtype_name(x.dtype))
            shape = rebuild(data, lambda x: tuple(x.shape))
        if isinstance(data, dict):
            data = as_call_keywords(data)
        self.shape, self.dtype, self.data = shape, dtype, data

    def symbols(self):
        from keras.src.backend.common.keras_tensor import KerasTensor

        made = rebuild(
            self.shape,
            lambda s, d: KerasTensor(tuple(s), dtype=d),
            self.dtype,
            stop=is_shape,
        )
        return as_call_keywords(made) if isinstance(made, dict) else made

    @staticmethod
    def apply(fn, inputs, **kwargs):
        if isinstance(inputs, dict):
            return fn(**inputs, **kwargs)
        return fn(inputs, **kwargs)

    def expect_count(self, layer, attribute):
        number = self.want.get("expected_num_" + attribute)
        if number is None:
            return
        seeds = attribute == "seed_generators"
        found = seed_generators(layer) if seeds else getattr(layer, attribute)
        self.case.assertLen(found, number, msg=f"number of {attribute}")

    def expect_built(self, layer):
        self.case.assertTrue(layer.built, "layer is not built")
        for attribute in (
            "trainable_weights",
            "non_trainable_weights",
            "non_trainable_variables",
            "seed_generators",
        ):
            self.expect_count(layer, attribute)

    def expect_output(self, output):
        shape = self.want.get("expected_output_shape")
        if shape is not None:
            want = leaves(shape, stop=is_shape)
            got = [tuple(x.shape) for x in leaves(output)]
            self.case.assertEqual(len(want), len(got), "number of outputs")
            for w, g in zip(want, got):
                same = len(w) == len(g) and all(a is None or a == b for a, b in zip(w, g))
                self.case.assertTrue(same, f"output shape {g}, expected {w}")
        dtype = self.want.get("expected_output_dtype")
        if dtype is not None:
            self.case.assertEqual(
                [dtype_name(x.dtype) for x in leaves(output)],
                [dtype_name(d) for d in leaves(dtype)],
            )

    def check_build(self):
        layer = self.new()
        self.apply(layer.build, self.shape)
        self.expect_built(layer)

    def check_symbolic(self):
        layer = self.new()
        inputs = self.symbols()
        output = self.apply(layer, inputs, **self.call_kwargs)
        self.expect_built(layer)
        self.expect_output(output)
        mask_shape = self.want.get("expected_mask_shape")
        if mask_shape is not None:
            mask = layer.compute_mask(inputs)
            self.case.assertEqual(tuple(mask_shape), tuple(mask.shape))

    def check_built_without_build(self):
        self.case.assertTrue(self.new().built, "built after instantiation")

        class OwnBuild(self.layer_cls):
            def build(self, *args, **kwargs):
                pass

        layer = OwnBuild(**self.init_kwargs)
        self.case.assertFalse(layer.built, "own build() has not run yet")

    def check_eager(self):
        layer = self.new()
        output = self.apply(layer, self.data, **self.call_kwargs)
        self.expect_output(output)
        value = self.want.get("expected_output")
        if value is not None:
            want, got = leaves(value), leaves(output)
            self.case.assertEqual(len(want), len(got), "number of outputs")
            for w, g in zip(want, got):
                self.case.assertAllClose(g, w, msg="output value")
        self.expect_count(layer, "losses")

    def check_training(self):
        from keras.src import losses, models, ops

        layer = self.new()
        output = self.apply(layer, self.data, **self.call_kwargs)
        apply = self.apply

        class Wrapped(models.Model):
            def __init__(self):
                super().__init__()
                self.layer = layer

            def call(self, x, training=False):
                return apply(self.layer, x, training=training)

        class SumOfOutputs(losses.Loss):
            def __call__(self, y_true, y_pred, sample_weight=None):
                return ops.sum(y_pred)

        model = Wrapped()
        model.compile(optimizer="sgd", loss=SumOfOutputs())
        loss = model.train_on_batch(self.data, output)
        self.case.assertEqual(np.ndim(leaves(loss)[0]), 0)

    def check_mixed_precision(self):
        from keras.src.backend.common.keras_tensor import KerasTensor

        layer = self.new(dtype="mixed_float16")
        output = self.apply(layer, self.data, **self.call_kwargs)

        def spec(symbol):
            dtype = dtype_name(symbol.dtype)
            if layer.autocast and is_float(dtype):
                dtype = dtype_name(layer.compute_dtype)
            return KerasTensor(symbol.shape, dtype=dtype)

        promised = self.apply(layer.compute_output_spec, rebuild(self.symbols(), spec))
        for tensor, symbol in zip(leaves(output), leaves(promised)):
            self.case.assertEqual(dtype_name(tensor.dtype), dtype_name(symbol.dtype))
        for weight in layer.weights:
            if is_float(dtype_name(weight.dtype)):
                self.case.assertEqual(dtype_name(weight.dtype), "float32")


def seed_generators(layer):
    """Distinct SeedGenerator objects held by a layer and its sublayers."""
    from keras.src.layers import Layer
    from keras.src.random import SeedGenerator

    found, todo, seen = {}, [layer], set()
    while todo:
        obj = todo.pop()
        if id(obj) in seen:
            continue
        seen.add(id(obj))
        if isinstance(obj, SeedGenerator):
            found[id(obj)] = obj
        elif isinstance(obj, Layer):
            todo.extend(vars(obj).values())
        elif isinstance(obj, dict):
            todo.extend(obj.values())
        elif isinstance(obj, (list, tuple)):
            todo.extend(obj)
    return list(found.values())
