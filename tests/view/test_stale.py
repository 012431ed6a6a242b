"""What is shown is of the last run as soon as the program is another, until it is that one again: part by part."""

import asyncio

import numpy as np

from playground import events as ev
from playground.events import Array
from playground.lesson import load_lessons
from playground.session import Edited, Launched, Opened, Session
from playground.view.download import Download
from playground.view.output import Output
from playground.view.stale import Stale

FIT = ev.FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False)
PICTURE = ev.Picture(1, weights={"dense": (Array.of(np.zeros(1, "float32")),)})
TRACE = ev.Trace(1, 0, (0,), 1, 1, None, ())
BUILT = ev.Built((), ())
ALL = ["boundary", "files", "network", "output", "tasks", "training"]


class NoRunner:
    place = "nowhere"


class Pen:
    """A run that hears and says nothing."""

    def send(self, command: ev.Command) -> None:
        pass


class Visit:
    """Somebody who edits and runs, without a runner."""

    def __init__(self) -> None:
        self.session = Session(NoRunner(), load_lessons())  # type: ignore[arg-type]
        self.program = self.session.source
        self.band = Stale(self.session)

    def edit(self, source: str, by: str = "editor") -> list[str]:
        self.session.source = source
        self.band.show([Edited(source, by)])
        return self.band.panel.parts

    def check(self, *events: object) -> list[str]:
        self.band.show([ev.Started("shapes"), *events])
        return self.band.panel.parts

    def run(self, *events: object) -> list[str]:
        self.session.ran = self.session.source
        self.band.show([Launched(rewound=False), ev.Started(), *events])
        return self.band.panel.parts


def test_the_band_follows_the_text() -> None:
    async def run() -> None:
        visit = Visit()
        band, program = visit.band, visit.program
        visit.edit(program + "x = 1\n")
        assert band.panel.since == ""  # nothing has run
        visit.edit(program)
        visit.run()
        visit.edit(program + "x = 1\n")
        assert band.panel.since == "1 line added"
        visit.edit(program)
        assert band.panel.since == ""
        visit.edit(program + "\n")
        assert band.panel.since == ""  # an empty line changes nothing
        visit.edit(program + "x = 1\n")
        assert band.panel.since
        visit.session.ran = None
        band.show([Opened(visit.session.lessons[1])])
        assert band.panel.since == "" and band.panel.parts == [] == band.panel.results

    asyncio.run(run())


def test_every_part_of_a_run_says_so_after_an_edit() -> None:
    async def run() -> None:
        visit = Visit()
        assert visit.run(BUILT, FIT, PICTURE, ev.Finished(1.0)) == []
        assert visit.band.panel.results == ALL
        assert visit.edit(visit.program + "x = 1\n") == ALL
        assert visit.check(BUILT, ev.Finished(0.1)) == ALL  # the shapes are those of the new text
        assert visit.edit(visit.program) == []  # taken back
        visit.band.show([TRACE])
        assert visit.edit(visit.program + "x = 1\n") == sorted([*ALL, "microscope"])
        assert visit.run(BUILT, FIT) == ["network"]  # of which nothing has come yet
        visit.band.show([PICTURE, ev.Finished(1.0)])
        visit.edit(visit.program + "x = 1\n")
        assert visit.run(BUILT, FIT, PICTURE, ev.Finished(1.0)) == []
        visit.edit(visit.program, by="reset")
        assert visit.band.panel.parts == ["network"]  # all the rest is cleared

    asyncio.run(run())


def test_a_run_that_drawn_points_have_joined_is_of_the_program_that_holds_them() -> None:
    async def run() -> None:
        visit = Visit()
        visit.run(FIT, PICTURE)
        visit.session.state = "training"
        visit.session._run = Pen()  # type: ignore[assignment]
        assert "training" in visit.edit("x, y = more", "form")
        visit.session.join("0 0 0")
        visit.session._note(ev.FitChanged(2, FIT, joined=False))  # other features are drawn
        assert visit.session.of_last_run
        changed = ev.FitChanged(2, FIT, joined=True)
        visit.session._note(changed)
        visit.band.show([changed])
        assert visit.band.panel.parts == [] and not visit.session.of_last_run
        assert visit.edit(visit.program) and visit.session.of_last_run

    asyncio.run(run())


def test_shapes_are_of_the_last_run_where_the_text_can_not_be_executed() -> None:
    async def run() -> None:
        visit = Visit()
        visit.check(BUILT, ev.Finished(0.1))
        wrong = ev.Failed("SyntaxError", "invalid syntax", 1)
        assert visit.edit("def") == []  # the check is on its way
        assert visit.check(wrong) == ["network", "shapes"]
        assert visit.edit("def f") == ["network", "shapes"]  # and does not blink
        assert visit.check(wrong) == ["network", "shapes"]
        visit.edit(visit.program)
        assert visit.check(BUILT, ev.Finished(0.1)) == []

    asyncio.run(run())


def test_a_run_that_does_not_train_leaves_the_curves_of_the_run_before() -> None:
    async def run() -> None:
        visit = Visit()
        visit.run(BUILT, FIT, PICTURE, ev.Finished(1.0))
        assert visit.run(BUILT, ev.Failed("NameError", "x", 1)) == [
            "boundary",
            "network",
            "training",
        ]
        assert visit.band.panel.untrained and not visit.band.panel.since
        visit.edit(visit.program + "x = 1\n")
        assert visit.band.panel.since and not visit.band.panel.untrained
        assert visit.run(BUILT) == [
            "boundary",
            "network",
            "training",
        ]  # until it trains
        assert not visit.band.panel.untrained and not visit.band.panel.since
        visit.band.show([FIT, PICTURE, ev.Stopped()])
        assert visit.band.panel.parts == []
        assert not visit.band.panel.untrained

    asyncio.run(run())


def test_status_and_downloads_say_it_too() -> None:
    async def run() -> None:
        visit = Visit()
        session = visit.session
        session.check = lambda: None  # type: ignore[method-assign]
        download = Download(session, Output(session, lambda line: None))
        session.ran = session.source
        download.show([Launched(False), ev.Started(), FIT, ev.Epoch(1, {"loss": 0.5})])
        for event in (FIT, ev.Epoch(1, {"loss": 0.5}), ev.Finished(2.0)):
            session._note(event)
        titles = [section["title"] for section in download.answer("list")["sections"]]
        assert titles == ["Program", "Run", "The model", "Files of the program"]
        assert session._status("in 2 s") == "Finished in 2 s · loss 0.5 · nowhere"
        told: list = []
        session.subscribe(told.extend)
        session.edit(session.source + "x = 1\n")
        await asyncio.sleep(0.05)
        statuses = [item.status for item in told if hasattr(item, "status")]
        assert statuses[-1] == "Finished in 2 s · of the last run · loss 0.5 · nowhere"
        titles = [section["title"] for section in download.answer("list")["sections"]]
        assert titles == ["Program", "Run · of the last run", "The model", "Files of the program"]
        session.edit(visit.program)
        await asyncio.sleep(0.05)
        assert told[-1].status == "Finished in 2 s · loss 0.5 · nowhere"

    asyncio.run(run())
