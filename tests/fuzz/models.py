"""The lines of a program that make its model: Sequential, functional, subclassed."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fuzz import layer_stacks as stacks
from tests.fuzz.draw import Draw, Shape
from tests.fuzz.goals import Goal
from tests.fuzz.own_layers import OwnLayers


@dataclass
class Made:
    """Lines that end with a variable `model`, and what its data are."""

    lines: list[str]
    inputs: list[str]  # texts of its data, with ROWS for their number
    answers: list[tuple[Goal, Shape]]  # each output: what it learns, its shape without units
    names: list[str] = field(default_factory=list)  # of the outputs, when they have names
    named_inputs: bool = False


def _input_shape(draw: Draw) -> Shape:
    rank = draw.one(1, 1, 1, 2, 2, 3, 3, 4)
    if rank == 1:
        if draw.wide:
            return (draw.one(50, 128, 300),)
        return (draw.one(1, 2, 3, 4, 6, 9, 12, 30),)
    if rank == 2:
        return (draw.randint(2, 7), draw.randint(1, 5))
    if rank == 3:
        return (draw.randint(3, 7), draw.randint(3, 6), draw.randint(1, 3))
    return (draw.randint(2, 4), draw.randint(2, 4), draw.randint(2, 4), draw.randint(1, 2))


def _numbers(shape: Shape) -> str:
    return f"r.standard_normal((ROWS, {', '.join(map(str, shape))},))"


def _head(draw: Draw, goal: Goal, name: str = "") -> str:
    given = [str(goal.units)]
    if goal.activation:
        given.append(f"activation='{goal.activation}'")
    if draw.maybe(0.1):
        given.append("kernel_regularizer='l2'")
    if name:
        given.append(f"name='{name}'")
    return f"layers.Dense({', '.join(given)})"


def _listed(texts: list[str]) -> str:
    return "[" + ", ".join(texts) + "]"


def _tokens(draw: Draw) -> tuple[str, str, list[str], Shape]:
    """Data of words: their text, the Input, an Embedding, the shape after it."""
    steps, words, units = (
        draw.randint(2, 7),
        draw.one(5, 12, 100, 1000),
        draw.one(1, 2, 4, 8, 16, 24),
    )
    data = f"r.integers(0, {words}, (ROWS, {steps}))"
    masked = draw.maybe()
    if masked:
        data = f"r.integers(0, {words}, (ROWS, {steps})) * (r.random((ROWS, {steps})) > 0.4)"
    embedding = draw.call(
        "layers.Embedding",
        words,
        units,
        *(["mask_zero=True"] if masked else []),
        options={"embeddings_regularizer": ["'l2'"], "embeddings_constraint": ["'max_norm'"]},
        often=0.1,
    )
    return data, f"keras.Input(({steps},), dtype='int32')", [embedding], (steps, units)


def sequential(draw: Draw, goal: Goal, own: OwnLayers) -> Made:
    if draw.maybe(0.2):
        data, start, texts, shape = _tokens(draw)
    else:
        shape = _input_shape(draw)
        data, texts = _numbers(shape), []
        start = f"keras.Input(({', '.join(map(str, shape))},))"
    made, shape = stacks.stack(draw, shape, draw.randint(0, 4), own)
    texts += made
    if len(shape) != 2 or draw.maybe(0.75):
        made, shape = stacks.to_vector(draw, shape)
        texts += made
    texts.append(_head(draw, goal))
    if draw.maybe(0.2):
        lines = ["model = keras.Sequential()"]
        lines += [f"model.add({text})" for text in [start, *texts]]
    else:
        deferred = draw.maybe(0.25)
        lines = [f"model = keras.Sequential({_listed(texts if deferred else [start, *texts])})"]
    if draw.maybe(0.08):
        lines.append("model.layers[0].trainable = False")
    return Made(lines, [data], [(goal, shape[:-1])])


def _merged(draw: Draw, a: str, b: str) -> str:
    """Two tensors of one shape become one of the same."""
    kind = draw.one("Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract")
    return draw.one(
        f"layers.{kind}()([{a}, {b}])",
        f"layers.{draw.one('add', 'multiply', 'average', 'maximum')}([{a}, {b}])",
        f"{a} + {b}",
        f"{a} * 0.5 - {b}",
        f"ops.maximum({a}, {b})",
        f"ops.where({a} > 0, {a}, {b})",
    )


def _joined(draw: Draw, shape: Shape, a: str, b: str) -> tuple[str, Shape] | None:
    """Layers of two sequences or vectors of one shape."""
    if len(shape) == 1:
        return draw.one(
            (f"layers.Concatenate()([{a}, {b}])", (2 * shape[0],)),
            (f"layers.Dot(axes=1)([{a}, {b}])", (1,)),
            (f"ops.concatenate([{a}, {b}], axis=-1)", (2 * shape[0],)),
        )
    if len(shape) == 2:
        steps, units = shape
        causal = draw.one("", ", use_causal_mask=True")
        return draw.one(
            (f"layers.MultiHeadAttention(2, 3)({a}, {b}{causal})", shape),
            (f"layers.MultiHeadAttention(1, 2, value_dim=4)({a}, {a}, {b})", shape),
            (f"layers.GroupedQueryAttention(2, 4, 2)({a}, {b})", shape),
            (
                draw.call("layers.Attention", options={"use_scale": ["True"]}) + f"([{a}, {b}])",
                shape,
            ),
            (f"layers.AdditiveAttention()([{a}, {b}])", shape),
            (f"layers.Concatenate(axis=1)([{a}, {b}])", (2 * steps, units)),
            (f"layers.Dot(axes=(2, 2))([{a}, {b}])", (steps, steps)),
        )
    return f"layers.Concatenate()([{a}, {b}])", (*shape[:-1], 2 * shape[-1])


def functional(draw: Draw, goals: list[Goal], own: OwnLayers) -> Made:
    lines, data, tensors = [], [], []  # tensors: (name, shape)
    starts = []
    for _ in range(draw.one(1, 1, 1, 2, 3)):
        name = draw.name("i")
        starts.append(name)
        if draw.maybe(0.2):
            text, start, embedding, shape = _tokens(draw)
            lines.append(f"{name} = {start}")
            h = draw.name("h")
            lines.append(f"{h} = {embedding[0]}({name})")
            tensors.append((h, shape))
        else:
            shape = tensors[0][1] if tensors and draw.maybe() else _input_shape(draw)
            text = _numbers(shape)
            lines.append(f"{name} = keras.Input(({', '.join(map(str, shape))},), name='{name}')")
            tensors.append((name, shape))
        data.append(text)
    for _ in range(draw.randint(1, 5)):
        a, shape = draw.choice(tensors[-3:])
        same = [name for name, other in tensors if other == shape]
        b, h, how = draw.choice(same), draw.name("h"), draw.random()
        if how < 0.5:
            text, after = stacks.layer(draw, shape, own)
            lines.append(f"{h} = {text}({a})")
        elif how < 0.6:
            after = shape
            lines.append(f"{h} = {_merged(draw, a, b)}")
        elif how < 0.75:
            text, after = _joined(draw, shape, a, b)
            lines.append(f"{h} = {text}")
        elif how < 0.85:  # a layer used twice
            after = (*shape[:-1], draw.randint(1, 6))
            shared = draw.name("shared")
            lines.append(f"{shared} = layers.Dense({after[-1]}, activation='tanh')")
            lines.append(f"{h} = {shared}({a}) + {shared}({b})")
        elif how < 0.93:  # a residual
            after = shape
            lines.append(f"{h} = layers.add([{a}, layers.Dense({shape[-1]}, 'relu')({b})])")
        else:  # a model in a model
            made, after = stacks.stack(draw, shape, 2, own)
            lines.append(f"{h} = keras.Sequential({_listed(made)})({a})")
        tensors.append((h, after))
    flat = []
    for name, shape in tensors[-2:]:
        made, after = stacks.to_vector(draw, shape)
        for text in made:
            h = draw.name("h")
            lines.append(f"{h} = {text}({name})")
            name = h
        flat.append(name)
    if len(flat) > 1 and draw.maybe():
        lines.append(f"last = layers.concatenate({_listed(flat)})")
        flat = ["last"]
    names = [f"out{i}" for i in range(len(goals))]
    for name, goal in zip(names, goals):
        lines.append(f"{name} = {_head(draw, goal, name)}({draw.choice(flat)})")
    outputs = names[0] if len(names) == 1 else _listed(names)
    shape_of_outputs = names
    if len(names) > 1 and draw.maybe():
        outputs = "{" + ", ".join(f"'{n}': {n}" for n in names) + "}"
    begins = starts[0] if len(starts) == 1 else _listed(starts)
    lines.append(f"model = keras.Model({begins}, {outputs})")
    return Made(lines, data, [(goal, ()) for goal in goals], shape_of_outputs)


def subclassed(draw: Draw, goal: Goal, own: OwnLayers) -> Made:
    shape = _input_shape(draw)
    data = [_numbers(shape)]
    first, after = stacks.stack(draw, shape, draw.randint(1, 3), own)
    flat, after = stacks.to_vector(draw, after)
    more = draw.one([], [], ["layers.Dropout(0.0)"], ["layers.BatchNormalization()"])
    # Keras on JAX lets layers rest in fit that are not told: see docs/backends.md
    told = ", training=training" if draw.certain else ""
    call = [f"h = self.first(x{told})", *(["h = self.more(h, training=training)"] if more else [])]
    if draw.maybe(0.3):
        call.append("self.add_loss(0.01 * ops.mean(ops.square(h)))")
    if draw.maybe(0.2):
        call.append("h = ops.tanh(h) + h")
    lines = [
        "class Net(keras.Model):",
        "    def __init__(self):",
        "        super().__init__()",
        f"        self.first = keras.Sequential({_listed(first + flat)})",
        *([f"        self.more = {more[0]}"] if more else []),
        f"        self.last = {_head(draw, goal)}",
        "    def call(self, x, training=False):",
        *[f"        {text}" for text in call],
        "        return self.last(h)",
    ]
    return Made(["\n".join(lines), "model = Net()"], data, [(goal, ())])
