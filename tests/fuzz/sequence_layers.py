"""Layers of sequences (steps, features): recurrent, attention, convolution in time, and how they end as vectors."""

from __future__ import annotations

from tests.fuzz import layer_options as of
from tests.fuzz.draw import Draw, Shape
from tests.fuzz.elementwise import Layer


def _recurrent(draw: Draw, units: int, sequences: bool) -> str:
    kind = draw.one("LSTM", "GRU", "SimpleRNN")
    options = {
        "activation": ["'relu'", "'sigmoid'", "'softsign'"],
        "go_backwards": ["True"],
        "unroll": ["True"],
        "recurrent_regularizer": of.REGULARIZERS,
        "recurrent_constraint": of.CONSTRAINTS,
        **of.WEIGHTED,
    }
    if kind == "GRU":
        options["reset_after"] = ["False"]
    if kind == "LSTM":
        options["unit_forget_bias"] = ["False"]
    if kind != "SimpleRNN":
        options["recurrent_activation"] = ["'hard_sigmoid'", "'tanh'"]
    if not draw.certain:
        options |= {"dropout": ["0.2"], "recurrent_dropout": ["0.2"], "seed": ["5"]}
    given = ["return_sequences=True"] if sequences else []
    if draw.maybe(0.15):
        cells = [f"layers.{kind}Cell({units})"]
        if draw.maybe():
            cells.insert(0, f"layers.{draw.one('GRU', 'LSTM', 'SimpleRNN')}Cell({draw.units()})")
        cell = cells[0] if len(cells) == 1 else f"[{', '.join(cells)}]"
        return draw.call("layers.RNN", cell, *given)
    return draw.call(f"layers.{kind}", units, *given, options=options, often=0.07)


def recurrent(draw: Draw, shape: Shape, sequences: bool = True) -> Layer:
    units = min(draw.units(), 33)
    text = _recurrent(draw, units, sequences)
    if draw.maybe(0.3) and "go_backwards" not in text and "RNN([" not in text:
        mode = draw.one("concat", "concat", "sum", "mul", "ave")
        given = [] if mode == "concat" else [f"merge_mode='{mode}'"]
        text = draw.call("layers.Bidirectional", text, *given)
        units *= 2 if mode == "concat" else 1
    return text, ((shape[0], units) if sequences else (units,))


def convolution(draw: Draw, shape: Shape) -> Layer:
    steps, channels = shape
    kind = draw.one("Conv1D", "Conv1D", "SeparableConv1D", "DepthwiseConv1D", "Conv1DTranspose")
    kernel = draw.randint(1, min(3, steps))
    padding = draw.one("same", "valid", "causal") if kind == "Conv1D" else draw.one("same", "valid")
    stride = draw.one(1, 1, 2)
    filters = min(draw.units(), 16)
    given: list[object] = [kernel] if kind == "DepthwiseConv1D" else [filters, kernel]
    if padding != "valid":
        given.append(f"padding='{padding}'")
    if stride > 1:
        given.append(f"strides={stride}")
    elif kind == "Conv1D" and draw.maybe(0.2) and 2 * (kernel - 1) < steps:
        given.append("dilation_rate=2")
    reach = (kernel - 1) * (2 if "dilation_rate=2" in given else 1)
    if kind == "Conv1DTranspose":
        length = steps * stride + (max(kernel - stride, 0) if padding == "valid" else 0)
    elif padding == "valid":
        length = (steps - reach - 1) // stride + 1
    else:
        length = -(-steps // stride)
    bias = {**of.BIAS} | of.ACTIVATION | of.TRAINABLE
    text = draw.call(f"layers.{kind}", *given, options=bias, often=of.RARE)
    return text, (length, channels if kind == "DepthwiseConv1D" else filters)


def resized(draw: Draw, shape: Shape) -> Layer:
    steps, channels = shape
    kind, smaller = draw.one("Average", "Max"), draw.randint(1, steps)
    choices = [
        (f"layers.Adaptive{kind}Pooling1D({smaller})", smaller),
        ("layers.UpSampling1D(2)", 2 * steps),
        ("layers.ZeroPadding1D(1)", steps + 2),
        ("layers.ZeroPadding1D((0, 2))", steps + 2),
    ]
    if steps > 2:
        choices += [
            ("layers.Cropping1D(1)", steps - 2),
            ("layers.MaxPooling1D(2)", steps // 2),
            ("layers.AveragePooling1D(2)", steps // 2),
            ("layers.MaxPooling1D(2, padding='same')", -(-steps // 2)),
            ("layers.AveragePooling1D(3, strides=1, padding='same')", steps),
        ]
    text, length = draw.choice(choices)
    return text, (length, channels)


def by_step(draw: Draw, shape: Shape) -> Layer:
    """The same for every step."""
    steps, _ = shape
    units = draw.units()
    dense = draw.call("layers.Dense", units, options=of.ACTIVATION | of.WEIGHTED, often=of.RARE)
    text = draw.one(
        dense,
        f"layers.TimeDistributed({dense})",
        f"layers.EinsumDense('abc,cd->abd', output_shape=(None, {units}), bias_axes='d')",
        f"layers.SpectralNormalization(layers.Dense({units}))" if not draw.certain else dense,
    )
    return text, (steps, units)


def mixed(draw: Draw, shape: Shape) -> Layer:
    steps, channels = shape
    if draw.maybe():
        return "layers.Permute((2, 1))", (channels, steps)
    return "layers.Masking(mask_value=0.0)", shape


def to_vector(draw: Draw, shape: Shape) -> Layer:
    steps, channels = shape
    if draw.maybe(0.4):
        return recurrent(draw, shape, sequences=False)
    return draw.one(
        ("layers.GlobalAveragePooling1D()", (channels,)),
        ("layers.GlobalMaxPooling1D()", (channels,)),
        ("layers.Flatten()", (steps * channels,)),
        ("layers.Lambda(lambda t: ops.mean(t, axis=1))", (channels,)),
        ("layers.Lambda(lambda t: t[:, -1])", (channels,)),
        ("layers.Lambda(lambda t: ops.sum(t, axis=1))", (channels,)),
        (f"layers.Reshape(({steps * channels},))", (steps * channels,)),
    )


LAYERS = [recurrent, recurrent, convolution, convolution, resized, by_step, mixed]
