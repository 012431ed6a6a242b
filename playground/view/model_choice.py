"""Which of a program's models is shown: the learner's choice, else the one that is trained, else all."""

from __future__ import annotations

from collections.abc import Callable

from playground import events as ev
from playground.session import Edited, Launched, Opened
from playground.view.markup import cut

LOOSE = "other layers"  # those of no model
LONGEST_NAME = 28
MOST_NAMES = 12


def models_of(built: ev.Built | None) -> dict[str, frozenset[str]]:
    """The ids of each model's nodes, by its name; layers of no model come last. Empty with only one to show."""
    if built is None:
        return {}
    known = {node.id for node in built.nodes}
    found = {m.name: frozenset(m.nodes) & known for m in built.models[:MOST_NAMES]}
    found = {name: nodes for name, nodes in found.items() if nodes}
    layers = {n.id for n in built.nodes if n.class_name not in ("Input", "InputLayer")}
    rest = layers - frozenset().union(*found.values())
    if found and rest:
        ends = {a for a, b in built.edges if b in rest} - layers
        found[LOOSE] = frozenset(rest | ends)
    return found if len(found) > 1 else {}


def part_of(built: ev.Built, nodes: frozenset[str]) -> ev.Built:
    """The network of these nodes alone."""
    edges = tuple((a, b) for a, b in built.edges if a in nodes and b in nodes)
    return ev.Built(tuple(node for node in built.nodes if node.id in nodes), edges)


class ModelChoice:
    """Follows `Built` and `FitStarted`. The views ask it what to show; `changed` is called when the learner chooses."""

    def __init__(self) -> None:
        self.changed: list[Callable[[], None]] = []
        self._forget()

    def _forget(self) -> None:
        self._wish: str | None = None  # "" is all of them
        self._fit = ""  # the model that is trained, or was last
        self.models: dict[str, frozenset[str]] = {}

    def show(self, items: list) -> None:
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                case Launched():
                    self._fit = ""
                case ev.FitStarted():
                    self._fit = item.model
                case ev.Built():
                    self.models = models_of(item)

    def choose(self, name: object) -> None:
        if name in self.models or name == "":
            self._wish = str(name)
            for draw in self.changed:
                draw()

    @property
    def chosen(self) -> str:
        """The name of the model that is shown, "" for all."""
        if self._wish is not None and (self._wish in self.models or not self._wish):
            return self._wish
        return self._fit if self._fit in self.models else ""

    def shown(self, built: ev.Built | None) -> ev.Built | None:
        """Of the network what is chosen."""
        if built is None or not self.chosen:
            return built
        return part_of(built, self.models[self.chosen])

    def options(self) -> list[dict[str, str]]:
        """ "key" and "label" of every choice; none when there is nothing to choose."""
        if not self.models:
            return []
        named = [{"key": name, "label": cut(name, LONGEST_NAME)} for name in self.models]
        return [{"key": "", "label": "all models"}, *named]

    def owners(self) -> dict[str, str]:
        """In which model a node is, where there are several: "model", or "encoder, autoencoder"."""
        found: dict[str, list[str]] = {}
        for name, nodes in self.models.items():
            for node in nodes:
                if name != LOOSE:
                    found.setdefault(node, []).append(name)
        return {node: ", ".join(names) for node, names in found.items()}
