"""When every lesson is done: what was learnt, questions to go on with, and the way to Keras itself."""

from __future__ import annotations

from playground.lesson import Lesson
from playground.session import Edited, Opened, Session
from playground.view.challenges import CHALLENGES, Challenge
from playground.view.component import Message
from playground.view.markup import Markup, text, with_code
from playground.view.progress import Progress

# Of each lesson the drawing of a word that it is about; glossary.js draws it.
PICTURES = {
    "01_layer": "at",
    "02_build": "initializer",
    "03_shapes": "shape",
    "04_models": "dense",
    "05_what_a_model_can_learn": "hypothesis",
    "06_topologies": "residual",
    "07_compile_and_fit": "boundary",
    "08_losses": "crossentropy",
    "09_fit": "batch",
    "10_validation": "overfitting",
    "11_using_the_model": "prediction",
    "12_glyphs": "classes",
}


def possible(lessons: tuple[Lesson, ...]) -> list[Challenge]:
    """The challenges of lessons that there are, with the solutions that they are made for."""
    by_id = {lesson.id: lesson for lesson in lessons}
    return [
        each
        for each in CHALLENGES
        if each.lesson in by_id
        and all(old in by_id[each.lesson].solution for old, _ in each.changes)
    ]


def ending_html(lessons: tuple[Lesson, ...], done: list[str]) -> str:
    """`done`: the ids of the lessons whose tasks are all passed."""
    tasks = sum(len(lesson.tasks) for lesson in lessons)
    rows = "".join(
        f'<li data-key="{text(lesson.id)}" class="{"done" if lesson.id in done else "open"}">'
        f'<span class="terms" data-picture="{PICTURES.get(lesson.id, "layer")}"></span>'
        f"<b>{lesson.number} {text(lesson.title)}</b>"
        f"<span>{with_code(lesson.learned)}"
        f'<span class="unseen">{"" if lesson.id in done else " Not done yet."}</span></span></li>'
        for lesson in lessons
    )
    asked = "".join(
        f"<li><span>{with_code(each.question)}</span><code>{text(each.said)}</code>"
        f'<button type="button" class="chip" data-action="try" data-value="{i}" '
        f'aria-label="Try it: {text(each.said)}">Try it</button></li>'
        for i, each in enumerate(possible(lessons))
    )
    kicker = (
        f"{len(lessons)} lessons · all {tasks} tasks passed"
        if len(done) == len(lessons)
        else f"{len(done)} of {len(lessons)} lessons done"
    )
    return (
        f'<div class="ending-body"><p class="kicker">{kicker}</p>'
        "<h2>You can read a layer now.</h2>"
        "<p>You wrote one, stacked it, led a way around it, trained it, tried it and read pictures with it."
        "</p>"
        f'<ul class="learnt">{rows}</ul><div class="go-on">'
        + (
            f'<section><h3>Ask one more thing</h3><ul class="asked">{asked}</ul></section>'
            if asked
            else ""
        )
        + KERAS
        + "</div></div>"
    )


KERAS = (
    "<section><h3>Take it to Keras</h3><ol>"
    "<li>Install it: <code>pip install keras jax</code> (or <code>tensorflow</code>, or <code>torch</code>).</li>"
    "<li>Press <b>Download</b>, above: it gives your program as a file. What you wrote is Keras; layers, losses and "
    "<code>fit</code> run there as they are.</li>"
    "<li>In the place of <code>playground.datasets</code> put data of your own: <code>x</code> with one row "
    "for each sample, <code>y</code> with one label for each.</li></ol></section>"
)


class Ending:
    """Follows what is passed. The page shows `panel` as a dialog, when the learner asks for it."""

    def __init__(self, session: Session, progress: Progress) -> None:
        self._session = session
        self._progress = progress
        self.panel = Markup(self._pressed)
        progress.subscribe(self._draw)
        self._draw()

    def _draw(self) -> None:
        lessons = self._session.lessons
        done = [lesson.id for lesson in lessons if self._progress.all_done(lesson.id)]
        html = ending_html(lessons, done)
        if html != self.panel.html:
            self.panel.html = html

    def _pressed(self, message: Message) -> None:
        """Open a challenge: the program as an edit, which can be taken back."""
        asked = possible(self._session.lessons)
        value = str(message.get("value", ""))
        if message.get("action") != "try" or not value.isdecimal() or int(value) >= len(asked):
            return
        challenge = asked[int(value)]
        if self._session.lesson.id != challenge.lesson:
            self._session.open(challenge.lesson)
        self._session.edit(challenge.program(self._session.lesson), by="form")

    def show(self, items: list) -> None:
        if any(
            isinstance(item, Opened | Edited) and getattr(item, "by", "reset") == "reset"
            for item in items
        ) or any(getattr(item, "passed", False) for item in items):
            self._draw()
