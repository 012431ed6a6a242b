"""What the program printed, and how it ended."""

from __future__ import annotations

import math
import re

from playground import events as ev
from playground.program_controls import read_form, write_form
from playground.session import Edited, Launched, Opened, Session
from playground.view.component import Message
from playground.view.markup import Markup, cut, text, with_code

SHOWN_LINES = 300
FIRST_LINES = 40  # of them are the first ones, when there are more
SHOWN_COLUMNS = 2_000
LINE_CHARACTERS = 160  # of the last line, in the folded drawer
KEPT_CHARACTERS = 2_000_000
MOST_IN_A_LINE = 100_000  # a longer one goes on in the next: what follows it costs as much as is written, not as it is
TRACEBACK_CHARACTERS = 20_000  # also of one that a program forged
MOST_DIVERGED = 3  # fits of one run that are explained: loops over learning rates have more
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_TABLE = re.compile(r"^\s*[─-╿]")  # begins with a box-drawing character; a progress bar does not
EMPTY = '<p class="empty">What the program prints appears here. Press <b>Run</b>.</p>'
NOTHING_YET = '<p class="empty">Nothing printed yet.</p>'


class Screen:
    """Lines of text as a terminal shows them: `\\r` and `\\b` go back and what follows overwrites.

    Keeps the last 2 million characters; `dropped` lines before them are gone. `left_out` lines never came: where they
    would be, there is a line of the stream "gap".
    """

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []  # (stream, text), without the line being written
        self.dropped = self.left_out = 0
        self._line, self._column, self._stream = "", 0, "stdout"
        self._characters = 0

    def write(self, piece: str, stream: str = "stdout", left_out: int = 0) -> None:
        if left_out:
            self.left_out += left_out - bool(self._line)  # of this one a part is shown
            if self._line:
                self._end_line()
            self._keep("gap", f"… {left_out:,} lines are left out here …")
        if stream != self._stream and self._line:
            self._end_line()
        self._stream = stream
        for part in re.split(r"([\n\r\b])", _TERMINAL_CODES.sub("", piece)):
            match part:
                case "\n":
                    self._end_line()
                case "\r":
                    self._column = 0
                case "\b":
                    self._column = max(0, self._column - 1)
                case _:
                    end = self._column + len(part)
                    self._line = self._line[: self._column] + part + self._line[end:]
                    self._column = end
                    if len(self._line) > MOST_IN_A_LINE:
                        self._end_line()

    def _end_line(self) -> None:
        line, self._line, self._column = self._line, "", 0
        for start in range(0, len(line) or 1, MOST_IN_A_LINE):
            self._keep(self._stream, line[start : start + MOST_IN_A_LINE])

    def _keep(self, stream: str, line: str) -> None:
        self.lines.append((stream, line))
        self._characters += len(line) + 1
        if self._characters > KEPT_CHARACTERS:
            while self._characters > KEPT_CHARACTERS * 0.8:
                gone = len(self.lines) // 8 + 1
                self._characters -= sum(len(line) + 1 for _, line in self.lines[:gone])
                del self.lines[:gone]
                self.dropped += gone

    def all_lines(self) -> list[tuple[str, str]]:
        return self.lines + ([(self._stream, self._line)] if self._line else [])


def screen_html(screen: Screen, everything: bool) -> str:
    """The first and the last lines, or all that are kept, with a button for the others where they are left out."""
    lines = screen.all_lines()
    if not lines:
        return ""
    hidden = 0 if everything else max(0, len(lines) - SHOWN_LINES)
    columns = 10**9 if everything else SHOWN_COLUMNS

    def drawn(some: list[tuple[str, str]]) -> str:
        return "".join(_line_html(stream, cut(line, columns)) for stream, line in some)

    body = drawn(lines[FIRST_LINES + hidden if hidden else 0 :])
    note = f'<p class="cut">{screen.dropped:,} earlier lines are gone.</p>' * bool(screen.dropped)
    if hidden:
        seen = lines[:FIRST_LINES] + lines[FIRST_LINES + hidden :]
        gone = _count(lines) + screen.left_out - _count(seen) - sum(map(_lines_of_gap, seen))
        first = drawn(lines[:FIRST_LINES])
        said = f"… {gone:,} more line{'s' * (gone != 1)}"
        body = f'{first}<span class="gap">{said} {_SHOW}</span>\n{body}'
    elif any(len(line) > columns for _, line in lines):
        note += f'<p class="cut">Long lines are cut. {_SHOW}</p>'
    return f'{note}<pre class="screen">{body}</pre>'


_SHOW = '<button type="button" class="link" data-action="all">Show everything</button>'


def _lines_of_gap(line: tuple[str, str]) -> int:
    """How many lines a line of the stream "gap" stands for."""
    found = re.match(r"… ([\d,]+) lines", line[1]) if line[0] == "gap" else None
    return int(found[1].replace(",", "")) if found else 0


def _count(lines: list[tuple[str, str]]) -> int:
    """How many were printed."""
    return sum(stream != "gap" for stream, _ in lines)


def _line_html(stream: str, line: str) -> str:
    """A line; those of a drawn table, as `summary()` prints them, are not wrapped."""
    kinds = [stream] * (stream != "stdout") + ["wide"] * bool(_TABLE.search(line))
    said = text(line)
    return (f'<span class="{" ".join(kinds)}">{said}</span>' if kinds else said) + "\n"


def last_line_html(screen: Screen, notices: int) -> str:
    """What the folded drawer shows: the last line that says something, how many there are, and how many notices."""
    lines = screen.all_lines()
    last = next((line for _, line in reversed(lines) if line.strip()), "")
    counts = []
    if lines:
        count = _count(lines) + screen.dropped + screen.left_out
        counts.append(f"{count:,} line{'s' if count != 1 else ''}")
    if notices:
        counts.append(f"<b>{notices} notice{'s' if notices != 1 else ''}</b>")
    said = f"<code>{text(cut(last.strip(), LINE_CHARACTERS))}</code>" if last else ""
    return f'<p class="last-line" aria-hidden="true">{said}<span>{" · ".join(counts)}</span></p>'


def failure_html(item: ev.Failed) -> str:
    """An error: where, what, what to try, and the traceback on demand, that of the engine's frames too."""
    where = (
        f'<button type="button" class="link" data-action="line" data-value="{item.line}">'
        f"Line {item.line}</button>"
        if item.line
        else "<b>The program</b>"
    )
    first, _, rest = item.message.partition("\n")
    more = f'<p class="more">{with_code(rest.strip())}</p>' if rest.strip() else ""
    advice = f'<p class="advice">{with_code(item.advice)}</p>' if item.advice else ""
    traces = ("Traceback", item.traceback), ("Full traceback", item.full_traceback)
    trace = "".join(
        f"<details><summary>{name}</summary>"
        f'<pre tabindex="0" role="group" aria-label="{name}">{text(cut(said, TRACEBACK_CHARACTERS))}</pre></details>'
        for name, said in traces
        if said
    )
    return (
        f'<div class="failure" data-begin><p class="failure-line">{where} <b>{text(item.kind)}</b></p>'
        f"<p>{with_code(first)}</p>{more}{advice}{trace}</div>"
    )


def diverged_html(item: ev.Diverged, source: str, stops: bool) -> str:
    """Where a training went wrong and why; a button when one press helps, and whether runs stop there."""
    where = (
        f'<button type="button" class="link" data-action="line" data-value="{item.line}">'
        f"Line {item.line}</button>"
        if item.line
        else "<b>The training</b>"
    )
    first, _, rest = item.message.partition("\n")
    more = f'<p class="more">{with_code(rest.strip())}</p>' if rest.strip() else ""
    advice = f'<p class="advice">{with_code(item.advice)}</p>' if item.advice else ""
    stop = (
        f'<button type="button" class="chip" data-action="stop-when-diverged" '
        f'aria-pressed="{str(stops).lower()}">Stop a run here</button>'
    )
    return (
        f'<div class="failure" data-begin data-opens><p class="failure-line">{where} <b>Diverged</b>'
        f"{slower_html(source)}{stop}</p><p>{with_code(first)}</p>{more}{advice}</div>"
    )


def slower_html(source: str) -> str:
    """A button that trains again more carefully; "" when the program does not say its learning rate."""
    if slower(source) is None:
        return ""
    return '<button type="button" class="tool" data-action="slower">Same seed, learning rate ÷ 10</button>'


def slower(source: str) -> str | None:
    """The program with a tenth of its learning rate; None when that is no number in its text."""
    try:
        rate = read_form(source).learning_rate
        if not isinstance(rate, float | int) or not 0 < rate < math.inf:
            return None
        changed = write_form(source, "learning_rate", float(f"{rate / 10:.6g}"))
    except (SyntaxError, ValueError, RecursionError):
        return None
    return changed if changed != source else None


class Output:
    """Follows a run. Checks while typing do not write here: the editor marks what they find."""

    def __init__(self, session: Session, go_to_line) -> None:
        self._session = session
        self._go_to_line = go_to_line
        self._place = session.runner.place
        self.panel = Markup(self._pressed, sizing_mode="stretch_both", html=EMPTY)
        self._forget()

    def _forget(self) -> None:
        self._screen = Screen()
        self._ending = ""
        self._notices: list[str] = []
        self._diverged: list[ev.Diverged] = []
        self._everything = False
        self._checking = True
        self._running = False

    @property
    def printed(self) -> str:
        """All that is kept of what the program printed."""
        return "\n".join(line for _, line in self._screen.all_lines())

    def _pressed(self, message: Message) -> None:
        value = str(message.get("value"))
        if message.get("action") == "all":
            self._everything = True
            self._draw()
        elif message.get("action") == "line" and value.isdecimal():
            self._go_to_line(int(value))
        elif message.get("action") == "stop-when-diverged":
            self._session.stop_when_diverged = not self._session.stop_when_diverged
            self._draw()
        elif message.get("action") == "slower":
            source = slower(self._session.source)
            if source is not None:
                self._session.edit(source, by="form")
                self._session.rewind()

    def _draw(self) -> None:
        session = self._session
        diverged = (
            diverged_html(item, session.source, session.stop_when_diverged)
            for item in self._diverged
        )
        body = "".join(
            [screen_html(self._screen, self._everything), *self._notices, *diverged, self._ending]
        )
        self.panel.html = (
            f"{last_line_html(self._screen, len(self._notices) + len(self._diverged))}"
            '<div class="output" data-follow tabindex="0" role="group" aria-label="Printed text">'
            f"{body or (NOTHING_YET if self._running else EMPTY)}</div>"
        )

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._forget()
                    changed = True
                case Launched():
                    self._forget()
                    self._checking, self._running, changed = False, True, True
                case ev.Started(until="shapes"):
                    self._checking = True
                case _ if self._checking:
                    continue
                case ev.Printed(text=piece, stream=stream, left_out=left_out):
                    self._screen.write(piece, stream, left_out)
                    changed = True
                case ev.Notice(message=said, line=line):
                    where = f"Line {line}: " if line else ""
                    self._notices = [
                        *self._notices[-9:],
                        f'<p class="notice" data-begin>{where}{text(said)}</p>',
                    ]
                    changed = True
                case ev.Diverged():
                    if item not in self._diverged:
                        self._diverged = [*self._diverged[: MOST_DIVERGED - 1], item]
                    changed = True
                case ev.Failed():
                    self._ending, changed = failure_html(item), True
                case ev.Stopped(reason=reason):
                    said = f"Stopped: {reason}" if reason else "Stopped"
                    self._ending, changed = f'<p class="ending">{text(said)}</p>', True
                case ev.Finished(seconds=seconds):
                    shown = f"{seconds:.2g}" if seconds < 10 else f"{seconds:.0f}"
                    said = f"Finished in {shown} s {self._place}"
                    self._ending, changed = f'<p class="ending">{text(said)}</p>', True
        if changed:
            self._draw()
