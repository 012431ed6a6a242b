"""The numbers of the drawing as tables: weights, and between what values each unit's answer lies.

The cells are empty; the page fills them while the table is open (network.js). A cell of a weight is a button that
opens its editor.
"""

from __future__ import annotations

from playground import events as ev
from playground.view.markup import text
from playground.view.node_figure import Variables, figures, is_input, units_in, variables_of

MOST_CELLS = 600
MOST_COLUMNS = 32


def table_html(built: ev.Built) -> str:
    """A table for every layer whose weights or units can be seen."""
    tables, cells = [], 0
    for figure in figures(built.nodes, down=False, chain=False).values():
        node, own = figure.node, variables_of(figure.node)
        units = units_in(node)
        if (
            is_input(node)
            or not 0 < units <= MOST_COLUMNS
            or (own is None and figure.kind == "box")
        ):
            continue
        size = units * ((own.inputs + 1 if own else 0) + 2)
        if cells + size > MOST_CELLS:
            continue
        cells += size
        head = "".join(f'<th scope="col">unit {j + 1}</th>' for j in range(units))
        rows = _weight_rows(node.id, own, figure.said) if own else ""
        if figure.kind != "box":
            rows += "".join(
                f'<tr class="limits" hidden><th scope="row">{name}</th>'
                + f'<td data-node="{text(node.id)}" data-limit="{side}"></td>' * units
                + "</tr>"
                for side, name in enumerate(("lowest answer", "highest answer"))
            )
        tables.append(
            f"<table><caption>{text(figure.said)}</caption><thead><tr><td></td>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    return "".join(tables) or "<p>No layer here is small enough to show its weights.</p>"


def _weight_rows(node_id: str, own: Variables, said: str) -> str:
    rows: list[tuple[str, int, list[tuple[int | None, int]]]] = [
        (f"input {i + 1}", own.kernel, [(i, j) for j in range(own.units)])
        for i in range(own.inputs)
    ]
    if own.bias is not None:
        rows.append(("bias", own.bias, [(None, j) for j in range(own.units)]))
    return "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(_cell(node_id, variable, row, j, said) for row, j in positions)
        + "</tr>"
        for name, variable, positions in rows
    )


def _cell(node_id: str, variable: int, row: int | None, column: int, said: str) -> str:
    what = f"Weight from input {row + 1} to" if row is not None else "Bias of"
    place = "" if row is None else f' data-row="{row}"'
    return (
        f'<td><button type="button" class="number" data-node="{text(node_id)}" data-variable="{variable}"{place} '
        f'data-column="{column}" data-name="{text(f"{what} unit {column + 1} of {said}")}"></button></td>'
    )
