"""What a name that is not here is answered with: the name, and the closest that is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from playground.engine.left_out import NotHere
from playground.engine.meanings import known_meaning, meant, question

# Parts of TensorFlow that learners ask for by their first name, and what they can do instead.
_ELSEWHERE = {
    "io": "Files are read with Python and NumPy here.",
    "image": "keras.ops has what image layers need: ops.conv, ops.max_pool.",
    "strings": "Text is prepared with Python here.",
    "distribute": "Programs run on one processor here.",
    "config": "There are no devices to configure here.",
    "summary": "The page draws the curves; keras.callbacks.CSVLogger writes them to a file.",
    "compat": "TensorFlow 1 is not here.",
    "saved_model": 'model.save("model.keras") saves a model.',
    "lite": "Models stay in this page.",
}


class Names(ModuleType):
    """A namespace such as `tf.nn`, which answers an unknown name with the closest."""

    def __init__(self, name: str, **names: Any) -> None:
        super().__init__(name)
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        raise Missing(self.__name__, name, list(self.__dict__))


class Missing(NotHere):
    """`where.name`, where the names `known` are."""

    def __init__(self, where: str, name: str, known: list[str]) -> None:
        super().__init__(where, name, lambda: known)

    @property
    def reason(self) -> str:
        where, name = self.args
        return _reason(where, name, self._known())


def _reason(where: str, name: str, known: Iterable[str]) -> str:
    if where == "tf" and name in _ELSEWHERE:
        return f"tf.{name} is not here. {_ELSEWHERE[name]}"
    if where == "tf" and known_meaning("tf", name):
        return f"tf.{name} is not here.{question(meant('tf', name))}"
    close = difflib.get_close_matches(name, [k for k in known if not k.startswith("_")], 3, 0.55)
    hint = f"The closest is {' or '.join(f'{where}.{c}' for c in close)}." if close else ""
    beside = "keras.ops has most operations under NumPy's names." if not close else ""
    return f"{where}.{name} is not here. {hint}{beside}".strip()
