"""The Shapes table: what comes out of each layer, how many parameters it has and what it computes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping

from playground import events as ev
from playground.session import Opened, Session
from playground.view.component import Message
from playground.view.markup import Markup, cut, text
from playground.view.mismatch import mismatch_html
from playground.view.model_choice import ModelChoice
from playground.view.shape_picture import shape_picture

MOST_PICTURES = 6
MOST_IN_LINE = 8  # shapes in the line of the folded part

EMPTY = (
    '<p class="empty">No layer has been called yet. Call one on a tensor, as in '
    "<code>layer(tf.ones((2, 4)))</code>, and its shapes appear while you type.</p>"
)


def shape_text(shape: ev.Shape) -> str:
    """As Python prints a tuple: (2, 32), (32,), (None, 4)."""
    return repr(tuple(shape))


def shapes_text(shapes: tuple[ev.Shape, ...]) -> str:
    """One shape, several, or a dash for a layer that has met no data."""
    return ", ".join(shape_text(shape) for shape in shapes) or "–"


def layers_of(built: ev.Built) -> list[ev.Node]:
    """The nodes that are layers: inputs have nothing to learn and stand only in the drawing."""
    return [node for node in built.nodes if node.class_name not in ("Input", "InputLayer")]


def is_unbuilt(node: ev.Node) -> bool:
    """A layer that has met no data, so that nobody knows its weights yet."""
    is_layer = node.class_name not in ("Input", "InputLayer")
    return is_layer and not node.output_shapes and not node.params


def batch_of(nodes: list[ev.Node]) -> str:
    """ "batch of 2" when every output agrees, else ""."""
    sizes = {shape[0] for node in nodes for shape in node.output_shapes if shape}
    size = sizes.pop() if len(sizes) == 1 else None
    return f"batch of {size:,}" if size is not None else ""


def way_through(built: ev.Built) -> str:
    """The shapes from the input to the output of a chain: "(8, 2) → (8, 4) → (8, 1)"; else nothing."""
    shapes = [shapes_text(node.output_shapes) for node in built.nodes]
    ends = [target for _, target in built.edges]
    starts = [source for source, _ in built.edges]
    is_chain = len(ends) == len(built.nodes) - 1 == len(set(ends)) == len(set(starts))
    return " → ".join(shapes) if is_chain and len(shapes) <= MOST_IN_LINE else ""


def row_html(node: ev.Node, named: bool) -> str:
    """One layer, with what it computes below; `named`: its class does not tell which it is."""
    name = f" <small>{text(node.name)}</small>" if named else ""
    row = (
        f'<tr data-key="{text(node.id)}"><td>{text(node.class_name)}{name}</td>'
        f"<td><code>{text(shapes_text(node.output_shapes))}</code></td>"
        f"<td>{'not built yet' if is_unbuilt(node) else f'{node.params:,}'}</td></tr>"
    )
    if not (node.formula or node.arithmetic):
        return row
    total = f'<span class="sum">{text(node.arithmetic)}</span>' if node.arithmetic else ""
    formula = f"<code>{text(node.formula)}</code>" if node.formula else ""
    return row + (
        f'<tr class="formula" data-key="{text(node.id)} formula"><td colspan="3">'
        f"<div>{formula}{total}</div></td></tr>"
    )


def count_text(nodes: list[ev.Node]) -> str:
    """ "17 parameters", "17 parameters so far" with layers that are not built, "not built yet" without any number."""
    total = sum(node.params for node in nodes)
    counted = f"{total:,} parameter{'s' if total != 1 else ''}"
    if any(map(is_unbuilt, nodes)):
        return f"{counted} so far" if total else "not built yet"
    return counted


def groups_of(
    nodes: list[ev.Node], models: Mapping[str, frozenset[str]]
) -> list[tuple[str, list[ev.Node]]]:
    """The layers of each model under its name; one nameless group where models share layers, or there is one."""
    owned = [node.id for own in models.values() for node in nodes if node.id in own]
    if not models or len(owned) != len(nodes):
        return [("", nodes)]
    return [(name, [n for n in nodes if n.id in own]) for name, own in models.items()]


def shapes_html(
    built: ev.Built | None, models: Mapping[str, frozenset[str]] = {}, chosen: str = ""
) -> str:
    """The table. `models`: the nodes of each, where there are several; `chosen`: the one that `built` is."""
    nodes = layers_of(built) if built else []
    if not nodes:
        return EMPTY
    of_class = Counter(node.class_name for node in nodes)
    rows = []
    for name, own in groups_of(nodes, {} if chosen else models):
        if name:
            rows.append(
                f'<tr class="of-model" data-key="model {text(name)}"><th colspan="3" scope="rowgroup">'
                f"{text(cut(name, 40))} <span>{count_text(own)}</span></th></tr>"
            )
        rows += [row_html(node, of_class[node.class_name] > 1) for node in own]
    line = f'<span class="shapes-line">{text(way_through(built))}</span>' if built else ""
    counted = count_text(nodes)
    if chosen:
        counted = f"{text(cut(chosen, 28))}: {counted}"
    elif models:
        counted += " in all"
    batch = batch_of(nodes)
    facts = counted + (f'<span class="of-batch"> · {batch}</span>' if batch else "")
    found = (picture for node in nodes if (picture := shape_picture(node.formula)))
    pictures = list(itertools.islice(found, MOST_PICTURES))
    drawn = f'<div class="shape-pictures">{"".join(pictures)}</div>'
    return (
        f'{line}<table class="shapes"><caption>{facts}</caption><thead><tr><th scope="col">Layer</th>'
        '<th scope="col">Output shape</th><th scope="col">Params</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{drawn if pictures else ''}"
    )


class Shapes:
    """Follows `Built`, and failures of shapes that do not fit together."""

    def __init__(
        self, session: Session, go_to_line: Callable[[int], None], choice: ModelChoice
    ) -> None:
        self._go_to_line = go_to_line
        self._choice = choice
        choice.changed.append(self._draw)
        self.panel = Markup(self._pressed, html=EMPTY)
        self.layers = 0  # rows of the table
        self._built: ev.Built | None = None
        self._mismatch = ""

    @property
    def has_mismatch(self) -> bool:
        """Shapes that do not fit together are drawn above the table."""
        return bool(self._mismatch)

    def _pressed(self, message: Message) -> None:
        value = str(message.get("value"))
        if message.get("action") == "line" and value.isdecimal():
            self._go_to_line(int(value))

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened():
                    self._built, self._mismatch, changed = None, "", True
                case ev.Built():
                    self._built, changed = item, True
                case ev.Failed():
                    self._mismatch, changed = mismatch_html(item), True
                case ev.Finished() | ev.FitStarted():
                    changed = changed or bool(self._mismatch or self._choice.models)
                    self._mismatch = ""
        if changed:
            self._draw()

    def _draw(self) -> None:
        shown = self._choice.shown(self._built)
        self.layers = len(layers_of(shown)) if shown else 0
        alone = self._mismatch and not self.layers
        table = shapes_html(shown, self._choice.models, self._choice.chosen)
        self.panel.html = self._mismatch + ("" if alone else table)
