"""Lessons: each is a folder under `playground/lessons`, read as data and never imported.

    01_layer/
        lesson.md       the prose, CommonMark, after a front matter of `title:` and, if wanted, `learned:` (one
                        sentence for who has passed every task), `next:`, `formerly:` (ids that it had, with
                        spaces between) and `diverged: stop` (a run ends where its loss is no number,
                        instead of going on)
        starter.py      the program a learner begins with
        solution.py     a program that passes every check
        checks.py       functions `check_…(run)`: the docstring is the task, the assertion message the advice
        hints.md        if wanted: hints and a puzzle for who has missed a task again and again (playground/ladder.py)
        mistakes/*.py   known wrong programs; the first line is `# advice: <part of the advice they get>`

The folder's name is the lesson's id; its digits are the lesson's number and give the order. Ours are one folder
among others: the environment variable PLAYGROUND_LESSONS names those that are used instead (several as in PATH, and
`ours` for this one; of two lessons with one id the later is used). A lesson that is not as it should be is shown as
broken, with the reason, and takes no other down.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from playground.ladder import LadderError, read_ladders
from playground.prediction import PredictionError, parts

FOLDER = Path(__file__).parent / "lessons"
VARIABLE, OURS = "PLAYGROUND_LESSONS", "ours"
FIELDS = ("title", "learned", "next", "formerly", "diverged")  # of the front matter
_FOLDER_NAME = re.compile(r"(\d+)_\w+")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<head>.*?\n)??---[ \t]*\n(?P<prose>.*)", re.DOTALL)


class LessonError(ValueError):
    """A lesson's folder is not as it should be. The message names the file and says what was expected."""


@dataclass(frozen=True)
class Lesson:
    """One lesson. Every text is as in its file, with line ends turned into newlines."""

    id: str  # "01_layer"
    number: int  # 1
    title: str  # "A layer is a function"
    prose: str  # Markdown
    starter: str
    solution: str
    checks: str  # the text of checks.py; only a kernel executes it
    hints: str = ""  # the text of hints.md
    mistakes: dict[str, str] = field(default_factory=dict, hash=False)  # {"no_bias": source}
    tasks: tuple[str, ...] = ()  # what the checklist shows, in the order of the checks
    next: str | None = None  # the id of the lesson that follows
    formerly: tuple[str, ...] = ()  # ids under which addresses and browsers may still know it
    learned: str = ""  # one sentence: what who has passed every task has learnt
    stop_when_diverged: bool = False  # else training goes on with nan, as in Keras
    broken: str | None = None  # why it cannot be shown

    @property
    def label(self) -> str:
        """The lesson's entry in a menu: "1 · A layer is a function"."""
        return f"{self.number} · {self.title}"


def read_tasks(checks: str, where: str = "checks.py") -> tuple[str, ...]:
    """The first docstring line of every `check_…` function in `checks`, without executing it.

    Raises LessonError when the text does not parse or a check has no docstring.
    """
    try:
        tree = ast.parse(checks)
    except SyntaxError as error:
        raise LessonError(f"{where}, line {error.lineno}: {error.msg}") from None
    tasks = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
            task = (ast.get_docstring(node) or "").strip()
            if not task:
                raise LessonError(
                    f"{where}, line {node.lineno}: expected a docstring in `{node.name}`, found none. "
                    "Its first line is the task that the checklist shows."
                )
            tasks.append(task.splitlines()[0])
    return tuple(tasks)


def expected_advice(mistake: str) -> str | None:
    """What the first line of a mistake's source promises: `# advice: forgot to return` → "forgot to return"."""
    first = mistake.partition("\n")[0]
    name, colon, advice = first.removeprefix("#").partition(":")
    return advice.strip() if colon and name.strip() == "advice" and advice.strip() else None


def _read_front_matter(text: str, where: str) -> tuple[dict[str, str], str]:
    """(fields, prose) of a lesson.md: `key: value` lines between two `---` lines, then the prose."""
    match = _FRONT_MATTER.fullmatch(text)
    if match is None:
        raise LessonError(
            f"{where}: expected it to begin with a line `---`, a line `title: …` and a line `---`, "
            f"received {text[:40]!r}"
        )
    fields = {}
    for line in (match["head"] or "").splitlines():
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in FIELDS:
            raise LessonError(
                f"{where}: expected `title: …`, `learned: …`, `next: …`, `formerly: …` or `diverged: stop`, "
                f"received {line!r}"
            )
        fields[key.strip()] = value.strip().strip("\"'")
    if not fields.get("title"):
        raise LessonError(f"{where}: the front matter has no line `title: …`")
    if fields.get("diverged", "stop") != "stop":
        raise LessonError(f"{where}: expected `diverged: stop`, received {fields['diverged']!r}")
    for old in fields.get("formerly", "").split():
        if not _FOLDER_NAME.fullmatch(old):
            raise LessonError(
                f"{where}: expected `formerly: ` and ids like 05_residuals, received {old!r}"
            )
    return fields, match["prose"].strip() + "\n"


def read_lesson(folder: Path) -> Lesson:
    """The lesson in `folder`. Raises LessonError when a file is missing or not as expected."""
    name = _FOLDER_NAME.fullmatch(folder.name)
    if name is None:
        raise LessonError(f"{folder.name}: expected a folder name like `05_residuals`")

    def read(file: str) -> str:
        try:
            return (folder / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise LessonError(f"{folder.name}: there is no {file}") from None
        except UnicodeDecodeError as error:
            raise LessonError(f"{folder.name}/{file}: expected UTF-8, received {error}") from None
        except OSError as error:
            raise LessonError(f"{folder.name}/{file}: {error.strerror or error}") from None

    fields, prose = _read_front_matter(read("lesson.md"), f"{folder.name}/lesson.md")
    checks = read("checks.py")
    try:
        list(parts(prose))
    except PredictionError as error:
        raise LessonError(f"{folder.name}/lesson.md: {error}") from None
    hints = read("hints.md") if (folder / "hints.md").exists() else ""
    try:
        read_ladders(hints)
    except LadderError as error:
        raise LessonError(f"{folder.name}/hints.md: {error}") from None
    mistakes = {
        path.stem: read(f"mistakes/{path.name}")
        for path in sorted((folder / "mistakes").glob("*.py"))
    }
    return Lesson(
        id=folder.name,
        number=int(name[1]),
        title=fields["title"],
        prose=prose,
        starter=read("starter.py"),
        solution=read("solution.py"),
        checks=checks,
        hints=hints,
        mistakes=mistakes,
        tasks=read_tasks(checks, f"{folder.name}/checks.py"),
        next=fields.get("next") or None,
        formerly=tuple(fields.get("formerly", "").split()),
        learned=fields.get("learned", ""),
        stop_when_diverged="diverged" in fields,
    )


def read_lessons(*folders: Path) -> tuple[Lesson, ...]:
    """The lessons in the folders of `folders`, by number; those of the first folder come first.

    A lesson without `next` is followed by the one after it; of two with one id the later takes the place of the
    other. Raises LessonError when one of them is broken, when a folder holds none, when two in one folder have the
    same number, or a `next` names none.
    """
    lessons = find_lessons(*folders)
    for lesson in lessons:
        if lesson.broken:
            raise LessonError(lesson.broken)
    return lessons


def find_lessons(*folders: Path) -> tuple[Lesson, ...]:
    """As `read_lessons`, but what would be an error there is a lesson that is `broken` here."""
    by_id: dict[str, Lesson] = {}
    for folder in folders:
        by_id.update({lesson.id: lesson for lesson in _in_order(folder)})
    found, ids = list(by_id.values()), set(by_id)
    lessons = []
    for lesson, follower in zip(found, [*found[1:], None]):
        following = lesson.next or (follower.id if follower is not None else None)
        if lesson.next is not None and lesson.next not in ids:
            lesson = _broken(
                lesson.id, f"{lesson.id}/lesson.md: there is no lesson {lesson.next!r}"
            )
            following = follower.id if follower is not None else None
        lessons.append(replace(lesson, next=following))
    return tuple(lessons)


def _in_order(folder: Path) -> list[Lesson]:
    """The lessons of one folder, by number."""
    try:
        paths = [path for path in folder.iterdir() if _FOLDER_NAME.fullmatch(path.name)]
    except OSError as error:
        return [_broken(folder.name, f"{folder}: {error.strerror or error}")]
    if not paths:
        reason = f"{folder}: there is no lesson in it. Expected folders like `05_residuals`."
        return [_broken(folder.name, reason)]
    lessons: list[Lesson] = []
    for path in sorted(paths, key=lambda path: (_number(path.name), path.name)):
        try:
            if lessons and lessons[-1].number == _number(path.name):
                raise LessonError(f"{lessons[-1].id} and {path.name} have the same number")
            lessons.append(read_lesson(path))
        except LessonError as error:
            lessons.append(_broken(path.name, str(error)))
    return lessons


def is_lesson(folder: Path) -> bool:
    """Whether the name of `folder` is that of a lesson."""
    return bool(_FOLDER_NAME.fullmatch(folder.name))


def _number(name: str) -> int:
    match = _FOLDER_NAME.fullmatch(name)
    return int(match[1]) if match else 0


def _broken(id: str, reason: str) -> Lesson:
    """What is shown in place of a lesson that cannot be shown."""
    prose = (
        "This lesson cannot be shown; the others can.\n\n"
        f"    {reason}\n\n"
        "Whoever wrote it finds more with `python -m playground lessons --check`.\n"
    )
    return Lesson(id, _number(id), f"{id} (broken)", prose, "", "", "", broken=reason)


def lesson_folders() -> tuple[Path, ...]:
    """Where the lessons are: what PLAYGROUND_LESSONS names, or the folder that comes with the playground."""
    named = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    return tuple(FOLDER if part == OURS else Path(part) for part in named) or (FOLDER,)


_loaded: dict[tuple[Path, ...], tuple[Lesson, ...]] = {}


def load_lessons() -> tuple[Lesson, ...]:
    """The lessons that are used here, in order, as they were when they were first asked for."""
    folders = lesson_folders()
    if folders not in _loaded:
        _loaded[folders] = find_lessons(*folders)
    return _loaded[folders]


def find_lesson(id: object, lessons: tuple[Lesson, ...] | None = None) -> Lesson | None:
    """The lesson that has this id, or had it, among `lessons` or those that are used here; None when there is none."""
    lessons = load_lessons() if lessons is None else lessons
    now = next((lesson for lesson in lessons if lesson.id == id), None)
    return now or next((lesson for lesson in lessons if id in lesson.formerly), None)


def renamed(lessons: tuple[Lesson, ...]) -> dict[str, str]:
    """What an id of former days is today; what a lesson is called now is none."""
    ids = {lesson.id for lesson in lessons}
    return {old: lesson.id for lesson in lessons for old in lesson.formerly if old not in ids}
