"""How one batch changed the weights: each before, the gradient, what the optimizer keeps, and each after.

A step of training does not tell its gradients: most are plans that hold them for a moment. So what a model knew is
kept while somebody goes batch by batch, and the batch's gradients are taken once more, from the weights before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from playground.engine import GradientTape, Model, ops, tree
from playground.engine.training.arrays import unpack_x_y_sample_weight
from playground.events import Array, WeightUpdate
from playground.execute.aside import aside
from playground.execute.variable_names import variable_names

LARGEST = 4_096  # numbers of a weight
MOST_NUMBERS = 20_000  # of all that is told


class _Before(NamedTuple):
    """A model's variables, dropout's seeds and moving means among them, and the batch that comes."""

    model: Any
    variables: list[tuple[Any, np.ndarray]]
    batch: Any


class WeightUpdates:
    """Of one model, from batch to batch."""

    def __init__(self) -> None:
        self._before: _Before | None = None

    def forget(self) -> None:
        self._before = None

    def batch_comes(self, model: Any, batches: Any) -> None:
        """Keep what is needed to tell of it; nothing for several batches, or a step that the learner wrote."""
        self._before = None
        own = type(model).train_step is not Model.train_step
        if own or len(batches) != 1 or not model.built:
            return
        if sum(int(np.prod(v.shape)) for v in model.trainable_variables) > MOST_NUMBERS:
            return
        kept = [(v, np.array(v.value)) for v in model.variables]
        self._before = _Before(model, kept, tree.map_structure(np.array, batches[0]))

    def told(self, keys: Mapping[int, str]) -> tuple[WeightUpdate, ...]:
        """What the batch changed; raises what the model raises."""
        if self._before is None:
            return ()
        model, variables, batch = self._before
        x, y, weights = unpack_x_y_sample_weight(batch)
        wanted = {id(v): v for v in model.trainable_variables}
        now = {id(v): np.array(v.value) for v in wanted.values()}
        with aside(model):
            for variable, value in variables:
                variable.assign(value)
            values = [v.value for v in wanted.values()]  # those assigned here
            with GradientTape() as tape:
                tape.watch(values)
                x, y = (tree.map_structure(ops.convert_to_tensor, each) for each in (x, y))
                answers = model(x, training=True)
                loss = model.compute_loss(x=x, y=y, y_pred=answers, sample_weight=weights)
            found = tape.gradient(loss, values)
        gradients = dict(zip(wanted, found))
        before = {id(v): value for v, value in variables}
        made = []
        for layer in model._flatten_layers():
            if (key := keys.get(id(layer))) is None:
                continue
            names = variable_names(layer)
            for variable in layer.trainable_variables:
                gradient = gradients.get(id(variable))
                if gradient is None or before[id(variable)].size > LARGEST:
                    continue
                made.append(
                    WeightUpdate(
                        key,
                        names[id(variable)],
                        Array.of_numbers(before[id(variable)]),
                        Array.of_numbers(np.asarray(gradient)),
                        _kept(model.optimizer, variable),
                        Array.of_numbers(now[id(variable)]),
                    )
                )
        return tuple(made)


def _kept(optimizer: Any, variable: Any) -> dict[str, Array]:
    """What the optimizer keeps for this variable, by its name there ("velocity")."""
    start = variable.path.replace("/", "_") + "_"
    return {
        each.name.removeprefix(start): Array.of_numbers(np.asarray(each.value))
        for each in optimizer.variables
        if each.name.startswith(start) and tuple(each.shape) == tuple(variable.shape)
    }
