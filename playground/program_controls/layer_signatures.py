"""What a layer's arguments are called: of Keras's layers, and of the classes that a program defines."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass, field

from playground.program_controls.expressions import is_none, last_identifier, string
from playground.program_controls.program_text import ProgramText

ACTIVATIONS = (
    *("linear", "relu", "tanh", "sigmoid", "softmax", "elu", "selu", "gelu", "silu"),
    *("leaky_relu", "softplus", "softsign", "exponential", "hard_sigmoid", "mish", "relu6"),
)
ACTIVATION_ALIASES = {"swish": "silu"}
# Modules other than keras.activations that have activations, and which.
_TENSORS = ("relu", "relu6", "elu", "selu", "gelu", "silu", "leaky_relu", "sigmoid", "tanh")
ACTIVATIONS_OF = {
    "activations": ACTIVATIONS,
    "nn": (*_TENSORS, "softmax", "softplus", "softsign"),
    "ops": (*_TENSORS, "softmax", "softplus", "softsign", "hard_sigmoid"),
    "math": ("sigmoid", "tanh", "softplus"),
}

_AMOUNTS = ("units", "filters", "rate")  # what a layer is mostly told: how many, how much
_DENSE = (
    *("units", "activation", "use_bias", "kernel_initializer", "bias_initializer"),
    *("kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint"),
    "bias_constraint",
)
_CONVOLUTION = (
    *("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups"),
    *("activation", "use_bias", "kernel_initializer", "bias_initializer"),
    *("kernel_regularizer", "bias_regularizer"),
)

# Parameters of Keras's layers in their order, as far as controls need them.
KERAS_LAYERS: dict[str, tuple[str, ...]] = {
    "Dense": _DENSE,
    "Conv1D": _CONVOLUTION,
    "Conv2D": _CONVOLUTION,
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "SpatialDropout1D": ("rate",),
    "SpatialDropout2D": ("rate",),
    "GaussianDropout": ("rate",),
}


@dataclass(frozen=True)
class Signature:
    """The parameters of a layer's class, in order, and what controls may do with them."""

    parameters: tuple[str, ...]
    defaults: dict[str, ast.expr] = field(default_factory=dict)
    own: bool = False  # defined in the program
    takes_strings: bool = True  # `activation="relu"` works, not only a function

    @property
    def amount(self) -> str | None:
        """ "units", "filters" or "rate", whichever the class takes first."""
        return next((name for name in self.parameters if name in _AMOUNTS), None)

    def default_activation(self) -> str | None:
        """The name of the activation that a layer has when it is given none, None for one written in code."""
        default = self.defaults.get("activation")
        return "linear" if is_none(default) or default is None else string(default)


@functools.lru_cache(maxsize=64)
def signature_of(class_name: str, program: ProgramText) -> Signature | None:
    """The signature of a class by its last name; None for a class that neither Keras nor the program has."""
    own = {node.name: node for node in program.nodes(ast.ClassDef)}
    seen = []
    while class_name in own and class_name not in seen:
        seen.append(class_name)
        node = own[class_name]
        init = _method(node, "__init__")
        if init is not None:
            return _own_signature(own[seen[0]], init)
        bases = [last_identifier(base) for base in node.bases]
        class_name = bases[0] or "" if bases else ""
    if class_name in KERAS_LAYERS:
        return Signature(KERAS_LAYERS[class_name], own=bool(seen))
    return Signature((), own=True) if seen else None


def _method(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def _own_signature(node: ast.ClassDef, init: ast.FunctionDef) -> Signature:
    positional = [*init.args.posonlyargs, *init.args.args]
    defaults = dict(
        zip(
            [arg.arg for arg in positional][len(positional) - len(init.args.defaults) :],
            init.args.defaults,
            strict=True,
        )
    )
    defaults |= {
        arg.arg: default
        for arg, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
        if default is not None
    }
    names = [arg.arg for arg in (*positional, *init.args.kwonlyargs)]
    return Signature(tuple(names[1:]), defaults, own=True, takes_strings=_looks_up_strings(node))


def _looks_up_strings(node: ast.ClassDef) -> bool:
    """The class turns a string into an activation: `keras.activations.get(…)`, a layer of Keras inside it, …"""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            function = call.func
            module = function.value if isinstance(function, ast.Attribute) else None
            if module is not None and last_identifier(module) == "activations":
                return True
            if last_identifier(function) in KERAS_LAYERS:
                return True
    return False
