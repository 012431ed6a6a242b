"""The `metrics` and `weighted_metrics` of `compile` as one metric of all outputs."""

from __future__ import annotations

from typing import Any

from playground.engine import metrics as metrics_module
from playground.engine import tree
from playground.engine.metrics import MeanMetricWrapper, Metric
from playground.engine.naming import get_object_name
from playground.engine.primitive import unrecorded
from playground.engine.training.compile_loss import by_output_name, is_nested, kind_of_labels

_ACCURACY = ("accuracy", "acc")
_CROSSENTROPY = ("crossentropy", "ce")


def get_metric(identifier: Any, y_true: Any, y_pred: Any) -> Metric | None:
    """The Metric for a name, instance or function; named as it was asked for."""
    if identifier is None:
        return None
    asked = identifier
    if isinstance(identifier, str) and identifier.lower() in (*_ACCURACY, *_CROSSENTROPY):
        what = "accuracy" if identifier.lower() in _ACCURACY else "crossentropy"
        identifier = f"{kind_of_labels(y_true, y_pred)}_{what}"
    found = metrics_module.get(identifier)
    if not isinstance(found, Metric):
        found = MeanMetricWrapper(found, name=get_object_name(found))
    if isinstance(asked, str):
        found.name = asked
    return found


class CompileMetrics(Metric):
    """All metrics of a model.

    `metrics`, `weighted_metrics`: for one output a list; for several a list by position or a dict by key or output
    name, of metrics or lists of them. Only `weighted_metrics` see sample weights.
    `result()` is a dict; with several outputs names begin with the output's. ValueError for names that are no output.
    """

    def __init__(
        self,
        metrics: Any,
        weighted_metrics: Any,
        name: str = "compile_metrics",
        output_names: list[str] | None = None,
    ):
        super().__init__(name=name)
        for argument, value in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if value is not None and not is_nested(value):
                raise ValueError(
                    f"Expected `{argument}` argument to be a list, tuple, or dict. Received instead: "
                    f"{argument}={value} "
                    f"of type {type(value)}. Try [{value!r}]."
                )
        self._user_metrics = metrics
        self._user_weighted_metrics = weighted_metrics
        self.output_names = output_names
        self.built = False
        self._per_output: list[tuple[str | None, list[Metric], list[Metric]]] = []
        self._order: list[int] = []

    @property
    def metrics(self) -> list[Metric]:
        """Every metric, without the structure. Empty before the first batch."""
        return [metric for _, plain, weighted in self._per_output for metric in (*plain, *weighted)]

    @property
    def variables(self) -> list:
        return [v for metric in self.metrics for v in metric.variables]

    # -------------------------------------------------------------------------------------------- build
    def build(self, y_true: Any, y_pred: Any) -> None:
        """Make the metrics of every output, now that shapes tell what "accuracy" means."""
        leaves = tree.flatten_with_path(y_pred)
        paths = [path for path, _ in leaves]
        labels = self._flat_like(y_true, y_pred)
        plain = self._assign(self._user_metrics, y_pred, "metrics")
        weighted = self._assign(self._user_weighted_metrics, y_pred, "weighted_metrics")
        names, self._order = self._names_and_order(y_pred, paths)
        self._per_output = []
        for i, (path, pred) in enumerate(leaves):
            true = labels[i] if labels[i] is not None else pred
            made = [
                [
                    m
                    for m in (
                        get_metric(identifier, true, pred) for identifier in found.get(path, ())
                    )
                    if m
                ]
                for found in (plain, weighted)
            ]
            self._per_output.append((names[i], made[0], made[1]))
        self.built = True

    def _assign(self, spec: Any, y_pred: Any, argument: str) -> dict[tuple, list]:
        """The metrics of each output, by its path."""
        found: dict[tuple, list] = {}
        if spec:
            self._walk(spec, y_pred, (), argument, found)
        return found

    def _walk(self, spec: Any, y_pred: Any, path: tuple, argument: str, found: dict) -> None:
        if spec is None:
            return
        if not is_nested(y_pred):
            if isinstance(spec, dict):
                names = self.output_names or []
                if path == () and set(spec) <= set(names):
                    spec = list(spec.values())
                else:
                    raise self._invalid(argument, spec, names or ["(none: pass a list)"])
            found.setdefault(path, []).extend(tree.flatten(spec))
        elif isinstance(spec, dict):
            if isinstance(y_pred, dict):
                keys: Any = {k: k for k in y_pred}
                if not set(spec) <= set(keys) and path == () and self._names_fit(y_pred):
                    keys = dict(zip(self.output_names or (), sorted(y_pred)))
            else:
                names = (
                    getattr(y_pred, "_fields", None)
                    or (self.output_names if path == () else None)
                    or []
                )
                keys = {n: i for i, n in enumerate(names)} if len(names) == len(y_pred) else {}
            if not set(spec) <= set(keys):
                raise self._invalid(argument, spec, list(keys))
            for name, entry in spec.items():
                key = keys[name]
                self._walk(entry, y_pred[key], (*path, key), argument, found)
        elif not is_nested(spec):
            raise ValueError(
                f"For a model with multiple outputs, `{argument}` must be a list or dict with an entry for each "
                "output. "
                f"Received: {argument}={spec}"
            )
        else:
            keys = list(y_pred) if isinstance(y_pred, dict) else list(range(len(y_pred)))
            if (
                isinstance(y_pred, dict)
                and path == ()
                and self.output_names
                and set(self.output_names) == set(keys)
            ):
                keys = list(self.output_names)
            if len(spec) != len(keys):
                raise ValueError(
                    f"For a model with multiple outputs, when providing the `{argument}` argument as a list, it "
                    "should have "
                    f"as many entries as the model has outputs. Received:\n{argument}={spec}\nof length "
                    f"{len(spec)} whereas "
                    f"the model has {len(keys)} outputs. Try a list of lists, one an output."
                )
            for key, entry in zip(keys, spec):
                self._walk(entry, y_pred[key], (*path, key), argument, found)

    def _names_fit(self, y_pred: Any) -> bool:
        return bool(self.output_names) and len(self.output_names or ()) == len(y_pred)

    def _invalid(self, argument: str, spec: dict, expected: list) -> ValueError:
        unknown = [k for k in spec if k not in expected]
        return ValueError(
            f"Invalid `{argument}`: in the dict argument `{argument}`, keys do not match the outputs.\n"
            f"Expected keys: {expected}. Received: {list(spec)}; not an output: {unknown}"
        )

    def _names_and_order(self, y_pred: Any, paths: list) -> tuple[list, list[int]]:
        order = list(range(len(paths)))
        names = self.output_names
        flat_dict = isinstance(y_pred, dict) and all(len(path) == 1 for path in paths)
        if len(paths) == 1:
            return [None], order
        if flat_dict:
            keys = [path[0] for path in paths]
            if names and set(names) == set(keys):
                order = [keys.index(name) for name in names]
            return keys, order
        if names and len(names) == len(paths):
            return list(names), order
        fields = getattr(y_pred, "_fields", None)
        if fields and len(fields) == len(paths):
            return list(fields), order
        return [None] * len(paths), order

    # -------------------------------------------------------------------------------------------- state
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        if not self.built:
            self.build(y_true, y_pred)
            with (
                unrecorded()
            ):  # what the beginning of the epoch could not do yet; no part of a step
                self.reset_state()
        labels = self._flat_like(y_true, y_pred)
        weights = self._flat_like(sample_weight, y_pred, spread=True)
        for (_, plain, weighted), true, pred, weight in zip(
            self._per_output, labels, tree.flatten(y_pred), weights
        ):
            for metric in plain:
                metric.update_state(true, pred)
            for metric in weighted:
                metric.update_state(true, pred, sample_weight=weight)

    def _flat_like(self, values: Any, y_pred: Any, spread: bool = False) -> list:
        """One entry of `values` for each output, None where there is none."""
        outputs = tree.flatten(y_pred)
        if values is None:
            return [None] * len(outputs)
        if not is_nested(values):
            return [values] * (len(outputs) if spread else 1) + [None] * (
                0 if spread else len(outputs) - 1
            )
        if isinstance(values, dict) and isinstance(y_pred, dict):
            by_output_name("y", values, list(y_pred))
        if isinstance(values, dict) and not isinstance(y_pred, dict) and self.output_names:
            by_output_name("y", values, self.output_names)
            names = self.output_names
            if set(values) <= set(names) and len(names) == len(outputs):
                return [values.get(name) for name in names]
        flat = tree.flatten(values)
        return flat + [None] * (len(outputs) - len(flat))

    def reset_state(self) -> None:
        if self.built:
            for metric in self.metrics:
                metric.reset_state()

    def result(self) -> dict[str, Any]:
        if not self.built:
            raise ValueError("Cannot get result() since the metric has not yet been built.")
        results: dict[str, Any] = {}
        for i in self._order:
            name, plain, weighted = self._per_output[i]
            start = f"{name}_" if name else ""
            own: set[str] = set()
            for metric in plain:
                key = _unused(f"{start}{metric.name}", results)
                own.add(f"{start}{metric.name}")
                results[key] = metric.result()
            for metric in weighted:
                key = f"{start}{metric.name}"
                if key in own:
                    key = f"{start}weighted_{metric.name}"
                results[_unused(key, results)] = metric.result()
        return results

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError("Compiled metrics are saved with their model.")


def _unused(name: str, taken: dict) -> str:
    """`name`, or with `_1`, `_2`, … the first that is free."""
    if name not in taken:
        return name
    number = 1
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
