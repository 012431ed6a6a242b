"""Programs to try controls on: those that are shipped, and many made up ones."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from hypothesis import strategies as st

from playground.lesson import load_lessons

SEED = Path(__file__).parents[1] / "seed"


def shipped() -> dict[str, str]:
    """Every lesson's starter, solution and mistakes, and the seed cells one after the other."""
    found = {}
    for lesson in load_lessons():
        found[f"{lesson.id} starter"] = lesson.starter
        found[f"{lesson.id} solution"] = lesson.solution
        found |= {f"{lesson.id} {name}": source for name, source in lesson.mistakes.items()}
    cells = [path.read_text(encoding="utf-8") for path in sorted(SEED.glob("*.py"))]
    found |= {f"cells to {i}": "\n".join(cells[:i]) for i in range(1, len(cells) + 1)}
    found |= {f"cell {i}": cell for i, cell in enumerate(cells, 1)}
    return found


def comments(source: str) -> list[str]:
    """All comments of a program, in order."""
    tokens = tokenize.generate_tokens(io.StringIO(source, newline="").readline)
    return [token.string.strip() for token in tokens if token.type == tokenize.COMMENT]


HEAD = """\
# é ü 漢
import tensorflow as tf
from tensorflow import keras
from keras import layers

from playground import datasets


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units = units
        self.activation = activation


class Mine(layers.Layer):
    def __init__(self, units=8, *, activation="tanh", kernel_regularizer=None, **more):
        super().__init__(**more)
        self.activation = keras.activations.get(activation)


wide = layers.Dense(64, activation='relu')  # defined before
"""
LAYERS = (
    "layers.Dense(4)",
    "layers.Dense(16, activation='relu')",
    'keras.layers.Dense(units=3, activation="softmax", name="last")',
    "layers . Dense(  2,\n        activation = keras.activations.tanh,  # bent\n    )",
    "layers.Dense(5, 'gelu', kernel_regularizer=keras.regularizers.L2(0.001))",
    "layers.Dense(5, kernel_regularizer='l1')",
    "layers.Dense(5, kernel_regularizer=keras.regularizers.L1L2(l1=0.1, l2=0.1))",
    "layers.Dense(5, kernel_regularizer=keras.regularizers.L1L2(0.1, 0.2))",
    "layers.Dense(n * 2, activation=lambda x: x)",
    "layers.Dense(**options)",
    "SimpleDense(7, tf.nn.relu)",
    "SimpleDense(units=7, activation=tf.nn.sigmoid)",
    "Mine()",
    "Mine(activation=None)",
    "layers.Dropout(0.5)",
    "layers.Flatten()",
    "(layers.Dense(9))",
    "wide",
    "make_layer(3)",
)
END = """
x, y = datasets.xor(n=300, noise=0.2, seed=4)  # é
model.compile("sgd", "mse")
model.fit(x, y, epochs=3)
"""


@st.composite
def lists(draw) -> str:
    """`model = keras.Sequential([…])` in one of many layouts."""
    items = draw(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=5))
    between = draw(
        st.sampled_from([", ", ",", ",\n    ", ",  # why, (and) [how]\n    ", "\n    , "])
    )
    opening = draw(st.sampled_from(["[", "[\n    ", "[  # begin [\n    ", "[ "]))
    closing = draw(st.sampled_from(["]", "\n]", "  # end ]\n]"]))
    comma = draw(st.sampled_from([",", ""]))
    first = draw(st.sampled_from(["", "keras.Input(shape=(2,))" + between]))
    return f"model = keras.Sequential({opening}{first}{between.join(items)}{comma}{closing})\n"


@st.composite
def additions(draw) -> str:
    """`model.add(…)`, one after the other."""
    items = draw(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=5))
    ends = draw(st.lists(st.sampled_from(["", "  # then"]), min_size=5, max_size=5))
    lines = [f"model.add({item}){end}\n" for item, end in zip(items, ends, strict=False)]
    return "model = keras.Sequential()\n" + "".join(lines)


@st.composite
def chains(draw) -> str:
    """`h = Dense(4)(h)`, one after the other, with a shortcut now and then."""
    items = draw(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=5))
    lines = ["inputs = keras.Input(shape=(2,))\n"]
    names = ["inputs"]
    for i, item in enumerate(items):
        name = draw(st.sampled_from(["h", f"h{i}"]))
        fed = names[-1]
        comment = draw(st.sampled_from(["", "  # é"]))
        lines.append(f"{name} = {item}({fed}){comment}\n")
        names.append(name)
        if draw(st.booleans()) and i:
            lines.append(f"{name} = layers.Add()([{name}, {fed}])\n")
    out = draw(st.sampled_from([names[-1], f"layers.Dense(1)({names[-1]})"]))
    return "".join(lines) + f"model = keras.Model(inputs, {out})\n"


@st.composite
def programs(draw) -> str:
    """A whole program whose model is made in one of many ways."""
    model = draw(st.one_of(lists(), additions(), chains()))
    if draw(st.booleans()):
        indented = model.replace("\n", "\n    ").rstrip(" ")
        model = f"def make():\n    {indented}    return model\n\n\nmodel = make()\n"
    source = HEAD + model + END
    return source.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
