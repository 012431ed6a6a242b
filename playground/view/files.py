"""What leaves the page and what enters it: the buttons Open, Download and Share."""

from __future__ import annotations

from pathlib import Path

from playground.events import MAX_TEXT
from playground.hand_in import HandIn
from playground.lesson import find_lesson
from playground.program import BadLink, Program
from playground.session import SEEDS, Session
from playground.view.component import Component, Message
from playground.view.download import Download
from playground.view.editor import Editor
from playground.view.kept_progress import (
    BadProgress,
    is_progress,
    progress_from_text,
    progress_text,
)
from playground.view.markup import cut
from playground.view.open_file import BadFile, opened_program
from playground.view.own_data import OwnData
from playground.view.progress import Progress

BUNDLE = Path(__file__).with_name("files.bundle.js")
MISSING = "export function render() {}"  # the editor says that the bundles are not built
MAX_SAID = 600  # characters


class FileControls(Component):
    """Native buttons with their popovers. Bytes are read and saved by the browser; what they mean is Python's."""

    _esm = BUNDLE if BUNDLE.is_file() else MISSING


class Files:
    """Opens links and files, and answers what is to be downloaded or shared."""

    def __init__(
        self, session: Session, editor: Editor, download: Download, progress: Progress
    ) -> None:
        self._session = session
        self._editor = editor
        self._download = download
        self._progress = progress
        self.panel = FileControls(self._receive, sizing_mode=None)
        self._own = OwnData(session, self._answer)
        editor.open_link = self.open_link

    def _receive(self, message: Message) -> None:
        match message:
            case {"kind": "share"}:
                self._answer(share=self._share(message.get("view")))
            case {"kind": "link", "fragment": str(fragment)}:
                self.open_link(fragment)
            case {"kind": "open", "name": str(name), "text": str(content)}:
                self._open(name[:200], content, str(message.get("said", ""))[:MAX_SAID])
            case {
                "kind": "part",
                "name": str(name),
                "part": int(part),
                "parts": int(parts),
                "text": str(text),
            }:
                self._own.part(name[:200], part, parts, text, message.get("used") is True)
            case {"kind": "table", "name": str(name), "options": dict(options)}:
                (self._own.use if message.get("use") is True else self._own.look)(name, options)
            case {"kind": "not_there", "name": str(name)}:
                self._own.not_there(name[:200])
            case {"kind": "drawn"}:
                self._own.drawn()
            case {"kind": "draw", "points": str(points), "then": "" | "join" | "anew" as then}:
                self._own.draw(points[:MAX_TEXT], then)
            case {"kind": "class", "seed": int(seed)} if 0 <= seed < SEEDS:
                self._session.fixed_seed = seed
            case {"kind": "hand in", "name": str(name)}:
                self._answer(handIn=self._hand_in(name))
            case {"kind": "download", "what": "progress"}:
                self._answer(download=self._kept_progress())
            case {"kind": "download", "what": str(what)}:
                self._answer(download=self._download.answer(what))

    def show(self, items: list) -> None:
        self._own.show(items)

    def _answer(self, **message: object) -> None:
        self.panel._send_msg(message)

    def _say(self, text: str) -> None:
        self._answer(said=cut(text, MAX_SAID))

    def _share(self, view: object) -> dict[str, str]:
        session = self._session
        program = Program(session.source, session.lesson.id, view if isinstance(view, dict) else {})
        try:
            if session.too_long:
                raise BadLink("the program is too long for a link. Download it instead.")
            return {"fragment": program.to_fragment()}
        except BadLink as error:
            return {"problem": _sentence(error)}

    def _hand_in(self, name: str) -> dict[str, str | int]:
        session = self._session
        if session.too_long:
            return {"problem": "The program is too long to be run, and to be handed in."}
        passed = self._progress.of(session.lesson.id)
        tasks = [task for task in session.lesson.tasks if task in passed]
        made = HandIn.of(session.lesson, session.source, tasks, name)
        return {
            "text": made.to_text(),
            "file": made.file_name,
            "lesson": session.lesson.label,
            "passed": len(tasks),
            "tasks": len(session.lesson.tasks),
        }

    def _kept_progress(self) -> dict[str, str]:
        text = progress_text(self._progress.passed)
        return {"name": "playground-progress.json", "text": text, "type": "application/json"}

    def open_link(self, fragment: str) -> bool:
        """Show the program of a link; False, and why, when it holds none."""
        try:
            program = Program.from_fragment(fragment)
        except BadLink as error:
            self._say(f"{_sentence(error)} Nothing of yours was changed.")
            return False
        if program is None:
            return False
        lesson = find_lesson(program.lesson, self._session.lessons)
        said = "This program came by a link."
        if program.lesson and lesson is None:
            said += " Its lesson is not in this playground."
        self._editor.open_foreign(program.source, lesson.id if lesson else "", said)
        if program.view:
            self._answer(view=program.view)
        return True

    def _open(self, name: str, content: str, said: str) -> None:
        if is_progress(content):
            try:
                tasks = self._progress.add(progress_from_text(content))
            except BadProgress as error:
                self._say(f"{name}: {error} Nothing of yours was changed.")
            else:
                of = "a task" if tasks == 1 else f"{tasks} tasks"
                self._say(f"{name} has brought {of} that this browser did not have as passed.")
            return
        try:
            source, notes = opened_program(name, content)
        except BadFile as error:
            self._say(f"{error} Nothing of yours was changed.")
            return
        self._editor.open_foreign(
            source, "", " ".join(filter(None, (f"Opened {name}.", said, notes)))
        )


def _sentence(error: Exception) -> str:
    said = str(error).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."
