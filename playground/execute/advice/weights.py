"""What `build` and `__init__` of a layer of one's own get wrong."""

from __future__ import annotations

import ast
import re

from playground.execute.advice.scene import Advice, Scene


def advise(scene: Scene) -> Advice | None:
    text = scene.text
    if "super().__init__()" in text and isinstance(scene.error, RuntimeError):
        return _without_super(scene, text)
    if "descriptor '__init__'" in text and "super" in text:
        return Advice(
            "Write `super().__init__()`: super is called, with brackets, before its __init__ is."
        )
    if "fully-defined" in text:
        return Advice(_batch(scene))
    return None


def _without_super(scene: Scene, text: str) -> Advice | None:
    kind = re.search(r"'(\w+)'", text)
    for cls in scene.nodes(ast.ClassDef):
        init = next((f for f in cls.body if getattr(f, "name", "") == "__init__"), None)
        if kind and cls.name == kind[1] and init is not None:
            return Advice(
                f"`__init__` of {cls.name} begins with `super().__init__()`: it makes the place where weights and"
                " layers are kept.",
                line=init.lineno,
            )
    return None


def _batch(scene: Scene) -> str:
    code = "\n".join(scene.lines[scene.line - 1 : scene.line + 4])
    first = re.search(r"(\w*shape\w*)\[0\]", code)
    name = first[1] if first else "input_shape"
    seen = (
        f" `{first[0]}` is the number of samples, which is not known here, and no weight depends on it."
        if first
        else ""
    )
    return (
        f"None stands for the number of samples in a batch.{seen} For the number of features write `{name}[-1]`; a"
        " bias has shape `(units,)`."
    )
