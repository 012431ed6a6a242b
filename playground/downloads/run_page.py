"""A whole run as one HTML file that is read without the page: nothing in it is executed or fetched."""

from __future__ import annotations

import html
from collections.abc import Sequence

from playground.downloads.training_history import Rows, names_in

PICTURES = "<!-- pictures -->"  # where the page puts those that it has drawn
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60em; margin: 2em auto; padding: 0 1em; font: 15px/1.5 system-ui, sans-serif; }
pre { padding: 1em; overflow: auto; border: 1px solid #8886; border-radius: 8px;
  font: 13px/1.4 ui-monospace, monospace; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 10px 2px 0; text-align: right; border-bottom: 1px solid #8884; }
figure { margin: 1em 0; } img { max-width: 100%; background: #fff; }
"""


def as_html(
    title: str,
    status: str,
    program: str,
    output: str,
    history: Rows,
    tasks: Sequence[tuple[str, bool]] = (),
) -> str:
    """One document. Whatever a program said stands in it as text; `PICTURES` marks where pictures go."""
    say = html.escape
    parts = [f"<h1>{say(title)}</h1>", f"<p>{say(status)}</p>"]
    if tasks:
        rows = "".join(
            f"<li>{'Done' if done else 'To do'}: {say(task)}</li>" for task, done in tasks
        )
        parts.append(f"<h2>Tasks</h2><ul>{rows}</ul>")
    parts.append(f"<h2>Program</h2><pre>{say(program)}</pre>")
    if output:
        parts.append(f"<h2>Output</h2><pre>{say(output)}</pre>")
    parts.append(PICTURES)
    if history:
        names = names_in(history)
        head = "".join(f'<th scope="col">{say(name)}</th>' for name in ("epoch", *names))
        rows = "".join(
            f'<tr><th scope="row">{epoch}</th>'
            + "".join(f"<td>{logs[n]:.6g}</td>" if n in logs else "<td>–</td>" for n in names)
            + "</tr>"
            for epoch, logs in history
        )
        parts.append(
            f"<h2>Training</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{say(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )
