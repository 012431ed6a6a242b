"""Lessons: each is a folder under `playground/lessons`, read as data and never imported.

    01_layer/
        lesson.md       the prose, CommonMark, after a front matter of `title:` and, if wanted, `next:` and
                        `diverged: stop` (a run ends where its loss is no number, instead of going on)
        starter.py      the program a learner begins with
        solution.py     a program that passes every check
        checks.py       functions `check_…(run)`: the docstring is the task, the assertion message the advice
        mistakes/*.py   known wrong programs; the first line is `# advice: <part of the advice they get>`

The folder's name is the lesson's id; its digits are the lesson's number and give the order.
"""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "lessons"
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
    mistakes: dict[str, str] = field(default_factory=dict, hash=False)  # {"no_bias": source}
    tasks: tuple[str, ...] = ()  # what the checklist shows, in the order of the checks
    next: str | None = None  # the id of the lesson that follows
    stop_when_diverged: bool = False  # else training goes on with nan, as in Keras

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
        if not colon or key.strip() not in ("title", "next", "diverged"):
            raise LessonError(
                f"{where}: expected `title: …`, `next: …` or `diverged: stop`, received {line!r}"
            )
        fields[key.strip()] = value.strip().strip("\"'")
    if not fields.get("title"):
        raise LessonError(f"{where}: the front matter has no line `title: …`")
    if fields.get("diverged", "stop") != "stop":
        raise LessonError(f"{where}: expected `diverged: stop`, received {fields['diverged']!r}")
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

    fields, prose = _read_front_matter(read("lesson.md"), f"{folder.name}/lesson.md")
    checks = read("checks.py")
    mistakes = {
        path.stem: path.read_text(encoding="utf-8")
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
        mistakes=mistakes,
        tasks=read_tasks(checks, f"{folder.name}/checks.py"),
        next=fields.get("next") or None,
        stop_when_diverged="diverged" in fields,
    )


def read_lessons(folder: Path) -> tuple[Lesson, ...]:
    """The lessons in the folders of `folder`, by number.

    A lesson without `next` is followed by the one after it. Raises LessonError when two have the same
    number or a `next` names none.
    """
    found = [read_lesson(path) for path in folder.iterdir() if _FOLDER_NAME.fullmatch(path.name)]
    found.sort(key=lambda lesson: lesson.number)
    ids = {lesson.id for lesson in found}
    lessons = []
    for lesson, follower in zip(found, [*found[1:], None]):
        if follower is not None and follower.number == lesson.number:
            raise LessonError(f"{lesson.id} and {follower.id} have the same number")
        if lesson.next is not None and lesson.next not in ids:
            raise LessonError(f"{lesson.id}/lesson.md: there is no lesson {lesson.next!r}")
        following = lesson.next or (follower.id if follower is not None else None)
        lessons.append(replace(lesson, next=following))
    return tuple(lessons)


@functools.cache
def load_lessons() -> tuple[Lesson, ...]:
    """The lessons that come with the playground, in order."""
    return read_lessons(FOLDER)


def find_lesson(id: str) -> Lesson | None:
    """The lesson with this id, or None."""
    return next((lesson for lesson in load_lessons() if lesson.id == id), None)
