"""Layers one after the other, for inputs of every rank."""

from __future__ import annotations

from math import prod

from tests.fuzz import elementwise, sequence_layers, spatial_layers
from tests.fuzz import layer_options as of
from tests.fuzz.draw import Draw, Shape
from tests.fuzz.elementwise import Layer
from tests.fuzz.own_layers import OwnLayers

MOST_NUMBERS = 400  # of one sample, between two layers


def dense(draw: Draw, shape: Shape) -> Layer:
    units = draw.units()
    text = draw.call("layers.Dense", units, options=of.ACTIVATION | of.WEIGHTED, often=of.RARE)
    return text, (units,)


def reshaped(draw: Draw, shape: Shape) -> Layer:
    (n,) = shape
    factors = [d for d in range(2, n) if n % d == 0]
    if factors and draw.maybe():
        d = draw.choice(factors)
        return draw.one(
            (f"layers.Reshape(({d}, {n // d}))", (d, n // d)),
            (f"layers.Reshape((-1, {d}))", (n // d, d)),
            (f"layers.Reshape(({d}, {n // d}, 1))", (d, n // d, 1)),
        )
    return "layers.RepeatVector(3)", (3, n)


_OF_RANK = {
    1: [dense, dense, dense, dense, reshaped],
    2: sequence_layers.LAYERS,
    3: spatial_layers.PICTURES,
    4: spatial_layers.VOLUMES,
}


def layer(draw: Draw, shape: Shape, own: OwnLayers) -> Layer:
    """One layer that can come after `shape`."""
    for _ in range(20):
        if draw.maybe(0.25):
            make = draw.choice(elementwise.ANY)
        elif draw.maybe(0.08):
            return own.layer(draw, shape)
        else:
            make = draw.choice(_OF_RANK[len(shape)])
        text, after = make(draw, shape)
        if prod(after) <= MOST_NUMBERS and min(after) > 0:
            return text, after
    return "layers.Identity()", shape


def stack(draw: Draw, shape: Shape, depth: int, own: OwnLayers) -> tuple[list[str], Shape]:
    texts = []
    for _ in range(depth):
        text, shape = layer(draw, shape, own)
        texts.append(text)
    return texts, shape


def to_vector(draw: Draw, shape: Shape) -> tuple[list[str], Shape]:
    """Layers after which a sample is a vector."""
    texts = []
    while len(shape) > 1:
        if len(shape) == 2:
            text, shape = sequence_layers.to_vector(draw, shape)
        elif draw.maybe(0.2):
            text, shape = spatial_layers.to_sequence(draw, shape)
        else:
            text, shape = spatial_layers.to_vector(draw, shape)
        texts.append(text)
    return texts, shape
