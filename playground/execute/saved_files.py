"""What a run leaves: the files that the program wrote, and the weights of the model that it fitted last."""

from __future__ import annotations

import base64
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from playground import events as ev

MOST_FILES = 40
MOST_BYTES = 6_000_000  # of all files of a run that are sent
MOST_PARAMETERS = 400_000  # of a model whose weights are sent, in three formats
MOST_SAID = 400  # characters of why there is none
PART_BYTES = 1_500_000  # of one message

Known = dict[str, tuple[int, int]]  # path: size and time of change


def known_files(folder: str = ".") -> Known:
    """The plain files below `folder` by their path in it; of very many only the first."""
    found: Known = {}
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not os.path.islink(os.path.join(at, f)))
        for name in sorted(names):
            path = os.path.join(at, name)
            try:
                state = os.stat(path, follow_symlinks=False)
            except OSError:
                continue
            if os.path.isfile(path) and not os.path.islink(path):
                shown = os.path.relpath(path, folder).replace(os.sep, "/")
                found[shown] = (state.st_size, state.st_mtime_ns)
            if len(found) > 10 * MOST_FILES:
                return found
    return found


def new_files(before: Known, folder: str = ".") -> Iterator[ev.File]:
    """The files that are new or changed since `before`, in parts; of those that are too large, only the name."""
    room = MOST_BYTES
    new = [name for name, state in known_files(folder).items() if before.get(name) != state]
    for name in new[:MOST_FILES]:
        try:
            content = Path(folder, name).read_bytes() if _size(folder, name) <= room else None
        except OSError:
            continue
        room -= len(content or b"")
        yield from _parts(name[-200:], content, "saved")


def _size(folder: str, name: str) -> int:
    return os.stat(os.path.join(folder, name)).st_size


def weight_files(model: Any) -> Iterator[ev.File]:
    """`model` in Keras's two formats and as arrays; of those that it cannot be saved in, why."""
    if not getattr(model, "built", False) or not 0 < model.count_params() <= MOST_PARAMETERS:
        return
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, save in (
            ("model.keras", model.save),
            ("model.weights.h5", model.save_weights),
            ("weights.npz", lambda path: _save_arrays(model, path)),
        ):
            path = os.path.join(folder, name)
            try:
                save(path)
                content = Path(path).read_bytes()
            except Exception as error:  # a layer of the learner's may not be fit for it
                yield ev.File(name, "weights", "", 0, 0, str(error)[:MOST_SAID])
                continue
            yield from _parts(name, content, "weights")


def _save_arrays(model: Any, path: str) -> None:
    """Each weight by its number and its path in the model."""
    arrays = {f"{i}_{w.path.replace('/', '.')}": np.asarray(w) for i, w in enumerate(model.weights)}
    np.savez(path, allow_pickle=False, **arrays)


def _parts(name: str, content: bytes | None, kind: str) -> Iterator[ev.File]:
    if content is None:
        yield ev.File(name, kind, "", 0, 0)  # type: ignore[arg-type]
        return
    count = max(1, -(-len(content) // PART_BYTES))
    for i in range(count):
        data = base64.b64encode(content[i * PART_BYTES : (i + 1) * PART_BYTES]).decode()
        yield ev.File(name, kind, data, i + 1, count)  # type: ignore[arg-type]
