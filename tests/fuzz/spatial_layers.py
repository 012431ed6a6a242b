"""Layers of pictures (height, width, channels) and of what has one axis more: films and volumes."""

from __future__ import annotations

from math import prod

from tests.fuzz import layer_options as of
from tests.fuzz.draw import Draw, Shape
from tests.fuzz.elementwise import Layer


def convolution(draw: Draw, shape: Shape) -> Layer:
    *space, channels = shape
    n = len(space)
    kinds = [f"Conv{n}D"] * 3 + [f"Conv{n}DTranspose"]
    if n == 2:
        kinds += ["SeparableConv2D", "DepthwiseConv2D"]
    kind = draw.choice(kinds)
    kernel = draw.randint(1, min(3, *space))
    padding = draw.one("same", "valid")
    stride = draw.one(1, 1, 1, 2)
    filters = min(draw.units(), 8)
    given: list[object] = [kernel] if kind == "DepthwiseConv2D" else [filters, kernel]
    options = {**of.BIAS} | of.ACTIVATION | of.TRAINABLE
    if kind in ("DepthwiseConv2D", "SeparableConv2D"):
        options["depth_multiplier"] = ["1"]
    else:
        options |= of.KERNEL
    if kind == f"Conv{n}D" and channels % 2 == 0 and filters % 2 == 0:
        options["groups"] = ["2"]
    if padding != "valid":
        given.append(f"padding='{padding}'")
    if stride > 1:
        given.append(f"strides={stride}")
    if kind.endswith("Transpose"):
        rest = max(kernel - stride, 0) if padding == "valid" else 0
        space = [s * stride + rest for s in space]
    elif padding == "valid":
        space = [(s - kernel) // stride + 1 for s in space]
    else:
        space = [-(-s // stride) for s in space]
    text = draw.call(f"layers.{kind}", *given, options=options, often=of.RARE)
    return text, (*space, channels if kind == "DepthwiseConv2D" else filters)


def pooling(draw: Draw, shape: Shape) -> Layer:
    *space, channels = shape
    n = len(space)
    kind = draw.one("Max", "Average")
    padding = draw.one("same", "valid")
    if min(space) < 2:
        padding = "same"
    if draw.maybe(0.2):
        smaller = draw.randint(1, min(space))
        return f"layers.Adaptive{kind}Pooling{n}D({smaller})", (*[smaller] * n, channels)
    if draw.maybe(0.3):
        text = f"layers.{kind}Pooling{n}D(2, strides=1, padding='{padding}')"
        return text, (*[s if padding == "same" else s - 1 for s in space], channels)
    text = f"layers.{kind}Pooling{n}D(2, padding='{padding}')"
    return text, (*[-(-s // 2) if padding == "same" else s // 2 for s in space], channels)


def resized(draw: Draw, shape: Shape) -> Layer:
    *space, channels = shape
    n = len(space)
    if min(space) > 2 and draw.maybe():
        return f"layers.Cropping{n}D(1)", (*[s - 2 for s in space], channels)
    if n == 2 and draw.maybe(0.3):
        return f"layers.{draw.one('Resizing', 'CenterCrop')}(2, 3)", (2, 3, channels)
    if max(space) < 6 and draw.maybe():
        more = ", interpolation='bilinear'" if n == 2 and draw.maybe(0.3) else ""
        return f"layers.UpSampling{n}D(2{more})", (*[2 * s for s in space], channels)
    return f"layers.ZeroPadding{n}D(1)", (*[s + 2 for s in space], channels)


def by_place(draw: Draw, shape: Shape) -> Layer:
    units = min(draw.units(), 8)
    dense = draw.call("layers.Dense", units, options=of.ACTIVATION | of.WEIGHTED, often=of.RARE)
    return draw.one(dense, f"layers.TimeDistributed({dense})"), (*shape[:-1], units)


def convolutional_lstm(draw: Draw, shape: Shape) -> Layer:
    """The first axis is time."""
    steps, *space, _ = shape
    n = len(space)
    filters = draw.randint(1, 3)
    sequences = n > 1 or draw.maybe()
    given = ["padding='same'"] + (["return_sequences=True"] if sequences else [])
    text = draw.call(f"layers.ConvLSTM{n}D", filters, min(2, *space), *given)
    return text, ((steps, *space, filters) if sequences else (*space, filters))


def films(draw: Draw, shape: Shape) -> Layer:
    """A layer of pictures, for each of the pictures of a film."""
    inner = draw.choice([convolution, pooling])
    text, after = inner(draw, shape[1:])
    return f"layers.TimeDistributed({text})", (shape[0], *after)


def to_sequence(draw: Draw, shape: Shape) -> Layer:
    if draw.maybe():
        return "layers.TimeDistributed(layers.Flatten())", (shape[0], prod(shape[1:]))
    steps = prod(shape[:-1])
    return f"layers.Reshape(({steps}, {shape[-1]}))", (steps, shape[-1])


def to_vector(draw: Draw, shape: Shape) -> Layer:
    n = len(shape) - 1
    return draw.one(
        ("layers.Flatten()", (prod(shape),)),
        (f"layers.GlobalAveragePooling{n}D()", (shape[-1],)),
        (f"layers.GlobalMaxPooling{n}D()", (shape[-1],)),
        ("layers.Lambda(lambda t: ops.mean(t, axis=1))", shape[1:]),
    )


PICTURES = [convolution, convolution, convolution, pooling, resized, by_place, convolutional_lstm]
VOLUMES = [convolution, pooling, resized, by_place, convolutional_lstm, films]
