"""Who runs and who waits: first come, first served, and nobody takes all the places."""

import asyncio

import pytest

from playground import events as ev
from playground.runners.places import Places, Ticket
from playground.runners.server import ServerRunner
from playground.runners.settings import Settings
from tests import programs


async def heard(ticket: Ticket) -> list[int]:
    """What a ticket says of its place, until it waits no more."""
    return [before async for before in ticket.waiting()]


def test_the_queue_moves_and_says_so() -> None:
    async def scenario() -> None:
        places = Places(1, 1)
        first, *others = [places.ask(name) for name in "abcd"]
        assert first.admitted and await heard(first) == []
        said = [asyncio.ensure_future(heard(ticket)) for ticket in others]
        for leaving in (first, others[1], others[0]):  # the middle one loses patience
            await asyncio.sleep(0.01)
            leaving.give_back()
        assert await asyncio.gather(*said) == [[0], [1, 0], [2, 1, 0]]
        assert others[2].admitted and not others[1].admitted

    asyncio.run(asyncio.wait_for(scenario(), 10))


def test_who_has_his_share_lets_others_pass() -> None:
    places = Places(3, 2)
    mine = [places.ask("me") for _ in range(3)]
    other = places.ask("you")
    assert [t.admitted for t in mine] == [True, True, False] and other.admitted
    mine[2].give_back()
    other.give_back()
    other.give_back()  # twice is once
    more = [places.ask("they") for _ in range(2)]
    assert [t.admitted for t in more] == [True, False]


def test_who_has_fewer_programs_comes_first() -> None:
    places = Places(2, 2)
    mine = [places.ask("many tabs") for _ in range(4)]
    others = [places.ask(name) for name in ("one", "two")]
    assert [t.admitted for t in mine] == [True, True, False, False]
    assert [places.before(t) for t in (*others, *mine[2:])] == [0, 1, 2, 3]
    mine[0].give_back()
    assert others[0].admitted and not mine[2].admitted
    mine[1].give_back()
    assert mine[2].admitted, (
        "who has none left is as good as the others, and came before one of them"
    )
    assert [places.before(t) for t in (others[1], mine[3])] == [0, 1]
    others[0].give_back()
    assert others[1].admitted and not mine[3].admitted


def test_a_program_that_waits_says_how_many_are_before_it_and_checks_go_on() -> None:
    async def scenario() -> None:
        runner = ServerRunner(settings=Settings(runs=1))
        busy = runner.start(ev.Run("print(1)\nwhile True: pass"))
        stream = busy.events()
        async for items in stream:
            if any(isinstance(i, ev.Printed) for i in items):
                break
        impatient, patient = (runner.start(ev.Run(f"print({n})")) for n in (2, 3))
        waits, follows = impatient.events(), patient.events()
        assert await anext(waits) == [ev.Waiting(0)] and await anext(follows) == [ev.Waiting(1)]
        checked = await programs.gather(runner, ev.Run("x = 1", "shapes"))
        assert isinstance(checked.ending, ev.Finished), "checks have places of their own"
        impatient.send(ev.Stop())
        assert [items async for items in waits] == [[ev.Stopped()]]
        assert await anext(follows) == [ev.Waiting(0)]
        busy.send(ev.Stop())
        async for _ in stream:
            pass
        seen = [item async for items in follows for item in items]
        assert "3\n" in [i.text for i in seen if isinstance(i, ev.Printed)]
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_one_page_has_a_share_of_the_places() -> None:
    async def scenario() -> None:
        runner = ServerRunner(settings=Settings(runs=3, runs_of_one=1))
        page, other = runner.for_visitor(), runner.for_visitor()
        running = page.start(ev.Run("while True: pass"))
        stream = running.events()
        await anext(stream)
        second = page.start(ev.Run("print(2)"))
        follows = second.events()
        assert await anext(follows) == [ev.Waiting(0)]
        seen = [item async for items in other.start(ev.Run("print(3)")).events() for item in items]
        assert isinstance(seen[-1], ev.Finished)
        running.send(ev.Stop())
        async for _ in stream:
            pass
        assert isinstance([i async for items in follows for i in items][-1], ev.Finished)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_the_pages_of_one_visitor_share_places_of_runs_and_of_checks() -> None:
    async def scenario() -> None:
        runner = ServerRunner(settings=Settings(runs=3, runs_of_one=1, checks=2, checks_of_one=1))
        first, second, other = (runner.for_visitor(name) for name in ("me", "me", "you"))
        for until in ("end", "shapes"):
            running = first.start(ev.Run("while True: pass", until))  # type: ignore[arg-type]
            stream = running.events()
            await anext(stream)
            follows = second.start(ev.Run("x = 1", until)).events()  # type: ignore[arg-type]
            assert await anext(follows) == [ev.Waiting(0)]
            passes = other.start(ev.Run("x = 1", until)).events()  # type: ignore[arg-type]
            assert isinstance([i async for items in passes for i in items][-1], ev.Finished)
            running.send(ev.Stop())
            async for _ in stream:
                pass
            assert isinstance([i async for items in follows for i in items][-1], ev.Finished)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_run_whose_time_is_up_is_asked_before_it_is_killed() -> None:
    fit = (
        "import keras, numpy as np\nx = np.ones((8, 2))\nmodel = keras.Sequential([keras.layers.Dense(1)])\n"
        "model.compile(loss='mse')\ntry:\n    model.fit(x, x[:, :1], epochs=1_000_000, verbose=0)\n"
        "finally:\n    print('asked')"
    )

    async def scenario() -> None:
        runner = ServerRunner(settings=Settings(run_seconds=1))
        for source in (fit, "while True: pass"):
            seen = await programs.gather(runner, ev.Run(source))
            assert isinstance(seen.ending, ev.Stopped) and "after 1 s" in seen.ending.reason
            if source is fit:
                assert seen.printed == "asked\n"
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


@pytest.mark.parametrize("where", ["queue", "before"])
def test_who_leaves_gives_the_place_back(where: str) -> None:
    async def scenario() -> None:
        runner = ServerRunner(settings=Settings(runs=1))
        first = runner.start(ev.Run("while True: pass"))
        if where == "queue":
            stream = first.events()
            await anext(stream)
            await stream.aclose()  # the page went
        else:
            first.send(ev.Stop())
            assert [items async for items in first.events()] == [[ev.Stopped()]]
        assert isinstance((await programs.gather(runner, ev.Run("print(1)"))).ending, ev.Finished)
        await runner.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))
