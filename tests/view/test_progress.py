"""Passed tasks: kept, taken back by Reset, brought back."""

import asyncio

from playground.events import Checked
from playground.lesson import load_lessons
from playground.session import Edited, Launched, Session
from playground.view.progress import Progress


class NoRunner:
    place = "nowhere"


def on_a_lesson(does) -> None:
    async def run() -> None:
        session = Session(NoRunner(), load_lessons())  # type: ignore[arg-type]
        does(session, Progress(session))

    asyncio.run(run())


def test_what_passed_is_kept_with_its_program_and_reset_can_be_undone() -> None:
    def does(session: Session, progress: Progress) -> None:
        lesson, task = session.lesson.id, session.lesson.tasks[0]
        progress.show([Launched(rewound=False), Checked(task, True), Checked("other", False, "no")])
        assert progress.of(lesson) == {task: session.source} == progress.panel.passed[lesson]
        assert not progress.all_done(lesson) and not progress.can_undo
        progress.show([Edited(session.lesson.starter, "reset")])
        assert progress.of(lesson) == {} and progress.can_undo
        progress.undo()
        assert list(progress.of(lesson)) == [task] and not progress.can_undo

    on_a_lesson(does)


def test_of_what_the_browser_kept_only_what_a_lesson_has_is_taken() -> None:
    def does(session: Session, progress: Progress) -> None:
        lesson, tasks = session.lesson.id, session.lesson.tasks
        heard = []
        progress.subscribe(lambda: heard.append(progress.all_done(lesson)))
        own = dict.fromkeys(tasks, "print()") | {"gone": "x", tasks[0]: "print(1)"}
        progress._received({"passed": {lesson: own, "no_lesson": {"a": "b"}, "02": 3}})
        assert progress.passed == {
            lesson: {**dict.fromkeys(tasks, "print()"), tasks[0]: "print(1)"}
        }
        assert heard == [True]
        progress._received({"passed": [1]})
        progress._received({"passed": {lesson: {tasks[0]: "x" * 10**7}}})
        assert progress.of(lesson)[tasks[0]] == "print(1)"

    on_a_lesson(does)
