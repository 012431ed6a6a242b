"""What a class takes beyond its own arguments, by position too, in Keras's order: `@continues(Base.__init__)`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

_WHY = {
    "lora_rank": "adapters of low rank (LoRA) were left out. Leave it out, or freeze the layer with trainable=False",
    "lora_alpha": "adapters of low rank (LoRA) were left out. Leave it out",
}
_QUANTIZED = 'weights in fewer bits were left out. Leave it out; closest: dtype="mixed_float16"'


def refuse(layer: Any, **given: Any) -> None:
    """ValueError for the first argument with a value that Keras knows and this package does not."""
    for name, value in given.items():
        if value is not None:
            why = _WHY.get(name, _QUANTIZED)
            raise ValueError(
                f"{type(layer).__name__} has no `{name}` here: {why}. Received: {name}={value!r}."
            )


Init = TypeVar("Init", bound=Callable[..., None])


def continues(
    *sources: Callable[..., None], without: str = "", order: str = "", **defaults: Any
) -> Callable[[Init], Init]:
    """Let an `__init__(self, …, **kwargs)` take the arguments of `sources` after its own, by name and by position.

    without
        Names that are not taken, separated by spaces.
    order
        All names after `self` in their order, where it is another than own ones first.
    defaults
        Of names that have another default here than in `sources`, or are in none of them.
    """

    def decorate(init: Init) -> Init:
        given = list(inspect.signature(init).parameters.values())
        own = {p.name: p for p in given if p.kind is p.POSITIONAL_OR_KEYWORD}
        known = own | {p.name: p for p in given if p.kind is p.KEYWORD_ONLY}
        for source in sources:
            for name, parameter in inspect.signature(source).parameters.items():
                if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
                    known.setdefault(name, parameter)
        names = ["self", *order.split()] if order else [*known]
        names = [name for name in names if name not in without.split()]
        plain = inspect.Parameter("_", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None)
        kind = plain.kind
        parameters = [known.get(name, plain).replace(name=name, kind=kind) for name in names]
        parameters = [p.replace(default=defaults.get(p.name, p.default)) for p in parameters]

        @functools.wraps(init)
        def taking(*arguments: Any, **named: Any) -> None:
            if len(arguments) > len(names):
                raise TypeError(
                    f"{type(arguments[0]).__name__} takes at most {len(names) - 1} positional arguments. "
                    f"Received: {len(arguments) - 1}. Try names: {names[1]}=…"
                )
            behind = dict(zip(names[len(own) :], arguments[len(own) :]))
            twice = [name for name in behind if name in named]
            if twice:
                raise TypeError(
                    f"{type(arguments[0]).__name__} got multiple values for argument '{twice[0]}': by position "
                    f"({behind[twice[0]]!r}) and by name ({named[twice[0]]!r}). Leave one of them out."
                )
            init(*arguments[: len(own)], **{**defaults, **behind, **named})

        signature = inspect.Signature([*parameters, *(p for p in given if p.kind is p.VAR_KEYWORD)])
        taking.__signature__ = signature  # type: ignore[attr-defined]
        return cast(Init, taking)

    return decorate
