"""`keras.utils.plot_model`, which has no pictures to draw: it prints the summary."""

from __future__ import annotations

from typing import Any


def plot_model(
    model: Any,
    to_file: str = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> None:
    """Print the summary of a built model; no file is written. ValueError when it is not built."""
    if not model.built:
        raise ValueError(
            "This model has not yet been built. Build the model first by calling `build()` or by calling the model on "
            "a batch of data."
        )
    print(f"`plot_model` writes no {to_file} here. This is what the model consists of:")
    model.summary(expand_nested=expand_nested, show_trainable=show_trainable)
