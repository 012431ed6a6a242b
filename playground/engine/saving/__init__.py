"""`keras.saving`: objects to configs and back."""

from playground.engine.contents import contents
from playground.engine.saving.deserialization import deserialize_keras_object
from playground.engine.saving.modes import (
    ObjectSharingScope,
    SafeModeScope,
    enable_unsafe_deserialization,
    in_safe_mode,
)
from playground.engine.saving.registration import (
    GLOBAL_CUSTOM_NAMES,
    GLOBAL_CUSTOM_OBJECTS,
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from playground.engine.saving.serialization import serialize_keras_object

__all__ = [
    "GLOBAL_CUSTOM_NAMES",
    "GLOBAL_CUSTOM_OBJECTS",
    "CustomObjectScope",
    "ObjectSharingScope",
    "SafeModeScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "enable_unsafe_deserialization",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "in_safe_mode",
    "register_keras_serializable",
    "serialize_keras_object",
]

__getattr__, __dir__ = contents(
    __name__,
    {
        ".registration": "GLOBAL_CUSTOM_NAMES, GLOBAL_CUSTOM_OBJECTS",
        "..models": "load_model, load_weights, save_model, save_weights",
    },
)
