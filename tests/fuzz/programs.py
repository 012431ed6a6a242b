"""A random Keras program, as text: the same seed gives the same program."""

from __future__ import annotations

import ast

from tests.fuzz import fitting, goals, models, own_steps
from tests.fuzz.draw import Draw
from tests.fuzz.goals import Goal
from tests.fuzz.models import Made
from tests.fuzz.optimizing import optimizer
from tests.fuzz.own_layers import OwnLayers


def program(seed: int, certain: bool = False) -> str:
    """A program that trains something. What it computes is in `model`, in `seen` and in names that begin with `result`.

    A `certain` one draws no random numbers after its weights were made and runs on every backend.
    """
    draw = Draw(seed, certain)
    head = [
        "import numpy as np",
        "import keras",
        "from keras import layers, ops",
        *(["keras.config.set_floatx('float64')"] if draw.double else []),
        *(
            ["keras.mixed_precision.set_global_policy('mixed_float16')"]
            if draw.maybe(0.02) and not certain
            else []
        ),
        f"keras.utils.set_random_seed({seed % 1000})",
        f"r = np.random.default_rng({seed % 1000})",
    ]
    body = _own_step(draw) if draw.maybe(0.06) and not certain else _compiled(draw)
    return ast.unparse(ast.parse("\n".join(head + body)))


def _own_step(draw: Draw) -> list[str]:
    rows = draw.one(20, 24, 31)
    return [
        f"x = r.standard_normal(({rows}, 4)).astype(keras.config.floatx())",
        f"y = r.standard_normal(({rows}, 1)).astype(keras.config.floatx())",
        *own_steps.lines(draw, optimizer(draw), optimizer(draw)),
    ]


def _made(draw: Draw, own: OwnLayers) -> Made:
    kind = draw.random()
    if kind < 0.45:
        return models.sequential(draw, goals.goal(draw), own)
    if kind < 0.85:
        wanted = [goals.goal(draw) for _ in range(draw.one(1, 1, 2, 3))]
        return models.functional(draw, wanted, own)
    return models.subclassed(draw, goals.goal(draw), own)


def _compiled(draw: Draw) -> list[str]:
    own = OwnLayers()
    made = _made(draw, own)
    rows = draw.one(1, 8, 12, 20, 24, 31, 40)
    several = len(made.answers) > 1
    by_name = several and "{" in made.lines[-1]
    x_lines, x = _data(made.inputs, rows)
    y_lines, y = _labels(draw, made, rows, by_name)
    uses = []
    rule = optimizer(draw)
    compiling = [f"optimizer={rule}", f"loss={_losses(draw, made, by_name)}"]
    if draw.maybe(0.7):
        where = "weighted_metrics" if draw.maybe(0.15) else "metrics"
        compiling.append(f"{where}={_metrics(draw, made, by_name)}")
    if several and draw.maybe(0.4):
        compiling.append(f"loss_weights={_weights_of_losses(draw, made, by_name)}")
    if draw.maybe(0.15):
        compiling.append(f"steps_per_execution={draw.one(2, 3)}")
    sample_weights = None
    if not several and draw.maybe(0.2):
        uses.append(f"w = r.random({rows}).astype('float32')")
        sample_weights = "w"
    scheduled = "schedules" in rule
    fit, _ = fitting.arguments(
        draw, rows, [g for g, _ in made.answers], x, y, scheduled, sample_weights
    )
    lines = [
        "seen = []",
        *x_lines,
        *y_lines,
        *uses,
        *own.texts,
        *made.lines,
        *(_built(x) if draw.certain else []),
        f"model.compile({', '.join(compiling)})",
        f"result = model.fit({x}, {y}, {', '.join(fit)})",
        *_afterwards(draw, x, y, scheduled, fit, several),
    ]
    text = "\n".join(lines)
    defined = [code for name, code in {**goals.OWN, **fitting.OWN}.items() if name in text]
    return defined + lines


def _built(x: str) -> list[str]:
    return [f"model({x})"]


def _data(inputs: list[str], rows: int) -> tuple[list[str], str]:
    lines, names = [], []
    for i, text in enumerate(inputs):
        name = "x" if len(inputs) == 1 else f"x{i}"
        cast = "" if "integers" in text else ".astype(keras.config.floatx())"
        lines.append(f"{name} = ({text.replace('ROWS', str(rows))}){cast}")
        names.append(name)
    return lines, names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _labels(draw: Draw, made: Made, rows: int, by_name: bool) -> tuple[list[str], str]:
    lines, names = [], []
    for i, (goal, inner) in enumerate(made.answers):
        name = "y" if len(made.answers) == 1 else f"y{i}"
        text = goal.data(rows, *inner)
        if ", 0, " not in text and not _numbered(goal):
            text = f"({text}).astype('float32')"
        lines.append(f"{name} = {text}")
        names.append(name)
    if len(names) == 1:
        return lines, names[0]
    if by_name:
        return lines, "{" + ", ".join(f"'{n}': {y}" for n, y in zip(made.names, names)) + "}"
    return lines, f"[{', '.join(names)}]"


def _numbered(goal: Goal) -> bool:
    return "UNITS" not in goal.labels and "eye" not in goal.labels


def _each(made: Made, by_name: bool, texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    if by_name:
        return "{" + ", ".join(f"'{n}': {t}" for n, t in zip(made.names, texts)) + "}"
    return f"[{', '.join(texts)}]"


def _losses(draw: Draw, made: Made, by_name: bool) -> str:
    return _each(made, by_name, [draw.choice(goal.losses) for goal, _ in made.answers])


def _metrics(draw: Draw, made: Made, by_name: bool) -> str:
    texts = []
    for goal, inner in made.answers:
        fitting_ones = [
            m
            for m in goal.metrics
            if not (inner and any(n in m for n in ("R2", "F1", "FBeta")))
            and not (draw.certain and draw.double and "TopK" in m)  # TensorFlow: float32 only
        ]
        texts.append(f"[{', '.join(draw.some(fitting_ones, 1, 3))}]")
    return _each(made, by_name, texts)


def _weights_of_losses(draw: Draw, made: Made, by_name: bool) -> str:
    return _each(made, by_name, [draw.one("0.5", "1.0", "2.0") for _ in made.answers])


def _afterwards(
    draw: Draw, x: str, y: str, scheduled: bool, fit: list[str], several: bool
) -> list[str]:
    lines = []
    again = f"result_again = model.fit({x}, {y}, {', '.join(fit)})"
    if draw.maybe(0.25):
        changed = draw.one(
            "model.layers[0].trainable = False",
            "model.optimizer.learning_rate = 0.003" if not scheduled else "pass",
            "model.set_weights([0.5 * w for w in model.get_weights()])",
            "model.reset_metrics()",
            "pass",
        )
        lines += [changed, again]
    if draw.maybe(0.1):
        lines += [
            f"for _ in range(3):\n    seen.append(model.train_on_batch({x}, {y}))",
            f"seen.append(model.test_on_batch({x}, {y}))",
        ]
    if draw.maybe(0.6):
        lines.append(f"result_evaluated = model.evaluate({x}, {y}, batch_size=9, verbose=0)")
    lines.append(f"result_predicted = model.predict({x}, batch_size=7, verbose=0)")
    return lines
