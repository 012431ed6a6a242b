"""What Keras says in words: configurations, default names, summaries, progress lines. Each call gives JSON."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .layers import CASES

Calls = Iterator[tuple[str, Callable[[], Any]]]


def _plain(value: Any) -> Any:
    """As JSON keeps it; real and our own modules under one name."""
    text = json.dumps(value, default=str, sort_keys=True)
    return json.loads(text.replace("playground.engine", "keras"))


def configs(keras: Any) -> Calls:
    """`get_config` of every layer, loss, metric, optimizer, schedule, initializer, regularizer, constraint."""
    for n, (name, arguments, _) in enumerate(CASES):

        def config(name: str = name, arguments: dict = arguments) -> Any:
            return getattr(keras.layers, name)(**arguments, name="it").get_config()

        yield f"{n} {name}", config

    def each(module: Any, names: str, **arguments: Any) -> Calls:
        for name in names.split():
            yield name, lambda name=name: getattr(module, name)(**arguments).get_config()

    yield "Embedding", lambda: keras.layers.Embedding(5, 4, name="it").get_config()
    yield "InputLayer", lambda: keras.layers.InputLayer((3,), name="it").get_config()
    yield from each(
        keras.losses,
        """MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError
        CosineSimilarity Huber LogCosh Hinge SquaredHinge CategoricalHinge KLDivergence Poisson BinaryCrossentropy
        BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy SparseCategoricalCrossentropy
        Dice Tversky Circle CategoricalGeneralizedCrossEntropy CTC""",
    )
    for name, call in each(
        keras.metrics,
        """Mean Sum Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy Precision Recall AUC F1Score
        TopKCategoricalAccuracy SparseTopKCategoricalAccuracy MeanSquaredError RootMeanSquaredError R2Score
        CosineSimilarity LogCoshError Hinge KLDivergence Poisson BinaryCrossentropy CategoricalCrossentropy
        SparseCategoricalCrossentropy TruePositives FalseNegatives PearsonCorrelation""",
        name="it",
    ):
        yield f"metric {name}", call
    yield from each(
        keras.optimizers,
        "SGD RMSprop Adam AdamW Adagrad Adadelta Adamax Nadam Ftrl Lion Lamb Adafactor",
    )
    yield from each(
        keras.initializers,
        """Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling GlorotUniform GlorotNormal
        HeUniform HeNormal LecunUniform LecunNormal Orthogonal Identity""",
    )
    yield from each(keras.constraints, "MaxNorm NonNeg UnitNorm MinMaxNorm")
    yield from each(keras.regularizers, "L1 L2 L1L2 OrthogonalRegularizer")
    schedules = keras.optimizers.schedules
    yield "ExponentialDecay", lambda: schedules.ExponentialDecay(0.1, 7, 0.8).get_config()
    yield "CosineDecay", lambda: schedules.CosineDecay(0.1, 9).get_config()
    yield "PolynomialDecay", lambda: schedules.PolynomialDecay(0.1, 9).get_config()

    def dense_with_everything() -> Any:
        layer = keras.layers.Dense(
            3,
            activation="relu",
            kernel_initializer="he_normal",
            kernel_regularizer=keras.regularizers.L2(0.1),
            bias_constraint="non_neg",
            activity_regularizer="l1",
            name="it",
        )
        return keras.layers.serialize(layer)

    yield "serialized Dense", dense_with_everything

    def functional() -> Any:
        keras.utils.clear_session()
        a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
        shared = keras.layers.Dense(4)
        model = keras.Model([a, b], keras.layers.Concatenate()([shared(a), shared(b)]))
        return model.get_config()

    yield "Functional", functional

    def sequential() -> Any:
        keras.utils.clear_session()
        return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)]).get_config()

    yield "Sequential", sequential


def names(keras: Any) -> Calls:
    """Default names and counters of layers, models, optimizers, metrics, losses; paths of variables."""

    def of_layers() -> list[str]:
        keras.utils.clear_session()
        twice = [make for _ in range(2) for make in CASES]
        return [getattr(keras.layers, name)(**arguments).name for name, arguments, _ in twice]

    yield "layers", of_layers

    def after_clear_session() -> list[str]:
        keras.utils.clear_session()
        first = [keras.layers.Dense(1).name for _ in range(3)]
        named = keras.layers.Dense(1, name="dense_7").name
        more = keras.layers.Dense(1).name
        keras.utils.clear_session()
        return [*first, named, more, keras.layers.Dense(1).name, keras.layers.InputLayer((2,)).name]

    yield "clear_session", after_clear_session

    def of_models() -> list[str]:
        keras.utils.clear_session()

        class MyBigModel(keras.Model):
            pass

        class HTTPBlock2D(keras.layers.Layer):
            pass

        inputs = keras.Input((3,))
        x = keras.layers.Dense(2)(inputs)
        models = [keras.Sequential(), keras.Sequential(), keras.Model(inputs, x), MyBigModel()]
        y = keras.ops.sum(keras.ops.relu(x), axis=-1) * 2 + 1
        operations = [layer.name for layer in keras.Model(inputs, y).layers]
        return [*[m.name for m in models], HTTPBlock2D().name, inputs.name, x.name, *operations]

    yield "models", of_models

    def of_variables() -> list[str]:
        keras.utils.clear_session()
        model = keras.Sequential(
            [
                keras.Input((3,)),
                keras.layers.Dense(2),
                keras.layers.BatchNormalization(),
                keras.layers.Dropout(0.5),
                keras.layers.Dense(1, name="last"),
            ]
        )
        model.compile("adam", "mse", metrics=["mae"])
        model.fit(np.zeros((4, 3)), np.zeros((4, 1)), verbose=0)
        every = [*model.variables, *model.optimizer.variables]
        return [v.path for v in every] + [v.name for v in model.weights] + model.metrics_names

    yield "variables", of_variables

    def of_optimizers() -> list[str]:
        keras.utils.clear_session()
        o = keras.optimizers
        made = [o.SGD(), o.SGD(), o.RMSprop(), o.Adam(), o.AdamW(), o.Nadam(), o.Ftrl(), o.Lamb()]
        return [optimizer.name for optimizer in made]

    yield "optimizers", of_optimizers

    def of_metrics() -> list[str]:
        keras.utils.clear_session()
        m = keras.metrics
        made = [m.Mean(), m.Mean(), m.AUC(), m.AUC(), m.Precision(), m.MeanSquaredError()]
        made += [m.SparseTopKCategoricalAccuracy(), m.F1Score(), m.RootMeanSquaredError()]
        return [metric.name for metric in made]

    yield "metrics", of_metrics

    def of_logs() -> list[list[str]]:
        x, y = np.zeros((4, 3), "float32"), np.zeros((4, 1), "float32")
        one_hot, labels = np.eye(3, dtype="float32")[[0, 1, 2, 0]], np.array([0, 1, 2, 0])
        seen = []
        for outputs, target, loss, metrics in (
            (1, y, "mse", ["mse", "mae", "accuracy"]),
            (1, y, "binary_crossentropy", ["acc", "AUC", keras.metrics.Precision()]),
            (
                3,
                one_hot,
                "categorical_crossentropy",
                ["accuracy", "categorical_crossentropy"],
            ),
            (
                3,
                labels,
                "sparse_categorical_crossentropy",
                ["accuracy", "sparse_categorical_crossentropy"],
            ),
            (1, y, "mae", [keras.losses.MeanSquaredError(), keras.losses.mean_squared_error]),
        ):
            keras.utils.clear_session()
            model = keras.Sequential([keras.layers.Dense(outputs, activation="sigmoid")])
            model.compile("sgd", loss, metrics=metrics)
            history = model.fit(x, target, verbose=0, validation_split=0.5)
            seen.append(list(history.history))
        return seen

    yield "logs", of_logs


def summaries(keras: Any) -> Calls:
    """The lines of `summary()`."""

    def lines(model: Any, **arguments: Any) -> list[str]:
        shown: list[str] = []
        model.summary(print_fn=lambda text, line_break=False: shown.append(text), **arguments)
        return [line.rstrip() for line in "\n".join(shown).splitlines()]

    def sequential(built: bool) -> Any:
        keras.utils.clear_session()
        some = [keras.layers.Dense(16, activation="relu"), keras.layers.Dropout(0.5)]
        some += [
            keras.layers.BatchNormalization(),
            keras.layers.Dense(1, name="a_rather_long_name_for_it"),
        ]
        return keras.Sequential([keras.Input((2,)), *some] if built else some)

    yield "sequential", lambda: lines(sequential(True))
    yield "sequential unbuilt", lambda: lines(sequential(False))
    yield "sequential narrow", lambda: lines(sequential(True), line_length=60)

    def trained() -> list[str]:
        model = sequential(True)
        model.compile("adam", "mse")
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
        return lines(model)

    yield "sequential trained", trained

    def functional() -> Any:
        keras.utils.clear_session()
        a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
        shared = keras.layers.Dense(4)
        x = keras.layers.Add()([shared(a), shared(b)])
        frozen = keras.layers.Dense(2, trainable=False, name="frozen")
        return keras.Model([a, b], [frozen(x), keras.ops.sum(x, axis=-1)], name="joined")

    yield "functional", lambda: lines(functional())
    yield "functional trainable", lambda: lines(functional(), show_trainable=True)

    def nested() -> list[str]:
        keras.utils.clear_session()
        inner = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)], name="inner")
        model = keras.Sequential([keras.Input((3,)), inner, keras.layers.Dense(1)])
        return lines(model, expand_nested=True)

    yield "nested", nested

    def subclassed() -> list[str]:
        keras.utils.clear_session()

        class Net(keras.Model):
            def __init__(self) -> None:
                super().__init__()
                self.hidden, self.out = keras.layers.Dense(4), keras.layers.Dense(1)

            def call(self, x: Any) -> Any:
                return self.out(self.hidden(x))

        model = Net()
        before = lines(model)
        model(np.zeros((2, 3), "float32"))
        return before + lines(model)

    yield "subclassed", subclassed

    def images() -> list[str]:
        keras.utils.clear_session()
        some = [keras.layers.Conv2D(8, 3), keras.layers.MaxPooling2D(), keras.layers.Flatten()]
        model = keras.Sequential([keras.Input((28, 28, 1)), *some, keras.layers.Dense(10)])
        return lines(model)

    yield "images", images


def progress(keras: Any) -> Calls:
    """The last line of each epoch and of each call, with durations and the rate of steps left out."""
    x = np.random.default_rng(2).normal(size=(20, 3)).astype("float32")
    y = x[:, :1] * 2

    def complete(action: Callable[[Any], Any]) -> list[str]:
        keras.utils.clear_session()
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "tanh", True, "ones")])
        model.compile("sgd", "mse", metrics=["mae", "accuracy"])
        with contextlib.redirect_stdout(io.StringIO()) as output:
            action(model)
        text = re.sub("\b+|\r", "\n", output.getvalue())
        text = re.sub("\x1b\\[[0-9;]*m", "", text)
        text = re.sub(r"\b\d+(us|ms|s)\b", "TIME", text)
        kept = [line.rstrip() for line in text.splitlines()]
        return [
            line
            for line in kept
            if re.match(r"Epoch|Restoring", line)
            or ((m := re.match(r" *(\d+)/(\d+)", line)) and m[1] == m[2] and "loss" in line)
            or re.match(r"(\d+)/\1 - ", line)
        ]

    both = {"batch_size": 2, "epochs": 2, "shuffle": False}
    yield "fit 1", lambda: complete(lambda m: m.fit(x, y, **both, verbose=1))
    yield "fit 2", lambda: complete(lambda m: m.fit(x, y, **both, verbose=2))
    yield "fit 1 validation", lambda: complete(lambda m: m.fit(x, y, **both, validation_split=0.5))
    yield (
        "fit 2 validation",
        lambda: complete(lambda m: m.fit(x, y, **both, verbose=2, validation_split=0.5)),
    )
    yield "evaluate 1", lambda: complete(lambda m: m.evaluate(x, y, batch_size=2))
    yield "evaluate 2", lambda: complete(lambda m: m.evaluate(x, y, batch_size=2, verbose=2))
    yield "fit 0", lambda: complete(lambda m: m.fit(x, y, **both, verbose=0))


FAMILIES = (configs, names, summaries, progress)


def all_texts(keras: Any) -> dict[str, Callable[[], Any]]:
    """Every call under "family: case"; each gives what JSON can hold."""

    def from_the_start(call: Callable) -> Any:
        keras.utils.clear_session()  # counters of names
        return _plain(call())

    return {
        f"{f.__name__}: {case}": lambda call=call: from_the_start(call)
        for f in FAMILIES
        for case, call in f(keras)
    }
