"""Layers and models of the learner's own that are written so that something in them never learns, or never rests."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import (
    Text,
    argument,
    dotted,
    last_name,
    method,
    own_attribute,
)

_RANDOM = ("np.random.", "numpy.random.", "keras.random.", "random.", "tf.random.")
_DRAWN = {"bernoulli", "binomial", "choice"}
_DROPS = {"dropout", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianDropout"}


def own_layers(text: Text) -> Iterator[tuple[int, str]]:
    for node in text.layer_classes():
        yield from _late_super(node)
        yield from _fixed_numbers(node)
        call = method(node, "call")
        if call is not None:
            yield from _chance_without_training(call)
            yield from _always_training(call)


def _late_super(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Attributes that are set before `super().__init__()`."""
    init = method(node, "__init__")
    if init is None:
        return
    begins = [s.lineno for s in init.body if _calls_super(s)]
    for statement in init.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        names = [own_attribute(t) for t in targets if own_attribute(t)]
        if names and begins and statement.lineno < begins[0]:
            yield (
                statement.lineno,
                f"self.{names[0]} is set before super().__init__(). Make super().__init__() the first statement of "
                f"__init__, as Keras asks for: it prepares the {_what(node)} for everything that is set on it.",
            )
            return


def _what(node: ast.ClassDef) -> str:
    return (
        "model"
        if any(last_name(base) in ("Model", "Sequential") for base in node.bases)
        else "layer"
    )


def _calls_super(statement: ast.stmt) -> bool:
    """`super().__init__(…)`, or `Layer.__init__(self, …)`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
    )


def _is_random(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and dotted(call.func).startswith(_RANDOM)


def _fixed_numbers(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """`self.w = np.random.rand(…)`: numbers that look like a weight and are none."""
    call = method(node, "call")
    if call is None:
        return
    used = {own_attribute(each) for each in ast.walk(call)}
    for name in ("__init__", "build"):
        for statement in ast.walk(method(node, name) or ast.Pass()):
            if not isinstance(statement, ast.Assign):
                continue
            drawn = any(
                _is_random(each) and not _is_seed(each) for each in _made_of(statement.value)
            )
            for target in statement.targets:
                attribute = own_attribute(target)
                if not drawn and not _named_like_a_weight(attribute, statement.value):
                    continue
                if attribute and attribute in used:
                    yield (
                        statement.lineno,
                        f"self.{attribute} is an array of numbers, not a weight: it never learns and is not saved. If "
                        f"it should learn, self.{attribute} = self.add_weight(shape=…) in build; if it should stay as "
                        "it is, add trainable=False.",
                    )


_WEIGHTS = {"w", "b", "kernel", "bias", "weight", "weights_", "gamma", "beta", "alpha", "scale"}
_MAKERS = {"ones", "zeros", "full", "normal", "uniform"}


def _named_like_a_weight(attribute: str, value: ast.expr) -> bool:
    """`self.w = ops.ones(…)`; not `self.positions = ops.arange(…)`."""
    if not (isinstance(value, ast.Call) and last_name(value.func) in _MAKERS):
        return False
    owner = dotted(value.func).rpartition(".")[0]
    plain = attribute.lower().rstrip("0123456789").strip("_")
    return owner in ("ops", "keras.ops", "np", "numpy", "tf") and plain in _WEIGHTS


def _made_of(value: ast.expr) -> list[ast.AST]:
    """The value, and what it was made from by arithmetic and by methods such as astype: but not what another function,
    such as Variable, was given."""
    if isinstance(value, ast.BinOp):
        return [*_made_of(value.left), *_made_of(value.right)]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        inner = value.func.value
        if isinstance(inner, ast.Call):
            return [value, *_made_of(inner)]
        if value.args and value.func.attr in (
            "convert_to_tensor",
            "constant",
            "cast",
            "array",
            "asarray",
        ):
            return [value, *_made_of(value.args[0])]
    return [value]


def _is_seed(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and last_name(call.func) in (
        "SeedGenerator",
        "default_rng",
        "RandomState",
        "Generator",
        "seed",
        "randint",
    )


def _chance_without_training(call: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """A dropout or noise written by hand that does not ask whether the model trains."""
    names = [a.arg for a in (*call.args.posonlyargs, *call.args.args, *call.args.kwonlyargs)]
    if "training" in names or call.args.kwarg is not None:
        return
    inputs = names[1] if len(names) > 1 else ""
    for each in ast.walk(call):
        line = getattr(each, "lineno", 0)
        drops = isinstance(each, ast.Compare) and any(
            _is_random(part) for side in (each.left, *each.comparators) for part in ast.walk(side)
        )
        if _is_random(each) and isinstance(each, ast.Call):
            drops = drops or last_name(each.func) in _DRAWN | {"dropout"}
        noise = (
            isinstance(each, ast.BinOp)
            and isinstance(each.op, ast.Add | ast.Mult)
            and any(isinstance(s, ast.Name) and s.id == inputs for s in (each.left, each.right))
            and any(_is_random(part) for s in (each.left, each.right) for part in _factors(s))
        )
        if drops or noise:
            yield (
                line,
                "This draws random numbers in evaluate and predict too. Give call the argument training=None, and "
                "return the inputs as they are when it is not true; or use keras.layers.Dropout or GaussianNoise.",
            )
            return


def _factors(node: ast.expr) -> list[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _always_training(call: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """`self.dropout(x, training=True)` inside `call`."""
    for each in ast.walk(call):
        given = argument(each, "training") if isinstance(each, ast.Call) else None
        if isinstance(given, ast.Constant) and given.value is True:
            yield (
                each.lineno,  # type: ignore[attr-defined]
                "training=True holds in evaluate and predict too: dropout goes on there, and batch normalization uses "
                "the batch. Leave it out: Keras hands down whether the model trains.",
            )
