"""Shapes that do not fit, told from what really happened: weights made earlier for another width, weights made with a
wrong width, operands in the wrong order."""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

from playground import engine
from playground.execute.advice.scene import Advice, Place, Scene
from playground.execute.mismatch import mismatch_advice, mismatch_of

Shape = tuple[int | None, ...]


class Owner(NamedTuple):
    """The object of the program in whose method it happened, that method's frame and the one that called it."""

    layer: Any
    inside: Place
    caller: Place | None


def advise(scene: Scene) -> Advice | None:
    operation, shapes = mismatch_of(scene.error)
    if not operation:
        return _of_built_in(scene)
    owner = _owner(scene)
    if owner is not None:
        said = _built_earlier(scene, owner, shapes)
        if said is None and operation in ("matmul", "dot") and len(shapes) == 2:
            said = _of_product(scene, owner, *shapes)
        if said is None and len(shapes) == 2:
            said = _of_sum(scene, owner, shapes)
        if said:
            return said
    text = mismatch_advice(operation, shapes)
    return Advice(text) if text else None


def _owner(scene: Scene) -> Owner | None:
    """Of `self` in the innermost frame that has one."""
    for i in range(len(scene.places) - 1, -1, -1):
        place = scene.places[i]
        me = place.frame.f_locals.get("self")
        if me is not None:
            return Owner(me, place, scene.places[i - 1] if i else None)
    return None


def _received(owner: Owner) -> Shape | None:
    """The shape of the first argument of the method."""
    code = owner.inside.frame.f_code
    for name in code.co_varnames[1 : code.co_argcount]:
        shape = getattr(owner.inside.frame.f_locals.get(name), "shape", None)
        if shape is not None:
            return tuple(shape)
    return None


def _built_for(layer: Any) -> Shape | None:
    shapes = (
        getattr(layer, "_build_shapes_dict", None)
        if isinstance(layer, engine.layers.Layer)
        else None
    )
    first = next(iter(shapes.values()), None) if shapes else None
    return (
        first
        if isinstance(first, tuple) and all(isinstance(n, int | None) for n in first)
        else None
    )


def _built_earlier(scene: Scene, owner: Owner, shapes: tuple) -> Advice | None:
    """The layer has its weights from an earlier call, on inputs of another width: this call is what is new."""
    received, built = _received(owner), _built_for(owner.layer)
    if received is None or owner.caller is None:
        return None
    kind = type(owner.layer).__name__
    if (
        built is not None
        and built[1:] != received[1:]
        and _own_build(owner.layer)
        and built[-1] != received[-1]
    ):
        return Advice(
            f"This {kind} made its weights when it was first called, for inputs of shape {_free(built)}, and"
            f" now receives {received}. Give it inputs with {built[-1]} features, or make a new layer for"
            " these.",
            line=owner.caller.line,
        )
    made = _made_in_init(scene, owner, shapes)
    if made is None:
        return None
    name, shape, line = made
    return Advice(
        f"self.{name} has shape {tuple(shape)} since `__init__` (line {line}): it takes inputs with"
        f" {shape[0]} features, and receives {received}. Give this {kind} inputs with {shape[0]} features, or"
        f" make one for {received[-1]}"
        + (
            "."
            if not isinstance(owner.layer, engine.layers.Layer)
            else (
                "; made in `build(self, input_shape)`, weights take their width, input_shape[-1], from the"
                " data."
            )
        ),
        line=owner.caller.line,
    )


def _free(shape: Shape) -> Shape:
    """The number of samples does not matter."""
    return (None, *shape[1:])


def _own_build(layer: Any) -> bool:
    return any("build" in vars(cls) for cls in type(layer).__mro__ if cls.__module__ == "__main__")


def _weights(layer: Any) -> dict[str, Any]:
    return {
        n: v
        for n, v in vars(layer).items()
        if hasattr(v, "shape") and len(v.shape) and not n.startswith("_")
    }


def _made_in_init(scene: Scene, owner: Owner, shapes: tuple) -> tuple[str, Shape, int] | None:
    """The weight of a matmul that `__init__` made: (name, shape, line)."""
    for name, value in _weights(owner.layer).items():
        if len(shapes) == 2 and tuple(value.shape) == tuple(shapes[1]) and len(value.shape) == 2:
            line = _line_of(scene, type(owner.layer).__name__, name, "__init__")
            if line:
                return name, tuple(value.shape), line
    return None


def _line_of(scene: Scene, kind: str, attribute: str, method: str = "") -> int | None:
    """Where `self.attribute = …` stands in a class of the program."""
    for cls in scene.nodes(ast.ClassDef):
        for f in cls.body if cls.name == kind else ():
            if isinstance(f, ast.FunctionDef) and (not method or f.name == method):
                for n in ast.walk(f):
                    if (
                        isinstance(n, ast.Attribute)
                        and isinstance(n.ctx, ast.Store)
                        and n.attr == attribute
                    ):
                        return n.lineno
    return None


def _of_product(scene: Scene, owner: Owner, left: Shape, right: Shape) -> Advice | None:
    """A product in `call` with a weight of the layer."""
    received = _received(owner)
    if received is None or len(right) < 1 or len(left) < 1:
        return None
    kind = type(owner.layer).__name__
    for name, value in _weights(owner.layer).items():
        shape = tuple(value.shape)
        line = _line_of(scene, kind, name)
        if shape == left and shape != right and len(shape) == 2 and right[-1] == shape[0]:
            return Advice(
                f"The operands are in the wrong order: the data come first, {right} @ {shape}. Write `x @"
                f" self.{name}`, or ops.matmul(x, self.{name})."
            )
        if shape != right or len(shape) != 2 or line is None:
            continue
        width, units = left[-1], shape[1]
        begin = f"{width} columns on the left, {shape[0]} rows on the right: they must be the same number. "
        fits = f"A weight of shape {(width, units)} fits"
        if shape[0] == left[0] and _uses_batch(scene, line):
            return Advice(
                f"{begin}self.{name} is made on line {line} with input_shape[0], which is the number of"
                f" samples; the number of features is `input_shape[-1]`, here {width}. {fits}."
            )
        if units == width:
            return Advice(
                f"{begin}self.{name}, made on line {line}, lies on its side: its transpose has shape"
                f" {(units, shape[0])}, which fits. In `build` the first number is `input_shape[-1]`, the"
                " second the units."
            )
        return Advice(
            f"{begin}{fits}: self.{name} is made on line {line} with {shape}; its first number is "
            f"`input_shape[-1]`, here {width}."
        )
    return None


def _uses_batch(scene: Scene, line: int) -> bool:
    end = next((s.end_lineno for s in scene.nodes(ast.stmt) if s.lineno == line), line) or line
    return any("[0]" in text for text in scene.lines[line - 1 : end])


def _of_sum(scene: Scene, owner: Owner, shapes: tuple) -> Advice | None:
    """A bias that is no row of the units."""
    for name, value in _weights(owner.layer).items():
        shape, line = tuple(value.shape), _line_of(scene, type(owner.layer).__name__, name)
        other = next((s for s in shapes if tuple(s) != shape), None)
        if (
            len(shape) == 1
            and line
            and other
            and shape in [tuple(s) for s in shapes]
            and other[-1] != shape[0]
        ):
            return Advice(
                f"{other[-1]} numbers in a row, {shape[0]} to go with them: they must be as many."
                f" self.{name}, made on line {line}, has shape {shape}. A shape of {(other[-1],)} fits, one"
                " number for each unit."
            )
    return None


# ------------------------------------------------------------------------------------- Keras's own layers
_RANK = re.compile(
    r"expected (?:min_)?ndim=(\d), found ndim=(\d)\. Full shape received: (\([^)]*\))"
)
_AXIS = re.compile(
    r"expected axis (-?\d+) of input shape to have value (\d+), but received input with shape (\([^)]*\))"
)
_INPUT = re.compile(
    r"(?:Expected shape|expected shape=)\s*(\([^)]*\)), (?:but input has incompatible shape|found"
    r" shape=)\s*(\([^)]*\))"
)
_LABELS = re.compile(r"for y_pred\.shape=(\([^)]*\))\. Received: y_true\.shape=(\([^)]*\))")


def _of_built_in(scene: Scene) -> Advice | None:
    """Inputs that a layer of Keras's does not take: what its rank and its width should be."""
    text = scene.text
    rank = _RANK.search(text)
    if rank:
        return Advice(_rank(scene, text, int(rank[1]), int(rank[2]), _read(rank[3])))
    axis = _AXIS.search(text)
    if axis:
        return _axis(scene, int(axis[2]), _read(axis[3]))
    labels = _LABELS.search(text)
    if labels:
        return _of_outputs(_read(labels[1]), _read(labels[2]))
    expected = _INPUT.search(text)
    if expected:
        return Advice(_of_input(_read(expected[1]), _read(expected[2])))
    return None


def _read(text: str) -> Shape:
    return ast.literal_eval(text)


def _rank(scene: Scene, text: str, wanted: int, found: int, shape: Shape) -> str:
    name = (re.search(r'layer "([\w/]+)"', text) or ["", ""])[1]
    recurrent = re.match(r"(lstm|gru|simple_rnn|rnn|bidirectional)", name)
    if wanted == 4 and found == 3:
        return (
            f"Pictures are (samples, height, width, channels). {shape} has no channels: `x[..., None]` adds"
            " one, for grey pictures."
            + (" Or the samples are missing: `x[None]`." if shape[0] is not None else "")
        )
    if wanted == 3 and found == 2 and recurrent and "_" in name and shape[0] is None:
        return (
            "A recurrent layer wants a whole sequence, (samples, steps, features), and the one before it"
            " gives only its last step. Give that one return_sequences=True."
        )
    if wanted == 3 and found == 2 and (recurrent or name.startswith("conv1d")):
        return (
            f"Sequences are (samples, steps, features). {shape} has no features: `x[..., None]` makes one"
            " feature a step."
        )
    if wanted - found == 1 and (wanted == 2 or shape[0] is not None):
        return (
            f"Is the axis of the samples missing? `x[None]` makes {(1, *shape)} of {shape}; for a missing"
            " last axis, `x[..., None]`."
        )
    if found > wanted:
        return "Try a Flatten layer before it, or, behind pictures, GlobalAveragePooling2D."
    if found == 2 and wanted == 4:
        return "A flat row is no picture: keras.layers.Reshape((height, width, channels)) before it makes one."
    return "Try keras.layers.Reshape before it."


def _axis(scene: Scene, wanted: int, shape: Shape) -> Advice:
    if len(shape) == 4 and wanted in shape[1:] and wanted <= 4:
        return Advice(
            f"Channels come last here: (samples, height, width, {wanted}). `np.moveaxis(x, 1, -1)` moves them"
            " from second to last place."
        )
    line = scene.line
    return Advice(
        f"The layer made its weights earlier, for inputs with {wanted} features, and now receives {shape}."
        f" Give it inputs with {wanted} features, or make a new layer for these.",
        line=line or None,
    )


def _of_outputs(outputs: Shape, labels: Shape) -> Advice | None:
    """More axes in the outputs than the labels have: the rows were never made one."""
    if len(outputs) > 2 and 1 <= len(labels) <= 2 and labels[:1] == outputs[:1]:
        return Advice(
            f"The model gives {outputs[1:]} for each sample, because its inputs have more than one axis:"
            f" Dense works on the last one only, and {outputs[1:-1]} is left. Put Flatten() before the first"
            " Dense."
        )
    return None


def _of_input(wanted: Shape, found: Shape) -> str:
    if len(found) == 1 and len(wanted) == 2 and found[0] != wanted[1]:
        return (
            f"The model takes rows of {wanted[1]} numbers, and {found} is one number a sample. Are x and y"
            " swapped? Else `x[:, None]` makes a column of it."
        )
    if len(found) == len(wanted) - 1 and _fits(wanted[1:], found):
        return f"The axis of the samples is missing: a batch of one is `x[None]`, of shape {(1, *found)}."
    if len(wanted) == len(found) + 1 and _fits(wanted[2:], found[1:]):
        return (
            "The Input's shape is that of one sample, without the number of samples:"
            f" keras.Input({_tuple(found[1:])})."
        )
    if len(wanted) == len(found) and found[-1] == 1 and _fits(wanted[2:], found[1:-1]):
        return (  # Keras has added an axis to what had one less
            "The Input's shape is that of one sample, without the number of samples:"
            f" keras.Input({_tuple(found[1:-1])})."
        )
    if len(wanted) == len(found) + 1 and wanted[-1] == 1:
        return "The last axis, of length 1, is missing: `x[..., None]` adds it."
    if (
        len(wanted) == 4
        and len(found) == 4
        and (found[0], *found[2:], found[1])[1:] == tuple(wanted[1:])
    ):
        return (
            "Channels come last here: `np.moveaxis(x, 1, -1)` moves them from second to last place."
        )
    if len(wanted) == 2 and len(found) > 2 and _product(found[1:]) == wanted[1]:
        return (
            f"Make rows of it: `x.reshape(len(x), {wanted[1]})`, or begin with"
            f" keras.Input({_tuple(found[1:])}) and Flatten()."
        )
    return f"Make the data fit the model, or the model the data: keras.Input({_tuple(found[1:])})."


def _fits(wanted: Shape, found: Shape) -> bool:
    return len(wanted) == len(found) and all(a in (None, b) for a, b in zip(wanted, found))


def _product(shape: Shape) -> int:
    total = 1
    for n in shape:
        total *= n or 0
    return total


def _tuple(shape: Shape) -> str:
    return str(tuple(shape))
