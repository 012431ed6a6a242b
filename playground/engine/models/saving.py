"""Weights and whole models on disk.

A weights file is a `.weights.h5` as Keras 3 writes it (`weights_h5.py`), or a `.npz` whose entries are named by the
place of a variable: `layers/0/vars/0`, `layers/1/vars/0`, …. A `.keras` file is a zip of `config.json` (the
architecture and how it was compiled), `metadata.json` and `model.weights.h5` (with the optimizer's state), as Keras 3
writes it; an `.h5` or `.hdf5` file is in the format before that (`legacy_h5.py`). All go both ways between Keras and
the engine.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine.layers.layer import Layer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object

LEGACY = (".h5", ".hdf5")


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
            f"Model '{model.name}' has not been built yet, so its weights cannot be {what}. Call it on data "
            "first; a Sequential may also be given an `Input`."
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


def _refuse(function: str, unknown: dict[str, Any], more: str = "") -> None:
    """ValueError for arguments that `function` does not know."""
    if unknown:
        raise ValueError(
            f"`{function}` received arguments it does not know: {sorted(unknown)}.{more}"
        )


# ----------------------------------------------------------------------------------------------- weights
def save_weights(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    max_shard_size: float | None = None,
    **kwargs: Any,
) -> None:
    """Write weights to `….weights.h5` or `….npz`. ValueError for another ending or an existing file, and for
    `max_shard_size`: one file is written, whatever its size."""
    _refuse("save_weights", kwargs)
    if max_shard_size is not None:
        raise ValueError(
            "`max_shard_size` is not available here: weights are written to one file. Received: "
            f"max_shard_size={max_shard_size}. Leave it out."
        )
    path = os.fspath(filepath)
    _check_ending(path, (".weights.h5", ".npz"), "weights")
    _check_overwrite(path, overwrite)
    if path.endswith(".npz"):
        values: dict[str, Any] = dict(collect_weights(model, optimizer=True))
        np.savez(path, **values)
        return
    _check_built(model, "saved")
    from playground.engine.models import weights_h5

    weights_h5.write(model, path)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """Read a file written by `save_weights` or `save_model`, here or by Keras. `by_name`, of a file in the older format
    only: layers get the weights of layers of the same name, not of those in the same place."""
    by_name = kwargs.pop("by_name", None)
    _refuse("load_weights", kwargs, " Known: skip_mismatch, by_name.")
    path = os.fspath(filepath)
    _check_ending(path, (".weights.h5", ".npz", ".keras", *LEGACY), "weights")
    if by_name is not None and (path.endswith(".weights.h5") or not path.endswith(LEGACY)):
        raise ValueError(
            f"`by_name` only works with files ending in one of {LEGACY}, not in .weights.h5. Received: filepath={path}"
        )
    if not os.path.exists(path):
        raise FileNotFoundError(f"There is no file {path}.")
    if path.endswith(".keras"):
        with _archive(path) as archive:
            stored = _weights_in(archive, path)
            source = io.BytesIO(archive.read(stored))
        _restore(model, source, stored, skip_mismatch)
    elif path.endswith(LEGACY) and not path.endswith(".weights.h5"):
        _check_built(model, "loaded")
        from playground.engine.models import legacy_h5

        legacy_h5.read_weights(model, path, skip_mismatch, bool(by_name))
    else:
        _restore(model, path, path, skip_mismatch)


@contextlib.contextmanager
def _archive(path: str) -> Iterator[Any]:
    """The zip at `path`, open. ValueError when it is none, or damaged."""
    import zipfile  # here and below, not above: most programs never save a model
    import zlib

    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ValueError(
            f"{path} is damaged, or no `.keras` file. Expected a zip file as `model.save` writes it ({error})."
        ) from None


def _weights_in(archive: Any, path: str) -> str:
    """The name of the weights file in a `.keras` file. (Our own earlier ones have an `.npz`.)"""
    names = archive.namelist()
    for name in ("model.weights.h5", "model.weights.npz"):
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
def save_model(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    zipped: bool | None = None,
    **kwargs: Any,
) -> None:
    """Write a model to a `.keras` file, or to an `.h5` or `.hdf5` file in the format before that. Keras opens both.

    `include_optimizer`, of an `.h5` file only: whether to write how the model was compiled and its optimizer's state.
    """
    include_optimizer = kwargs.pop("include_optimizer", True)
    if zipped is False:
        raise ValueError(
            "`zipped=False` is not available here: a model is written to one file. Leave it out."
        )
    _refuse("save", kwargs, " Try `model.save('model.keras')`.")
    path = os.fspath(filepath)
    _check_ending(path, (".keras", *LEGACY), "a model")
    _check_overwrite(path, overwrite)
    if path.endswith(LEGACY):
        from playground.engine.models import legacy_h5

        data = legacy_h5.written(model, include_optimizer)
    else:
        data = _zipped(model)
    with open(path, "wb") as file:
        file.write(data)


def _zipped(model: Any) -> bytes:
    import json
    import zipfile

    from playground.engine import __version__
    from playground.engine.models import weights_h5

    weights, whole = io.BytesIO(), io.BytesIO()
    weights_h5.write(model, weights)
    metadata = {"keras_version": __version__, "written_by": "playground.engine"}
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("metadata.json", json.dumps(metadata))
        archive.writestr("config.json", json.dumps(serialize_keras_object(model)))
        archive.writestr("model.weights.h5", weights.getvalue())
    return whole.getvalue()


def load_model(
    filepath: Any, custom_objects: dict | None = None, compile: bool = True, safe_mode: bool = True
) -> Any:
    """The model of a `.keras`, `.h5` or `.hdf5` file that was written here or by Keras.

    `custom_objects`: classes and functions that are not Keras's, by name. With `safe_mode`, lambdas are refused.
    """
    import json

    path = os.fspath(filepath)
    _check_ending(path, (".keras", *LEGACY), "a model")
    if not os.path.exists(path):
        kind = FileNotFoundError if path.endswith(LEGACY) else ValueError
        raise kind(f"File not found: there is no file {path}.")
    if path.endswith(LEGACY):
        from playground.engine.models import legacy_h5

        return legacy_h5.read_model(path, custom_objects, compile, safe_mode)
    with _archive(path) as archive:
        if "config.json" not in archive.namelist():
            raise ValueError(
                f"{path} has no config.json. Expected a file written by `model.save`. Received an archive of "
                f"{archive.namelist()}."
            )
        config = json.loads(archive.read("config.json"))
        stored = _weights_in(archive, path)
        weights = io.BytesIO(archive.read(stored))
    if not compile:
        config.pop("compile_config", None)
    model = deserialize_keras_object(config, custom_objects=custom_objects, safe_mode=safe_mode)
    if model.built:
        _restore(model, weights, stored)
    return model
