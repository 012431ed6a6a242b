"""Layers, activations and initializers: forward values, gradients, updated state, statistics."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from inspect import signature
from typing import Any

import numpy as np

Calls = Iterator[tuple[str, Callable[[], Any]]]

VECTORS, SEQUENCES = [(4, 6)], [(3, 8, 4)]
IMAGES, IMAGES_5 = [(2, 7, 6, 3)], [(2, 5, 5, 5, 2)]
PAIR = [(4, 6), (4, 6)]
TWO_SEQUENCES = [(3, 5, 4), (3, 6, 4)]

CASES: list[tuple[str, dict, list[tuple[int, ...]]]] = [
    ("Dense", {"units": 5}, VECTORS),
    ("Dense", {"units": 5, "use_bias": False, "activation": "tanh"}, SEQUENCES),
    ("Activation", {"activation": "gelu"}, VECTORS),
    ("ReLU", {"negative_slope": 0.1, "max_value": 1.0, "threshold": 0.2}, VECTORS),
    ("LeakyReLU", {"negative_slope": 0.2}, VECTORS),
    ("PReLU", {}, VECTORS),
    ("PReLU", {"shared_axes": [1, 2]}, IMAGES),
    ("ELU", {"alpha": 0.7}, VECTORS),
    ("Softmax", {}, VECTORS),
    ("Softmax", {"axis": 1}, SEQUENCES),
    ("BatchNormalization", {}, VECTORS),
    ("BatchNormalization", {"momentum": 0.8, "epsilon": 0.01, "scale": False}, IMAGES),
    ("BatchNormalization", {"axis": 1, "center": False}, SEQUENCES),
    ("LayerNormalization", {}, VECTORS),
    ("LayerNormalization", {"axis": [1, 2], "epsilon": 0.01}, SEQUENCES),
    ("GroupNormalization", {"groups": 3}, VECTORS),
    ("GroupNormalization", {"groups": 2}, SEQUENCES),
    ("RMSNormalization", {}, VECTORS),
    ("UnitNormalization", {}, VECTORS),
    ("UnitNormalization", {"axis": [1, 2]}, SEQUENCES),
    ("Flatten", {}, IMAGES),
    ("Flatten", {"data_format": "channels_first"}, IMAGES),
    ("Reshape", {"target_shape": [2, -1]}, VECTORS),
    ("Permute", {"dims": [2, 1]}, SEQUENCES),
    ("RepeatVector", {"n": 3}, VECTORS),
    ("Add", {}, PAIR),
    ("Subtract", {}, PAIR),
    ("Multiply", {}, PAIR),
    ("Average", {}, PAIR),
    ("Maximum", {}, PAIR),
    ("Minimum", {}, PAIR),
    ("Add", {}, [(3, 8, 4), (3, 1, 4), (3, 8, 1)]),
    ("Concatenate", {}, [(4, 6), (4, 2)]),
    ("Concatenate", {"axis": 1}, [(3, 8, 4), (3, 2, 4)]),
    ("Dot", {"axes": 1}, PAIR),
    ("Dot", {"axes": [1, 2], "normalize": True}, [(3, 8, 4), (3, 5, 8)]),
    ("Rescaling", {"scale": 0.5, "offset": -0.1}, VECTORS),
    ("Normalization", {"mean": [0.1] * 6, "variance": [1.5] * 6}, VECTORS),
    ("Normalization", {"mean": 0.1, "variance": 1.5, "invert": True, "axis": None}, VECTORS),
    ("Identity", {}, VECTORS),
    ("ActivityRegularization", {"l1": 0.1, "l2": 0.2}, VECTORS),
    ("Masking", {}, SEQUENCES),
    ("Dropout", {"rate": 0.0}, VECTORS),
    ("GaussianNoise", {"stddev": 0.0}, VECTORS),
    ("GaussianDropout", {"rate": 0.0}, VECTORS),
    ("AlphaDropout", {"rate": 0.0}, VECTORS),
    ("SpatialDropout1D", {"rate": 0.0}, SEQUENCES),
    ("Conv1D", {"filters": 5, "kernel_size": 3}, SEQUENCES),
    (
        "Conv1D",
        {"filters": 5, "kernel_size": 3, "padding": "causal", "dilation_rate": 2},
        SEQUENCES,
    ),
    ("Conv1D", {"filters": 4, "kernel_size": 2, "strides": 2, "groups": 2}, SEQUENCES),
    ("Conv2D", {"filters": 4, "kernel_size": 3}, IMAGES),
    ("Conv2D", {"filters": 4, "kernel_size": [2, 3], "strides": 2, "padding": "same"}, IMAGES),
    (
        "Conv2D",
        {"filters": 4, "kernel_size": 2, "dilation_rate": [2, 1], "activation": "relu"},
        IMAGES,
    ),
    ("Conv3D", {"filters": 3, "kernel_size": 2, "strides": 2, "padding": "same"}, IMAGES_5),
    ("Conv1DTranspose", {"filters": 5, "kernel_size": 3, "strides": 2}, SEQUENCES),
    ("Conv2DTranspose", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, IMAGES),
    ("Conv3DTranspose", {"filters": 2, "kernel_size": 2}, IMAGES_5),
    ("DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2}, SEQUENCES),
    ("DepthwiseConv2D", {"kernel_size": 3, "padding": "same", "strides": 2}, IMAGES),
    ("SeparableConv1D", {"filters": 5, "kernel_size": 3}, SEQUENCES),
    ("SeparableConv2D", {"filters": 5, "kernel_size": 3, "depth_multiplier": 2}, IMAGES),
    ("MaxPooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}, SEQUENCES),
    ("MaxPooling2D", {}, IMAGES),
    ("MaxPooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}, IMAGES),
    ("MaxPooling3D", {}, IMAGES_5),
    ("AveragePooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}, SEQUENCES),
    ("AveragePooling2D", {"pool_size": [2, 3], "padding": "same"}, IMAGES),
    ("AveragePooling3D", {"pool_size": 2}, IMAGES_5),
    ("GlobalAveragePooling1D", {}, SEQUENCES),
    ("GlobalAveragePooling2D", {"keepdims": True}, IMAGES),
    ("GlobalAveragePooling3D", {}, IMAGES_5),
    ("GlobalMaxPooling1D", {"data_format": "channels_first"}, SEQUENCES),
    ("GlobalMaxPooling2D", {}, IMAGES),
    ("GlobalMaxPooling3D", {}, IMAGES_5),
    ("ZeroPadding1D", {"padding": [1, 2]}, SEQUENCES),
    ("ZeroPadding2D", {"padding": [[1, 2], [0, 3]]}, IMAGES),
    ("ZeroPadding3D", {"padding": [1, 2, 0]}, IMAGES_5),
    ("Cropping1D", {"cropping": [1, 2]}, SEQUENCES),
    ("Cropping2D", {"cropping": [[1, 2], [0, 3]]}, IMAGES),
    ("Cropping3D", {"cropping": [1, 2, 0]}, IMAGES_5),
    ("UpSampling1D", {"size": 3}, SEQUENCES),
    ("UpSampling2D", {"size": [2, 3]}, IMAGES),
    ("UpSampling3D", {"size": [2, 1, 3]}, IMAGES_5),
    (
        "EinsumDense",
        {"equation": "abc,cd->abd", "output_shape": [None, 5], "bias_axes": "d"},
        SEQUENCES,
    ),
    ("AdaptiveAveragePooling1D", {"output_size": 3}, SEQUENCES),
    ("AdaptiveMaxPooling2D", {"output_size": [3, 2]}, IMAGES),
    ("Attention", {}, TWO_SEQUENCES),
    ("Attention", {"use_scale": True, "score_mode": "concat"}, [*TWO_SEQUENCES, (3, 6, 4)]),
    ("AdditiveAttention", {}, TWO_SEQUENCES),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, TWO_SEQUENCES),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "use_gate": True}, TWO_SEQUENCES),
    (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "value_dim": 2, "attention_axes": [2], "output_shape": 5},
        [(2, 3, 4, 5), (2, 3, 6, 5)],
    ),
    (
        "GroupQueryAttention",
        {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
        TWO_SEQUENCES,
    ),
    ("SimpleRNN", {"units": 5}, SEQUENCES),
    ("LSTM", {"units": 5, "return_sequences": True}, SEQUENCES),
    ("LSTM", {"units": 5, "go_backwards": True, "recurrent_activation": "hard_sigmoid"}, SEQUENCES),
    ("GRU", {"units": 5}, SEQUENCES),
    ("GRU", {"units": 5, "reset_after": False, "return_sequences": True}, SEQUENCES),
]
# Several inputs go to these as arguments of their own, to the others as a list.
SEPARATE_INPUTS = ("MultiHeadAttention", "GroupQueryAttention")


def _numbers(key: str, shape: tuple[int, ...]) -> np.ndarray:
    """Standard normal numbers that depend on `key` only."""
    return np.random.default_rng(zlib.crc32(key.encode())).normal(size=shape).astype("float32")


def _is_real(keras: Any) -> bool:
    return keras.__name__ == "keras"


def _set_weights(case: str, layer: Any) -> None:
    """Given weights: half of standard normal numbers, variances positive."""
    for n, weight in enumerate(layer.weights):
        value = 0.5 * _numbers(f"{case} {n}", weight.shape)
        weight.assign(0.5 + np.abs(value) if "variance" in weight.name else value)


def _training(layer: Any) -> dict[str, bool]:
    return {"training": True} if "training" in signature(layer.call).parameters else {}


def value_and_gradients(
    keras: Any,
    function: Callable,
    inputs: list[np.ndarray],
    layer: Any = None,
    separate: bool = False,
) -> list[np.ndarray]:
    """[y, d sum(y · c) / d w…, d sum(y · c) / d x…, updated state…] with c = cos(0, 1, 2, …)."""

    def weighed(y: Any) -> Any:
        cotangent = np.cos(np.arange(int(np.prod(y.shape)))).reshape(y.shape).astype("float32")
        return keras.ops.sum(y * cotangent)

    if _is_real(keras):
        import jax  # pyright: ignore[reportMissingImports]

        trained = [v.value for v in layer.trainable_variables] if layer else []
        other = [v.value for v in layer.non_trainable_variables] if layer else []

        def total(trained: list, arrays: list) -> Any:
            if layer is None:
                y, state = function(arrays), []
            else:
                given = arrays if separate or len(arrays) == 1 else [arrays]
                y, state = layer.stateless_call(trained, other, *given, **_training(layer))
            return weighed(y), (y, state)

        arrays = [jax.numpy.asarray(x) for x in inputs]
        gradients, (y, state) = jax.grad(total, argnums=(0, 1), has_aux=True)(trained, arrays)
        parts = [y, *gradients[0], *gradients[1], *state]
    else:
        tensors = [keras.ops.convert_to_tensor(x) for x in inputs]
        with keras.GradientTape() as tape:
            for tensor in tensors:
                tape.watch(tensor)
            y = function(tensors)
            loss = weighed(y)
        variables = layer.trainable_variables if layer else []
        gradients = tape.gradient(loss, [*variables, *tensors])
        state = [v.value for v in layer.non_trainable_variables] if layer else []
        parts = [y, *gradients, *state]
    return [np.asarray(part) for part in parts if np.asarray(part).dtype != "uint32"]


def _flat(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.ravel(part) for part in parts])


def layers(keras: Any) -> Calls:
    """Of each layer with given weights: values at inference; values, gradients and state in training."""
    for n, (name, _, shapes) in enumerate(CASES):
        case = f"{n} {name}"
        inputs = [_numbers(f"{case} input {i}", shape) for i, shape in enumerate(shapes)]

        def ready(case: str = case, n: int = n, inputs: list = inputs) -> tuple[Any, Callable]:
            layer = getattr(keras.layers, CASES[n][0])(**CASES[n][1])
            separate = len(inputs) == 1 or CASES[n][0] in SEPARATE_INPUTS
            call = lambda xs, **kw: layer(*(xs if separate else [xs]), **kw)  # noqa: E731
            call([keras.ops.convert_to_tensor(x) for x in inputs])
            _set_weights(case, layer)
            return layer, call

        def inference(ready: Callable = ready, inputs: list = inputs) -> Any:
            _, call = ready()
            return call([keras.ops.convert_to_tensor(x) for x in inputs])

        def training(ready: Callable = ready, inputs: list = inputs, n: int = n) -> np.ndarray:
            layer, call = ready()
            trained = lambda xs: call(xs, **_training(layer))  # noqa: E731
            separate = CASES[n][0] in SEPARATE_INPUTS
            return _flat(value_and_gradients(keras, trained, inputs, layer, separate))

        yield case, inference
        yield f"{case} gradients", training

    tokens = np.array([[1, 0, 3], [4, 2, 2]])

    def embedding() -> np.ndarray:
        layer = keras.layers.Embedding(5, 4, mask_zero=True)
        layer.build((None, 3))
        _set_weights("Embedding", layer)
        values, mask = layer(tokens), layer.compute_mask(tokens)
        return _flat([np.asarray(values), np.asarray(mask, "float32")])

    yield "Embedding", embedding

    def adapted() -> np.ndarray:
        layer = keras.layers.Normalization()
        layer.adapt(3 * _numbers("adapt", (40, 6)) + 1)
        return layer(_numbers("adapted", (4, 6)))

    yield "Normalization adapt", adapted

    def masked_batch_normalization() -> np.ndarray:
        layer, x = keras.layers.BatchNormalization(), _numbers("masked", (3, 5, 2))
        mask = np.arange(15).reshape(3, 5) % 4 != 0
        y = layer(x, training=True, mask=keras.ops.convert_to_tensor(mask))
        return _flat([np.asarray(y), *[np.asarray(w) for w in layer.non_trainable_variables]])

    yield "BatchNormalization mask", masked_batch_normalization


# Without sparsemax: on JAX, Keras 3.15.1 gives values above 1 where three or more entries are in the support.
ACTIVATIONS = [
    "celu",
    "elu",
    "exponential",
    "gelu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "squareplus",
    "tanh",
    "tanh_shrink",
]


def activations(keras: Any) -> Calls:
    """Values and gradients between -8 and 8, off the kinks."""
    x = np.linspace(-8.03, 8.01, 60).astype("float32").reshape(5, 12)
    for name in ACTIVATIONS:
        function = keras.activations.get(name)
        yield (
            name,
            lambda f=function: np.stack(value_and_gradients(keras, lambda xs: f(xs[0]), [x])),
        )
    glu = keras.activations.glu
    yield "glu", lambda: _flat(value_and_gradients(keras, lambda xs: glu(xs[0]), [x]))


def initializers(keras: Any) -> Calls:
    """Mean / std, std and, where the range is bounded, the largest size of some 60 000 numbers."""
    i = keras.initializers
    makers = {
        "RandomNormal": (lambda: i.RandomNormal(0.3, 2.0, seed=1), False),
        "RandomUniform": (lambda: i.RandomUniform(-0.3, 0.7, seed=1), True),
        "TruncatedNormal": (lambda: i.TruncatedNormal(0.0, 2.0, seed=1), True),
        "VarianceScaling": (
            lambda: i.VarianceScaling(2.0, "fan_out", "untruncated_normal", seed=1),
            False,
        ),
    }
    for name in [
        "GlorotUniform",
        "GlorotNormal",
        "HeUniform",
        "HeNormal",
        "LecunUniform",
        "LecunNormal",
    ]:
        makers[name] = (lambda name=name: getattr(i, name)(seed=1), True)
    for name, (make, bounded) in makers.items():
        for shape in ((150, 400), (3, 3, 50, 130), (60000,)):

            def statistics(
                make: Callable = make, bounded: bool = bounded, shape: tuple = shape
            ) -> list[float]:
                x = np.asarray(make()(shape))
                assert x.shape == shape and x.dtype == "float32"
                mean, std = float(x.mean()), float(x.std())
                return [1 + mean / std, std] + ([float(np.abs(x).max())] if bounded else [])

            yield f"{name} {shape}", statistics

    def orthogonal() -> np.ndarray:
        q = np.asarray(i.Orthogonal(gain=2.0, seed=1)((6, 4)))
        return 10 + q.T @ q  # far from zero: this family is compared loosely

    yield "Orthogonal", orthogonal
    yield "Identity", lambda: i.Identity(2.0)((3, 4))
    yield (
        "Zeros Ones Constant",
        lambda: np.stack([i.Zeros()((3,)), i.Ones()((3,)), i.Constant(2.5)((3,))]),
    )
