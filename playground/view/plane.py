"""The component that paints the decision boundary: a surface, points, curves, axes with numbers, and what is where."""

from __future__ import annotations

import param

from playground.view.component import Component, with_scripts


class Plane(Component):
    """Paints what it is told. "Discretize" and "Validation points" are the learner's own choice of what to see.
    Choosing an output sends {"action": "output", "value": its key}, choosing features {"action": "features", "value":
    [across, up]}.

    Pointing at it or the arrow keys tell what is there: a point with its label and what the model says.

    All are JSON; a surface travels as the base64 text in which it came, nothing is unpacked on the way.
    """

    ranges = param.Dict(default={}, doc='{"x": [low, high], "y": [low, high]} or empty')
    points = param.Dict(
        default={},
        doc='{"train", "held_out"}: each {"x", "y", "colour", perhaps "label"}, lists of one length',
    )
    surface = param.Dict(
        default={},
        doc='{"data": base64 of uint8 (rows, columns), "rows", "columns", "classes"}',
    )
    palette = param.List(default=[], doc="colours of the values 0 to 255, or one for each class")

    lines = param.List(
        default=[],
        doc='{"x", "y", "colour", "dashed"} of curves; with any the picture fills its place',
    )
    names = param.List(default=[], doc="of the two axes, where they are said")
    title = param.String(default="", doc='of the region, where it is not "Decision boundary"')
    values = param.List(
        default=[], doc="the lowest and the highest number that a surface stands for"
    )

    features = param.Dict(
        default={},
        doc='{"across", "up", "count"} of data with more than two features, from 0; or empty',
    )
    pairs = param.Dict(
        default={},
        doc='of few features {"count", "data": base64 of uint8 (n, count), "labels": of uint8 (n,), "colours", '
        '"means": of each feature in each class}; or empty',
    )
    outputs = param.List(default=[], doc='what can be chosen: {"key", "label"}, in order; or empty')
    output = param.String(default="", doc="the key of the output that is painted")

    _esm = with_scripts("pairs.js", "plane.js")
