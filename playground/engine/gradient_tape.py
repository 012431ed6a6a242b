"""GradientTape: reverse-mode differentiation by recording what is applied and walking it backwards.

The method is the Wengert list of R. E. Wengert, "A simple automatic derivative evaluation program" (1964); the
interface is TensorFlow's `tf.GradientTape`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import observe, ops, primitive, tree
from playground.engine.tensor import Tensor, VariableValue
from playground.engine.variable import Variable


class GradientTape:
    """Records the operations on watched tensors inside its `with` block.

    Trainable Variables are watched by themselves unless `watch_accessed_variables=False`; `watch` adds tensors.
    One call of `gradient` uses the tape up unless `persistent=True`. Tapes nest: gradients computed inside an
    outer tape can be differentiated again.

    >>> x = Variable(3.0)
    >>> with GradientTape() as tape:
    ...     y = x * x
    >>> float(tape.gradient(y, x))
    6.0
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watch_variables = watch_accessed_variables
        self._records: list[tuple] | None = []
        self._watched: dict[int, Any] = {}  # id → tensor, kept alive so that ids stay unique
        self._variables: dict[int, Variable] = {}

    def __enter__(self) -> GradientTape:
        if any(tape is self for tape in primitive.tapes):
            raise ValueError("Tape is still recording; this can happen if you try to re-enter it.")
        if self._records is None:
            self.reset()
        primitive.tapes.append(self)
        return self

    def __exit__(self, *exc: Any) -> None:
        self._stop()

    def _stop(self) -> None:
        primitive.tapes[:] = [tape for tape in primitive.tapes if tape is not self]

    def reset(self) -> None:
        """Forget everything recorded and watched."""
        self._records, self._watched, self._variables = [], {}, {}

    def watch(self, tensor: Any) -> None:
        """Record what is done with `tensor` (a Tensor, a Variable, or a nested structure of them)."""
        for t in tree.flatten(tensor):
            if isinstance(t, Variable):
                self._variables[id(t)] = t
            elif isinstance(t, Tensor):
                self._watched[id(t)] = t
            else:
                raise ValueError(
                    f"Passed in object {t} of type {type(t)}, not a Tensor or Variable"
                )

    def depends(self, tensor: Any) -> bool:
        """Whether a gradient would flow through `tensor`: it was made from what is watched."""
        return id(tensor) in self._watched

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables seen so far, in order of first use."""
        return tuple(self._variables.values())

    def stop_recording(self) -> _Paused:
        """A context in which this tape records nothing."""
        return _Paused(self)

    def record(
        self, what: primitive.Primitive, inputs: tuple, parameters: dict, output: Any
    ) -> None:
        """Called by `apply`. Keeps the application if one of its inputs depends on a watched tensor."""
        watched = self._watched
        if not what.gradient or self._records is None:
            return
        needed = False
        for x in inputs:
            if id(x) in watched:
                needed = True
            elif x.__class__ is VariableValue:
                v = x.variable
                if id(v) in self._variables or (self._watch_variables and v.trainable):
                    self._variables[id(v)] = v
                    watched[id(x)] = x
                    needed = True
        if needed:
            for y in output if output.__class__ is tuple else (output,):
                if y.array.dtype.kind in "fc":
                    watched[id(y)] = y
            self._records.append((what, inputs, parameters, output))

    # ------------------------------------------------------------------------------------- gradients
    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: str = "none",
    ) -> Any:
        """Gradients of (the sum of) `target` with respect to `sources`, in the structure of `sources`.

        A gradient has the shape of its source. It is None when `target` does not depend on the source, or zeros
        with `unconnected_gradients="zero"`. `output_gradients` weights the elements of `target` (default: ones).
        """
        if self._records is None:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians). "
                "Try GradientTape(persistent=True)."
            )
        if not self._persistent:
            self._stop()
        targets = [_tensor(t) for t in tree.flatten(target)]
        seeds = (
            tree.flatten(output_gradients)
            if output_gradients is not None
            else [None] * len(targets)
        )
        if observe.observer is not None:
            observe.observer.differentiating(self._records, targets)
        grads: dict[int, Any] = {}
        for t, seed in zip(targets, seeds):
            if t.array.dtype.kind not in "fc":
                continue
            _accumulate(grads, t, ops.ones_like(t) if seed is None else ops.convert_to_tensor(seed))
        flat = tree.flatten(sources)
        _walk_back(self._records, grads, self._watched)
        found = [self._gradient_of(s, grads) for s in flat]
        if unconnected_gradients == "zero":
            found = [ops.zeros_like(s) if g is None else g for g, s in zip(found, flat)]
        if not self._persistent:
            self._records = None
            self._watched = {}
        return tree.pack_sequence_as(sources, found) if tree.is_nested(sources) else found[0]

    def _gradient_of(self, source: Any, grads: dict[int, Any]) -> Any:
        if not isinstance(source, Variable):
            return grads.get(id(source))
        total = None
        for key, x in self._watched.items():  # a variable that was assigned to has several values
            if x.__class__ is VariableValue and x.variable is source and key in grads:
                total = grads[key] if total is None else total + grads[key]
        return total

    def jacobian(
        self, target: Any, sources: Any, unconnected_gradients: str = "none", **_: Any
    ) -> Any:
        """Derivative of every element of `target` with respect to every element of each source: shape
        `target.shape + source.shape`."""
        target = _tensor(target)
        records, watched, persistent = self._records, self._watched, self._persistent
        if records is None:
            raise RuntimeError("A non-persistent GradientTape can only be used once.")
        flat = tree.flatten(sources)
        if not persistent:
            self._stop()
        self._persistent = True
        rows: list[list] = []
        for i in range(target.size):
            seed = np.zeros(target.size, target.array.dtype)
            seed[i] = 1
            seed = ops.convert_to_tensor(seed.reshape(target.shape))
            rows.append(self.gradient(target, flat, seed, unconnected_gradients))
        self._persistent = persistent
        if not persistent:
            self._records, self._watched = None, {}
        else:
            self._records, self._watched = records, watched
        result = []
        for j, source in enumerate(flat):
            column = [row[j] for row in rows]
            if not column or all(g is None for g in column):
                empty = ops.zeros(target.shape + tuple(source.shape), source.dtype)
                result.append(empty if not column or unconnected_gradients == "zero" else None)
                continue
            column = [ops.zeros_like(source) if g is None else g for g in column]
            result.append(ops.reshape(ops.stack(column), target.shape + tuple(source.shape)))
        return tree.pack_sequence_as(sources, result) if tree.is_nested(sources) else result[0]

    def batch_jacobian(self, target: Any, source: Any, **kwargs: Any) -> Any:
        """Jacobian of each row of `target` with respect to the same row of `source`: shape
        `(batch, *target.shape[1:], *source.shape[1:])`."""
        full = self.jacobian(target, source, **kwargs)
        n, inner = target.shape[0], len(target.shape) - 1
        return ops.stack([full[(i, *(slice(None),) * inner, i)] for i in range(n)])


class _Paused:
    def __init__(self, tape: GradientTape) -> None:
        self._tape = tape
        self._before: list = []

    def __enter__(self) -> None:
        self._before = list(primitive.tapes)
        self._tape._stop()

    def __exit__(self, *exc: Any) -> None:
        primitive.tapes[:] = self._before


def _tensor(x: Any) -> Any:
    return x.value if isinstance(x, Variable) else ops.convert_to_tensor(x)


def _accumulate(grads: dict[int, Any], x: Any, g: Any) -> None:
    before = grads.get(id(x))
    grads[id(x)] = g if before is None else before + g


def _walk_back(records: list[tuple], grads: dict[int, Any], watched: dict[int, Any]) -> None:
    """From the gradients of the targets in `grads`, add those of everything they were computed from."""
    for what, inputs, parameters, output in reversed(list(records)):
        if output.__class__ is tuple:
            g: Any = tuple(grads.get(id(y)) for y in output)
            if all(part is None for part in g):
                continue
            g = tuple(ops.zeros_like(y) if d is None else d for d, y in zip(g, output))
        else:
            g = grads.get(id(output))
            if g is None:
                continue
        for i, x in enumerate(inputs):
            if id(x) in watched and x.array.dtype.kind in "fc":
                dx = what.pullback(i, g, output, inputs, parameters)
                if dx is not None:
                    _accumulate(grads, x, dx)
