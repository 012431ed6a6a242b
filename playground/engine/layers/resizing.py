"""Resizing and CenterCrop: images of any size in one size."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.layers.layer import Layer


class _Sized(Layer):
    """Shared: images (…, rows, columns, channels) → (…, height, width, channels), with or without a batch axis."""

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.height = height
        self.width = width
        self.data_format = config.standardize_data_format(data_format)
        self._build_at_init()

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        if self.data_format == "channels_first":
            return (*input_shape[:-2], self.height, self.width)
        return (*input_shape[:-3], self.height, self.width, input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "height": self.height,
            "width": self.width,
            "data_format": self.data_format,
        }


class Resizing(_Sized):
    """Images in the size (height, width): `keras.ops.image.resize` as a layer."""

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(height, width, data_format, **kwargs)
        self.interpolation = interpolation
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = fill_mode
        self.fill_value = fill_value
        self.antialias = antialias

    def call(self, data: Any, training: bool = True) -> Any:
        return ops.image.resize(
            data,
            (self.height, self.width),
            interpolation=self.interpolation,
            antialias=self.antialias,
            crop_to_aspect_ratio=self.crop_to_aspect_ratio,
            pad_to_aspect_ratio=self.pad_to_aspect_ratio,
            fill_mode=self.fill_mode,
            fill_value=self.fill_value,
            data_format=self.data_format,
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "interpolation": self.interpolation,
            "crop_to_aspect_ratio": self.crop_to_aspect_ratio,
            "pad_to_aspect_ratio": self.pad_to_aspect_ratio,
            "fill_mode": self.fill_mode,
            "fill_value": self.fill_value,
            "antialias": self.antialias,
        }


class CenterCrop(_Sized):
    """The middle of images. Images that are too small are made larger first, as far as needed."""

    def call(self, data: Any, training: bool = True) -> Any:
        first = self.data_format == "channels_first"
        rows, columns = data.shape[-2:] if first else data.shape[-3:-1]
        if rows < self.height or columns < self.width:
            return ops.image.resize(
                data,
                (self.height, self.width),
                crop_to_aspect_ratio=True,
                data_format=self.data_format,
            )
        return ops.image.crop_images(
            data,
            top_cropping=(rows - self.height) // 2,
            left_cropping=(columns - self.width) // 2,
            target_height=self.height,
            target_width=self.width,
            data_format=self.data_format,
        )
