"""Which output of the model is drawn over the plane: a head, a class, a unit. The learner's choice outlives a run."""

from __future__ import annotations

import dataclasses

from playground import events as ev
from playground.view.markup import cut

MOST_CHOICES = 40
LONGEST_NAME = 28


def key_of(surface: ev.Surface) -> str:
    """As `FitStarted.output_labels` names it: "far", "/2", "far/0"."""
    return surface.head if surface.unit < 0 else f"{surface.head}/{surface.unit}"


class OutputChoice:
    """What can be chosen, what was, and the picture of it."""

    def __init__(self) -> None:
        self._wish = ""  # what was chosen last; "" is what the model's picture begins with
        self.forget_run()

    def forget_run(self) -> None:
        """A new fit: other outputs, perhaps. The wish stays."""
        self._others: dict[str, ev.Surface] = {}
        self._first = ev.Picture(0)

    def choose(self, key: str) -> None:
        self._wish = key

    def take(self, picture: ev.Picture) -> None:
        """Remember the outputs of a picture; some pictures hold the first one only."""
        self._first = picture
        if picture.others:
            self._others = {key_of(each): each for each in picture.others[:MOST_CHOICES]}

    def take_anew(self, picture: ev.Picture) -> None:
        """Of another plane: what was known of the one before is nothing worth."""
        self._others = {}
        self.take(picture)

    @property
    def chosen(self) -> str:
        """The key of what is drawn: the wish where this model has it."""
        return self._wish if self._wish in self._others else ""

    def picture(self) -> ev.Picture:
        """The picture with the chosen output as its surface."""
        chosen = self._others.get(self.chosen)
        if chosen is None:
            return self._first
        return dataclasses.replace(
            self._first,
            surface=chosen.values,
            low=chosen.low,
            high=chosen.high,
            classes=chosen.classes,
        )

    def class_shown(self) -> int | None:
        """The class whose share is drawn, when points keep the colours of all classes."""
        chosen = self._others.get(self.chosen)
        if chosen is None or chosen.unit < 0 or chosen.classes:
            return None
        return chosen.unit if self._whole_of(chosen.head) > 2 else None

    def classes_of_all(self) -> int:
        """How many classes there are where one of them is drawn."""
        chosen = self._others.get(self.chosen)
        return self._whole_of(chosen.head) if chosen else self._first.classes

    def _whole_of(self, head: str) -> int:
        """How many classes a head as a whole tells apart; 0 for numbers."""
        whole = self._others.get(head)
        return whole.classes if whole is not None else self._first.classes

    def options(self, fit: ev.FitStarted | None) -> list[dict[str, str]]:
        """ "key" and "label" of every choice, in order; none when there is nothing to choose."""
        if not self._others:
            return []
        first = fit.heads[0] if fit and fit.heads else ""
        found = [{"key": "", "label": self._label(first, first, -1)}]
        for key, each in self._others.items():
            found.append({"key": key, "label": self._label(each.head, first, each.unit)})
        return found

    def _label(self, head: str, first: str, unit: int) -> str:
        several = any(each.unit < 0 for each in self._others.values())
        name = cut(head or first, LONGEST_NAME) if several else ""
        if unit < 0:
            return name or "all classes"
        key = "" if head in ("", first) else head
        what = "class" if self._whole_of(key) > 2 else "unit"
        return " · ".join(filter(None, (name, f"{what} {unit}")))
