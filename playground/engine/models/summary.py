"""`model.summary()`: layers, output shapes and parameters as a table."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable
from typing import Any

from playground.engine import messages, tree
from playground.engine.layers.layer import Layer

_LINE_LENGTH = 76
_POSITIONS = {
    3: (0.45, 0.80, 1.0),
    4: (0.3, 0.56, 0.74, 1.0),
}  # where columns end, as shares of the line


def count_params(weights: list) -> int:
    """The number of numbers in variables, each counted once."""
    return sum(math.prod(v.shape) for v in {id(v): v for v in weights}.values())


def bytes_of(weights: list) -> float:
    """The memory of variables in bytes."""
    sizes = {"bool": 1 / 8, "bfloat16": 2}
    total = 0.0
    for v in {id(v): v for v in weights}.values():
        size = sizes.get(v.dtype) or int(re.sub(r"\D", "", v.dtype) or 32) / 8
        total += math.prod(v.shape) * size
    return total


def readable_memory(size: float) -> str:
    """`148.00 B`, `1.20 KB`, …"""
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            return f"{size:.2f} {unit}"
        size /= 1024
    raise AssertionError


def output_shapes(layer: Any) -> str:
    """The shape (or shapes) of a layer's outputs, `?` before it is built."""
    if layer._inbound_nodes:
        found = {}
        for node in layer._inbound_nodes:
            found.setdefault(str([x.shape for x in node.outputs]), [x.shape for x in node.outputs])
        shapes = next(iter(found.values()))
    else:
        shapes = _shapes_of_called(layer)
        if shapes is None:
            return "?"
    return ", ".join(f"({', '.join(map(str, s))})" for s in shapes)


def _shapes_of_called(layer: Any) -> list | None:
    seen = getattr(layer, "_first_output_shapes", None)
    if seen is not None:
        return seen
    shapes = getattr(layer, "_build_shapes_dict", None)
    if not layer.built or not shapes:
        return None
    try:
        try:
            found = layer.compute_output_shape(*shapes.values())
        except NotImplementedError:  # a layer of the program: Keras shows `?`
            found = layer._inferred_output_shape(*shapes.values())
    except Exception:
        return None
    flat: list = []
    tree.map_shape_structure(lambda s: flat.append(tuple(s)), found)
    return flat


def class_name(operation: Any) -> str:
    """What stands in brackets after the name."""
    function = getattr(operation, "function", None)
    if not isinstance(operation, Layer) and function is not None:  # one of `keras.ops` in a graph
        return "".join(part.capitalize() for part in function.__name__.split("_"))
    return type(operation).__name__


def connections(operation: Any, members: set[int]) -> str:
    """Where the inputs of a layer come from: `dense[0][0], …`."""
    found = []
    for node in operation._inbound_nodes:
        if id(node) not in members:
            continue
        for x in node.arguments.keras_tensors:
            history = getattr(x, "_keras_history", None)
            if history is not None and history.operation is not None:
                found.append(
                    f"{history.operation.name}[{history.node_index}][{history.tensor_index}]"
                )
    return ", ".join(found) or "-"


def _wrap(cell: str, width: int) -> list[str]:
    """The lines of a cell; words that are too long end in `…`. Spaces in front stay, as an indentation."""
    indent = cell[: len(cell) - len(cell.lstrip())]
    lines = textwrap.wrap(
        cell.lstrip(),
        width,
        initial_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [x if len(x) <= width else x[: width - 1] + "…" for x in lines] or [""]


class _Table:
    """Rows with borders drawn like those of Keras."""

    def __init__(self, headers: list[str], widths: list[int], align: dict[int, str]):
        self.widths = widths
        self.align = align
        self.lines = [
            "┏" + "┳".join("━" * w for w in widths) + "┓",
            *self._cells(headers, "┃"),
            "┡" + "╇".join("━" * w for w in widths) + "┩",
        ]
        self._rows = 0

    def _cells(self, cells: list[str], border: str) -> list[str]:
        wrapped = [_wrap(cell, width - 2) for cell, width in zip(cells, self.widths)]
        height = max(len(lines) for lines in wrapped)
        rows = []
        for i in range(height):
            parts = []
            for k, (lines, width) in enumerate(zip(wrapped, self.widths)):
                text = lines[i] if i < len(lines) else ""
                align = self.align.get(k, "<")
                parts.append(f" {text:{align}{width - 2}} ")
            rows.append(border + border.join(parts) + border)
        return rows

    def add(self, cells: list[str]) -> None:
        if self._rows:
            self.lines.append("├" + "┼".join("─" * w for w in self.widths) + "┤")
        self.lines += self._cells(cells, "│")
        self._rows += 1

    def text(self) -> str:
        end = "└" + "┴".join("─" * w for w in self.widths) + "┘"
        return "\n".join([*self.lines, end])


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: Any = None,
    print_fn: Callable | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> None:
    """Print the table of `model`.

    Arguments:
        line_length: characters a line.
        positions: where columns end, as shares of the line or as characters.
        print_fn: what to print with.
        expand_nested: also show the layers of models inside.
        show_trainable: a column with Y or N.
        layer_range: names (regular expressions) of the first and last layer to show.
    """
    from playground.engine.models.functional import Functional

    graph = isinstance(model, Functional)
    connected = graph and not _is_chain(model)
    headers = ["Layer (type)", "Output Shape", "Param #"] + (["Connected to"] if connected else [])
    shares = positions or _POSITIONS[len(headers)]
    align = {2: ">"}
    if show_trainable:
        headers.append("Trainable")
        align[len(shares)] = "^"
        shares = [*(p * 0.9 for p in shares), shares[-1]]
    table = _Table(headers, _column_widths(line_length or _LINE_LENGTH, shares), align)
    members = {id(node) for node in getattr(model, "_nodes", ())}

    def add_rows(owner: Any, prefix: str, nodes: set[int]) -> None:
        inside = owner._operations if isinstance(owner, Functional) else owner.layers
        for layer in _in_range(inside, layer_range if not prefix else None):
            cells = [
                f"{prefix}{layer.name} ({class_name(layer)})",
                output_shapes(layer),
                _params(layer),
            ]
            if connected:
                cells.append(connections(layer, nodes) if isinstance(owner, Functional) else "-")
            if show_trainable:
                weights = getattr(layer, "weights", [])
                cells.append("-" if not weights else "Y" if layer.trainable else "N")
            table.add(cells)
            if expand_nested and hasattr(layer, "layers") and layer.layers:
                add_rows(
                    layer, "   " + (prefix or "└ "), {id(n) for n in getattr(layer, "_nodes", ())}
                )

    add_rows(model, "", members)
    lines = [f'Model: "{model.name}"', table.text(), *_totals(model)]
    text = "\n".join(lines)
    if print_fn is not None:
        print_fn(text)
    else:
        messages.print_msg(text)


def _is_chain(model: Any) -> bool:
    """Whether every layer has one input, from the layer before it."""
    nodes = [node for node in model._nodes if not node.is_input]
    operations = model._operations
    if len(nodes) != len(operations) - len(model._inputs) or len(model._inputs) != 1:
        return False
    return all(len(node.arguments.keras_tensors) == 1 for node in nodes) and all(
        len(depth) == 1 for depth in model._operations_by_depth.values()
    )


def _column_widths(length: int, positions: Any) -> list[int]:
    """Widths with padding: what the borders and the padding take is taken from all columns alike."""
    ends = [int(p if p > 1 else p * length) for p in positions]
    widths = [end - start + 2 for start, end in zip([0, *ends], ends)]
    excess = sum(widths) + len(widths) + 1 - length
    for i in range(len(widths)):
        less = round(excess / (len(widths) - i))
        widths[i], excess = max(widths[i] - less, 4), excess - less
    return widths


def _in_range(layers: list, layer_range: Any) -> list:
    if not layer_range:
        return layers
    if len(layer_range) != 2:
        raise ValueError(
            f"layer_range must be a list or tuple of length 2. Received: layer_range={layer_range}"
        )
    first, last = (re.compile(str(name)) for name in layer_range)
    begin = [i for i, layer in enumerate(layers) if first.match(layer.name)]
    end = [i for i, layer in enumerate(layers) if last.match(layer.name)]
    if not begin or not end:
        raise ValueError(f"Passed layer_range does not match any layer: {layer_range}")
    low, high = sorted((min(begin), max(end)))
    return layers[low : high + 1]


def _params(layer: Any) -> str:
    if not hasattr(layer, "built"):
        return "0"
    if not layer.built:
        return (
            "0 (unbuilt)" if layer.weights == [] else f"{count_params(layer.weights):,} (unbuilt)"
        )
    return f"{count_params(layer.weights):,}"


def _totals(model: Any) -> list[str]:
    def line(what: str, weights: list) -> str:
        return f" {what} params: {count_params(weights):,} ({readable_memory(bytes_of(weights))})"

    own = [
        line("Trainable", model.trainable_weights),
        line("Non-trainable", model.non_trainable_weights),
    ]
    optimizer = getattr(model, "optimizer", None)
    extra = list(optimizer.variables) if optimizer is not None and optimizer.built else []
    lines = [line("Total", [*model.weights, *extra]), *own]
    if extra:
        lines.append(line("Optimizer", extra))
    return lines
