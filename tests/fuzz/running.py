"""Runs a program and gathers what it computed: history, weights, optimizer variables, metrics, predictions."""

from __future__ import annotations

import ast
import io
import linecache
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground import keras_names
from playground.engine import tree
from playground.engine.masking import get_keras_mask, set_keras_mask
from tests.fuzz.dense_gradients import dense_gradients

FILE = "<random program>"
Arrays = dict[str, np.ndarray]


@dataclass
class Outcome:
    """What a program left behind: numbers by what they are, or the error that ended it."""

    numbers: Arrays = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)  # names of numbers that Keras on JAX gave away
    error: BaseException | None = None
    planless: list[str] = field(default_factory=list)  # why steps stayed Python
    weights: list[np.ndarray] = field(default_factory=list)  # when `fit` was called first

    @property
    def failure(self) -> str:
        """Type of the error and where the engine raised it; empty without one."""
        if self.error is None:
            return ""
        error, where = self.error, ""
        while error.__cause__ is not None:  # a plan that fails says so, because of …
            error = error.__cause__
        frames = traceback.extract_tb(error.__traceback__)
        if frames and "<random program>" not in frames[-1].filename:
            where = f" in {frames[-1].filename.rpartition('/')[2]}:{frames[-1].name}"
        return f"{type(error).__name__}{where}"


@dataclass
class Way:
    """How a program is run."""

    eagerly: bool = False
    nudge: int | None = None  # a seed: weights change by a rounding before every batch
    engine: bool = True  # else the Keras that is installed
    weights: list[np.ndarray] | None = None  # to begin with


PLAN, EAGER = Way(), Way(eagerly=True)


class _Rewrite(ast.NodeTransformer):
    """Adds to the calls of `compile` and `fit` what a way needs, and a line before the first `fit`."""

    def __init__(self, way: Way) -> None:
        self.way = way

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called == "compile" and self.way.eagerly and not _is_super(node.func):
            node.keywords.append(ast.keyword("run_eagerly", ast.Constant(True)))
        if called == "fit" and self.way.nudge is not None:
            for keyword in node.keywords:
                if keyword.arg == "callbacks" and isinstance(keyword.value, ast.List):
                    keyword.value.elts.append(ast.Name("_nudge", ast.Load()))
                    return node
            value = ast.List([ast.Name("_nudge", ast.Load())], ast.Load())
            node.keywords.append(ast.keyword("callbacks", value))
        return node


def _is_super(function: Any) -> bool:
    return isinstance(function.value, ast.Call)


def _begins(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ".fit(" in ast.unparse(node)


def _code(text: str, way: Way) -> Any:
    tree_ = _Rewrite(way).visit(ast.parse(text, FILE))
    for i, node in enumerate(tree_.body):
        if _begins(node):
            tree_.body.insert(i, ast.parse("_begin(model)").body[0])
            break
    return compile(ast.fix_missing_locations(tree_), FILE, "exec", dont_inherit=True)


@contextmanager
def _settings_kept(keras: Any) -> Iterator[None]:
    def usual() -> None:
        keras.config.set_floatx("float32")
        keras.utils.clear_session()  # of a dtype policy, too: the next one follows floatx
        keras.utils.set_random_seed(0)  # a program may have lost its own when it was made smaller

    usual()
    try:
        yield
    finally:
        usual()


def run(text: str, way: Way) -> Outcome:
    """Execute `text` that way. Errors of the program are part of the outcome."""
    outcome = Outcome()
    with keras_names.available() if way.engine else dense_gradients(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import keras

        def begin(model: Any) -> None:
            if model.built:
                if way.weights is not None:
                    model.set_weights(way.weights)
                outcome.weights = [np.array(w) for w in model.get_weights()]

        names: dict[str, Any] = {"__name__": "__main__", "_begin": begin}
        linecache.cache[FILE] = (len(text), None, text.splitlines(True), FILE)
        with _settings_kept(keras), np.errstate(all="ignore"):
            if way.nudge is not None:
                names["_nudge"] = _nudge(keras, way.nudge)
            try:
                with redirect_stdout(io.StringIO()):
                    exec(_code(text, way), names)
            except Exception as error:
                outcome.error = error
            try:
                _gather(names, outcome)
            except Exception:  # variables that Keras could not make when the program failed
                if outcome.error is None:
                    raise
    return outcome


def _nudge(keras: Any, seed: int) -> Any:
    """A callback after whose changes numbers differ by roundings, as they do when sums are added in another order.

    Weights move before every batch, and what metrics are told of the predictions: where these hardly differ from each
    other, it is their roundings that a correlation sees, and no change of a weight shows that.
    """
    chance = np.random.default_rng(seed)

    def moved(value: np.ndarray) -> np.ndarray:
        ulp = np.finfo(value.dtype).eps
        return value * (1 + ulp * chance.uniform(-1, 1, value.shape)).astype(value.dtype)

    def predicted(prediction: Any) -> Any:
        if "float" not in prediction.dtype:
            return prediction
        mask = get_keras_mask(prediction)
        prediction = prediction * moved(np.ones(prediction.shape, prediction.dtype))
        if mask is not None:
            set_keras_mask(prediction, mask)
        return prediction

    class Nudge(keras.callbacks.Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            metrics = self.model._compile_metrics
            if metrics is None or "update_state" in vars(metrics):
                return
            update = metrics.update_state

            def roughly(y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
                update(y_true, tree.map_structure(predicted, y_pred), sample_weight=sample_weight)

            metrics.update_state = roughly

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            for v in self.model.trainable_variables:
                value = np.array(v)
                if np.issubdtype(value.dtype, np.floating):
                    v.assign(moved(value))

    return Nudge()


def _gather(names: Mapping[str, Any], outcome: Outcome) -> None:
    for name, value in names.items():
        if name.startswith("result") or name == "seen":
            _add(outcome, name, getattr(value, "history", value))
    model = names.get("model")
    if model is None or not hasattr(model, "variables"):
        return
    _add(outcome, "weights", list(model.weights))
    if getattr(model, "optimizer", None) is not None:
        _add(outcome, "optimizer", list(model.optimizer.variables))
    for plans in getattr(model, "_plans", {}).values():
        if plans.problem:
            outcome.planless.append(plans.problem)


def _add(outcome: Outcome, name: str, value: Any) -> None:
    for path, leaf in tree.flatten_with_path(value):
        if leaf is None or isinstance(leaf, str):
            continue
        label = "".join([name, *[f"[{key!r}]" for key in path]])
        try:
            outcome.numbers[label] = np.array(leaf)
        except RuntimeError as error:
            # After `use_ema` has put the means into the weights, both are one array in Keras on JAX. `evaluate` and
            # `predict` hand the weights' memory over to XLA, and with it the optimizer's means.
            if "has been deleted" not in str(error):
                raise
            outcome.lost.add(label)
