"""The component that paints the decision boundary: a surface, points, axes with numbers."""

from __future__ import annotations

from pathlib import Path

import param

from playground.view.component import Component


class Plane(Component):
    """Paints what it is told. "Discretize" and "Validation points" are the learner's own choice of what to see.
    Choosing an output sends {"action": "output", "value": its key}.

    All three are JSON; a surface travels as the base64 text in which it came, nothing is unpacked on the way.
    """

    ranges = param.Dict(default={}, doc='{"x": [low, high], "y": [low, high]} or empty')
    points = param.Dict(
        default={},
        doc='{"train", "held_out"}: each {"x", "y", "colour"}, three lists of one length',
    )
    surface = param.Dict(
        default={},
        doc='{"data": base64 of uint8 (rows, columns), "rows", "columns", "classes"}',
    )
    palette = param.List(default=[], doc="colours of the values 0 to 255, or one for each class")

    outputs = param.List(default=[], doc='what can be chosen: {"key", "label"}, in order; or empty')
    output = param.String(default="", doc="the key of the output that is painted")

    _esm = Path(__file__).with_name("plane.js")
