"""What the compile form shows."""

from __future__ import annotations

from dataclasses import dataclass

from playground.program_controls.in_code import InCode

COMPILE_FIELDS = ("optimizer", "learning_rate", "loss", "metrics")
FIT_FIELDS = ("epochs", "batch_size", "validation_split")


@dataclass(frozen=True)
class TrainingForm:
    """What a program says about training. A field is None when the program does not say it.

    `learning_rate` is the optimizer's default when the program gives none.
    """

    present: bool = False  # there is a compile call
    has_fit: bool = False  # and a fit call
    optimizer: str | InCode | None = None
    learning_rate: float | InCode | None = None
    loss: str | InCode | None = None
    metrics: tuple[str, ...] | InCode | None = None
    epochs: int | InCode | None = None
    batch_size: int | InCode | None = None
    validation_split: float | InCode | None = None
