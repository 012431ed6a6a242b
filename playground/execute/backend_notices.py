"""What only some backends of Keras do, as a notice on the line of the program that does it."""

from __future__ import annotations

from playground.engine.backends import RULES, Use
from playground.events import Notice
from playground.execute.failure import FILENAME


class BackendNotices:
    """The notices of one run: one for each line and rule."""

    def __init__(self) -> None:
        self._said: set[tuple[str, int]] = set()
        self._eager: set[int] = set()  # lines whose notice says that the step stays Python

    def notice(self, use: Use) -> Notice | None:
        """What to say about `use`; None when it has been said, or is not in the program."""
        if use.file != FILENAME or (use.rule, use.line) in self._said:
            return None
        self._said.add((use.rule, use.line))
        who = " and ".join(use.refused_by)
        if use.rule == "new layer":
            said = (
                f"A {use.written} layer is made inside {use.function}: in every step it begins with new weights, so it "
                f"never learns. {who} refuses this in fit."
            )
        else:
            refuse = "refuse" if len(use.refused_by) > 1 else "refuses"
            said = f"{use.written} runs here; Keras on {who} {refuse} it inside a training step."
            if RULES[use.rule].reads:
                self._eager.add(use.line)
                said += " It makes each step plain Python, slower than usual."
        return Notice(f"{said} {use.instead}", use.line)

    def explains(self, line: int | None) -> bool:
        """Whether a notice has said why the step is plain Python because of this line."""
        return line in self._eager
