"""How a layer is built: once, before its first call, with the shapes of what it is called on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from playground.engine.layers.call_arguments import build_shapes, shape_of, signature_of
from playground.engine.layers.weights import LayerWeights

_LOCKED = (
    "You cannot add new elements of state (variables or sub-layers) to a layer that is already built. All state must "
    "be created in the `__init__()` method or in the `build()` method."
)


def _building(build: Callable) -> Callable:
    """`build` with what has to happen around the outermost one: name scope, `built`, lock."""

    @functools.wraps(build)
    def wrapper(self: LayerBuilding, *args: Any, **kwargs: Any) -> Any:
        if self._build_depth:
            return build(self, *args, **kwargs)
        self._build_depth += 1
        try:
            with self._name_scope():
                result = build(self, *args, **kwargs)
        finally:
            self._build_depth -= 1
        signature = signature_of(self.build)
        object.__setattr__(self, "_build_shapes_dict", signature.bind(args, kwargs))
        self.built = True
        if not self._trainable:
            self.trainable = False  # for what was just made
        self._lock_state()
        return result

    return wrapper


class LayerBuilding(LayerWeights):
    """What `Layer` knows of `build`."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _building(cls.__dict__["build"])

    @_building
    def build(self, input_shape: Any = None) -> None:
        """Make the weights. Override it: it is called with the shape of the first argument of `call`, or with one
        shape for each argument, named `<argument>_shape`."""
        self._check_super_called()

    def _build_at_init(self) -> None:
        """For layers whose state does not depend on the inputs: built as soon as made, unless a subclass has a
        `build` of its own."""
        if _is_default_build(self):
            self.built = True
            self._lock_state()

    def _lock_state(self) -> None:
        if not self._tracker.locked:
            self._tracker.lock(_LOCKED)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build with the shapes of `get_build_config`."""
        if not config:
            return
        if "input_shape" in config:
            self.build(config["input_shape"])
        elif "shapes_dict" in config:
            self.build(**config["shapes_dict"])

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the layer was built with."""
        shapes = self._build_shapes_dict
        if not shapes:
            return None
        if len(shapes) == 1:
            return {"input_shape": next(iter(shapes.values()))}
        return {"shapes_dict": shapes}

    def _maybe_build(self, arguments: dict[str, Any]) -> None:
        if self.built:
            return
        if not _is_default_build(self):
            self.build(**build_shapes(self, arguments))
        else:
            first = next(iter(arguments.values()), None)
            self.build(shape_of(first) if first is not None else None)
        if not self.built:
            raise ValueError(
                f"The `build()` method of layer {self.name} did not mark the layer as built. Try `self.built = True`."
            )


def _is_default_build(layer: LayerBuilding) -> bool:
    return type(layer).build is LayerBuilding.build
