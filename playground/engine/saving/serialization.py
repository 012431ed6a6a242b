"""Any object of the engine as JSON-ready data and back, in Keras's format.

An object becomes `{"module": "keras.losses", "class_name": "Huber", "config": {...}, "registered_name": None}`, where
`config` comes from its `get_config`; the way back calls `from_config` of the class.
"""

from __future__ import annotations

import base64
import marshal
import sys
import types
import warnings
from typing import Any

import numpy as np

from playground.engine.saving.registration import (
    GLOBAL_CUSTOM_NAMES,
    custom_object_scope,
    get_registered_name,
    get_registered_object,
)

_ENGINE = __name__.rpartition(".saving.")[0]  # the package that stands for `keras`
_FUNCTION_HOMES = ("activations", "losses", "metrics", "initializers", "ops", "regularizers")


def serialize_keras_object(obj: Any) -> Any:
    """`obj` as nested dicts, lists, strings and numbers.

    Takes plain data, arrays, tensors, functions and every object with `get_config`. Raises ValueError for others.
    """
    if obj is None or isinstance(obj, bool | int | float | str):
        return obj
    if isinstance(obj, list | tuple):
        return type(obj)([serialize_keras_object(item) for item in obj])
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, bytes):
        return {"class_name": "__bytes__", "config": {"value": obj.decode("utf-8")}}
    if obj is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(obj, slice):
        parts = {"start": obj.start, "stop": obj.stop, "step": obj.step}
        return {"class_name": "__slice__", "config": serialize_keras_object(parts)}
    if isinstance(obj, np.generic):
        return obj.item()
    if isinstance(obj, np.dtype):
        return obj.name
    if isinstance(obj, np.ndarray):
        return {"class_name": "__numpy__", "config": _array_config(obj)}
    if isinstance(obj, types.LambdaType) and obj.__name__ == "<lambda>":
        return _serialize_lambda(obj)
    if isinstance(obj, types.FunctionType | types.BuiltinFunctionType):
        name = get_registered_name(obj)
        return {
            "module": "builtins",
            "class_name": "function",
            "config": obj.__name__,
            "registered_name": name,
        }
    if hasattr(obj, "get_config"):
        return _serialize_instance(obj)
    if hasattr(obj, "__array__") and hasattr(obj, "dtype"):
        return {"class_name": "__tensor__", "config": _array_config(np.asarray(obj))}
    if isinstance(obj, type):
        return {
            "module": _public_module(obj),
            "class_name": obj.__name__,
            "config": None,
            "registered_name": get_registered_name(obj),
        }
    raise ValueError(
        f"Cannot serialize object {obj!r} of type {type(obj)}. Expected plain data, an array, a function or an "
        "object with a `get_config()` method. Add `get_config` returning the arguments of `__init__`."
    )


def _array_config(array: np.ndarray) -> dict[str, Any]:
    return {"value": array.tolist(), "dtype": array.dtype.name}


def _serialize_instance(obj: Any) -> dict[str, Any]:
    cls = type(obj)
    module = _public_module(cls)
    own = module.startswith("keras") and cls not in GLOBAL_CUSTOM_NAMES
    data = {
        "module": module,
        "class_name": cls.__name__,
        "config": serialize_keras_object(obj.get_config()),
        "registered_name": None if own else get_registered_name(cls),
    }
    for part in (
        "build_config",
        "compile_config",
    ):  # layers and models keep these beside the config
        getter = getattr(obj, f"get_{part}", None)
        if getter is not None and (config := getter()):
            data[part] = serialize_keras_object(config)
    return data


def _public_module(cls: type) -> str:
    """Where `keras` users find `cls`: `keras.losses`, or `keras` for what lives at the top."""
    module = cls.__module__
    if not module.startswith(_ENGINE + "."):
        return module
    parts = module[len(_ENGINE) + 1 :].split(".")
    for depth in range(len(parts), 0, -1):
        owner = _find(".".join(parts[:depth]))
        # `optimizers.rules` is our file, `optimizers` is Keras's name: take what exports the class
        if owner is not None and hasattr(owner, cls.__name__) and _is_namespace(parts, depth):
            return "keras." + ".".join(parts[:depth])
    return "keras"


def _is_namespace(parts: list[str], depth: int) -> bool:
    return parts[0] != "models" and (depth == 1 or parts[:depth] == ["optimizers", "schedules"])


def _find(path: str) -> Any:
    """The engine's object at a dotted path, or None."""
    found: Any = sys.modules[_ENGINE]
    for part in filter(None, path.split(".")):
        found = getattr(found, part, None)
        if found is None:
            return None
    return found


def deserialize_keras_object(
    config: Any,
    custom_objects: dict[str, Any] | None = None,
    safe_mode: bool = True,
    module_objects: dict[str, Any] | None = None,
) -> Any:
    """The object that `serialize_keras_object` wrote as `config`.

    `custom_objects` maps names to classes and functions that are not Keras's. With `safe_mode`, a lambda is refused:
    its code would be run unseen. Raises ValueError or TypeError when the class cannot be found or made.
    """
    if isinstance(config, list | tuple):
        return type(config)(
            [deserialize_keras_object(c, custom_objects, safe_mode) for c in config]
        )
    if isinstance(config, str) and (module_objects or custom_objects):
        found = get_registered_object(config, custom_objects, module_objects)
        return config if found is None else found
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {
            key: deserialize_keras_object(value, custom_objects, safe_mode)
            for key, value in config.items()
        }
    class_name, inner = config["class_name"], config["config"]
    if class_name in _SPECIAL:
        with custom_object_scope(custom_objects):
            return _SPECIAL[class_name](inner or {}, safe_mode)
    if class_name == "function":
        return _find_function(config, custom_objects, module_objects)
    cls = _find_class(config, custom_objects, module_objects)
    if inner is None and "registered_name" in config:
        return cls
    if not hasattr(cls, "from_config"):
        raise TypeError(
            f"Unable to reconstruct an instance of {cls!r}: expected a class with `get_config` and "
            f"`from_config`. Received config: {config}"
        )
    with custom_object_scope(custom_objects):
        try:
            made = cls.from_config(inner or {})
        except TypeError as error:
            raise TypeError(
                f"{cls.__name__} could not be deserialized properly: {error}. Ensure that `get_config` returns "
                f"exactly the arguments of `__init__`. Received config: {config}"
            ) from error
        for part in ("build", "compile"):
            if config.get(f"{part}_config") and hasattr(made, f"{part}_from_config"):
                getattr(made, f"{part}_from_config")(config[f"{part}_config"])
    return made


def _find_class(config: dict, custom_objects: dict | None, module_objects: dict | None) -> Any:
    name = config["class_name"]
    for key in (config.get("registered_name"), name):
        found = get_registered_object(key, custom_objects, module_objects) if key else None
        if found is not None:
            return found
    module = config.get("module") or "keras"
    if module == "keras" or module.startswith("keras."):
        owner = _find(module[len("keras") :].replace(".src.", "."))
        homes = [owner, *(_find(home) for home in ("", "layers", "models", "optimizers"))]
        for home in homes:
            if home is not None and hasattr(home, name):
                return getattr(home, name)
    raise TypeError(
        f"Could not locate class '{name}'. Make sure custom classes are decorated with "
        "`@keras.saving.register_keras_serializable()` or passed in `custom_objects={...}`. "
        f"Full object config: {config}"
    )


def _find_function(config: dict, custom_objects: dict | None, module_objects: dict | None) -> Any:
    name = config["config"]
    for key in (config.get("registered_name"), name):
        found = get_registered_object(key, custom_objects, module_objects) if key else None
        if found is not None:
            return found
    for home in (_find(home) for home in _FUNCTION_HOMES):
        if home is not None and hasattr(home, name):
            return getattr(home, name)
    raise TypeError(
        f"Could not locate function '{name}'. Make sure custom functions are decorated with "
        "`@keras.saving.register_keras_serializable()` or passed in `custom_objects={...}`. "
        f"Full object config: {config}"
    )


def _serialize_lambda(function: types.LambdaType) -> dict[str, Any]:
    warnings.warn(
        "The object being serialized includes a `lambda`. This is unsafe: loading it needs `safe_mode=False`. "
        "Use a named function registered with `@keras.saving.register_keras_serializable()` instead.",
        stacklevel=3,
    )
    code = base64.b64encode(marshal.dumps(function.__code__)).decode("ascii")
    return {
        "class_name": "__lambda__",
        "config": {"code": code, "defaults": serialize_keras_object(function.__defaults__)},
    }


def _make_lambda(config: dict[str, Any], safe_mode: bool) -> types.FunctionType:
    if safe_mode:
        raise ValueError(
            "Requested the deserialization of a `lambda`, which runs code that nobody has read. "
            "If you trust the file, pass `safe_mode=False`."
        )
    code = marshal.loads(base64.b64decode(config["code"]))
    defaults = config.get("defaults")
    return types.FunctionType(code, {"np": np}, "<lambda>", tuple(defaults) if defaults else None)


def _make_tensor(config: dict[str, Any], safe_mode: bool) -> Any:
    from playground.engine import ops

    return ops.convert_to_tensor(config["value"], dtype=config["dtype"])


_SPECIAL = {
    "__bytes__": lambda c, safe_mode: c["value"].encode("utf-8"),
    "__ellipsis__": lambda c, safe_mode: Ellipsis,
    "__slice__": lambda c, safe_mode: slice(c["start"], c["stop"], c["step"]),
    "__numpy__": lambda c, safe_mode: np.array(c["value"], dtype=c["dtype"]),
    "__tensor__": _make_tensor,
    "__lambda__": _make_lambda,
}
