"""Attributes that an object does not have: methods of another library or another year, weights that were not kept."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from playground import engine
from playground.engine.meanings import alike
from playground.execute.advice.scene import Advice, Scene

# what a model was asked for → what to write; `{0}` is the model
_OF_MODEL = {
    "fit_generator": "`{0}.fit(…)` takes generators too.",
    "evaluate_generator": "`{0}.evaluate(…)` takes generators too.",
    "predict_generator": "`{0}.predict(…)` takes generators too.",
    "predict_classes": (
        "`{0}.predict(x).argmax(axis=-1)` gives the class; with one sigmoid unit, `{0}.predict(x) > 0.5`."
    ),
    "predict_class": (
        "`{0}.predict(x).argmax(axis=-1)` gives the class; with one sigmoid unit, `{0}.predict(x) > 0.5`."
    ),
    "predict_proba": (
        "`{0}.predict(x)` gives the probabilities, when the last layer is a softmax or a sigmoid."
    ),
    "score": "`{0}.evaluate(x, y)` gives the loss and the metrics.",
    "test": "`{0}.evaluate(x, y)` gives the loss and the metrics.",
    "accuracy": '`{0}.evaluate(x, y)` gives it, after compile(…, metrics=["accuracy"]).',
    "train": "`{0}.fit(x, y, epochs=…)` trains.",
    "training": "`{0}.fit(x, y, epochs=…)` trains; `training` is an argument of call.",
    "learn": "`{0}.fit(x, y, epochs=…)` trains.",
    "train_model": "`{0}.fit(x, y, epochs=…)` trains.",
    "fit_transform": "`{0}.fit(x, y)` trains, `{0}.predict(x)` computes.",
    "transform": "`{0}.predict(x)` computes the outputs.",
    "forward": "`{0}(x)` computes the outputs; what is called forward elsewhere is `call` here.",
    "infer": "`{0}.predict(x)` computes the outputs.",
    "parameters": "`{0}.trainable_variables` are what training changes.",
    "named_parameters": "`{0}.trainable_variables` are what training changes; each has a name.",
    "params": "`{0}.count_params()` counts them, `{0}.trainable_variables` holds them.",
    "num_params": "`{0}.count_params()` counts them.",
    "n_params": "`{0}.count_params()` counts them.",
    "state_dict": "`{0}.get_weights()` gives the numbers, `{0}.save_weights(…)` writes them.",
    "load_state_dict": "`{0}.set_weights(…)` or `{0}.load_weights(…)`.",
    "eval": "`{0}(x, training=False)`; predict and evaluate do so by themselves.",
    "zero_grad": "Gradients do not pile up here: tf.GradientTape computes them anew in every step.",
    "backward": "tf.GradientTape computes gradients: `tape.gradient(loss, {0}.trainable_variables)`.",
    "coef_": "`{0}.get_weights()` gives kernels and biases.",
    "intercept_": "`{0}.get_weights()` gives kernels and biases.",
    "history": "`history = {0}.fit(…)` gives it: history.history['loss'].",
    "add": (
        "Only a Sequential grows by add. Call a layer on the output instead: `x = layers.Dense(…)(x)`, and"
        " make the Model last."
    ),
    "pop": "Only a Sequential has pop. Make the Model without that layer.",
    "add_layer": "`{0}.add(layer)` adds a layer to a Sequential.",
    "append": "`{0}.add(layer)` adds a layer to a Sequential.",
    "describe": "`{0}.summary()` prints the table of layers.",
    "info": "`{0}.summary()` prints the table of layers.",
    "plot": "The page draws the network by itself; `{0}.summary()` prints it.",
    "to": "Everything is computed on the processor here: leave it out.",
    "cuda": "Everything is computed on the processor here: leave it out.",
    "state_updates": "Variables are updated as they are assigned: leave it out.",
    "uses_learning_phase": "`training` is an argument of call.",
    "to_yaml": '`{0}.to_json()` or `{0}.save("model.keras")`.',
    "sample_weights": "`{0}.fit(x, y, sample_weight=…)`.",
}
_OF_OPTIMIZER = {
    "lr": "It is called `{0}.learning_rate`.",
    "rate": "It is called `{0}.learning_rate`.",
    "zero_grad": "Gradients do not pile up here: tf.GradientTape computes them anew in every step.",
    "step": "`{0}.apply(gradients, variables)` does one step, with gradients of a tf.GradientTape.",
    "minimize": "Compute gradients in a tf.GradientTape, then `{0}.apply(gradients, variables)`.",
    "compute_gradients": "Compute gradients in a tf.GradientTape, then `{0}.apply(gradients, variables)`.",
    "get_gradients": "Compute gradients in a tf.GradientTape, then `{0}.apply(gradients, variables)`.",
    "param_groups": "`{0}.learning_rate.assign(0.001)` changes the rate.",
    "weights": "`{0}.variables` holds its state.",
    "get_weights": "`[v.numpy() for v in {0}.variables]` is its state.",
}
_OF_TENSOR = {
    "eval": "`{0}.numpy()` gives the numbers; there is no session.",
    "item": "`float({0})` gives the number, or `{0}.numpy().item()`.",
    "get_shape": "`{0}.shape` is the tuple of its lengths.",
    "size_": "`{0}.size` is how many numbers it has.",
    "view": "`keras.ops.reshape({0}, shape)` gives it another shape.",
    "permute": "`keras.ops.transpose({0}, axes)` exchanges axes.",
    "unsqueeze": "`keras.ops.expand_dims({0}, axis)` adds an axis.",
    "detach": "`keras.ops.stop_gradient({0})`.",
    "backward": "tf.GradientTape computes gradients: `tape.gradient(loss, variables)`.",
    "grad": "tf.GradientTape computes gradients: `tape.gradient(loss, variables)`.",
    "cpu": "Everything is computed on the processor here: leave it out.",
    "cuda": "Everything is computed on the processor here: leave it out.",
    "float": '`keras.ops.cast({0}, "float32")`.',
    "int": '`keras.ops.cast({0}, "int32")`.',
    "long": '`keras.ops.cast({0}, "int64")`.',
    "append": "`keras.ops.concatenate([{0}, more], axis=0)`.",
    "assign": "Only a Variable can be changed: `v = keras.Variable({0})`, then v.assign(…).",
}
_OF_LIST = {
    "as_list": "A shape is a tuple here: `list({0})`.",
    "rank": "A shape is a tuple here: `len({0})`.",
    "ndims": "A shape is a tuple here: `len({0})`.",
    "num_elements": "A shape is a tuple here: `math.prod({0})`.",
    "shape": "A list has no shape: `np.array({0}).shape`, or len({0}).",
    "reshape": "A list has no shape: `np.array({0})` makes an array of it.",
    "dtype": "A list has no dtype: `np.array({0})` makes an array of it.",
    "astype": 'Make an array of it: `np.array({0}, dtype="float32")`.',
    "mean": "Make an array of it: `np.array({0}).mean()`.",
    "sum": "`sum({0})`, or `np.array({0}).sum()`.",
    "max": "`max({0})`.",
    "min": "`min({0})`.",
    "push": "`{0}.append(item)`.",
    "add": "`{0}.append(item)`.",
    "ndim": "A list has no axes: `np.array({0})` makes an array of it.",
    "T": "`np.array({0}).T` is the transpose.",
    "flatten": "`np.array({0}).flatten()`.",
    "numpy": "`np.array({0})` makes an array of it.",
}
_COUNTS = ("len", "length", "size", "count")


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    if isinstance(error, TypeError) and "'History' object is not subscriptable" in scene.text:
        return _history_as_dict(scene)
    if not isinstance(error, AttributeError) or not error.name or isinstance(error, ImportError):
        return None
    name, owner = error.name, error.obj
    if owner is None:
        return Advice(
            f"What stands before .{name} is None: nothing. Look at the line that made it; a function without "
            "`return` gives None."
        )
    shown = _shown(scene, name)
    own = _of_class(scene, owner, name)
    if own:
        return own
    said = _known(owner, name)
    if said:
        return Advice(said.format(shown))
    if isinstance(owner, engine.layers.Layer):
        unbuilt = _unbuilt(owner, name, shown)
        if unbuilt:
            return Advice(unbuilt)
    if name in _COUNTS and hasattr(owner, "__len__"):
        return Advice(f"`len({shown})` counts.")
    close = alike(name, [n for n in dir(owner) if not n.startswith("_")], 0.7)
    module = (
        getattr(owner, "__name__", "") if type(owner).__name__ in ("module", "Namespace") else ""
    )
    if close and "Did you mean" not in scene.text:
        of = module.rpartition(".")[2] if module else shown
        return Advice(f"Did you mean {of}.{close[0]}?")
    return None


def _shown(scene: Scene, name: str) -> str:
    """How the program calls the object."""
    found = [n for n in scene.nodes(ast.Attribute) if n.attr == name and n.lineno == scene.line]
    text = scene.source_of(found[0].value) if found else ""
    return text if text and len(text) <= 40 else "it"


def _known(owner: Any, name: str) -> str | None:
    if isinstance(owner, type):
        return None
    if isinstance(owner, engine.Model):
        return _OF_MODEL.get(name)
    if isinstance(owner, engine.layers.Layer):
        only = {
            "forward",
            "parameters",
            "named_parameters",
            "params",
            "num_params",
            "state_dict",
            "to",
            "cuda",
        }
        return _OF_MODEL.get(name) if name in only else None
    if isinstance(owner, engine.optimizers.Optimizer):
        return _OF_OPTIMIZER.get(name)
    if type(owner).__name__ == "History":
        if name in (
            "fit",
            "predict",
            "evaluate",
            "summary",
            "layers",
            "save",
            "compile",
            "get_weights",
        ):
            return (
                "{0} is what `fit` gave back, a History; the model is what you called fit on. Write "
                f"`history = model.fit(…)`, then model.{name}."
            )
        return 'The numbers are in `{0}.history`, a dict: {0}.history["loss"].'
    if isinstance(owner, list | tuple | dict):
        return _OF_LIST.get(name)
    if isinstance(owner, np.ndarray):
        more = {
            "numpy": "It is a NumPy array already: leave .numpy() out.",
            "append": "`np.append({0}, more)`.",
        }
        return more.get(name) or _OF_TENSOR.get(name)
    if hasattr(owner, "shape") and hasattr(owner, "dtype"):
        return _OF_TENSOR.get(name)
    if isinstance(owner, str) and name in ("decode",):
        return "It is a text already: leave .decode() out."
    if isinstance(owner, float | int):
        return f"{{0}} is a plain number: it has no {name}."
    return None


def _of_class(scene: Scene, owner: Any, name: str) -> Advice | None:
    """`self.w` of a class of the program, that nothing has set."""
    mine = next((c for c in scene.nodes(ast.ClassDef) if c.name == type(owner).__name__), None)
    if mine is None:
        return None
    stored = _stored(mine)
    if name in stored:
        method, line = stored[name]
        if method in ("__init__", "build"):
            return Advice(
                f"self.{name} is set in `{method}` (line {line}), which has not got so far"
                + (
                    ": is the model or layer built, by a call on data or an Input?"
                    if method == "build"
                    else "."
                )
            )
        return Advice(
            f"self.{name} is set in `{method}` only (line {line}). Set it in `__init__` or `build`."
        )
    method = next(
        (f for f in mine.body if isinstance(f, ast.FunctionDef) and _lies_in(scene, f)), None
    )
    init = next((f for f in mine.body if getattr(f, "name", "") == "__init__"), None)
    if isinstance(init, ast.FunctionDef) and name in [
        a.arg for a in [*init.args.args, *init.args.kwonlyargs]
    ]:
        return Advice(
            f"`__init__` (line {init.lineno}) is given {name} and does not keep it: write `self.{name} ="
            f" {name}` there."
        )
    for kept in ("build", "__init__"):
        f = next((f for f in mine.body if getattr(f, "name", "") == kept), None)
        if f is not None and name in _local(f):
            return Advice(
                f"`{kept}` makes {name} (line {_local(f)[name]}) and keeps it for itself only: write"
                f" `self.{name} = …` there."
            )
    for f in mine.body:
        wanted = alike(getattr(f, "name", ""), ["build", "call", "__init__"], 0.6)
        if (
            isinstance(f, ast.FunctionDef)
            and wanted
            and f.name not in ("build", "call", "__init__")
            and name in _stored_in(f)
        ):
            right = "__init__" if "init" in f.name else wanted[0]
            return Advice(
                f"`{f.name}` (line {f.lineno}) sets self.{name} and nobody calls it. Did you mean `{right}`?"
            )
    for f in mine.body:
        if isinstance(f, ast.FunctionDef) and name in _stored_in(f):
            return Advice(
                f"`{f.name}` (line {f.lineno}) sets self.{name}, and it has not been called. Set it in"
                " `__init__` or `build`."
            )
    close = alike(
        name, [*stored, *(f.name for f in mine.body if isinstance(f, ast.FunctionDef))], 0.6
    )
    if close:
        where = f", set on line {stored[close[0]][1]}" if close[0] in stored else ""
        return Advice(f"Did you mean self.{close[0]}{where}?")
    if method is not None:
        return Advice(
            f"Nothing sets self.{name}. Weights are made in `build`, settings and layers kept in `__init__`:"
            f" `self.{name} = …`."
        )
    return None


def _lies_in(scene: Scene, function: ast.FunctionDef) -> bool:
    return function.lineno <= scene.line <= (function.end_lineno or 0)


def _stored(cls: ast.ClassDef) -> dict[str, tuple[str, int]]:
    """Attributes that `self.… =` sets, where Keras calls it: in which method, on which line."""
    found: dict[str, tuple[str, int]] = {}
    for f in cls.body:
        if isinstance(f, ast.FunctionDef) and f.name in ("__init__", "build", "call", "__call__"):
            for name, line in _stored_in(f).items():
                found.setdefault(name, (f.name, line))
    return found


def _stored_in(function: ast.AST) -> dict[str, int]:
    return {
        n.attr: n.lineno
        for n in ast.walk(function)
        if isinstance(n, ast.Attribute)
        and isinstance(n.ctx, ast.Store)
        and isinstance(n.value, ast.Name)
        and n.value.id == "self"
    }


def _local(function: ast.AST) -> dict[str, int]:
    return {
        n.id: n.lineno
        for n in ast.walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def _unbuilt(layer: Any, name: str, shown: str) -> str:
    if layer.built:
        if name in ("weight", "w", "W", "kernels") and hasattr(layer, "kernel"):
            return f"Its weights are called {shown}.kernel and {shown}.bias; {shown}.get_weights() gives both."
        return ""
    if name in (
        "kernel",
        "bias",
        "gamma",
        "beta",
        "embeddings",
        "w",
        "weight",
        "W",
        "b",
        "input",
        "output",
    ):
        return (
            "The layer is not built yet, so it has no weights: they are made when it first sees data. Call"
            " it on data before, or begin the model with keras.Input((features,)), or write"
            f" {shown}.build((None, features))."
        )
    return ""


def _history_as_dict(scene: Scene) -> Advice:
    found = next((n for n in scene.nodes(ast.Subscript) if n.lineno == scene.line), None)
    name = scene.source_of(found.value) if found else "history"
    key = scene.source_of(found.slice).strip("'\"") if found else "loss"
    return Advice(f'The numbers are in its attribute: {name}.history["{key}"].')
