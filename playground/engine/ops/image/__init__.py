"""keras.ops.image: functions of images (rows, columns, channels), or of a batch of them. This file is the table of
contents."""

# ruff: noqa: F401
from playground.engine import left_out as _left_out
from playground.engine.naming import to_snake_case as _to_snake_case
from playground.engine.ops.image.colours import hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv
from playground.engine.ops.image.coordinates import affine_transform, map_coordinates
from playground.engine.ops.image.cropping import crop_images, pad_images
from playground.engine.ops.image.edges import sobel_edges
from playground.engine.ops.image.patches import extract_patches, extract_patches_3d
from playground.engine.ops.image.resizing import resize
from playground.engine.ops.symbolic import operation_class as _operation_class

_explain = _left_out.getter(__name__)
_CLASS_NAMES = {
    "RGBToGrayscale": "rgb_to_grayscale",
    "RGBToHSV": "rgb_to_hsv",
    "HSVToRGB": "hsv_to_rgb",
    "ExtractPatches3D": "extract_patches_3d",
}


def __getattr__(name: str) -> object:
    """`image.Resize` is `image.resize` as a class of operations."""
    function = name[:1].isupper() and globals().get(_CLASS_NAMES.get(name, _to_snake_case(name)))
    if not function:
        return _explain(name)
    return _operation_class(function)
