"""keras.ops.image: functions of images (rows, columns, channels), or of a batch of them. This file is the table of
contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING
from typing import Any as _Any

from playground.engine.contents import contents as _contents

if TYPE_CHECKING:
    from playground.engine.ops.image.colours import *
    from playground.engine.ops.image.coordinates import *
    from playground.engine.ops.image.cropping import *
    from playground.engine.ops.image.edges import *
    from playground.engine.ops.image.patches import *
    from playground.engine.ops.image.resizing import *

_load, __dir__ = _contents(
    __name__,
    {
        ".colours": "hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv",
        ".coordinates": "affine_transform, map_coordinates",
        ".cropping": "crop_images, pad_images",
        ".edges": "sobel_edges",
        ".patches": "extract_patches, extract_patches_3d",
        ".resizing": "resize",
        "..ops.symbolic": "operation_class as _operation_class",
    },
)


def __getattr__(name: str) -> _Any:
    """The function called `name`; `image.Resize` is `image.resize` as a class of operations."""
    if name[:1].isupper():
        from playground.engine.ops.symbolic import class_of

        return class_of(name, _load)
    return _load(name)
