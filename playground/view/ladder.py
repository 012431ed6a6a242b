"""What a task offers once it was missed again: a hint, a stronger one, a puzzle of the solution's lines, the solution.

Each rung is one press; the solution is asked for twice. What is put into the program can be undone in the editor.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.ladder import Ladder, puzzle_lines, read_ladders
from playground.lesson import Lesson
from playground.pieces import named, put
from playground.puzzle import first_astray, is_right, lines_of, shuffled
from playground.session import Session
from playground.view.markdown import inline
from playground.view.markup import text

AFTER = 2  # misses of a task, until it offers help
HINT, STRONGER, PUZZLE, ASKED, SOLUTION = range(1, 6)
_DEED = re.compile(r"(\d{1,2}):(\w+)(?::(\d{1,3}))?(?::(\d{1,3}))?")
_OFFERS = {
    HINT: ("more", "Hint"),
    STRONGER: ("more", "Stronger hint"),
    PUZZLE: ("more", "Puzzle: put its lines in order"),
    ASKED: ("more", "Show the solution …"),
}


@dataclass
class Climb:
    """How far somebody has come on the ladder of one task."""

    missed: int = 0
    rung: int = 0
    order: list[int] = field(default_factory=list)  # of the puzzle's lines
    said: str = ""  # of the last press, to those who listen too
    solved: bool = False
    moved: int = 0  # how often; a new number takes the focus along
    at: int = -1  # where the line is that was moved last
    way: str = "up"  # where it went


class Ladders:
    """The ladders of the open lesson. `lesson()` is that one, `go_to` puts the cursor on a line of the program."""

    def __init__(self, session: Session, go_to: Callable[[int], None] | None = None) -> None:
        self._session, self._go_to = session, go_to
        self._climbs: dict[str, Climb] = {}

    def clear(self) -> None:
        """Another lesson, or this one from its beginning."""
        self._climbs = {}

    def missed(self, task: str) -> None:
        """A run's check has not passed."""
        self._climb(task).missed += 1

    def _climb(self, task: str) -> Climb:
        return self._climbs.setdefault(task, Climb())

    def offered(self, task: str) -> Ladder | None:
        """The task's ladder, once it was missed often enough."""
        climb = self._climbs.get(task, Climb())
        if climb.missed < AFTER and not climb.rung:
            return None
        found = read_ladders(self._session.lesson.hints)
        return next((ladder for ladder in found if ladder.task == task), None)

    def html(self, number: int, task: str) -> str:
        """What stands under the advice of the lesson's task with this number; "" until it was missed often enough."""
        ladder = self.offered(task)
        if ladder is None:
            return ""
        climb = self._climb(task)
        parts = []
        for rung, said in ((HINT, ladder.hint), (STRONGER, ladder.stronger)):
            if climb.rung >= rung:
                parts.append(f'<p class="hint"><b>{_OFFERS[rung][1]}.</b> {inline(said)}</p>')
        if PUZZLE <= climb.rung < SOLUTION:
            parts.append(
                puzzle_html(number, puzzle_lines(ladder, self._session.lesson.solution), climb)
            )
        if climb.rung == SOLUTION:
            parts.append(solution_html(number, ladder, self._session.lesson, self._session.source))
        parts.append(f'<p class="ladder-said" aria-live="polite">{text(climb.said)}</p>')
        if climb.rung == ASKED:
            parts.append(
                "<p>The whole solution of this task? What you find yourself stays with you longer.</p>"
                f"{_button(number, 'more', 'Show it')} {_button(number, 'back', 'Not yet')}"
            )
        elif climb.rung < SOLUTION and not climb.solved:
            parts.append(_button(number, *_OFFERS[climb.rung + 1]))
        return (
            f'<div class="ladder" role="group" aria-label="Help with this task" data-key="ladder-{number}">'
            f"{''.join(parts)}</div>"
        )

    def pressed(self, value: object) -> bool:
        """Do what was pressed; False when it is nothing of ours: the page may say anything."""
        deed = _DEED.fullmatch(str(value))
        tasks = self._session.lesson.tasks
        if deed is None or int(deed[1]) >= len(tasks):
            return False
        task = tasks[int(deed[1])]
        ladder = self.offered(task)
        if ladder is None:
            return False
        climb = self._climb(task)
        lines = puzzle_lines(ladder, self._session.lesson.solution)
        climb.said = ""
        match deed[2]:
            case "more" if climb.rung < SOLUTION:
                climb.rung += 1
                if climb.rung == PUZZLE and not climb.order:
                    climb.order = shuffled(lines)
            case "back" if climb.rung == ASKED:
                climb.rung = PUZZLE
            case "move" if climb.rung in (PUZZLE, ASKED) and deed[3] and deed[4]:
                _move(climb, lines, int(deed[3]), int(deed[4]))
            case "check" if climb.rung in (PUZZLE, ASKED):
                _check(climb, lines)
            case "put" if climb.solved or climb.rung == SOLUTION:
                self._put(ladder, climb)
        return True

    def _put(self, ladder: Ladder, climb: Climb) -> None:
        try:
            source, line = put(self._session.source, self._session.lesson.solution, ladder.pieces)
        except SyntaxError as error:
            climb.said = (
                f"Your program cannot be read from line {error.lineno} on, so there is no place to put them. Mend that "
                "line first, or undo."
            )
            return
        self._session.edit(source, by="form")
        climb.said = "They stand in your program now. Press Run to have them checked; Ctrl+Z takes them out again."
        if self._go_to is not None:
            self._go_to(line)


def _move(climb: Climb, lines: tuple[str, ...], start: int, end: int) -> None:
    if start >= len(lines) or end >= len(lines):
        return
    climb.order.insert(end, climb.order.pop(start))
    climb.solved, climb.at, climb.moved = False, end, climb.moved + 1
    climb.way = "up" if end < start else "down"
    climb.said = f"{lines[climb.order[end]].strip()}: now line {end + 1} of {len(lines)}."


def _check(climb: Climb, lines: tuple[str, ...]) -> None:
    climb.solved = is_right(lines, climb.order)
    if climb.solved:
        climb.said = "Right, that is the order."
        return
    right = first_astray(lines, climb.order)
    begun = "The first line is" if right == 1 else f"The first {right} lines are"
    climb.said = (
        f"{begun} as in the solution. Line {right + 1} belongs elsewhere."
        if right
        else "Not yet. Another line comes first."
    )


def _button(number: int, deed: str, label: str) -> str:
    return (
        f'<button type="button" class="rung" data-action="ladder" data-value="{number}:{deed}">'
        f"{text(label)}</button>"
    )


def puzzle_html(number: int, lines: tuple[str, ...], climb: Climb) -> str:
    """The lines as they lie now, each with its way up and down; they can be dragged too."""
    rows, last = [], len(lines) - 1
    for place, at in enumerate(climb.order):
        buttons = []
        for way, sign, to in (("up", "↑", place - 1), ("down", "↓", place + 1)):
            able = 0 <= to <= last
            focus = place == climb.at and way == climb.way
            buttons.append(
                f'<button type="button" class="move" data-action="ladder" data-value="{number}:move:{place}:{to}" '
                f'aria-label="Move {way}: {text(lines[at].strip())}"{"" if able else " aria-disabled=true"}'
                f"{f' data-focus={climb.moved}' if focus else ''}>{sign}</button>"
            )
        rows.append(
            f'<li><span class="grip" aria-hidden="true">⠿</span><code>{text(lines[at])}</code>'
            f'<span class="moves">{"".join(buttons)}</span></li>'
        )
    done = _button(number, "put", "Put them into the program") if climb.solved else ""
    return (
        '<p class="hint"><b>Puzzle.</b> These are lines of the solution. Put them in order, by dragging them or with '
        f'the arrows.</p><ol class="puzzle" data-sort="{number}" aria-label="Lines of the solution">'
        f"{''.join(rows)}</ol>"
        f"{_button(number, 'check', 'Check the order')} {done}"
    )


def solution_html(number: int, ladder: Ladder, lesson: Lesson, source: str) -> str:
    """The solution of the task, with what the program has otherwise."""
    theirs: tuple[str, ...] = ()
    for name in ladder.pieces:
        try:
            theirs += lines_of("\n".join(piece.text for piece in named(source, [name])))
        except (LookupError, SyntaxError):
            continue  # what they have not is all new
    rows = []
    for line in difflib.ndiff(theirs, puzzle_lines(ladder, lesson.solution)):
        kind, code = line[:2], text(line[2:])
        if kind == "  ":
            rows.append(f"<span>{code}</span>")
        elif kind in ("+ ", "- "):
            tag, said = (
                ("ins", "In the solution: ") if kind == "+ " else ("del", "In your program: ")
            )
            rows.append(f'<{tag}><span class="unseen">{said}</span>{code}</{tag}>')
    return (
        '<p class="hint"><b>The solution</b> of this task. What your program lacks is marked, what it has instead is '
        f'struck out.</p><pre class="difference" tabindex="0"><code>{"".join(rows)}</code></pre>'
        f"{_button(number, 'put', 'Put it into the program')}"
    )
