"""Layers that keep every shape: activations, noise, normalization."""

from __future__ import annotations

from tests.fuzz import layer_options as of
from tests.fuzz.draw import Draw, Shape

Layer = tuple[str, Shape]  # the text that makes it, the shape it gives


def activation(draw: Draw, shape: Shape) -> Layer:
    text = draw.one(
        f"layers.Activation({draw.choice(of.ACTIVATIONS)})",
        "layers.LeakyReLU(negative_slope=0.2)",
        "layers.ELU(alpha=0.5)",
        draw.call("layers.ReLU", options={"max_value": ["1.0"], "negative_slope": ["0.1"]}),
        "layers.Softmax()",
        draw.call(
            "layers.PReLU",
            options={"alpha_initializer": ["'ones'"], "alpha_regularizer": of.REGULARIZERS},
        ),
        "layers.Lambda(lambda t: t * ops.sigmoid(t))",
        "layers.Identity()",
        "layers.Rescaling(0.5, offset=0.1)",
        "layers.ActivityRegularization(l1=0.01, l2=0.001)",
    )
    return text, shape


def noise(draw: Draw, shape: Shape) -> Layer:
    seed = {"seed": [str(draw.randint(0, 9))]}
    if draw.certain:
        return "layers.Dropout(0.0)", shape
    kinds = [
        "layers.Dropout",
        "layers.GaussianDropout",
        "layers.AlphaDropout",
        "layers.GaussianNoise",
    ]
    if len(shape) in (2, 3, 4):
        kinds.append(f"layers.SpatialDropout{len(shape) - 1}D")
    return draw.call(draw.choice(kinds), draw.one(0.1, 0.3, 0.5), options=seed, often=0.5), shape


def normalization(draw: Draw, shape: Shape) -> Layer:
    if draw.maybe(0.5):
        options = {
            "momentum": ["0.5", "0.9"],
            "epsilon": ["0.01"],
            "center": ["False"],
            "scale": ["False"],
            "renorm": ["False"],
            "gamma_regularizer": of.REGULARIZERS,
            **of.TRAINABLE,
        }
        del options["renorm"]
        return draw.call("layers.BatchNormalization", options=options, often=0.15), shape
    groups = [n for n in (1, 2, 3, 4) if shape[-1] % n == 0]
    return (
        draw.one(
            draw.call(
                "layers.LayerNormalization",
                options={"epsilon": ["0.01"], "center": ["False"], "scale": ["False"]},
            ),
            f"layers.GroupNormalization(groups={draw.choice(groups)})",
            "layers.RMSNormalization()",
            "layers.UnitNormalization()",
        ),
        shape,
    )


ANY = [activation, noise, normalization]
