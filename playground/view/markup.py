"""HTML that Python writes and the page shows: text, tables and drawings.

The browser changes only the nodes that differ, so that focus, scroll position and open details stay as they are.
A native button with `data-action` sends {"action": …, "value": data-value}.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import param

from playground.view.component import Component


class Markup(Component):
    """Shows `html`. Whoever writes it escapes what it did not write itself."""

    html = param.String(default="")
    table_is_open = False  # its table twin is looked at; a closed one need not be written

    _esm = Path(__file__).with_name("markup.js")

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict) and data.get("action") == "table":
            self.table_is_open = data.get("value") == "open"
        super()._handle_msg(data)


def text(value: object) -> str:
    """`value` as text between tags or inside a quoted attribute. Learners can forge every event."""
    return escape(str(value), quote=True)


def with_code(value: object) -> str:
    """As `text`, with what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text(value))


def table_twin(summary: str, label: str, body: str) -> str:
    """A button that lays the numbers of a drawing over it; `summary` says of what, for those who cannot see.

    Opening and closing it sends {"action": "table", "value": "open" or ""} to the Markup that shows it.
    """
    return (
        f'<details class="twin"><summary>Table<span class="unseen"> {text(summary)}</span></summary>'
        f'<div class="twin-body" tabindex="0" role="group" aria-label="{text(label)}">{body}</div></details>'
    )


def cut(value: str, length: int) -> str:
    """At most `length` characters, the last one `…` when some were left out."""
    return value if len(value) <= length else value[: length - 1] + "…"
