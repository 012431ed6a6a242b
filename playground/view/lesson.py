"""The lesson's prose, its checklist and the way to the lessons before and after."""

from __future__ import annotations

from playground import events as ev
from playground.lesson import Lesson
from playground.session import Edited, Launched, Opened, Session
from playground.view.component import Message
from playground.view.markdown import inline, prose
from playground.view.markup import Markup, text, with_code
from playground.view.progress import Progress


def checklist(tasks: tuple[str, ...], results: dict[str, ev.Checked]) -> str:
    """The tasks with what the last run said about each."""
    rows = []
    for task in tasks:
        result = results.get(task)
        done = result is not None and result.passed
        state, said = ("done", "Done: ") if done else ("open", "To do: ")
        advice = ""
        if result is not None and not done:
            state, said = "missed", "Not yet: "
            advice = f'<p class="advice">{with_code(result.advice)}</p>' if result.advice else ""
        rows.append(
            f'<li class="task {state}"><span class="unseen">{said}</span>'
            f"<span>{inline(task)}</span>{advice}</li>"
        )
    return (
        f'<h3 class="tasks-title">Tasks</h3><ul class="tasks">{"".join(rows)}</ul>' if tasks else ""
    )


def tasks_foot(tasks: tuple[str, ...], results: dict[str, ev.Checked]) -> str:
    """How far the learner is, the next task and what the last run said of it. It stays in sight while the prose is
    read; a press goes to the tasks."""
    if not tasks:
        return ""
    done = sum(1 for task in tasks if task in results and results[task].passed)
    marks = []
    for task in tasks:
        result = results.get(task)
        state = "open" if result is None else "done" if result.passed else "missed"
        marks.append(f'<i class="mark {state}"></i>')
    return (
        '<div class="tasks-foot"><p class="tasks-heading"><button type="button" data-goto=".tasks">Tasks '
        f'<span>{done} of {len(tasks)}</span><span class="marks" aria-hidden="true">{"".join(marks)}</span>'
        f"</button></p>{next_task(tasks, results)}</div>"
    )


def next_task(tasks: tuple[str, ...], results: dict[str, ev.Checked]) -> str:
    """The first task that is not done, with its advice."""
    task = next((t for t in tasks if t not in results or not results[t].passed), None)
    if task is None:
        return '<p class="next-task">All done.</p>'
    said, kind = "Press Run to have it checked.", ""
    if task in results:
        said, kind = results[task].advice, " missed"
    advice = f'<p class="next-advice{kind}">{with_code(said)}</p>' if said else ""
    return f'<p class="next-task">{inline(task)}</p>{advice}'


def lesson_html(
    lesson: Lesson,
    lessons: tuple[Lesson, ...],
    results: dict[str, ev.Checked],
    cleared: bool = False,
) -> str:
    """The whole region "Lesson text". `cleared`: Reset has just taken back its ticks."""
    by_id = {other.id: other for other in lessons}
    before = next((other for other in lessons if other.next == lesson.id), None)
    after = by_id.get(lesson.next or "")
    done = bool(lesson.tasks) and all(t in results and results[t].passed for t in lesson.tasks)
    buttons = []
    for other, way in ((before, "Previous"), (after, "Next")):
        if other is not None:
            kind = "way primary" if way == "Next" and done else "way"
            said = f"← {way}" if way == "Previous" else f"{way} →"
            title = other.title if way == "Next" else f"Lesson {other.number}"
            name = f"<small>{said}</small><b>{text(title)}</b>"
            buttons.append(
                f'<button type="button" class="{kind} way-{way.lower()}" data-action="open" '
                f'data-value="{text(other.id)}">{name}</button>'
            )
    return (
        f'<article data-key="{text(lesson.id)}" data-read class="lesson-body">'
        f'<p class="kicker">Lesson {lesson.number} of {len(lessons)}</p><h2>{text(lesson.title)}</h2>'
        f'<div class="prose">{prose(lesson.prose)}</div>{checklist(lesson.tasks, results)}{UNDO if cleared else ""}'
        f'<div class="ways">{"".join(buttons)}</div>{tasks_foot(lesson.tasks, results)}</article>'
    )


UNDO = (
    '<p class="undo">Reset has cleared the ticks of this lesson. '
    '<button type="button" class="link" data-action="undo">Bring them back</button></p>'
)


class LessonText:
    """Ticks tasks as a run's checks arrive. A task that was done once stays done until the lesson is reset."""

    def __init__(self, session: Session, progress: Progress) -> None:
        self._session = session
        self._progress = progress
        self._results: dict[str, ev.Checked] = {}
        self.panel = Markup(self._pressed)
        progress.subscribe(self._restore)
        self._draw()

    def _done(self) -> dict[str, ev.Checked]:
        """The tasks of this lesson that were passed, now or in an earlier visit."""
        own = self._progress.of(self._session.lesson.id)
        return {task: ev.Checked(task, True) for task in self._session.lesson.tasks if task in own}

    def _restore(self) -> None:
        self._results |= self._done()
        self._draw()

    def _pressed(self, message: Message) -> None:
        wanted = message.get("value")
        if message.get("action") == "undo":
            self._progress.undo()
        if message.get("action") == "open" and any(o.id == wanted for o in self._session.lessons):
            self._session.open(str(wanted))

    def _draw(self) -> None:
        lesson, cleared = self._session.lesson, self._progress.can_undo
        self.panel.html = lesson_html(lesson, self._session.lessons, self._results, cleared)

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened():
                    self._results, changed = self._done(), True
                case Edited(by="reset"):
                    self._results, changed = {}, True
                case Launched():
                    self._results = {t: r for t, r in self._results.items() if r.passed}
                    changed = True
                case ev.Checked(task=task):
                    if task not in self._results or not self._results[task].passed:
                        self._results[task], changed = item, True
        if changed:
            self._draw()
