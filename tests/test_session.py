"""One visitor's state, with a runner that replays what kernels say."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator

from playground import events as ev
from playground.lesson import load_lessons
from playground.session import Edited, Launched, Session, StateChanged

FIT = ev.FitStarted(5, 8, 4, "RMSprop", 0.001, "mse", ("accuracy",), True)


class ScriptedRun:
    """Gives the lists of its script, then what `send` asked for."""

    def __init__(self, script: list[list[ev.Event]]) -> None:
        self.script = script
        self.sent: list[ev.Command] = []
        self.end = asyncio.Event()

    def send(self, command: ev.Command) -> None:
        self.sent.append(command)
        if isinstance(command, ev.Stop):
            self.script.append([ev.Stopped()])
            self.end.set()

    async def events(self) -> AsyncIterator[list[ev.Event]]:
        while self.script or not self.end.is_set():
            if not self.script:
                await self.end.wait()
                continue
            items = self.script.pop(0)
            yield items
            if isinstance(items[-1], ev.ENDINGS):
                return


class ScriptedRunner:
    place = "in a test"
    about = ""

    def __init__(self, script: list[list[ev.Event]]) -> None:
        self.script = script
        self.started: list[ev.Run] = []
        self.runs: list[ScriptedRun] = []

    async def may_check(self) -> bool:
        return True

    def start(self, run: ev.Run) -> ScriptedRun:
        self.started.append(run)
        made = ScriptedRun(list(self.script) if run.until == "end" else [[ev.Finished(0.0)]])
        self.runs.append(made)
        return made

    async def close(self) -> None:
        """Nothing to release."""


def statuses(script: list[list[ev.Event]], stop: bool = False) -> list[str]:
    """Everything the status line says during a run."""

    async def story() -> list[str]:
        runner = ScriptedRunner(script)
        session = Session(runner, load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.run()
        await asyncio.sleep(0.01)
        if stop:
            session.stop()
        await asyncio.sleep(0.1)
        await session.close()
        return [item.status for item in seen if isinstance(item, StateChanged)]

    return asyncio.run(story())


def test_the_status_line_of_a_fit() -> None:
    logs = {"accuracy": 0.5, "loss": 0.25, "val_accuracy": 1.0, "val_loss": 0.125}
    said = statuses(
        [
            [FIT],
            [ev.Batch(2, 3, {"loss": 0.5})],
            [ev.Paused(2, 3)],
            [ev.Resumed()],
            [ev.Epoch(2, logs)],
        ]
        + [[ev.Finished(1.5)]]
    )
    assert said[0] == "Running · in a test"
    assert "Epoch 2 of 5 · loss 0.5 · in a test" in said
    assert "Paused · epoch 2 of 5, batch 3 of 4 · loss 0.5 · in a test" in said
    assert said[-1].startswith("Finished in 1.5 s · loss 0.25 · accuracy 0.5 · val_loss 0.125")


def test_who_waits_for_a_place_is_told_how_many_are_before() -> None:
    said = statuses([[ev.Waiting(2)], [ev.Waiting(1)], [ev.Waiting(0)], [ev.Started()], [FIT]])
    assert said[1:] == [
        "Waiting: 2 programs are before yours · in a test",
        "Waiting: 1 program is before yours · in a test",
        "Waiting: your program is next · in a test",
        "Running · in a test",
        "Epoch 1 of 5 · in a test",
    ]


def test_stop_keeps_the_numbers() -> None:
    said = statuses([[FIT], [ev.Epoch(3, {"loss": 0.5})]], stop=True)
    assert said[-1] == "Stopped · epoch 3 of 5 · loss 0.5 · in a test"


def test_a_fit_that_diverged_is_still_a_fit() -> None:
    bad, nan = ev.Diverged("The loss became nan.", epoch=2, step=3), float("nan")
    said = statuses(
        [[FIT], [bad, ev.Epoch(2, {"loss": nan})], [FIT], [FIT, bad], [ev.Finished(1.0)]]
    )
    assert "Epoch 2 of 5 · diverged in epoch 2 · loss nan · in a test" in said
    assert "Epoch 1 of 5 · in a test" in said, "the next fit begins anew"
    assert said[-1] == "Finished in 1 s · diverged in epoch 2 · in a test"


def test_whether_a_run_stops_where_it_diverges_is_the_lessons_word_or_the_visitors() -> None:
    async def story() -> list[bool]:
        runner = ScriptedRunner([[ev.Finished(0.0)]])
        first, second, *_ = load_lessons()
        session = Session(runner, (first, dataclasses.replace(second, stop_when_diverged=True)))
        for act in (
            lambda: None,
            lambda: session.open(second.id),
            lambda: setattr(session, "stop_when_diverged", False),
        ):
            act()
            session.run()
            await asyncio.sleep(0.01)
        await session.close()
        return [run.stop_when_diverged for run in runner.started if run.until == "end"]

    assert asyncio.run(story()) == [False, True, False]


def test_a_byte_order_mark_that_was_pasted_goes_from_the_editor_too() -> None:
    async def story() -> list[Edited]:
        session = Session(ScriptedRunner([]), load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.edit("\ufeffprint(1)")
        await asyncio.sleep(0.05)
        await session.close()
        return [item for item in seen if isinstance(item, Edited)]

    assert asyncio.run(story()) == [Edited("print(1)", "form")]


def test_errors_name_their_line_when_they_have_one() -> None:
    assert statuses([[ev.Failed("ValueError", "no\nmore", 7)]])[-1].startswith(
        "Error on line 7 · ValueError: no ·"
    )
    assert statuses([[ev.Failed("KernelError", "gone")]])[-1].startswith(
        "Error · KernelError: gone ·"
    )


def test_typing_is_checked_at_once_and_when_it_pauses_and_never_trains() -> None:
    async def story() -> list[ev.Run]:
        runner = ScriptedRunner([])
        session = Session(runner, load_lessons())
        for text in ("a", "ab", "abc"):
            session.edit(text)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)
        await session.close()
        return runner.started

    checks = asyncio.run(story())
    assert [(c.source, c.until) for c in checks] == [("a", "shapes"), ("abc", "shapes")]


def test_an_error_is_shown_only_after_a_pause_in_typing() -> None:
    class FailingRunner(ScriptedRunner):
        def start(self, run: ev.Run) -> ScriptedRun:
            self.runs.append(ScriptedRun([[ev.Failed("SyntaxError", run.source)]]))
            return self.runs[-1]

    async def story() -> list[str]:
        session = Session(FailingRunner([]), load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        for text in ("half", "half a", "half a word"):
            session.edit(text)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)
        await session.close()
        return [item.message for item in seen if isinstance(item, ev.Failed)]

    assert asyncio.run(story()) == ["half a word"]


def test_a_run_ends_the_check_that_waits_and_one_follows_a_later_edit() -> None:
    async def story() -> list[tuple[str, str]]:
        runner = ScriptedRunner([[ev.Printed("x")]])
        session = Session(runner, load_lessons())
        session.edit("first")
        session.run()
        await asyncio.sleep(0.3)
        session.edit("second")  # while it runs: nothing is checked yet
        await asyncio.sleep(0.3)
        before = len(runner.started)
        session.stop()
        await asyncio.sleep(0.4)
        await session.close()
        assert before == 1
        return [(run.source, run.until) for run in runner.started]

    assert asyncio.run(story()) == [("first", "end"), ("second", "shapes")]


def test_reset_and_lessons_replace_the_text() -> None:
    async def story() -> list[Edited]:
        session = Session(ScriptedRunner([]), load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.edit("mine")
        session.reset()
        session.open(load_lessons()[1].id, "my draft")
        await asyncio.sleep(0.1)
        await session.close()
        return [item for item in seen if isinstance(item, Edited)]

    edits = asyncio.run(story())
    assert [edit.by for edit in edits] == ["editor", "reset", "lesson"]
    assert edits[1].source == load_lessons()[0].starter and edits[2].source == "my draft"


def started_by(*acts: str) -> list[tuple[str, str]]:
    """What is executed of a program that came by a link, when the learner then does `acts`."""

    async def story() -> list[tuple[str, str]]:
        runner = ScriptedRunner([[ev.Finished(0.0)]])
        session = Session(runner, load_lessons())
        session.open_foreign("theirs", load_lessons()[1].id)
        for act in acts:
            await asyncio.sleep(0.05)
            {
                "look": session.check,
                "type": lambda: session.edit("theirs, mine"),
                "the same": lambda: session.edit("theirs"),
                "run": session.run,
                "reset": session.reset,
                "another": lambda: session.open_foreign("another"),
            }[act]()
        await asyncio.sleep(0.3)
        await session.close()
        return [(run.source, run.until) for run in runner.started]

    return asyncio.run(story())


def test_a_program_from_elsewhere_is_executed_by_run_or_an_edit_only() -> None:
    assert started_by("look", "the same", "look") == []
    assert started_by("run") == [("theirs", "end"), ("theirs", "shapes")]
    assert started_by("type") == [("theirs, mine", "shapes")]
    assert "another" not in dict(started_by("run", "another", "look"))
    assert [until for _, until in started_by("reset")] == ["shapes"]


def test_the_status_line_says_that_a_program_from_elsewhere_waits() -> None:
    async def story() -> list[str]:
        session = Session(ScriptedRunner([]), load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.open_foreign("theirs")
        session.edit("mine")
        await asyncio.sleep(0.1)
        await session.close()
        return [item.status for item in seen if isinstance(item, StateChanged)]

    said = asyncio.run(story())
    assert "before you run or edit it" in said[0] and said[-1] == "Ready · in a test"


def test_rewind_runs_the_text_of_now_with_the_random_numbers_of_the_last_run() -> None:
    async def story() -> tuple[list[ev.Run], list]:
        runner = ScriptedRunner([[ev.Printed("hello")], [ev.Finished(0.1)]])
        session = Session(runner, load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.rewind()  # of nothing
        for text, command in (("a", "run"), ("b", "rewind"), ("b", "run"), ("b", "rewind")):
            session.edit(text)
            getattr(session, command)()
            await asyncio.sleep(0.05)
        session.open(session.lessons[1].id)
        session.rewind()  # the run was of another lesson
        await asyncio.sleep(0.05)
        await session.close()
        return [run for run in runner.started if run.until == "end"], seen

    runs, seen = asyncio.run(story())
    assert [run.source for run in runs] == ["a", "b", "b", "b"]
    seeds = [run.seed for run in runs]
    assert seeds[0] == seeds[1] != seeds[2] == seeds[3]
    assert [i.rewound for i in seen if isinstance(i, Launched)] == [False, True, False, True]


def test_rewind_ends_the_run_and_a_paused_one_waits_at_its_beginning() -> None:
    async def story() -> tuple[ScriptedRunner, Session, list]:
        runner = ScriptedRunner([[FIT], [ev.Batch(1, 1, {"loss": 0.5})], [ev.Paused(1, 1)]])
        session = Session(runner, load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.run()
        await asyncio.sleep(0.05)
        runner.script = [[FIT]]
        session.rewind()
        await asyncio.sleep(0.05)
        session.rewind()
        await asyncio.sleep(0.05)
        await session.close()
        return runner, session, seen

    runner, session, seen = asyncio.run(story())
    assert [run.paused for run in runner.started] == [False, True, False]
    assert [run.sent for run in runner.runs[:2]] == [[ev.Stop()]] * 2
    assert not any(isinstance(item, ev.Stopped) for item in seen)  # nobody hears of the older runs
    assert session.state == "training"


def test_a_program_that_is_too_long_is_refused_and_the_one_before_does_not_run() -> None:
    async def scenario() -> None:
        runner = ScriptedRunner([[ev.Finished(0.1)]])
        session = Session(runner, load_lessons())
        seen: list = []
        session.subscribe(seen.extend)
        session.edit("print('before')")
        while not runner.started:
            await asyncio.sleep(0.01)
        started = len(runner.started)
        session.refuse(ev.MAX_TEXT + 1)
        session.run()
        session.rewind()
        while not any(isinstance(item, ev.Failed) for item in seen):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        assert len(runner.started) == started, "nothing runs, least of all the program of before"
        said = [item for item in seen if isinstance(item, ev.Failed)]
        assert said and all("200,001" in item.message for item in said)
        assert session.state == "failed" and not session.busy
        session.edit("print('before')")
        session.run()
        while len(runner.started) == started:
            await asyncio.sleep(0.01)
        assert runner.started[-1].source == "print('before')"
        await session.close()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_class_has_one_seed_for_every_run() -> None:
    async def story() -> list[ev.Run]:
        runner = ScriptedRunner([[ev.Finished(0.1)]])
        session = Session(runner, load_lessons())
        session.fixed_seed = 7
        for lesson in session.lessons[:2]:
            session.open(lesson.id)
            session.run()
            await asyncio.sleep(0.05)
        await session.close()
        return [run for run in runner.started if run.until == "end"]

    assert [run.seed for run in asyncio.run(story())] == [7, 7]


def test_a_lesson_that_is_being_written_is_shown_as_it_is_now() -> None:
    async def story() -> None:
        session = Session(ScriptedRunner([[FIT]]), load_lessons())
        first, second, *others = session.lessons
        newer = dataclasses.replace(first, prose="Newer", starter="print('newer')")
        session.take_lessons((newer, second, *others))
        assert (session.lesson, session.source) == (newer, "print('newer')")
        session.edit("print('mine')")
        session.take_lessons((first, second, *others))
        assert (session.lesson, session.source) == (first, "print('mine')")
        session.take_lessons((second, *others))  # its folder is gone
        assert (session.lesson, session.source) == (second, second.starter)
        await session.close()

    asyncio.run(story())


def test_a_run_waits_for_the_visitors_files_unless_the_browser_has_none() -> None:
    async def scenario(arrives: bool) -> list[dict[str, str]]:
        runner = ScriptedRunner([])
        session = Session(runner, load_lessons())
        session.source = "datasets.csv('t.csv', target=1)"
        session.run()
        await asyncio.sleep(0.1)
        assert not runner.started
        if arrives:
            session.files["t.csv"] = "data"
        else:
            session.files_not_there.add("t.csv")
        await asyncio.sleep(0.2)
        await session.close()
        return [run.files for run in runner.started]

    assert asyncio.run(scenario(True)) == [{"t.csv": "data"}]
    assert asyncio.run(scenario(False)) == [{}]


def test_the_speed_is_that_of_the_run_that_goes_on_and_of_the_next_ones() -> None:
    async def scenario() -> None:
        runner = ScriptedRunner([[ev.Started(), FIT]])
        session = Session(runner, load_lessons())
        session.set_speed("slow motion")
        session.run()
        await asyncio.sleep(0)
        session.set_speed("full speed")
        session.stop()
        run = runner.started[-1]
        assert run.speed == "slow motion" and ev.SetSpeed("full speed") in runner.runs[-1].sent
        await asyncio.sleep(0.1)
        session.run()
        assert runner.started[-1].speed == "full speed"
        await session.close()

    asyncio.run(scenario())
