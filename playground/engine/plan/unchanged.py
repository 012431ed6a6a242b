"""Whether anything a step depends on may have changed since it was recorded: asked in place of recording it again.

Python code can read whatever it likes, so this is answered only for models that are the engine's throughout, with
nothing of the learner's in layers, losses, metrics or optimizer. Such a step depends on attributes of these objects
and on a few settings. They are compared by identity: an equal value put in place of another counts as a change.
"""

from __future__ import annotations

import types
import weakref
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from operator import call, itemgetter
from typing import Any

import numpy as np

from playground.engine import config, dtype_policies, random, scopes
from playground.engine.keras_tensor import KerasTensor
from playground.engine.tensor import Tensor

_ENGINE = "playground.engine."
# what training itself writes, places of variables (a plan asks for them itself), links to models that share a layer
_PASSED_OVER = {
    "_inbound_nodes", "_outbound_nodes", "_plans", "_array", "_snapshot", "_keras_history", "history",
    "stop_training", "stop_evaluating", "stop_predicting"
}  # fmt: skip
_SETTINGS = [
    (config, ("_floatx", "_epsilon", "_image_data_format", "_flash_attention")),
    (dtype_policies, ("_global_policy",)),
    (random, ("_global_generator",)),
    (scopes, ("stateless", "symbolic", "autocast")),
]
_LEAVES = (
    type(None), bool, int, float, complex, str, bytes, type(...), slice, range, np.generic, np.dtype, np.ufunc,
    types.BuiltinFunctionType, types.ModuleType, weakref.ref, Tensor, KerasTensor
)  # fmt: skip


class _Foreign(Exception):
    """Something that is not the engine's, or that can change unseen."""


class Snapshot:
    """The attributes of `root`, of all that it consists of, and the settings, as they are now.

    `Snapshot.of(root)` is None when what `root` does cannot be known from them.
    """

    def __init__(self, root: Any) -> None:
        self._parts: list[Callable[[], Iterable]] = []  # each gives some of the objects looked at
        self._ids: list[int] = []  # what all of them gave
        self._attributes: list[dict] = []
        self._counts: list[int] = []  # of attributes: one more is a change, too
        self._kept: list[Any] = []  # so that no two objects ever have the same id
        self._known: set[int] = set()
        for module, names in _SETTINGS:
            self._watch(partial(itemgetter(*names, "__name__"), vars(module)))
        todo = [root]
        while todo:
            todo.extend(self._entered(todo.pop()))

    @classmethod
    def of(cls, root: Any) -> Snapshot | None:
        """A snapshot of `root`, or None."""
        try:
            return cls(root)
        except _Foreign:
            return None

    def holds(self) -> bool:
        """Whether everything is as it was."""
        try:
            if [*map(len, self._attributes)] != self._counts:
                return False
            return [*map(id, chain.from_iterable(map(call, self._parts)))] == self._ids
        except (KeyError, ValueError):  # an attribute is gone
            return False

    def _watch(self, now: Callable[[], Iterable]) -> list[Any]:
        found = list(now())
        self._kept.append(found)
        self._parts.append(now)
        self._ids.extend(map(id, found))
        return found

    def _entered(self, x: Any) -> list[Any]:
        """What `x` consists of; from now on watched."""
        if isinstance(x, _LEAVES) or id(x) in self._known:
            return []
        self._known.add(id(x))
        self._kept.append(x)
        if isinstance(x, list | tuple | set | frozenset):
            return self._watch(x.__iter__)
        if type(x) is dict:
            return [*self._watch(x.keys), *self._watch(x.values)]
        if isinstance(x, types.MethodType):
            return [x.__self__, x.__func__]
        if isinstance(x, partial):
            return [x.func, *x.args, *x.keywords.values()]
        if isinstance(x, type | types.FunctionType):
            if not _is_known(x.__module__):
                raise _Foreign
            cells = getattr(x, "__closure__", None)
            return self._watch(lambda: [c.cell_contents for c in cells]) if cells else []
        if isinstance(x, np.ndarray) and not x.flags.writeable:
            return []
        if not type(x).__module__.startswith(_ENGINE):
            raise _Foreign
        attributes = getattr(x, "__dict__", None)
        if attributes is None:
            return []
        self._attributes.append(attributes)
        self._counts.append(len(attributes))
        names = [name for name in attributes if name not in _PASSED_OVER]
        if len(names) < 2:
            return self._watch(lambda: [attributes[name] for name in names])
        return self._watch(partial(itemgetter(*names), attributes))


def _is_known(module: str | None) -> bool:
    return module is not None and (
        module.startswith(_ENGINE) or module.partition(".")[0] in ("builtins", "numpy")
    )
