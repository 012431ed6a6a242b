"""What is shown is of the last run as soon as the program is another, until it is that one again."""

import asyncio

from playground.lesson import load_lessons
from playground.session import Edited, Launched, Opened, Session
from playground.view.stale import Stale


class NoRunner:
    place = "nowhere"


def test_the_band_follows_the_text() -> None:
    async def run() -> None:
        session = Session(NoRunner(), load_lessons())  # type: ignore[arg-type]
        band = Stale(session)
        program = session.source

        def edited(source: str) -> str:
            session.source = source
            band.show([Edited(source, "editor")])
            return band.panel.since

        assert edited(program + "x = 1\n") == ""  # nothing has run
        session.source = program
        band.show([Launched(rewound=False)])
        assert edited(program + "x = 1\n") == "1 line added"
        assert edited(program) == ""
        assert edited(program + "\n") == ""  # an empty line changes nothing
        assert edited(program + "x = 1\n")
        band.show([Opened(session.lessons[1])])
        assert band.panel.since == ""

    asyncio.run(run())
