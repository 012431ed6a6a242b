"""`.h5`: whole models in the format that Keras had before `.keras`, so that each reads what the other wrote.

The attributes `model_config` and `training_config` are JSON; configs in it name classes without modules. Weights are in
`model_weights/LAYER/PATH`, a group for each layer of the model, in the order of its attribute `weight_names`; what
trains comes first. The optimizer's variables are in `optimizer_weights`. (Seen in files of Keras 3.15.)
"""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np

from playground.engine.optimizers.optimizer import Optimizer
from playground.engine.saving import custom_object_scope, deserialize_keras_object, hdf5
from playground.engine.saving.serialization import serialize_keras_object

_OWN = "top_level_model_weights"  # what a model has beside its layers
_HOMES = {"loss": "keras.losses", "metrics": "keras.metrics", "weighted_metrics": "keras.metrics"}


# ---------------------------------------------------------------------------------------------- writing
def written(model: Any, include_optimizer: bool = True) -> bytes:
    """The file of a model, as bytes. NotImplementedError when it has no config."""
    from playground.engine import __version__

    config = serialize_keras_object(model)
    root = hdf5.Branch()
    version = {"keras_version": __version__, "backend": "tensorflow"}
    root.attributes.update(version)
    whole = {
        "class_name": _plain(config)["class_name"],
        "config": _without_modules(config["config"]),
    }
    root.attributes["model_config"] = json.dumps(whole)
    weights = root.branch("model_weights")
    weights.attributes.update(version)
    weights.put_texts("layer_names", [layer.name for layer in model.layers])
    for layer in model.layers:
        _put(weights.branch(layer.name), _variables(layer))
    _put(weights.branch(_OWN), _own_variables(model))
    optimizer = getattr(model, "optimizer", None)
    if include_optimizer and optimizer is not None:
        if model.compiled:
            root.attributes["training_config"] = json.dumps(_training_config(model))
        if optimizer.variables:
            _put(root.branch("optimizer_weights"), optimizer.variables)
    return hdf5.written(root)


def _put(group: hdf5.Branch, variables: list[Any]) -> None:
    group.put_texts("weight_names", [variable.path for variable in variables])
    for variable in variables:
        group.put(variable.path, variable.numpy())


def _variables(layer: Any) -> list[Any]:
    return layer.trainable_weights + layer.non_trainable_weights


def _own_variables(model: Any) -> list[Any]:
    return model._trainable_variables + model._non_trainable_variables


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """A config as this format has it: the class by its registered name, no module."""
    kept = {key: value for key, value in config.items() if key in ("name", "inbound_nodes")}
    name = config.get("registered_name") or config["class_name"]
    return {"class_name": name, "config": config["config"], **kept}


def _without_modules(config: dict[str, Any]) -> dict[str, Any]:
    """The config of a model with those of its layers plain. What layers have inside keeps its form, as in Keras."""
    if not isinstance(config.get("layers"), list):
        return config
    layers = [
        {**_plain(entry), "config": _without_modules(entry["config"])} for entry in config["layers"]
    ]
    return {**config, "layers": layers}


def _training_config(model: Any) -> dict[str, Any]:
    config = dict(model.get_compile_config())
    optimizer = config.pop("optimizer", None) or serialize_keras_object(model.optimizer)
    if not isinstance(optimizer, dict):
        optimizer = serialize_keras_object(model.optimizer)
    shown = {key: _named(value) for key, value in config.items()}
    return {**shown, "optimizer_config": _plain(optimizer)}


def _named(value: Any) -> Any:
    """Losses and metrics as this format has them: functions by name, objects plain."""
    if isinstance(value, dict) and "class_name" in value and "config" in value:
        if value["class_name"] == "function":
            return value["config"]
        if value["class_name"] == "__tuple__":
            return _named(value["config"])
        return _plain(value)
    if isinstance(value, dict):
        return {key: _named(item) for key, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, list | tuple) else value


# ---------------------------------------------------------------------------------------------- reading
def read_model(
    path: str, custom_objects: dict | None = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """The model of a file. ValueError when the file has weights only, HDF5Error when it is damaged."""
    root = hdf5.read(path)
    config = _json(root, "model_config")
    if config is None:
        raise ValueError(
            f"No model config found in {path}: it has weights only. Make the model, then `model.load_weights`."
        )
    model = deserialize_keras_object(
        _with_batch_shape(config), custom_objects=custom_objects, safe_mode=safe_mode
    )
    _assign(model, _group(root, "model_weights"))
    training = _json(root, "training_config")
    if compile and training is not None:
        with custom_object_scope(custom_objects or {}):
            model.compile(**_compile_arguments(training, custom_objects, safe_mode))
        if isinstance(model.optimizer, Optimizer) and "optimizer_weights" in root:
            _continue(model, _values(_group(root, "optimizer_weights")))
    return model


def read_weights(model: Any, path: str, skip_mismatch: bool, by_name: bool) -> None:
    """Assign the weights of a file, of a whole model or of weights alone, to a built model."""
    root = hdf5.read(path)
    if not _texts(root, "layer_names") and "model_weights" in root:
        root = _group(root, "model_weights")
    _assign(model, root, skip_mismatch, by_name)


def _json(root: hdf5.Group, name: str) -> Any:
    text = root.attributes.get(name)
    if text is None:
        return None
    try:
        return json.loads(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"The file is damaged: its {name} is no JSON ({error}).") from None


def _with_batch_shape(config: Any) -> Any:
    """A config of Keras 2 with the shape of its inputs where Keras 3 has it."""
    if isinstance(config, list):
        return [_with_batch_shape(item) for item in config]
    if not isinstance(config, dict):
        return config
    config = {key: _with_batch_shape(value) for key, value in config.items()}
    inner = config.get("config")
    if isinstance(inner, dict) and "batch_input_shape" in inner:
        shape = inner.pop("batch_input_shape")
        if config.get("class_name") == "InputLayer":
            inner["batch_shape"] = shape
            inner.pop("ragged", None)
        else:
            inner["input_shape"] = tuple(shape[1:])
    return config


def _compile_arguments(
    training: dict[str, Any], custom_objects: dict | None, safe_mode: bool
) -> dict[str, Any]:
    def made(value: Any, home: str) -> Any:
        if isinstance(value, dict) and "class_name" in value and "config" in value:
            whole = {"module": home, "registered_name": None, **value}
            return deserialize_keras_object(whole, custom_objects, safe_mode)
        if isinstance(value, dict):
            return {key: made(item, home) for key, item in value.items()}
        if isinstance(value, list):
            return [made(item, home) for item in value]
        return (custom_objects or {}).get(value, value) if isinstance(value, str) else value

    arguments = {key: made(training.get(key), home) for key, home in _HOMES.items()}
    optimizer = made(training["optimizer_config"], "keras.optimizers")
    return {**arguments, "optimizer": optimizer, "loss_weights": training.get("loss_weights")}


def _continue(model: Any, values: list[np.ndarray]) -> None:
    model.optimizer.build(model.trainable_variables)
    variables = model.optimizer.variables
    if [v.shape for v in values] != [tuple(v.shape) for v in variables]:
        warnings.warn(
            "The optimizer's state in the file does not fit, so it starts anew.", stacklevel=3
        )
        return
    for variable, value in zip(variables, values):
        variable.assign(value)


def _assign(
    model: Any, group: hdf5.Group, skip_mismatch: bool = False, by_name: bool = False
) -> None:
    """Give the layers of `model` the weights in `group`. Nothing is assigned when something does not fit, unless
    `skip_mismatch`."""
    stored = [(name, _values(_group(group, name))) for name in _texts(group, "layer_names")]
    if by_name:
        known = {layer.name: layer for layer in model.layers}
        pairs = [(known[name], values) for name, values in stored if name in known]
    else:
        stored = [(name, values) for name, values in stored if values]
        layers = [layer for layer in model.layers if layer.weights]
        if len(stored) != len(layers):
            raise ValueError(
                f"Layer count mismatch: the model has {len(layers)} layers with weights, the file {len(stored)}. Was "
                "it saved from another architecture?"
            )
        pairs = [(layer, values) for layer, (_, values) in zip(layers, stored)]
    found = []
    for layer, values in pairs:
        found += _fitting(f"Layer '{layer.name}'", _variables(layer), values, skip_mismatch)
    if _OWN in group:
        values = _values(_group(group, _OWN))
        found += _fitting(f"Model '{model.name}'", _own_variables(model), values, skip_mismatch)
    for variable, value in found:
        variable.assign(value)


def _fitting(
    owner: str, variables: list[Any], values: list[np.ndarray], skip_mismatch: bool
) -> list[tuple[Any, np.ndarray]]:
    if len(variables) != len(values):
        if skip_mismatch:
            return []
        raise ValueError(
            f"{owner}: Weight count mismatch: expected {len(variables)} weights, received {len(values)} from the file. "
            "Was it saved from another architecture?"
        )
    fitting = []
    for variable, value in zip(variables, values):
        if tuple(variable.shape) == value.shape:
            fitting.append((variable, value))
        elif not skip_mismatch:
            raise ValueError(
                f"{owner}: shapes must match, but the weight '{variable.path}' has shape {tuple(variable.shape)} and "
                f"the one in the file {value.shape}. Was it saved from another architecture?"
            )
    return fitting


def _group(root: hdf5.Group, name: str) -> hdf5.Group:
    found = root.get(name)
    if not isinstance(found, hdf5.Group):
        raise ValueError(f"Expected a group '{name}' in the file, as `model.save` writes it.")
    return found


def _values(group: hdf5.Group) -> list[np.ndarray]:
    """The arrays of a group in their order."""
    values = []
    for name in _texts(group, "weight_names"):
        item = group.get(name)
        if not isinstance(item, hdf5.Dataset):
            raise ValueError(f"Expected an array at '{group.path}/{name}', as the file says.")
        values.append(item.numpy())
    return values


def _texts(group: hdf5.Group, name: str) -> list[str]:
    """A list of texts in one attribute or in several numbered ones."""
    if name in group.attributes:
        return [str(text) for text in group.attributes[name]]
    found: list[str] = []
    i = 0
    while f"{name}{i}" in group.attributes:
        found += [str(text) for text in group.attributes[f"{name}{i}"]]
        i += 1
    return found
