"""The lesson's prose, its checklist and the way to the lessons before and after."""

from __future__ import annotations

from playground import events as ev
from playground.lesson import Lesson
from playground.session import Edited, Launched, Opened, Session
from playground.view.component import Message
from playground.view.markdown import inline, prose
from playground.view.markup import Markup, text, with_code


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
    done = sum(1 for task in tasks if task in results and results[task].passed)
    return (
        f'{tasks_heading(tasks, results, done)}<ul class="tasks">{"".join(rows)}</ul>'
        if tasks
        else ""
    )


def tasks_heading(tasks: tuple[str, ...], results: dict[str, ev.Checked], done: int) -> str:
    """How far the learner is. It stays in sight while the prose is read; a press goes to the tasks."""
    marks = []
    for task in tasks:
        result = results.get(task)
        state = "open" if result is None else "done" if result.passed else "missed"
        marks.append(f'<i class="mark {state}"></i>')
    return (
        '<h3 class="tasks-heading"><button type="button" data-goto=".tasks">Tasks '
        f'<span>{done} of {len(tasks)}</span><span class="marks" aria-hidden="true">{"".join(marks)}</span>'
        "</button></h3>"
    )


def lesson_html(lesson: Lesson, lessons: tuple[Lesson, ...], results: dict[str, ev.Checked]) -> str:
    """The whole region "Lesson text"."""
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
        f'<div class="prose">{prose(lesson.prose)}</div>{checklist(lesson.tasks, results)}'
        f'<div class="ways">{"".join(buttons)}</div></article>'
    )


class LessonText:
    """Ticks tasks as a run's checks arrive. A task that was done once stays done until the lesson is reset."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._results: dict[str, ev.Checked] = {}
        self.panel = Markup(self._pressed)
        self._draw()

    def _pressed(self, message: Message) -> None:
        wanted = message.get("value")
        if message.get("action") == "open" and any(o.id == wanted for o in self._session.lessons):
            self._session.open(str(wanted))

    def _draw(self) -> None:
        self.panel.html = lesson_html(self._session.lesson, self._session.lessons, self._results)

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened() | Edited(by="reset"):
                    self._results, changed = {}, True
                case Launched():
                    self._results = {t: r for t, r in self._results.items() if r.passed}
                    changed = True
                case ev.Checked(task=task):
                    if task not in self._results or not self._results[task].passed:
                        self._results[task], changed = item, True
        if changed:
            self._draw()
