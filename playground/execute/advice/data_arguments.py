"""Data given to the wrong place: labels of other samples, labels first, data for a branch, the samples in a Reshape."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

import numpy as np

from playground.execute.advice.scene import Advice, Scene, method_called


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    if "Data cardinality is ambiguous" in text:
        yield _other_samples(scene)
    if "must have the same shape" in text or "do not fit each other" in text:
        yield _labels_first(scene)
    if "the total size of the tensor must be unchanged" in text:
        yield _samples_in_reshape(scene)
    if "matching shapes except for the concatenation axis" in text:
        yield _branch_of_data(scene)


def _two(scene: Scene) -> tuple[str, ast.expr, ast.expr] | None:
    """(what is called, data, labels) of a call of fit or evaluate."""
    call = scene.call()
    if call is None or not method_called(call, "fit", "evaluate") or len(call.args) < 2:
        return None
    return scene.source_of(call.func), call.args[0], call.args[1]


def _count(scene: Scene, node: ast.expr) -> int | None:
    value = scene.maybe(node)
    return len(value) if isinstance(value, np.ndarray) and value.ndim else None


def _other_samples(scene: Scene) -> Advice | None:
    """`fit(x, test_y)`"""
    found = _two(scene)
    if found is None:
        return None
    called, data, labels = found
    n, m = _count(scene, data), _count(scene, labels)
    if n is None or m is None or n == m or not isinstance(data, ast.Name):
        return None
    begin = f"`{data.id}` has {n} samples and `{scene.source_of(labels)}` {m}: each sample needs its own label. "
    head, x, tail = data.id.rpartition("x")
    meant = f"{head}y{tail}" if x else ""
    if len(getattr(scene.namespace.get(meant), "shape", ())) and len(scene.namespace[meant]) == n:
        return Advice(
            f"{begin}Those of `{data.id}` are in `{meant}`: `{called}({data.id}, {meant}, …)`."
        )
    return Advice(f"{begin}Give both of the same samples.")


def _labels_first(scene: Scene) -> Advice | None:
    """`fit(y, x)`"""
    found = _two(scene)
    if found is None or not (isinstance(found[1], ast.Name) and isinstance(found[2], ast.Name)):
        return None
    called, first, second = found[0], found[1].id, found[2].id
    head, y, tail = first.rpartition("y")
    if not y or second != f"{head}x{tail}":
        return None
    return Advice(f"First the data, then the labels: `{called}({second}, {first}, …)`.")


def _samples_in_reshape(scene: Scene) -> Advice | None:
    shapes = re.search(r"input_shape=(\([\d, ]+\)).*target_shape=(\([\d, ]+\))", scene.text)
    if shapes is None:
        return None
    given, target = ast.literal_eval(shapes[1]), ast.literal_eval(shapes[2])
    if len(target) < 2 or math.prod(target[1:]) != math.prod(given):
        return None
    return Advice(
        f"The shape in Reshape is that of one sample, without the number of samples: `Reshape({target[1:]})`. One long "
        "row makes `Flatten()`, too."
    )


def _branch_of_data(scene: Scene) -> Advice | None:
    """A layer of a functional model that is called on the data themselves."""
    for node in scene.nodes(ast.Call):
        if not isinstance(node.func, ast.Call) or len(node.args) != 1:
            continue
        value = scene.namespace.get(getattr(node.args[0], "id", ""))
        if isinstance(value, np.ndarray) and value.ndim and f"({len(value)}, " in scene.text:
            return Advice(
                f"Line {node.lineno} calls a layer on the data, `{scene.source_of(node.args[0])}`, while the model is "
                f"built. Call it on the Input, which stands for them: `{scene.source_of(node.func)}(inputs)`.",
                line=node.lineno,
            )
    return None
