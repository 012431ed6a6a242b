"""`LayerState`: what a layer is made of: the variables, layers, metrics and seed generators in its attributes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.layers.tracking import Tracker
from playground.engine.metrics.metric import Metric
from playground.engine.operation import Operation
from playground.engine.random import SeedGenerator
from playground.engine.variable import Variable


class LayerState(Operation):
    """The half of `Layer` that keeps track of state; it knows nothing of calling."""

    _trainable_variables: list[Variable]
    _non_trainable_variables: list[Variable]
    _layers: list[Any]
    _initialized: bool
    _made_in_step: int  # which step of training was traced when the layer was made; 0 for none
    _metrics: list[Metric]
    _seed_generators: list[SeedGenerator]
    _losses: list[Any]
    _tracker: Tracker
    _trainable: bool
    _build_depth: int
    _build_shapes_dict: dict[str, Any] | None
    _parent_path: str | None
    _first_output_shapes: list[tuple] | None  # for the summary
    _call_context_args: list[str]
    built: bool
    supports_masking: bool

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        layer = super().__new__(cls, *args, **kwargs)
        layer._begin_tracking()
        return layer

    def _begin_tracking(self) -> None:
        """Before `__init__`, so that attributes may be set before `super().__init__()`."""
        stores: dict[str, tuple[Callable[[Any], bool], list]] = {
            "trainable_variables": (_is_trainable, []),
            "non_trainable_variables": (_is_not_trainable, []),
            "metrics": (_is_metric, []),
            "layers": (_is_layer, []),
            "seed_generators": (_is_seed_generator, []),
        }
        attributes = {f"_{name}": found for name, (_, found) in stores.items()} | {
            "_tracker": Tracker(stores),
            "_losses": [],
            "_called": False,
            "_trainable": True,
            "_build_depth": 0,
            "_build_shapes_dict": None,
            "_parent_path": None,
            "_initialized": False,
            "_made_in_step": 0,
            "_input_spec": None,
            "_first_output_shapes": None,
            "_call_context_args": ["training"],
            "built": False,
            "supports_masking": False,
        }
        for name, value in attributes.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, self._tracker.track(value))

    def __delattr__(self, name: str) -> None:
        value = getattr(self, name, None)
        if isinstance(value, Variable | LayerState | Metric | SeedGenerator):
            self._tracker.untrack(value)
        super().__delattr__(name)

    def _track_variable(self, variable: Variable) -> None:
        store = "trainable_variables" if variable.trainable else "non_trainable_variables"
        self._tracker.add_to_store(store, variable)

    def _untrack_variable(self, variable: Variable) -> None:
        """Remove a weight from the layer, also when it is built."""
        self._tracker.untrack(variable)

    def _check_super_called(self) -> None:
        if not self._initialized:
            raise RuntimeError(
                f"In layer '{type(self).__name__}', you forgot to call `super().__init__()` as the first statement in "
                "the `__init__()` method. Go add it!"
            )

    def _flatten_layers(self, recursive: bool = True, include_self: bool = True) -> list[Any]:
        """This layer and those in it, depth first, each once."""
        found: dict[int, Any] = {}
        todo: list[Any] = [self] if include_self else list(reversed(self._layers))
        while todo:
            layer = todo.pop()
            if id(layer) in found:
                continue
            found[id(layer)] = layer
            if layer._layers and (recursive or layer is self):
                todo.extend(reversed(layer._layers))
        return list(found.values())

    @property
    def path(self) -> str:
        """The names of the layers around this one and its own, joined by `/`."""
        return f"{self._parent_path}/{self.name}" if self._parent_path else self.name

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights. Setting it does so for the layers inside as well."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        value = bool(value)
        self._trainable = value
        for variable in self._trainable_variables:
            variable.trainable = value
        for layer in self._layers:
            layer.trainable = value

    @property
    def variables(self) -> list[Variable]:
        """All state: weights and the state of seed generators."""
        return self._collect(lambda layer: [g.state for g in layer._seed_generators])

    @property
    def weights(self) -> list[Variable]:
        """The variables without the state of seed generators: this layer's, then those of the layers inside."""
        return self._collect(None)

    def _collect(self, more: Callable[[LayerState], list] | None) -> list[Variable]:
        found: dict[int, Variable] = {}
        for layer in self._flatten_layers():
            for variable in layer._trainable_variables + layer._non_trainable_variables:
                found.setdefault(id(variable), variable)
            if more is not None:
                for variable in more(layer):
                    found.setdefault(id(variable), variable)
        return list(found.values())

    @property
    def trainable_variables(self) -> list[Variable]:
        return [v for v in self.variables if v.trainable] if self.trainable else []

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """Variables that training does not change, with seed generators' state, without metrics'."""
        return [v for v in self.variables if not v.trainable] if self.trainable else self.variables

    @property
    def trainable_weights(self) -> list[Variable]:
        return [v for v in self.weights if v.trainable] if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Variable]:
        return [v for v in self.weights if not v.trainable] if self.trainable else self.weights

    @property
    def metrics(self) -> list[Metric]:
        """Metrics assigned to attributes of this layer and of the layers inside."""
        return [metric for layer in self._flatten_layers() for metric in layer._metrics]

    @property
    def metrics_variables(self) -> list[Variable]:
        return [v for metric in self.metrics for v in metric.variables]

    def count_params(self) -> int:
        """The number of numbers in `weights`. ValueError before the layer is built."""
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built. You can build it "
                f"manually via: `layer.build(input_shape)`."
            )
        return sum(math.prod(v.shape) for v in self.weights)

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the weights' values, in the order of `weights`."""
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Assign a list like that of `get_weights`. ValueError when number or shapes differ."""
        layer_weights = self.weights
        if len(layer_weights) != len(weights):
            raise ValueError(
                f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length "
                f"{len(weights)}, "
                f"but the layer was expecting {len(layer_weights)} weights."
                + ("" if self.built else " It has none yet: call it on data or `build` it before.")
            )
        for variable, value in zip(layer_weights, weights):
            if tuple(variable.shape) != np.shape(value):
                raise ValueError(
                    f"Layer {self.name} weight shape {tuple(variable.shape)} is not compatible with provided weight "
                    f"shape {np.shape(value)}."
                )
            variable.assign(value)

    # --------------------------------------------------------------------------------- weights on disk
    def save_own_variables(self, store: Any) -> None:
        """Write the values of this layer's own weights into a dict-like `store`."""
        for i, variable in enumerate(self._trainable_variables + self._non_trainable_variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read the values that `save_own_variables` wrote."""
        variables = self._trainable_variables + self._non_trainable_variables
        if len(store.keys()) != len(variables):
            advice = (
                "The layer is not built yet: build it first, for example by calling it on data."
                if not self.built
                else "Was the file saved from another architecture?"
            )
            raise ValueError(
                f"Layer '{self.name}' expected {len(variables)} variables, but received {len(store.keys())} variables "
                f"during loading. {advice}"
            )
        for i, variable in enumerate(variables):
            variable.assign(store[str(i)])


def _is_trainable(x: Any) -> bool:
    return isinstance(x, Variable) and x.trainable


def _is_not_trainable(x: Any) -> bool:
    return isinstance(x, Variable) and not x.trainable


def _is_metric(x: Any) -> bool:
    return isinstance(x, Metric)


def _is_layer(x: Any) -> bool:
    return isinstance(x, LayerState)


def _is_seed_generator(x: Any) -> bool:
    return isinstance(x, SeedGenerator)
