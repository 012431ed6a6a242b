"""What is printed shows as in a terminal; long output is cut, with a way to see all of it."""

from playground.events import Failed
from playground.view.output import (
    KEPT_CHARACTERS,
    MOST_IN_A_LINE,
    SHOWN_LINES,
    TRACEBACK_CHARACTERS,
    Screen,
    failure_html,
    last_line_html,
    screen_html,
)


def written(*pieces: str) -> list[str]:
    screen = Screen()
    for piece in pieces:
        screen.write(piece)
    return [line for _, line in screen.all_lines()]


def test_lines_grow_piece_by_piece() -> None:
    assert written("a", "b\nc") == ["ab", "c"]


def test_a_progress_line_overwrites_itself() -> None:
    assert written("Epoch 1\n", "1/3 loss 0.5\r", "2/3 loss 0.4\r", "3/3\n") == [
        "Epoch 1",
        "3/3 loss 0.4",
    ]
    assert written("ab\b\bxy\n") == ["xy"]


def test_terminal_colours_are_left_out() -> None:
    assert written("\x1b[1mbold\x1b[0m\n") == ["bold"]


def test_errors_start_a_line_of_their_own() -> None:
    screen = Screen()
    screen.write("out")
    screen.write("err\n", "stderr")
    assert screen.lines == [("stdout", "out"), ("stderr", "err")]


def test_long_output_is_cut_and_can_be_seen() -> None:
    screen = Screen()
    screen.write("".join(f"line {i}\n" for i in range(1000)))
    cut = screen_html(screen, everything=False)
    assert "line 999\n" in cut and "line 740\n" in cut and "line 739\n" not in cut
    assert "line 0\n" in cut and "line 39\n" in cut and "line 40\n" not in cut
    assert f"… {1000 - SHOWN_LINES} more lines" in cut and 'data-action="all"' in cut
    everything = screen_html(screen, everything=True)
    assert "line 500\n" in everything and "more lines" not in everything


def test_lines_that_never_came_count_as_left_out() -> None:
    screen = Screen()
    screen.write("".join(f"line {i}\n" for i in range(60)))
    screen.write("".join(f"line {i}\n" for i in range(11_600, 12_000)), left_out=11_540)
    assert "… 11,700 more lines" in screen_html(screen, everything=False)
    assert "12,000 lines" in last_line_html(screen, 0)


def test_a_megabyte_on_one_line_is_cut() -> None:
    screen = Screen()
    screen.write("x" * 1_000_000)
    assert len(screen_html(screen, everything=False)) < 25_000
    assert len(screen_html(screen, everything=True)) > 1_000_000


def test_memory_is_bounded() -> None:
    screen = Screen()
    for i in range(50):
        screen.write(f"{i}" + "x" * 99_998 + "\n")
    kept = sum(len(line) for _, line in screen.lines)
    assert kept <= KEPT_CHARACTERS
    assert screen.dropped + len(screen.lines) == 50
    assert screen.lines[-1][1].startswith("49")


def test_printed_html_is_text() -> None:
    screen = Screen()
    screen.write("<script>alert(1)</script>\n")
    screen.write("<b>", "stderr")
    html = screen_html(screen, everything=False)
    assert "<script>" not in html and "&lt;script&gt;" in html and "<b>" not in html


def test_an_error_says_where_what_and_what_to_try() -> None:
    html = failure_html(
        Failed("ValueError", "wrong <shape>\ndetails", 12, "Try <this>.", "Trace <back>")
    )
    assert 'data-action="line" data-value="12"' in html
    assert (
        "wrong &lt;shape&gt;" in html
        and "Try &lt;this&gt;." in html
        and "Trace &lt;back&gt;" in html
    )
    assert "<details>" in html
    assert "data-action" not in failure_html(Failed("KernelError", "gone"))


def test_the_full_traceback_is_apart_escaped_and_cut() -> None:
    html = failure_html(
        Failed("E", "m", 3, traceback="mine", full_traceback="<b>" + "x" * 1_000_000)
    )
    assert html.count("<details>") == 2 and "<summary>Full traceback</summary>" in html
    assert "<b>xx" not in html and len(html) < TRACEBACK_CHARACTERS + 2000
    assert "Full traceback" not in failure_html(Failed("E", "m", 3, traceback="mine"))


def test_what_is_kept_is_bounded_whatever_is_written() -> None:
    """Lines that never end, and gaps without end, which only a forged event says."""
    screen = Screen()
    for _ in range(60):
        screen.write("x" * 99_999)
    for _ in range(60_000):
        screen.write("", left_out=1)
    kept = sum(len(line) for _, line in screen.all_lines())
    assert kept <= KEPT_CHARACTERS + MOST_IN_A_LINE
    assert screen.dropped and max(len(line) for _, line in screen.all_lines()) <= 100_000


def test_a_line_that_is_too_long_goes_on_in_the_next() -> None:
    screen = Screen()
    screen.write("a" * 250_000)
    screen.write("b\nc")
    assert [(line[0], len(line)) for _, line in screen.all_lines()] == [
        *(("a", 100_000), ("a", 100_000), ("a", 50_000), ("b", 1), ("c", 1)),
    ]
