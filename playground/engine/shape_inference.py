"""What a function of tensors returns, found without computing: shapes and dtypes only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import backends, scopes, tree
from playground.engine.keras_tensor import KerasTensor, NotKnownYet
from playground.engine.tensor import Tensor

_LENGTHS = (83, 89)  # two unlikely lengths that stand for an unknown one


def compute_output_spec(fn: Callable, *args: Any, **kwargs: Any) -> Any:
    """KerasTensors like the tensors that `fn(*args, **kwargs)` would return; `args` contain KerasTensors.

    First `fn` is run on the KerasTensors themselves. A function that cannot work with an axis of unknown length
    (None) is run twice with two different lengths in its place: what differs between the results is unknown. A
    function that looks at values is run on ones. Errors about shapes are final.
    """
    error: Exception | None = None
    with scopes.StatelessScope(), scopes.SymbolicScope(), backends.tracing():
        for stand_in, lengths in ((_symbol, (None,)), (_symbol, _LENGTHS), (_ones, _LENGTHS)):
            try:
                specs = [_as_specs(_run(fn, args, kwargs, stand_in, n)) for n in lengths]
                return tree.map_structure(_merged, specs[0], specs[-1])
            except NotKnownYet as e:
                error = error or e
            except ValueError:
                raise
            except Exception as e:
                if hasattr(e, "refused"):
                    raise
                error = error or e  # the first knows the shapes as the caller gave them
    raise error  # type: ignore[misc]


def _run(fn: Callable, args: Any, kwargs: Any, stand_in: Callable, length: int | None) -> Any:
    def replace(x: Any) -> Any:
        if not isinstance(x, KerasTensor):
            return x
        made = stand_in(tuple(length if n is None and length else n for n in x.shape), x.dtype)
        mask = getattr(x, "_keras_mask", None)
        if mask is not None:
            made._keras_mask = replace(mask)
        return made

    return fn(*tree.map_structure(replace, args), **tree.map_structure(replace, kwargs))


def _symbol(shape: tuple, dtype: str) -> KerasTensor:
    return KerasTensor(shape, dtype, record_history=False, name="inferred")


def _ones(shape: tuple, dtype: str) -> Tensor:
    return Tensor(np.ones(shape, dtype))


def _as_specs(outputs: Any) -> Any:
    """Fresh KerasTensors in place of all tensors."""

    def spec(x: Any) -> Any:
        if isinstance(x, KerasTensor | Tensor):
            made = KerasTensor(x.shape, x.dtype)
            mask = getattr(x, "_keras_mask", None)
            if mask is not None:
                made._keras_mask = spec(mask)  # type: ignore[attr-defined]
            return made
        if isinstance(x, np.ndarray | np.generic) or hasattr(x, "assign"):
            return KerasTensor(x.shape, x.dtype)
        return x

    return tree.map_structure(spec, outputs)


def _merged(a: Any, b: Any) -> Any:
    """The spec with None where `a` and `b` differ."""
    if not isinstance(a, KerasTensor):
        return a
    if len(a.shape) != len(b.shape):
        raise ValueError(
            f"The number of axes of the output depends on the length of an axis of the input: {a.shape}, {b.shape}."
        )
    return KerasTensor(tuple(m if m == n else None for m, n in zip(a.shape, b.shape)), a.dtype)
