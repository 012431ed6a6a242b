"""Weights and whole models on disk.

A weights file is a `.npz` whose entries are named by the place of a variable: `layers/0/vars/0`, `layers/1/vars/0`, …;
or, where h5py is installed, a `.weights.h5` as Keras 3 writes them (`weights_h5.py`). A `.keras` file is a zip of
`config.json` (the architecture and how it was compiled), `metadata.json` and `model.weights.npz` (with the optimizer's
state); where h5py is installed also `model.weights.h5`, so that Keras 3 can open it, and files of Keras 3 are read.
"""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any

import numpy as np

from playground.engine.layers.layer import Layer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object


def _walk(layer: Any, path: str, seen: set[int], prefix: str = "layers") -> list[tuple[str, Any]]:
    """`(path, layer)` of a layer and those inside it, each once."""
    if id(layer) in seen:
        return []
    seen.add(id(layer))
    found = [(path, layer)]
    for i, inner in enumerate(layer._layers):
        found += _walk(inner, f"{path}/{prefix}/{i}".lstrip("/"), seen)
    return found


def collect_weights(model: Any, optimizer: bool = False) -> dict[str, np.ndarray]:
    """The values of all state by name: variables of layers, states of seed generators, the optimizer's if asked."""
    values: dict[str, np.ndarray] = {}
    for path, layer in _walk(model, "", set()):
        store: dict[str, Any] = {}
        layer.save_own_variables(store)
        values.update({f"{path}/vars/{key}".lstrip("/"): np.asarray(v) for key, v in store.items()})
        for i, generator in enumerate(layer._seed_generators):
            values[f"{path}/seeds/{i}".lstrip("/")] = generator.state.numpy()
    if optimizer and getattr(model, "optimizer", None) is not None and model.optimizer.built:
        store = {}
        model.optimizer.save_own_variables(store)
        values.update({f"optimizer/vars/{key}": np.asarray(v) for key, v in store.items()})
    return values


def restore_weights(model: Any, values: dict[str, np.ndarray], skip_mismatch: bool = False) -> None:
    """Assign what `collect_weights` gave to a model of the same architecture. ValueError when something of it does not
    fit: then nothing is assigned. With `skip_mismatch`, what fits is."""
    _check_built(model, "loaded")
    groups: dict[str, dict[str, np.ndarray]] = {}
    for name, value in values.items():
        path, _, key = name.rpartition("/")
        groups.setdefault(path, {})[key] = value
    used: set[str] = set()
    found: list[tuple[Any, dict[str, np.ndarray]]] = []
    states: list[tuple[Any, np.ndarray]] = []
    for path, layer in _walk(model, "", set()):
        group = f"{path}/vars".lstrip("/")
        own = layer._trainable_variables + layer._non_trainable_variables
        used.add(group)
        if own or group in groups:
            store = groups.get(group, {})
            problem = misfit(layer, store)
            if problem is None:
                found.append((layer, store))
            elif not skip_mismatch:
                raise ValueError(problem)
        for i, generator in enumerate(layer._seed_generators):
            state = groups.get(f"{path}/seeds".lstrip("/"), {}).get(str(i))
            if state is not None:
                states.append((generator.state, state))
    left = [g for g in groups if g.endswith("vars") and g not in used and g != "optimizer/vars"]
    if left and not skip_mismatch:
        raise ValueError(
            f"The file has weights for {len(left)} layer(s) that model '{model.name}' does not have, for example at "
            f"'{left[0]}'. Was it saved from another architecture?"
        )
    for layer, store in found:
        try:
            layer.load_own_variables(store)
        except ValueError:  # a layer with a form of its own
            if not skip_mismatch:
                raise
    for variable, state in states:
        variable.assign(state)
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and "optimizer/vars" in groups:
        if not optimizer.built:
            optimizer.build(model.trainable_variables)
        optimizer.load_own_variables(groups["optimizer/vars"])


def _check_built(model: Any, what: str) -> None:
    if not model.built:
        raise ValueError(
            f"Model '{model.name}' has not been built yet, so its weights cannot be {what}. Call it on data, or "
            "`model.build(input_shape)`, first."
        )


def misfit(layer: Any, store: dict[str, np.ndarray]) -> str | None:
    """What is wrong with `store` as the values of variables of `layer`. None where they have a form of their own."""
    if type(layer).save_own_variables is not Layer.save_own_variables:
        return None
    own = layer._trainable_variables + layer._non_trainable_variables
    if len(own) != len(store):
        advice = (
            "Was it saved from another architecture?"
            if layer.built
            else "Build the layer first: call it on data."
        )
        return (
            f"Layer '{layer.name}' expected {len(own)} variables, {[v.name for v in own]}, but received {len(store)} "
            f"variables from the file. {advice}"
        )
    for i, variable in enumerate(own):
        value = store.get(str(i))
        if value is not None and tuple(value.shape) != tuple(variable.shape):
            return (
                f"Layer '{layer.name}': shapes must match, but the weight '{variable.path}' has shape "
                f"{tuple(variable.shape)} and the one in the file {tuple(value.shape)}. Was it saved from another "
                "architecture?"
            )
    return None


# ----------------------------------------------------------------------------------------------- weights
def save_weights(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write weights to `….npz` or `….weights.h5`. ValueError for another ending or an existing file."""
    path = os.fspath(filepath)
    _check_ending(path, (".npz", ".weights.h5"), "weights")
    _check_overwrite(path, overwrite)
    if path.endswith(".npz"):
        np.savez(path, **_flat_names(collect_weights(model, optimizer=True)))
        return
    _check_built(model, "saved")
    from playground.engine.models import weights_h5

    weights_h5.write(model, path)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False) -> None:
    """Read a file written by `save_weights` or `save_model`."""
    path = os.fspath(filepath)
    _check_ending(path, (".npz", ".weights.h5", ".keras"), "weights")
    if not os.path.exists(path):
        raise FileNotFoundError(f"There is no file {path}.")
    if not path.endswith(".keras"):
        _restore(model, path, path, skip_mismatch)
        return
    import zipfile  # here and below, not above: most programs never save a model

    with zipfile.ZipFile(path) as archive:
        stored = _weights_in(archive, path)
        _restore(model, io.BytesIO(archive.read(stored)), stored, skip_mismatch)


def _weights_in(archive: Any, path: str) -> str:
    """The name of the weights file in a `.keras` file: ours, or that of Keras itself."""
    names = archive.namelist()
    for name in ("model.weights.npz", "model.weights.h5"):
        if name in names:
            return name
    raise ValueError(
        f"{path} has no weights. Expected a file written by `model.save`. Received an archive of {names}."
    )


def _restore(model: Any, source: Any, name: str, skip_mismatch: bool = False) -> None:
    """Assign what is in `source`, a path or a binary file, whose format `name` tells."""
    if name.endswith(".npz"):
        restore_weights(model, _read_npz(source), skip_mismatch=skip_mismatch)
        return
    _check_built(model, "loaded")
    from playground.engine.models import weights_h5

    weights_h5.read(model, source, skip_mismatch)


def _flat_names(values: dict[str, np.ndarray]) -> dict[str, Any]:
    return dict(values)


def _read_npz(source: Any) -> dict[str, np.ndarray]:
    with np.load(source, allow_pickle=False) as file:  # a file from elsewhere must not run code
        return {name: file[name] for name in file.files}


def _check_ending(path: str, endings: tuple[str, ...], what: str) -> None:
    if not path.endswith(endings):
        raise ValueError(
            f"Invalid filepath extension for saving {what}. File format not supported. Expected a name "
            f"ending in one of {endings}. Received: filepath={path}"
        )


def _check_overwrite(path: str, overwrite: bool) -> None:
    if os.path.exists(path) and not overwrite:
        raise ValueError(f"The file {path} exists. Pass `overwrite=True` to replace it.")


# ------------------------------------------------------------------------------------------------ models
def save_model(model: Any, filepath: Any, overwrite: bool = True, **kwargs: Any) -> None:
    """Write a model to a `.keras` file; Keras 3 can open it when h5py is installed here."""
    path = os.fspath(filepath)
    _check_ending(path, (".keras",), "a model")
    _check_overwrite(path, overwrite)
    import json
    import zipfile

    from playground.engine import __version__

    buffer = io.BytesIO()
    np.savez(buffer, **_flat_names(collect_weights(model, optimizer=True)))
    metadata = {"keras_version": __version__, "written_by": "playground.engine"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps(metadata))
        archive.writestr("config.json", json.dumps(serialize_keras_object(model)))
        archive.writestr("model.weights.npz", buffer.getvalue())
        with contextlib.suppress(ImportError):  # the same for Keras, where h5py is installed
            from playground.engine.models import weights_h5

            buffer = io.BytesIO()
            weights_h5.write(model, buffer)
            archive.writestr("model.weights.h5", buffer.getvalue())


def load_model(
    filepath: Any, custom_objects: dict | None = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """The model of a `.keras` file written by `save_model`, or by Keras 3 where h5py is installed.

    `custom_objects`: classes and functions that are not Keras's, by name. With `safe_mode`, lambdas are refused.
    """
    import json
    import zipfile

    path = os.fspath(filepath)
    _check_ending(path, (".keras",), "a model")
    if not os.path.exists(path):
        raise FileNotFoundError(f"There is no file {path}.")
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
        stored = _weights_in(archive, path)
        weights = io.BytesIO(archive.read(stored))
    if not compile:
        config.pop("compile_config", None)
    model = deserialize_keras_object(config, custom_objects=custom_objects, safe_mode=safe_mode)
    if model.built:
        _restore(model, weights, stored)
    return model
