"""The lesson's prose, its checklist and the way to the lessons before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from playground import events as ev
from playground.lesson import Lesson
from playground.session import Edited, Launched, Opened, Session
from playground.view.component import Message
from playground.view.ladder import Ladders
from playground.view.links import act
from playground.view.markdown import inline
from playground.view.markup import Markup, text, with_code
from playground.view.predictions import linked_html, prose_html, read_choice
from playground.view.progress import Progress

MOST_RESULTS = 100  # of checks; a program may forge them
OF_RUN = ' <span class="of-run of-tasks">of the last run</span>'  # seen while it is so


NO_HELP: Mapping[str, str] = MappingProxyType({})


def checklist(
    tasks: tuple[str, ...], results: dict[str, ev.Checked], helps: Mapping[str, str] = NO_HELP
) -> str:
    """The tasks with what the last run said about each; `helps`: the ladders of those that were missed again."""
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
            f"<span>{inline(task)}</span>{advice}{'' if done else helps.get(task, '')}</li>"
        )
    return (
        f'<h3 class="tasks-title">Tasks{OF_RUN}</h3><ul class="tasks">{"".join(rows)}</ul>'
        if tasks
        else ""
    )


def tasks_foot(
    tasks: tuple[str, ...],
    results: dict[str, ev.Checked],
    finished: str = "",
    elsewhere: bool = False,
    helps: Mapping[str, str] = NO_HELP,
) -> str:
    """How far the learner is, the next task and what the last run said of it; `finished` once there is none. It stays
    in sight while the prose is read; a press goes to the tasks. `elsewhere`: for where the lesson is not in sight."""
    if not tasks:
        return ""
    done = sum(1 for task in tasks if task in results and results[task].passed)
    marks = []
    for task in tasks:
        result = results.get(task)
        state = "open" if result is None else "done" if result.passed else "missed"
        marks.append(f'<i class="mark {state}"></i>')
    way, name = (
        ("data-lesson", "Tasks of the lesson") if elsewhere else ('data-goto=".tasks"', "Tasks")
    )
    kind = "tasks-foot elsewhere" if elsewhere else "tasks-foot"
    kind += " all-done" if done == len(tasks) else ""
    return (
        f'<div class="{kind}"><p class="tasks-heading"><button type="button" {way}>{name} '
        f'<span>{done} of {len(tasks)}</span>{OF_RUN}<span class="marks" aria-hidden="true">{"".join(marks)}</span>'
        f"</button></p>{next_task(tasks, results, helps, elsewhere) or finished}</div>"
    )


def next_task(
    tasks: tuple[str, ...],
    results: dict[str, ev.Checked],
    helps: Mapping[str, str] = NO_HELP,
    elsewhere: bool = False,
) -> str:
    """The first task that is not done, with its advice and the way to its ladder; "" when there is none."""
    task = next((t for t in tasks if t not in results or not results[t].passed), None)
    if task is None:
        return ""
    said, kind = "Press Run to have it checked.", ""
    if task in results:
        said, kind = results[task].advice, " missed"
    advice = f'<p class="next-advice{kind}">{with_code(said)}</p>' if said else ""
    help_ = ""
    if helps.get(task):
        way = (
            "data-lesson" if elsewhere else f"data-goto=\"[data-key='ladder-{tasks.index(task)}']\""
        )
        help_ = f'<p class="next-help"><button type="button" class="link" {way}>Help with this task</button></p>'
    return f'<p class="next-task">{inline(task)}</p>{advice}{help_}'


def lesson_html(
    lesson: Lesson,
    lessons: tuple[Lesson, ...],
    results: dict[str, ev.Checked],
    cleared: bool = False,
    finished: str = "",
    chosen: Mapping[int, int] = MappingProxyType({}),
    helps: Mapping[str, str] = NO_HELP,
) -> str:
    """The whole region "Lesson text". `cleared`: Reset has just taken back its ticks; `finished`: what its foot says
    once every task is done; `chosen`: what the learner has predicted; `helps`: the ladders that are offered."""
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
        f'<div class="prose">{prose_html(lesson.prose, chosen)}</div>'
        f"{checklist(lesson.tasks, results, helps)}{UNDO if cleared else ''}"
        f'<div class="ways">{"".join(buttons)}</div>'
        f"{tasks_foot(lesson.tasks, results, finished, helps=helps)}</article>"
    )


def finished_html(lesson: Lesson, open_lesson: Lesson | None) -> str:
    """What the foot says of a lesson whose tasks are done: what was learnt, and the way on. `open_lesson` is the next
    one with something to do; None when there is none."""
    learned = f'<p class="learned">{with_code(lesson.learned)}</p>' if lesson.learned else ""
    way = (
        '<button type="button" class="way-on" data-dialog="ending">Finish: what you can do now</button>'
        if open_lesson is None
        else f'<button type="button" class="way-on" data-action="open" data-value="{text(open_lesson.id)}">'
        f"Lesson {open_lesson.number}: {text(open_lesson.title)} →</button>"
    )
    return f'<p class="next-task lesson-done">Lesson {lesson.number} is done.</p>{learned}{way}'


def finished_text(lesson: Lesson, open_lesson: Lesson | None) -> str:
    """The same, for those who listen."""
    way = (
        "All lessons are done."
        if open_lesson is None
        else f"The next lesson is {open_lesson.title}."
    )
    return " ".join(filter(None, (f"Lesson {lesson.number} is done.", lesson.learned, way)))


UNDO = (
    '<p class="undo">Reset has cleared the ticks of this lesson. '
    '<button type="button" class="link" data-action="undo">Bring them back</button></p>'
)


class LessonText:
    """Ticks tasks as a run's checks arrive. A task that was done once stays done until the lesson is reset."""

    def __init__(
        self, session: Session, progress: Progress, go_to: Callable[[int], None] | None = None
    ) -> None:
        """`go_to` puts the cursor on a line of the program."""
        self._session = session
        self._go_to = go_to
        self._progress = progress
        self._results: dict[str, ev.Checked] = {}
        self._chosen: dict[str, dict[int, int]] = {}  # by lesson, of what was predicted
        self._ladders = Ladders(session, go_to)
        self._said = ""  # to those who listen, of the lesson that a run has just finished
        self.panel = Markup(self._pressed)
        self.foot = Markup(self._pressed)  # the next task, for where the lesson is folded away
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
        if message.get("action") == "act":
            act(wanted, linked_html(self._session.lesson.prose), self._session, self._go_to)
        if message.get("action") == "predict":
            lesson = self._session.lesson
            if (choice := read_choice(wanted, lesson.prose)) is not None:
                self._chosen.setdefault(lesson.id, {}).setdefault(*choice)
                self._draw()
        if message.get("action") == "ladder" and self._ladders.pressed(wanted):
            self._draw()
        if message.get("action") == "open" and any(o.id == wanted for o in self._session.lessons):
            self._session.open(str(wanted))

    def _draw(self) -> None:
        lesson, cleared = self._session.lesson, self._progress.can_undo
        finished = finished_html(lesson, self._way_on())
        helps = {task: self._ladders.html(i, task) for i, task in enumerate(lesson.tasks)}
        self.panel.html = (
            lesson_html(
                lesson,
                self._session.lessons,
                self._results,
                cleared,
                finished,
                self._chosen.get(lesson.id, {}),
                helps,
            )
            + f'<p class="unseen" data-key="said" aria-live="polite">{text(self._said)}</p>'
        )
        self.foot.html = tasks_foot(lesson.tasks, self._results, finished, True, helps)

    def _way_on(self) -> Lesson | None:
        """The next lesson with something to do, after this one or from the first on."""
        lessons, lesson = self._session.lessons, self._session.lesson
        at = lessons.index(lesson)
        later = [*(o for o in lessons if o.id == lesson.next), *lessons[at + 1 :], *lessons[:at]]
        return next((o for o in later if not self._progress.all_done(o.id)), None)

    def _all_done(self) -> bool:
        tasks = self._session.lesson.tasks
        return bool(tasks) and all(t in self._results and self._results[t].passed for t in tasks)

    def show(self, items: list) -> None:
        changed = False
        for item in items:
            match item:
                case Opened():
                    self._ladders.clear()
                    self._results, self._said, changed = self._done(), "", True
                case Edited(by="reset"):
                    self._ladders.clear()
                    self._results, self._said, changed = {}, "", True
                case Launched():
                    self._said = ""
                    self._results = {t: r for t, r in self._results.items() if r.passed}
                    changed = True
                case ev.Checked(task=task):
                    known = self._results.get(task)
                    if known is None and len(self._results) >= MOST_RESULTS:
                        continue
                    if not item.passed:
                        self._ladders.missed(task)
                    if known is None or not known.passed:
                        self._results[task], changed = item, True
                        if self._all_done():
                            self._said = finished_text(self._session.lesson, self._way_on())
        if changed:
            self._draw()
