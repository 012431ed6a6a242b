"""Whose fit the pictures show: that of the model that is chosen in "Network", else that of the one that is trained."""

from __future__ import annotations

from dataclasses import dataclass

from playground import events as ev
from playground.session import Edited, Launched, Opened
from playground.view.markup import cut, text
from playground.view.model_choice import LONGEST_NAME, ModelChoice

WITH_OTHERS = "Picture with others"
MOST_MODELS = 12  # of which it is kept; as many as can be chosen
Kept = ev.FitStarted | ev.FitChanged | ev.Examples | ev.Picture | ev.Sections | ev.Confusion


@dataclass(frozen=True)
class NotFitted:
    """The chosen model was not fitted in the run that is shown: there is no picture of it."""

    name: str


class FittedModel:
    """Keeps of every model of a run what its pictures are drawn from, and hands on what belongs to the shown one.

    The pictures' views get their events through `of_shown`; when the learner chooses, `again` has all they need."""

    def __init__(self, models: ModelChoice) -> None:
        self._models = models
        self._forget()

    def _forget(self) -> None:
        self._trained = ""  # the model whose fit goes on, or was the last
        self._kept: dict[
            str, dict[str, Kept]
        ] = {}  # by model, in the order in which the kinds came
        self._shown: str | None = None
        self._named = ""  # as the pictures say now
        self._in_check = self._launched = False

    @property
    def wanted(self) -> str:
        """The model that is to be shown."""
        return self._models.chosen or self._trained

    @property
    def name(self) -> str:
        """Whose pictures these are; "" where the program has one model only, or none was fitted."""
        return self.wanted if self._models.models and self._kept else ""

    def html(self) -> str:
        """The same, as the first entry of a legend."""
        name = self.name
        return (
            f'<li class="of-model">of <b>{text(cut(name, LONGEST_NAME))}</b></li>' if name else ""
        )

    def of_shown(self, items: list) -> list:
        """Of these events those that the pictures are to follow; all of the shown model, if it is another now."""
        passing = []
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                    passing = []
                case Launched():
                    self._launched = True  # the pictures of the run before stay until this one fits
                case ev.Started(until=until):
                    self._in_check = until == "shapes"
                case ev.FitStarted():
                    if self._launched:
                        self._kept, self._launched, self._shown = {}, False, None
                    self._trained = item.model
                    self._kept.pop(item.model, None)
                    if len(self._kept) >= MOST_MODELS:
                        del self._kept[next(iter(self._kept))]
                    self._kept[item.model] = {}
            if isinstance(item, Kept) and not self._in_check and self._kept:
                self._keep(item)
                if self._trained != self.wanted:
                    continue
            passing.append(item)
        # That there are several models is known later than that the first one is fitted.
        if (self.wanted, self.name) != (self._shown, self._named) and self._kept:
            begins = any(isinstance(item, ev.FitStarted) for item in passing)
            self._shown, self._named = self.wanted, self.name
            return passing if begins else [*passing, *self.again()]
        return passing

    def _keep(self, item: Kept) -> None:
        kept = self._kept[self._trained]
        if isinstance(item, ev.FitChanged):
            item = item.now
        kind = type(item).__name__
        if isinstance(item, ev.Picture) and item.others:
            kept[WITH_OTHERS] = item  # some pictures hold the first output only
        kept[kind] = item

    def again(self) -> list:
        """What the shown model's pictures are drawn from."""
        self._shown, self._named = self.wanted, self.name
        kept = self._kept.get(self.wanted)
        if kept is None:
            return [NotFitted(self.wanted)] if self._kept else []
        newest = kept.get("Picture")
        return [item for kind, item in kept.items() if kind != WITH_OTHERS or item is not newest]
