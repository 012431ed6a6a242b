"""Functions about functions: `tf.function`, `tf.print`, `tf.cond`, loops, `tf.py_function`, `tf.TensorArray`.

Nothing is compiled here and no Python is rewritten: a function runs as it is every time, an `if` on a tensor looks at
its number, and `print` prints in every call. (In TensorFlow a `tf.function` prints once, while it is traced.)
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import Tensor, ops, tree
from playground.engine.pipelines.specifications import TensorSpec
from playground.tensorflow_names.dtypes import as_dtype


# ------------------------------------------------------------------------------------------ functions
def function(func: Any = None, input_signature: Any = None, **options: Any) -> Any:
    """A function whose arrays become tensors, and its numbers on return. `input_signature` says what its arguments must
    be like; TypeError when they are not."""
    if func is None:
        return lambda f: function(f, input_signature, **options)

    @functools.wraps(func)
    def called(*args: Any, **kwargs: Any) -> Any:
        if input_signature is not None:
            args = _accepted(func, args, list(input_signature))
        args, kwargs = (tree.map_structure(_from_numpy, given) for given in (args, kwargs))
        return tree.map_structure(_returned, func(*args, **kwargs))

    called.python_function = func  # type: ignore[attr-defined]
    called.input_signature = input_signature  # type: ignore[attr-defined]
    called.get_concrete_function = lambda *args, **kwargs: called  # type: ignore[attr-defined]
    return called


def _accepted(func: Callable, args: tuple, signature: list) -> tuple:
    names = list(inspect.signature(func).parameters)
    own = args[:1] if names[:1] == ["self"] else ()
    given = args[len(own) :]
    if len(given) > len(signature):
        raise TypeError(
            f"{func.__name__}: expected {len(signature)} arguments, as its input_signature says, received {len(given)}."
        )

    def accepted(spec: Any, value: Any) -> Any:
        return spec.accepted(value, func.__name__) if isinstance(spec, TensorSpec) else value

    made = [
        tree.map_structure(accepted, spec, value) if tree.is_nested(spec) else accepted(spec, value)
        for spec, value in zip(signature, given)
    ]
    return (*own, *made)


def _from_numpy(value: Any) -> Any:
    return ops.convert_to_tensor(value) if isinstance(value, np.ndarray | np.generic) else value


def _returned(value: Any) -> Any:
    if isinstance(value, bool | int | float | np.ndarray | np.generic):
        return ops.convert_to_tensor(value)
    return value


def py_function(func: Callable, inp: Any, Tout: Any, name: str | None = None) -> Any:
    """`func` of tensors."""
    return _of_dtypes(func(*[ops.convert_to_tensor(x) for x in inp]), Tout)


def numpy_function(
    func: Callable, inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """`func` of arrays."""
    return _of_dtypes(func(*[np.asarray(x) for x in inp]), Tout)


def _of_dtypes(result: Any, dtypes: Any) -> Any:
    if isinstance(dtypes, list | tuple):
        return [ops.cast(x, as_dtype(kind).name) for x, kind in zip(result, dtypes)]
    return None if result is None else ops.cast(result, as_dtype(dtypes).name)


def custom_gradient(f: Callable) -> Callable:
    """A function that returns its value and a function from the gradient of the value to those of its arguments."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result, grad = f(*args, **kwargs)
        return result, lambda *dys, upstream=None: grad(*(dys or (upstream,)))

    return functools.wraps(f)(ops.custom_gradient(wrapped))


def recompute_grad(f: Callable) -> Callable:
    """`f`: nothing is forgotten to be computed again here."""
    return f


# ------------------------------------------------------------------------------------------- printing
def print_tensors(
    *inputs: Any,
    output_stream: Any = None,
    summarize: int = 3,
    sep: str = " ",
    end: str = "\n",
    name: str | None = None,
) -> None:
    """Print numbers, in every step of a training too; of a long axis the first and last `summarize` ones."""
    stream = (
        sys.stdout
        if output_stream in (None, "", sys.stdout) or isinstance(output_stream, str)
        else output_stream
    )
    most = 10**9 if summarize in (None, -1) else summarize
    stream.write(sep.join(_text(x, most) for x in inputs) + end)


def _text(value: Any, most: int) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_text(v, most)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(_text(x, most) for x in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if not hasattr(value, "numpy") and not isinstance(value, np.ndarray):
        return str(value)
    return _rows(np.asarray(value), most, 1)


def _rows(array: np.ndarray, most: int, depth: int) -> str:
    if array.ndim == 0:
        item = array.item()
        if isinstance(item, float):
            return _shortest(item, array.dtype)
        return str(int(item)) if isinstance(item, bool) else str(item)
    parts = [_rows(x, most, depth + 1) for x in array]
    if len(parts) > 2 * most:
        parts = [*parts[:most], "...", *parts[-most:]]
    return (
        "[" + (" " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * depth).join(parts) + "]"
    )


def _shortest(number: float, dtype: np.dtype) -> str:
    """As few digits as TensorFlow: the usual ones when they are the number, or as many as every number needs."""
    few, all_of_them = (15, 17) if dtype.itemsize == 8 else (6, 9)
    text = f"{number:.{few}g}"
    return text if dtype.type(float(text)) == dtype.type(number) else f"{number:.{all_of_them}g}"


# ------------------------------------------------------------------------------------ choices and loops
def cond(pred: Any, true_fn: Callable, false_fn: Callable, name: str | None = None) -> Any:
    """`true_fn()` or `false_fn()`."""
    if isinstance(pred, bool):
        return true_fn() if pred else false_fn()
    return ops.cond(pred, true_fn, false_fn)


def case(
    pred_fn_pairs: Any,
    default: Callable | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """The function of the first pair whose condition is true, or `default`."""
    pairs = pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs
    for condition, branch in pairs:
        if bool(condition):
            return branch()
    if default is None:
        raise ValueError("None of the conditions is true, and there is no `default`.")
    return default()


def switch_case(
    branch_index: Any, branch_fns: Any, default: Callable | None = None, name: str = "switch_case"
) -> Any:
    """Function number `branch_index`; `default`, or the last one, when there is none."""
    branches = dict(branch_fns.items() if isinstance(branch_fns, dict) else enumerate(branch_fns))
    return branches.get(int(branch_index), default or branches[max(branches)])()


def while_loop(
    cond: Callable,
    body: Callable,
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
) -> Any:
    """`loop_vars = body(*loop_vars)` while `cond(*loop_vars)`."""
    values = tuple(tree.map_structure(_returned, list(loop_vars)))
    count = 0
    while (maximum_iterations is None or count < maximum_iterations) and bool(cond(*values)):
        result = body(*values)
        values = tuple(result) if isinstance(result, list | tuple) else (result,)
        count += 1
    return list(values) if isinstance(loop_vars, list) else values


def map_fn(fn: Callable, elems: Any, *args: Any, fn_output_signature: Any = None, **_: Any) -> Any:
    """`fn` of the rows of `elems`, one by one, as one tensor (or a structure of them)."""
    results = [fn(row) for row in _rows_of(elems)]
    return tree.map_structure(lambda *xs: ops.stack(xs), *results)


def vectorized_map(
    fn: Callable, elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`map_fn`, and nothing else here."""
    return map_fn(fn, elems)


def foldl(fn: Callable, elems: Any, initializer: Any = None, **_: Any) -> Any:
    """`fn(…fn(fn(initializer, first), second)…, last)`."""
    rows = _rows_of(elems)
    total = (
        rows.pop(0)
        if initializer is None
        else tree.map_structure(ops.convert_to_tensor, initializer)
    )
    return functools.reduce(fn, rows, total)


def foldr(fn: Callable, elems: Any, initializer: Any = None, **_: Any) -> Any:
    """`foldl` from the last row to the first."""
    rows = _rows_of(elems)
    total = (
        rows.pop()
        if initializer is None
        else tree.map_structure(ops.convert_to_tensor, initializer)
    )
    return functools.reduce(fn, reversed(rows), total)


def scan(fn: Callable, elems: Any, initializer: Any = None, reverse: bool = False, **_: Any) -> Any:
    """All values on the way of `foldl`, as one tensor."""
    rows = _rows_of(elems)
    rows = rows[::-1] if reverse else rows
    total = (
        tree.map_structure(ops.convert_to_tensor, initializer)
        if initializer is not None
        else rows.pop(0)
    )
    seen = [total] if initializer is None else []
    for row in rows:
        total = fn(total, row)
        seen.append(total)
    seen = seen[::-1] if reverse else seen
    return tree.map_structure(lambda *xs: ops.stack(xs), *seen)


def _rows_of(elems: Any) -> list:
    """The rows of a tensor, or of a structure of tensors."""
    whole = tree.map_structure(ops.convert_to_tensor, elems)
    count = tree.flatten(whole)[0].shape[0]
    return [tree.map_structure(lambda x, i=i: x[i], whole) for i in range(count)]


class TensorArray:
    """A list of tensors. `write` gives the array back, as in TensorFlow."""

    def __init__(self, dtype: Any, size: Any = 0, dynamic_size: bool = False, **_: Any) -> None:
        self.dtype = as_dtype(dtype)
        self._items: list[Any] = [None] * int(size)

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """Put a tensor at `index`."""
        place = int(index)
        self._items += [None] * (place + 1 - len(self._items))
        self._items[place] = ops.convert_to_tensor(
            value, dtype=None if isinstance(value, Tensor) else self.dtype.name
        )
        return self

    def read(self, index: Any, name: str | None = None) -> Any:
        """The tensor at `index`."""
        item = self._items[int(index)]
        if item is None:
            raise ValueError(f"Nothing was written at {int(index)} of this TensorArray.")
        return item

    def stack(self, name: str | None = None) -> Any:
        """All tensors along a new first axis."""
        return ops.stack(self._filled())

    def concat(self, name: str | None = None) -> Any:
        """All tensors one behind the other."""
        return ops.concatenate(self._filled(), axis=0)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Put the rows of a tensor in."""
        self._items = list(ops.convert_to_tensor(value))
        return self

    def gather(self, indices: Any, name: str | None = None) -> Any:
        """The tensors at `indices` along a new first axis."""
        return ops.stack([self.read(i) for i in np.asarray(indices)])

    def size(self, name: str | None = None) -> Any:
        """How many there are."""
        return ops.convert_to_tensor(len(self._items), dtype="int32")

    def _filled(self) -> list:
        zero = next((ops.zeros_like(x) for x in self._items if x is not None), None)
        return [zero if x is None else x for x in self._items]
