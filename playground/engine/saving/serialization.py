"""Any object of the engine as JSON-ready data, in Keras's format.

An object becomes `{"module": "keras.losses", "class_name": "Huber", "config": {...}, "registered_name": None}`, where
`config` comes from its `get_config`. `deserialization.py` is the way back.
"""

from __future__ import annotations

import marshal
import types
import warnings
from typing import Any

import numpy as np

from playground.engine.saving.modes import sharing
from playground.engine.saving.places import public_module
from playground.engine.saving.registration import GLOBAL_CUSTOM_NAMES, get_registered_name


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
        return _lambda_config(obj)
    if isinstance(obj, types.FunctionType | types.BuiltinFunctionType):
        return {
            "module": "builtins",
            "class_name": "function",
            "config": get_registered_name(obj),
            "registered_name": "function",
        }
    if isinstance(obj, type):
        name, registered = obj.__name__, get_registered_name(obj)
        return {
            "module": public_module(obj),
            "class_name": name,
            "config": None,
            "registered_name": registered,
        }
    if hasattr(obj, "get_config"):
        return _instance_config(obj)
    if hasattr(obj, "__array__") and hasattr(obj, "dtype"):
        return {"class_name": "__tensor__", "config": _array_config(np.asarray(obj))}
    raise ValueError(
        f"Cannot serialize object {obj!r} of type {type(obj)}. Expected plain data, an array, a function or an "
        "object with a `get_config()` method. Add `get_config` returning the arguments of `__init__`."
    )


def _array_config(array: np.ndarray) -> dict[str, Any]:
    return {"value": array.tolist(), "dtype": array.dtype.name}


def _instance_config(obj: Any) -> dict[str, Any]:
    cls = type(obj)
    module = public_module(cls)
    builtin = module.partition(".")[0] == "keras" and cls not in GLOBAL_CUSTOM_NAMES
    data = {
        "module": module,
        "class_name": cls.__name__,
        "config": serialize_keras_object(obj.get_config()),
        "registered_name": None if builtin else get_registered_name(cls),
    }
    for part in (
        "build_config",
        "compile_config",
    ):  # layers and models keep these beside the config
        getter = getattr(obj, f"get_{part}", None)
        if getter is not None and (config := getter()):
            data[part] = serialize_keras_object(config)
    if (scope := sharing()) is not None:
        scope.written(obj, data)
    return data


def _lambda_config(function: types.LambdaType) -> dict[str, Any]:
    warnings.warn(
        "The object being serialized includes a `lambda`. This is unsafe: loading it needs `safe_mode=False`. "
        "Use a named function registered with `@keras.saving.register_keras_serializable()` instead.",
        stacklevel=3,
    )
    import base64  # seldom needed

    code = base64.b64encode(marshal.dumps(function.__code__)).decode("ascii")
    defaults = serialize_keras_object(function.__defaults__)
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    config = {"code": code, "defaults": defaults, "closure": serialize_keras_object(cells) or None}
    return {"class_name": "__lambda__", "config": config}
