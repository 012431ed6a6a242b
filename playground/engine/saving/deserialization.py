"""From the data that `serialize_keras_object` wrote to the object.

Data may come from strangers: no code in it is run unasked.
"""

from __future__ import annotations

import marshal
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.engine.saving.modes import TRUST, SafeModeScope, in_safe_mode, sharing
from playground.engine.saving.places import find_class, find_function, is_builtin
from playground.engine.saving.registration import (
    GLOBAL_CUSTOM_NAMES,
    GLOBAL_CUSTOM_OBJECTS,
    custom_object_scope,
    get_registered_object,
)


def deserialize_keras_object(
    config: Any,
    custom_objects: dict[str, Any] | None = None,
    safe_mode: bool = True,
    **kwargs: Any,
) -> Any:
    """The object of a config.

    `custom_objects` maps names to classes and functions that are not Keras's. With `safe_mode` (unless a
    `SafeModeScope` says otherwise) a lambda is refused. Raises ValueError or TypeError when the class cannot be
    found or made.
    """
    module_objects: Mapping[str, Any] | None = kwargs.pop("module_objects", None)
    if kwargs:
        raise ValueError(
            f"`deserialize_keras_object` received arguments it does not know: {sorted(kwargs)}. Known: module_objects."
        )
    safe_mode = bool(in_safe_mode(safe_mode))

    def inner(value: Any) -> Any:
        return deserialize_keras_object(value, custom_objects, safe_mode)

    if isinstance(config, list | tuple):
        return type(config)([inner(item) for item in config])
    if isinstance(config, str) and (module_objects or custom_objects):
        found = get_registered_object(config, custom_objects, module_objects)
        return config if found is None else found
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: inner(value) for key, value in config.items()}
    name, arguments = config["class_name"], config["config"]
    if name in _SPECIAL:
        return _SPECIAL[name](arguments, inner, safe_mode)
    if name == "function":
        return _function(config, custom_objects, module_objects)
    scope = sharing()
    if scope is not None and (same := scope.find(config)) is not None:
        return same
    made = _instance(config, arguments, custom_objects, module_objects, safe_mode)
    if scope is not None:
        scope.read(made, config)
    return made


def _instance(
    config: dict, arguments: Any, custom_objects: Any, module_objects: Any, safe_mode: bool
) -> Any:
    cls = _class(config, custom_objects, module_objects)
    if arguments is None and "registered_name" in config:
        return cls  # a class was serialized, not an instance
    if not hasattr(cls, "from_config"):
        raise TypeError(
            f"Unable to reconstruct an instance of {cls!r}: expected a class with `get_config` and "
            f"`from_config`. Received config: {config}"
        )
    if not isinstance(arguments or {}, dict):
        raise TypeError(
            f"Expected 'config' to be a dict, the arguments of {cls.__name__}. Received: {arguments!r}"
        )
    with custom_object_scope(custom_objects), SafeModeScope(safe_mode):
        try:
            made = cls.from_config(arguments or {})
        except TypeError as error:
            raise TypeError(
                f"{cls.__name__} could not be deserialized properly: {error}. Ensure that `get_config` returns "
                f"exactly the arguments of `__init__`. Received config: {config}"
            ) from error
        for part in ("build", "compile"):
            if config.get(f"{part}_config") and hasattr(made, f"{part}_from_config"):
                getattr(made, f"{part}_from_config")(config[f"{part}_config"])
    return made


def _class(config: dict, custom_objects: Any, module_objects: Any) -> Any:
    name, registered = config["class_name"], config.get("registered_name")
    for key in (registered, name):
        found = get_registered_object(key, custom_objects, module_objects) if key else None
        if found is not None:
            return found
    found = find_class(config.get("module") or "keras", name)
    if found is None:
        raise TypeError(_not_found("class", name, config))
    if registered and registered != name and is_builtin(found):
        raise ValueError(_misnamed(registered, name))
    return found


def _function(config: dict, custom_objects: Any, module_objects: Any) -> Any:
    name, registered = config["config"], config.get("registered_name")
    if not isinstance(name, str):
        raise TypeError(
            f"Expected 'config' to be a non-null str, the function's name. Received: {name!r}"
        )
    plain = registered in (None, "", "function", name)
    for key in (name,) if plain else (registered, name):
        found = get_registered_object(key, custom_objects, module_objects)
        if found is not None and (plain or not is_builtin(found)):
            return found
    for key, target in GLOBAL_CUSTOM_OBJECTS.items():  # registered under a package
        if key.rpartition(">")[2] == name and target in GLOBAL_CUSTOM_NAMES:
            return target
    found = find_function(name)
    if found is None:
        raise TypeError(_not_found("function", name, config))
    if not plain:
        raise ValueError(_misnamed(registered, name))
    return found


def _not_found(kind: str, name: str, config: dict) -> str:
    plural = "classes" if kind == "class" else "functions"
    return (
        f"Could not locate {kind} '{name}'. Make sure custom {plural} are decorated with "
        "`@keras.saving.register_keras_serializable()` or passed in `custom_objects={...}`. "
        f"Full object config: {config}"
    )


def _misnamed(registered: Any, name: str) -> str:
    return (
        f"The registered name {registered!r} is not known, and {name!r} resolved to a Keras built-in. Expected "
        "`registered_name` to be None for a built-in, or the name of a registered custom object."
    )


# --------------------------------------------------------------------------------------- special data
def _lambda(config: dict[str, Any], inner: Any, safe_mode: bool) -> types.FunctionType:
    if safe_mode:
        raise ValueError(f"Requested the deserialization of a `lambda`. {TRUST}")
    import base64  # seldom needed

    code = marshal.loads(base64.b64decode(config["code"]))
    defaults = inner(config.get("defaults"))
    cells = tuple(types.CellType(inner(value)) for value in config.get("closure") or ())
    return types.FunctionType(
        code, {"np": np}, "<lambda>", tuple(defaults) if defaults else None, cells
    )


def _tensor(config: dict[str, Any], inner: Any, safe_mode: bool) -> Any:
    from playground.engine import ops

    return ops.convert_to_tensor(config["value"], dtype=config["dtype"])


def _slice(config: dict[str, Any], inner: Any, safe_mode: bool) -> slice:
    return slice(inner(config["start"]), inner(config["stop"]), inner(config["step"]))


def _typespec(config: Any, inner: Any, safe_mode: bool) -> Any:
    if not isinstance(config, list | tuple):
        raise TypeError(f"Expected 'config' to be a list or a tuple. Received: {config!r}")
    raise TypeError("TensorFlow's type specifications are not supported by this engine.")


_SPECIAL = {
    "__bytes__": lambda config, inner, safe_mode: config["value"].encode("utf-8"),
    "__ellipsis__": lambda config, inner, safe_mode: Ellipsis,
    "__slice__": _slice,
    "__numpy__": lambda config, inner, safe_mode: np.array(config["value"], config["dtype"]),
    "__tensor__": _tensor,
    "__lambda__": _lambda,
    "__typespec__": _typespec,
}
