"""The `loss` of `compile`, in any of its forms, as one loss of all outputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from playground.engine import losses, metrics, ops, tree
from playground.engine.losses import Loss, LossFunctionWrapper
from playground.engine.naming import get_object_name

_CROSSENTROPY = ("crossentropy", "ce")


class OutputLoss(NamedTuple):
    """One loss of one output (or of a structure of outputs)."""

    path: tuple  # where in the outputs
    loss: Loss
    weight: Any  # None for 1
    name: str | None


def is_nested(value: Any) -> bool:
    """Whether `value` is a list, tuple or dict."""
    return isinstance(value, list | tuple | dict)


def kind_of_labels(y_true: Any, y_pred: Any) -> str:
    """`"binary"`, `"sparse_categorical"` or `"categorical"`, told by the shapes: what "accuracy" and "crossentropy"
    mean."""
    true, pred = tuple(y_true.shape), tuple(y_pred.shape)
    if len(pred) < 2 or pred[-1] == 1:
        return "binary"
    if len(true) < len(pred) or true[-1] == 1:
        return "sparse_categorical"
    return "categorical"


def get_loss(identifier: Any, y_true: Any, y_pred: Any) -> Loss:
    """The Loss for a name, instance or function."""
    if isinstance(identifier, str) and identifier in _CROSSENTROPY:
        identifier = f"{kind_of_labels(y_true, y_pred)}_crossentropy"
    found = losses.get(identifier)
    if not isinstance(found, Loss):
        name = identifier if isinstance(identifier, str) else get_object_name(found)
        found = LossFunctionWrapper(found, name=name)
    return found


class CompileLoss(Loss):
    """The weighted sum of the losses of a model's outputs.

    `loss`: one for all outputs, or a structure like the outputs (lists by position, dicts by key or output name, None
    for outputs without). Where a list differs in type from the outputs' container, its entries are several losses
    of the whole container. `loss_weights`: a number for each loss, in the same structure.
    `metrics`: a running mean of each loss, when there are several.
    """

    def __init__(
        self,
        loss: Any,
        loss_weights: Any = None,
        reduction: str = "sum_over_batch_size",
        output_names: list[str] | None = None,
    ):
        super().__init__(name="compile_loss", reduction=reduction)
        _check_numbers(loss_weights)
        self._user_loss = loss
        self._user_loss_weights = loss_weights
        self.output_names = output_names
        self.built = False
        self._built_with_list = False
        self._losses: list[OutputLoss] = []
        self._trackers: list[Any] = []

    @property
    def metrics(self) -> list[Any]:
        """The running mean of each loss; empty when there is one."""
        return self._trackers

    @property
    def variables(self) -> list:
        return [v for tracker in self._trackers for v in tracker.variables]

    # ------------------------------------------------------------------------------------------- build
    def build(self, y_true: Any, y_pred: Any) -> None:
        """Find the loss of every output. ValueError or KeyError when structures do not fit."""
        names = self._leaf_names(y_pred)
        labels = self._aligned_or_none(y_true, y_pred)
        found = []
        for path, identifier, whole in self._collect(self._user_loss, y_pred, ()):
            at = _at(y_pred, path)
            like = at if labels is None else _at(labels, path)
            loss = get_loss(identifier, _first(like if like is not None else at), _first(at))
            found.append((path, loss, whole))
        weights = self._weights(len(found), y_pred)
        self._losses = [
            OutputLoss(path, loss, weight, self._name(path, whole, y_pred, names) or loss.name)
            for (path, loss, whole), weight in zip(found, weights)
        ]
        self._trackers = (
            [metrics.Mean(name=f"{item.name}_loss") for item in self._losses]
            if len(self._losses) > 1
            else []
        )
        self._built_with_list = isinstance(y_pred, list | tuple)
        self.built = True

    def _aligned_or_none(self, y_true: Any, y_pred: Any) -> Any:
        if y_true is None:
            return None
        try:
            return self._labels_like(y_true, y_pred)
        except ValueError:
            return None

    def _collect(self, loss: Any, y_pred: Any, path: tuple) -> Iterator[tuple[tuple, Any, bool]]:
        """`(path, loss, is it of a whole structure)` for every loss."""
        if loss is None:
            return
        if not is_nested(y_pred):
            yield from self._of_leaf(loss, path)
        elif not is_nested(loss):
            if path == () or isinstance(loss, str):  # one loss for every output
                for sub, _ in tree.flatten_with_path(y_pred):
                    yield (*path, *sub), loss, False
            else:
                yield path, loss, True
        elif isinstance(loss, dict):
            yield from self._of_dict(loss, y_pred, path)
        elif type(loss) is not type(y_pred) and any(_same_kind(e, y_pred) for e in loss):
            for entry in loss:  # several losses of the same structure
                if is_nested(entry):
                    yield from self._collect(entry, y_pred, path)
                elif entry is not None:
                    yield path, entry, True
        else:
            keys = self._keys_in_order(y_pred, path)
            if len(loss) != len(keys):
                raise ValueError(
                    "For a model with multiple outputs, `loss` should have as many entries as there are "
                    "outputs. Expected "
                    f"{len(keys)} entries. Received: loss={loss}"
                )
            for key, entry in zip(keys, loss):
                yield from self._collect(entry, _child(y_pred, key), (*path, key))

    def _of_leaf(self, loss: Any, path: tuple) -> Iterator[tuple[tuple, Any, bool]]:
        if isinstance(loss, dict):
            if path == () and self.output_names and set(loss) == set(self.output_names):
                loss = loss[self.output_names[0]]
            elif path == ():
                raise ValueError(
                    f"In the dict argument `loss`, keys do not match the model's only output. Expected keys: "
                    f"{self.output_names or '(none: pass one loss)'}. Received: {list(loss)}"
                )
            else:
                raise KeyError(
                    f"The path: {'/'.join(map(str, (*path, next(iter(loss)))))} in the `loss` argument, can't "
                    "be found in "
                    "the model's output (`y_pred`)."
                )
        for entry in tree.flatten(loss):
            if entry is not None:
                yield path, entry, False

    def _of_dict(self, loss: dict, y_pred: Any, path: tuple) -> Iterator[tuple[tuple, Any, bool]]:
        if isinstance(y_pred, dict):
            for key in loss:
                if key not in y_pred:
                    raise KeyError(
                        f"The path: {'/'.join(map(str, (*path, key)))} in the `loss` argument, can't be found "
                        "in either "
                        f"the model's output (`y_pred`) or in the labels (`y_true`). Outputs: {list(y_pred)}"
                    )
            for key in sorted(loss):
                yield from self._collect(loss[key], y_pred[key], (*path, key))
            return
        names = list(getattr(y_pred, "_fields", ())) or (self.output_names if path == () else None)
        if not names or len(names) != len(y_pred) or set(loss) != set(names):
            raise ValueError(
                f"In the dict argument `loss`, keys do not match the names of the outputs. Expected keys: {names}. "
                f"Received: {list(loss)}"
            )
        for key in sorted(loss):
            index = names.index(key)
            yield from self._collect(loss[key], y_pred[index], (*path, index))

    def _keys_in_order(self, y_pred: Any, path: tuple) -> list:
        """How the entries of a list of losses are matched with a container of outputs."""
        if not isinstance(y_pred, dict):
            return list(range(len(y_pred)))
        names = self.output_names
        if path == () and names and set(names) == set(y_pred):
            return list(names)
        return list(y_pred)

    def _weights(self, count: int, y_pred: Any) -> list:
        weights = self._user_loss_weights
        if weights is None:
            return [None] * count
        names = self.output_names
        if isinstance(weights, dict) and names and not isinstance(y_pred, dict):
            by_output_name("loss_weights", weights, names)
        if not is_nested(self._user_loss) and len(tree.flatten(weights)) == 1:
            return tree.flatten(weights) * count  # one loss for all outputs has one weight
        if not is_nested(self._user_loss) and is_nested(y_pred):
            raise ValueError(
                "`loss_weights` must match the number of losses. Expected one number for the one `loss` of all "
                f"outputs. Received: loss_weights={weights}. Try a list of losses, one an output."
            )
        if names and len(names) == count:
            if (
                isinstance(weights, dict)
                and not isinstance(self._user_loss, dict)
                and not isinstance(y_pred, dict)
            ):
                weights = [weights[n] for n in names if n in weights]
            elif isinstance(weights, list | tuple) and isinstance(self._user_loss, dict):
                weights = dict(zip(names, weights))
        flat = tree.flatten(weights)
        if len(flat) != count:
            flat = [w for w in flat if w is not None]
        if len(flat) != count:
            raise ValueError(
                f"`loss_weights` must match the number of losses. Expected {count} numbers. Received: "
                f"loss_weights={self._user_loss_weights}"
            )
        return flat

    # -------------------------------------------------------------------------------------------- names
    def _leaf_names(self, y_pred: Any) -> dict[tuple, str]:
        """The name of each output, by its path, where the model has told one for each."""
        paths = [path for path, _ in tree.flatten_with_path(y_pred)]
        names = self.output_names
        if not names or len(names) != len(paths):
            return {}
        return dict(zip(paths, names))

    def _name(self, path: tuple, whole: bool, y_pred: Any, names: dict[tuple, str]) -> str | None:
        if path == ():
            if not whole:
                return None
            keys = _keys(y_pred)
            return "_".join(self._part(y_pred, (), key, names) or str(key) for key in keys)
        parts = []
        for i, key in enumerate(path):
            part = self._part(_at(y_pred, path[:i]), path[:i], key, names)
            if part is None:
                return None
            parts.append(part)
        return "/".join(parts)

    @staticmethod
    def _part(container: Any, path: tuple, key: Any, names: dict[tuple, str]) -> str | None:
        if isinstance(container, dict):
            return str(key)
        if hasattr(container, "_fields"):
            return key if isinstance(key, str) else container._fields[key]
        if names:
            return names.get((*path, key), str(key))
        return str(key) if path else None

    # --------------------------------------------------------------------------------------------- call
    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        return self.call(y_true, y_pred, sample_weight)

    def call(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:  # type: ignore[override]
        if not self.built:
            self.build(y_true, y_pred)
        elif isinstance(y_pred, dict) and self._built_with_list:
            y_pred = [y_pred[name] for name in self.output_names or sorted(y_pred)]
        labels = self._labels_like(y_true, y_pred)
        weights = self._weights_like(sample_weight, y_pred)
        total = None
        values = []
        for item in self._losses:
            true = _at(labels, item.path)
            if true is None:
                raise ValueError(
                    f"Output {item.name!r} has a loss, but no labels. Give one array of labels for each output that "
                    "has a loss, or the loss None to this output."
                )
            value = item.loss(true, _at(y_pred, item.path), _at(weights, item.path))
            value = ops.cast(value, self.dtype)
            values.append(value)
            if item.weight is not None:
                value = ops.multiply(value, item.weight)
            total = value if total is None else ops.add(total, value)
        if self._trackers:
            batch = _first(y_pred).shape[0]
            for tracker, value in zip(self._trackers, values):
                tracker.update_state(value, sample_weight=batch)
        return ops.zeros((), dtype=self.dtype) if total is None else total

    def _labels_like(self, y_true: Any, y_pred: Any, what: str = "y") -> Any:
        """`y_true` in the structure of `y_pred`. ValueError when it is a dict with other keys than the outputs have."""
        if isinstance(y_true, dict) and is_nested(y_pred):
            self._demand_keys(y_true, y_pred, what)
        if not is_nested(y_pred):
            if isinstance(y_true, dict):
                raise ValueError(
                    "The model has one output: expected `y` to be an array. Received a dict with the keys "
                    f"{list(y_true)}. Try y={next(iter(y_true), '')!r} of it, the array itself."
                )
            flat = tree.flatten(y_true)
            if len(flat) > 1:
                raise ValueError(
                    f"y_true and y_pred have different structures.\ny_true: {_shapes(y_true)}\n"
                    f"y_pred: {_shapes(y_pred)}\nGive one array of labels: the model has one output."
                )
            return flat[0] if flat else y_true
        if isinstance(y_true, dict) and not isinstance(y_pred, dict) and self.output_names:
            names = self.output_names
            if set(y_true) <= set(names) and len(names) == len(y_pred):
                y_true = [y_true.get(name) for name in names]
        flat = tree.flatten(y_true)
        leaves = tree.flatten_with_path(y_pred)
        if len(flat) != len(leaves):
            wanted = (
                {item.path for item in self._losses}
                if self.built
                else {
                    path
                    for path, _, whole in self._collect(self._user_loss, y_pred, ())
                    if not whole
                }
            )
            used = [path for path, _ in leaves if path in wanted]
            if len(used) != len(flat):
                raise ValueError(
                    "y_true and y_pred have different structures.\n"
                    f"y_true: {_shapes(y_true)}\ny_pred: {_shapes(y_pred)}\n"
                    "Give one array of labels for each output that has a loss."
                )
            given = dict(zip(used, flat))
            flat = [given.get(path) for path, _ in leaves]
        return tree.pack_sequence_as(y_pred, flat)

    def _weights_like(self, sample_weight: Any, y_pred: Any) -> Any:
        if sample_weight is None or not is_nested(y_pred):
            if is_nested(sample_weight):
                return tree.flatten(sample_weight)[0]
            return sample_weight
        if not is_nested(sample_weight):
            return tree.map_structure(lambda _: sample_weight, y_pred)
        return self._labels_like(sample_weight, y_pred, "sample_weight")

    def _demand_keys(self, given: dict, y_pred: Any, what: str) -> None:
        """ValueError when a key of `given` names no output, or an output that has a loss is not named."""
        if isinstance(y_pred, dict):
            names: list = list(y_pred)
        else:
            names = list(self.output_names or ())
            if not names or len(names) != (len(y_pred) if is_nested(y_pred) else 1):
                return
        by_output_name(what, given, names)
        if not self.built or what != "y" or not is_nested(y_pred):
            return
        places = list(y_pred) if isinstance(y_pred, dict) else range(len(names))
        paths = {item.path[0] for item in self._losses if item.path}
        missing = [name for name, at in zip(names, places) if at in paths and name not in given]
        if missing:
            raise ValueError(
                f"Output {missing[0]!r} has a loss, but no labels. Received `{what}` with the keys {list(given)}. Give "
                "one array of labels for each output that has a loss, or the loss None to this output."
            )

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError("A compiled loss is saved with its model.")


def by_output_name(argument: str, given: dict, names: list[str]) -> None:
    """ValueError when a key of the dict `given` is the name of no output: never matched by order."""
    unknown = [key for key in given if key not in names]
    if unknown:
        raise ValueError(
            f"In the dict argument `{argument}`, keys do not match the outputs. Expected keys: {list(names)}. "
            f"Received: {list(given)}; not an output: {unknown}"
        )


def _check_numbers(loss_weights: Any) -> None:
    kinds = int | float | list | tuple | dict
    if loss_weights is not None and not isinstance(loss_weights, kinds):
        raise ValueError(
            "Expected `loss_weights` argument to be a number, or a list, tuple or dict of them for several outputs. "
            f"Received instead: loss_weights={loss_weights!r} of type {type(loss_weights)}"
        )
    for weight in tree.flatten(loss_weights):
        if weight is not None and isinstance(weight, str):
            raise TypeError(
                f"Expected numbers in `loss_weights`. Received: loss_weights={loss_weights!r}, with the text {weight!r}"
            )


def _same_kind(entry: Any, y_pred: Any) -> bool:
    if isinstance(y_pred, dict):
        return isinstance(entry, dict)
    return is_nested(entry) and isinstance(entry, type(y_pred))


def _keys(container: Any) -> list:
    if isinstance(container, dict):
        return sorted(container)
    return list(getattr(container, "_fields", range(len(container))))


def _child(container: Any, key: Any) -> Any:
    if isinstance(key, str) and not isinstance(container, dict):
        return getattr(container, key)
    return container[key]


def _at(structure: Any, path: tuple) -> Any:
    for key in path:
        if not is_nested(structure):
            return structure
        structure = _child(structure, key)
    return structure


def _first(structure: Any) -> Any:
    leaves = [x for x in tree.flatten(structure) if x is not None]
    first = leaves[0] if leaves else None
    return first if hasattr(first, "shape") or first is None else ops.convert_to_tensor(first)


def _shapes(structure: Any) -> Any:
    return tree.map_structure(lambda x: getattr(x, "shape", x), structure)
