"""`keras.layers.serialize` and `deserialize`: a layer as a config, and back."""

from __future__ import annotations

from typing import Any

from playground.engine.saving import deserialize_keras_object, serialize_keras_object


def serialize(layer: Any) -> dict[str, Any]:
    """The config of a layer, from which `deserialize` makes an equal one, with weights of its own."""
    return serialize_keras_object(layer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The layer of a config. `custom_objects` maps names to classes that are not Keras's. ValueError when what is
    made is no layer."""
    made = deserialize_keras_object(config, custom_objects)
    from playground.engine.layers.layer import Layer

    if not isinstance(made, Layer):
        raise ValueError(
            f"`keras.layers.deserialize` was given a config that makes no layer. Received: config={config}, which "
            f"makes {made!r} (of type {type(made).__name__}). Try `keras.saving.deserialize_keras_object`."
        )
    return made
