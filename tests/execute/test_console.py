"""Of a long output the beginning and the end are told, and truly how much is left out between them."""

import pytest

from playground import events as ev
from playground.execute.console import GLANCE, LIMIT, Console, Tail
from playground.view.output import Screen


def console(**options) -> tuple[Console, list[ev.Printed]]:
    seen: list = []
    return Console(seen.extend, lambda: None, **options), seen


@pytest.mark.parametrize("lines", [10, 1000, 30_000])
def test_every_line_is_told_or_counted(lines: int) -> None:
    writer, seen = console(most=20_000)
    for i in range(lines):
        writer.write(f"line number {i}\n")
    writer.finish()
    screen = Screen()
    for item in seen:
        screen.write(item.text, item.stream, item.left_out)
    told = [line for stream, line in screen.all_lines() if stream != "gap"]
    assert len(told) + screen.left_out == lines
    assert told[0] == "line number 0" and told[-1] == f"line number {lines - 1}"
    assert sum(len(item.text) for item in seen) <= 20_000 + (lines > 1000) * 20 * GLANCE
    assert bool(screen.left_out) == (lines > 2000)


def test_what_checks_see_is_the_beginning_and_the_end() -> None:
    writer, _ = console(most=100)
    for i in range(1000):
        writer.write(f"{i}\n")
    assert writer.printed.startswith("0\n1\n2\n") and writer.printed.endswith("998\n999\n")
    assert len(writer.printed) <= 110


def test_without_a_limit_all_is_told() -> None:
    writer, seen = console(most=None)
    for _ in range(3):
        writer.write("x" * LIMIT)
    writer.finish()
    assert sum(len(item.text) for item in seen) == 3 * LIMIT


def test_a_tail_that_is_taken_twice() -> None:
    tail = Tail(10)
    tail.add("ab\ncd\nef\n")
    assert tail.take(4) == ("ef\n", 2)
    assert tail.take(10) == ("", 0)
    tail.add("gh\n")
    assert tail.take(10) == ("gh\n", 0)
    for letter in "abcdefghijkl":
        tail.add(f"{letter}\n")
    assert tail.take(10) == ("i\nj\nk\nl\n", 8)
