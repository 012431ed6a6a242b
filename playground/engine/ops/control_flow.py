"""Conditions and loops as functions, for programs that are written without Python's `if` and `for`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import backends, ops, primitive, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.ops.conversion import tensor
from playground.engine.ops.shape_rules import broadcast_shapes, normalize_axis
from playground.engine.ops.symbolic import op
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable


@op
def cond(pred: Any, true_fn: Callable, false_fn: Callable) -> Any:
    """`true_fn()` if `pred` is true, else `false_fn()`."""
    pred = pred.value if isinstance(pred, Variable) else pred
    if isinstance(pred, KerasTensor):
        taken, other = true_fn(), false_fn()
        tree.assert_same_structure(taken, other, check_types=False)
        for a, b in zip(tree.flatten(taken), tree.flatten(other)):
            if _spec_of(a) != _spec_of(b):
                raise ValueError(
                    "Expected `true_fn` and `false_fn` to return tensors of the same shapes and dtypes. Received: "
                    f"{_spec_of(a)} and {_spec_of(b)}"
                )
        return taken
    return true_fn() if bool(pred) else false_fn()


def _spec_of(x: Any) -> Any:
    """Shape and dtype of a tensor; other values say themselves."""
    return (tuple(x.shape), str(x.dtype)) if hasattr(x, "shape") else x


@op
def switch(index: Any, branches: Any, *operands: Any) -> Any:
    """`branches[index](*operands)`; an index outside the list means its nearest end."""
    if isinstance(index, KerasTensor):
        return branches[0](*operands)
    return branches[max(0, min(int(index), len(branches) - 1))](*operands)


@op
def while_loop(
    cond: Callable, body: Callable, loop_vars: Any, maximum_iterations: int | None = None
) -> Any:
    """`loop_vars = body(*loop_vars)` as long as `cond(*loop_vars)`."""
    several = isinstance(loop_vars, list | tuple)
    values = tuple(loop_vars) if several else (loop_vars,)
    if any(isinstance(v, KerasTensor) for v in tree.flatten(values)):
        return loop_vars
    values = tree.map_structure(tensor, values)
    n = 0
    while (maximum_iterations is None or n < maximum_iterations) and bool(cond(*values)):
        result = body(*values)
        returned = tuple(result) if isinstance(result, list | tuple) else (result,)
        if isinstance(result, list | tuple) != several or len(returned) != len(values):
            wanted = f"{len(values)} in a tuple" if several else "one tensor, not in a tuple"
            given = f"{len(returned)} in a {type(result).__name__}" if several else f"{result!r}"
            raise TypeError(
                f"`body` should return as many values as `loop_vars` has: {wanted}. Received: {given}"
            )
        values = returned
        n += 1
    _of_unknown_length("while_loop", values)
    return values if several else values[0]


@op
def fori_loop(lower: Any, upper: Any, body_fun: Callable, init_val: Any) -> Any:
    """`val = body_fun(i, val)` for i from `lower` up to, but without, `upper`."""
    if isinstance(init_val, KerasTensor):
        return init_val
    value = init_val
    for i in range(int(lower), int(upper)):
        value = body_fun(i, value)
    if isinstance(lower, Tensor) or isinstance(upper, Tensor):
        _of_unknown_length("fori_loop", value)
    return value


def _of_unknown_length(name: str, values: Any) -> None:
    """Within a training step: which backend has no gradient of the loop that made `values`."""
    if backends.reader is not None and any(
        tape.depends(v) for tape in primitive.tapes for v in tree.flatten(values)
    ):
        backends.met("loop by values", name, anywhere=True)


@op
def scan(
    f: Callable,
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> Any:
    """`carry, y = f(carry, x)` for each x along the first axis of `xs`: the last carry and all y stacked."""
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    if not isinstance(unroll, bool) and (not isinstance(unroll, int) or unroll < 1):
        raise ValueError(
            f"`unroll` must be an positive integer or boolean. Received: unroll={unroll}"
        )
    if xs is None and length is None:
        raise ValueError("Got no `xs` to scan over and `length` not provided.")
    flat = [tensor(x) for x in tree.flatten(xs)] if xs is not None else []
    n = int(length) if length is not None else flat[0].shape[0]
    carry, ys = init, []
    for i in reversed(range(n)) if reverse else range(n):
        x = tree.pack_sequence_as(xs, [v[i] for v in flat]) if xs is not None else None
        carry, y = f(carry, x)
        ys.append(y)
    if reverse:
        ys.reverse()
    if not ys or ys[0] is None:
        return carry, None
    return carry, tree.map_structure(lambda *parts: ops.stack([tensor(p) for p in parts]), *ys)


@op
def associative_scan(f: Callable, elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """Running results of the associative `f` along `axis`: x0, f(x0, x1), f(f(x0, x1), x2), …"""
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    flat = [tensor(x) for x in tree.flatten(elems)]
    lengths = {x.shape[axis] for x in flat}
    if len(lengths) != 1:
        raise ValueError(
            "Array inputs to associative_scan must have the same first dimension. "
            f"(saw: {[x.shape for x in flat]})"
        )
    (n,) = lengths
    axes = [normalize_axis(axis, len(x.shape)) for x in flat]
    rows = [
        tree.pack_sequence_as(
            elems, [x[(*(slice(None),) * a, slice(i, i + 1))] for x, a in zip(flat, axes)]
        )
        for i in range(n)
    ]
    if reverse:
        rows.reverse()
    running = rows[:1]
    for row in rows[1:]:
        running.append(f(running[-1], row))
    if reverse:
        running.reverse()
    return tree.map_structure(lambda *parts: ops.concatenate(list(parts), axis), *running)


@op
def map(f: Callable, xs: Any) -> Any:
    """`f` of each slice along the first axis, the results stacked."""
    return scan(lambda _, x: (None, f(x)), None, xs)[1]


@op
def vectorized_map(function: Callable, elements: Any) -> Any:
    """`function` of each slice along the first axis, the results stacked."""
    return map(function, elements)


def vectorize(pyfunc: Callable, *, excluded: Any = None, signature: str | None = None) -> Callable:
    """A function that applies `pyfunc` to every number of its (broadcast) arguments; with a `signature` such as
    "(d),(d)->()" to their last axes."""
    if not callable(pyfunc):
        raise TypeError(f"Expected argument `pyfunc` to be callable. Received: {pyfunc}")
    cores = (
        [0] * 64
        if signature is None
        else [
            len([d for d in part.strip("() ").split(",") if d])
            for part in signature.split("->")[0].replace("),(", ") (").split(" ")
        ]
    )
    skipped = set(excluded or ())

    def vectorized(*args: Any, **kwargs: Any) -> Any:
        args_ = [a if i in skipped else tensor(a) for i, a in enumerate(args)]
        looped = [i for i in range(len(args_)) if i not in skipped]
        outer: tuple = ()
        for number, i in enumerate(looped):
            a = args_[i]
            outer = broadcast_shapes(outer, a.shape[: len(a.shape) - cores[number]])
        rows = {}
        for number, i in enumerate(looped):
            a = args_[i]
            core = a.shape[len(a.shape) - cores[number] :]
            rows[i] = ops.reshape(ops.broadcast_to(a, (*outer, *core)), (-1, *core))
        count = 1
        for n in outer:
            count *= n
        results = [
            pyfunc(*(rows[i][k] if i in rows else a for i, a in enumerate(args_)), **kwargs)
            for k in range(count)
        ]

        def join(*parts: Any) -> Any:
            stacked = ops.stack([tensor(p) for p in parts])
            return ops.reshape(stacked, (*outer, *stacked.shape[1:]))

        return tree.map_structure(join, *results)

    vectorized.__name__ = getattr(pyfunc, "__name__", "vectorized")
    vectorized.__doc__ = pyfunc.__doc__
    return vectorized
