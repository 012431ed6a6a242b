"""The program's editor: the text and the lines that have a problem."""

from __future__ import annotations

import ast
import difflib
import functools
from collections.abc import Callable
from pathlib import Path

import param

from playground import events as ev
from playground.events import MAX_TEXT
from playground.lesson import Lesson, find_lesson
from playground.pasted_text import mend, said_of
from playground.session import Edited, Launched, Opened, Session, StateChanged
from playground.view.component import Component, Message
from playground.view.markup import cut
from playground.view.repairs import repair_of

BUNDLE = Path(__file__).with_name("editor.bundle.js")
MAX_MESSAGE = 1200
MOST_SAID = 10**9  # characters of a text that was not sent
MISSING = """
export function render({el}) {
  el.innerHTML = `<p class="missing" role="alert">The editor is not built yet. Stop the server, run
    <code>make setup</code> or <code>python -m playground.view.bundle</code>, and start it again.</p>`
}
"""
WORDS = (
    "Activation Adam BatchNormalization BinaryCrossentropy CategoricalCrossentropy Dense Dropout Flatten "
    "GradientTape Input Layer Mean Model RMSprop Sequential Variable accuracy activation add_weight assign "
    "batch_size binary_crossentropy bias build call categorical_crossentropy compile epochs evaluate fit "
    "glorot_uniform history import initializer input_shape inputs kernel keras layers learning_rate loss losses "
    "matmul mean_squared_error metrics model models momentum ones optimizer optimizers outputs predict "
    "random_normal reduce_mean relu return rmsprop self set_random_seed shape sigmoid softmax "
    "sparse_categorical_crossentropy square summary tanh tensorflow trainable units validation_data "
    "validation_split verbose weights zeros"
)


class CodeMirror(Component):
    """CodeMirror 6. `text` is {"lesson", "starter", "source", "by", "change"}: what Python wants shown.

    What the learner types comes back as messages. `change` counts, so that the same text can be asked for twice.
    """

    text = param.Dict(default={})
    problems = param.List(
        default=[],
        doc='{"line": 1-based or 0, "columns": [from, to] or [], "message", "quiet": the output says it too, "repair"}',
    )
    notices = param.List(default=[], doc='{"line", "message"}: worth knowing, and no error')
    untried = param.Boolean(
        default=False, doc="the text came from elsewhere and was not run or edited"
    )
    words = param.List(default=[], doc="offered while typing")

    _esm = Path(__file__).with_name("editor.js") if BUNDLE.is_file() else MISSING
    _bundle = BUNDLE.name if BUNDLE.is_file() else None
    _resources = {
        "reference": {"names": "reference.json"}
    }  # the server hands it out (page.js asks)


@functools.cache
def known_code(id: str, lessons: tuple[Lesson, ...]) -> list[dict[str, str]]:
    """[{"text", "label"}]: the classes and functions of a lesson's starter that an earlier lesson defined and that its
    tasks do not change. The editor folds them when the lesson opens."""
    at = next(i for i, lesson in enumerate(lessons) if lesson.id == id)
    starter, solution = definitions(lessons[at].starter), definitions(lessons[at].solution)
    found = []
    for name, source in starter.items():
        before = next((e for e in lessons[:at] if name in definitions(e.starter)), None)
        if before is not None and solution.get(name) == source:
            found.append({"text": source, "label": f"as in lesson {before.number}"})
    return found


@functools.cache
def part_to_change(starter: str, solution: str) -> list[int]:
    """The first and the last line of the starter that the solution has otherwise, 1-based. The editor opens there."""
    matcher = difflib.SequenceMatcher(None, starter.split("\n"), solution.split("\n"), False)
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    if not changed:
        return []
    return [changed[0][1] + 1, max(changed[-1][2], changed[0][1] + 1)]


@functools.cache
def definitions(source: str) -> dict[str, str]:
    """The text of every class and function at the top of a program, by name; none of one that does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    lines = source.split("\n")
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }


class Editor:
    """The textbox "Program". The session's text and this one are the same, whoever changes it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._changes = 0
        self._checking = True
        self._said: tuple | None = None  # the error of the last run, which stands in the output
        self._marked: list[dict] = []  # what it marks, until the text is another
        self._origin = ""  # where the program comes from that is shown next
        self.open_link: Callable[[str], bool] = lambda fragment: False  # opens a program of a link
        self.panel = CodeMirror(
            self._receive,
            text=self._text(session.source, ""),
            words=WORDS.split(),
            sizing_mode="stretch_both",
        )

    def _text(self, source: str, by: str) -> dict:
        self._changes += 1
        lesson = self._session.lesson
        return {
            "lesson": lesson.id,
            "starter": lesson.starter,
            "source": source,
            "by": by,
            "origin": self._origin if by == "foreign" else "",
            "change": self._changes,
            "known": known_code(lesson.id, self._session.lessons),
            "part": part_to_change(lesson.starter, lesson.solution),
        }

    def _receive(self, message: Message) -> None:
        source, characters = message.get("source"), message.get("characters")
        if not isinstance(source, str):
            source = None
        else:
            characters = len(source)
        if isinstance(characters, int) and characters > MAX_TEXT:  # then there may be no source
            if message.get("lesson") == self._session.lesson.id:
                self._session.refuse(min(characters, MOST_SAID))
            return
        match message.get("kind"):
            case "typed" if source is not None and message.get("lesson") == self._session.lesson.id:
                if message.get("untried"):
                    self._session.open_foreign(source)
                else:
                    self._session.edit(source)
            case "pasted":
                self._mend(message)
            case "run":
                self._session.run()
            case "hello":
                link = message.get("link")
                if isinstance(link, str) and self.open_link(link):
                    return
                self._restore(message.get("lesson"), source, bool(message.get("untried")))

    def _mend(self, message: Message) -> None:
        """Answer a pasted text that is a notebook's, a console's or a word processor's with the program it was."""
        match message:
            case {"text": str(text), "from": int(start), "whole": bool(whole)} if (
                len(text) <= MAX_TEXT
            ):
                made = mend(text, whole)
            case _:
                return
        if made.text != text and made.notes:
            answer = {
                "from": start,
                "before": text,
                "after": made.text,
                "said": said_of(made.notes),
            }
            self.panel._send_msg({"mend": answer})
            source, end = self._session.source, start + len(text)
            if source[start:end] == text:  # Run may come before the editor has answered
                self._session.edit(source[:start] + made.text + source[end:])

    def open_foreign(self, source: str, lesson_id: str, said: str) -> None:
        """Show a program that came from elsewhere; `said` stands above it, beside the way back to the learner's own."""
        self._origin = said
        self._session.open_foreign(source, lesson_id)

    def _restore(self, lesson_id: object, source: str | None, untried: bool) -> None:
        """The page is there: open what the learner had open, as it was."""
        lesson = find_lesson(lesson_id, self._session.lessons)
        if untried and source is not None:
            self._session.open_foreign(source, lesson.id if lesson else "")
        elif lesson and lesson is not self._session.lesson:
            self._session.open(lesson.id, source)
        elif source is not None and source != self._session.source:
            self._session.edit(source)
        else:
            self._session.check()

    def go_to(self, line: int) -> None:
        """Put the cursor on a line and the focus into the editor."""
        self.panel._send_msg({"line": line})

    def light(self, lines: list[int]) -> None:
        """Mark these lines, and no others, as looked at elsewhere; the first comes into view. The cursor stays."""
        self.panel._send_msg({"light": lines})

    def show(self, items: list) -> None:
        problems = None
        notices = self.panel.notices
        for item in items:
            if isinstance(item, ev.Started | StateChanged):
                self._checking = isinstance(item, ev.Started) and item.until == "shapes"
            match item:
                case Edited(source=source, by=by):
                    problems, notices, self._marked = [], [], []
                    if by != "editor":
                        self.panel.text = self._text(source, by)
                case Launched() | Opened():
                    problems, self._said, notices, self._marked = [], None, [], []
                case ev.Notice(message=message, line=int(line)) if not self._checking:
                    notices = [*notices[-9:], {"line": line, "message": cut(message, MAX_MESSAGE)}]
                case ev.Diverged():
                    problems = self._marked = [diverged_problem(item)]
                case ev.Started():
                    problems = self._marked  # a check of the same text may follow the run
                case ev.Failed(kind=kind, line=line):
                    if not self._checking:
                        self._said = (kind, line)
                    quiet = self._said == (kind, line)
                    problems = [problem(item, quiet, self._session.source)]
                    if not self._checking:
                        self._marked = problems
        if self._session.untried != self.panel.untried:
            self.panel.untried = self._session.untried
        if notices != self.panel.notices:
            self.panel.notices = notices
        if problems is not None and problems != self.panel.problems:
            self.panel.problems = problems


def diverged_problem(item: ev.Diverged) -> dict:
    """The line to which a training that went wrong points; the output says the rest."""
    return {
        "line": item.line or 0,
        "columns": list(item.columns or ()),
        "message": cut(item.message.partition("\n")[0], MAX_MESSAGE),
        "quiet": True,
    }


def problem(item: ev.Failed, quiet: bool, source: str) -> dict:
    """What the editor marks: the line, the message, what to try and a repair, {} when none is known. `quiet`: it is a
    run's; the output says it too."""
    said = f"{item.kind}: {item.message.strip()}"
    if item.advice:
        said += "\n" + item.advice
    return {
        "line": item.line or 0,
        "columns": list(item.columns or ()),
        "message": cut(said, MAX_MESSAGE),
        "quiet": quiet,
        "repair": repair_of(item, source) or {},
    }
