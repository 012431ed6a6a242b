"""How long a fit will take still, and what the status line has room for."""

from playground.session import shown_names
from playground.view.status import Clock, duration_text


def test_the_time_that_is_left() -> None:
    now = [0.0]
    clock = Clock(lambda: now[0])
    now[0] = 0.5
    assert clock.left(0.1) == ""  # too early to tell
    now[0] = 10.0
    assert clock.left(0.25) == "about 30 s left"
    clock.start(0.25)  # as after a pause: what was before does not count
    now[0] = 12.0
    assert clock.left(0.5) == "about 4 s left" and clock.left(1.0) == ""


def test_durations() -> None:
    said = {0.2: "1 s", 9: "9 s", 33: "35 s", 58: "1 min", 600: "10 min", 7200: "2 h"}
    assert {seconds: duration_text(seconds) for seconds in said} == said


def test_the_status_line_of_a_model_with_heads_is_short() -> None:
    names = ["arm_accuracy", "arm_loss", "far_mae", "far_loss", "loss"]
    both = names + ["val_" + name for name in names]
    assert shown_names(both) == [
        *("loss", "arm_accuracy", "far_mae"),
        *("val_loss", "val_arm_accuracy", "val_far_mae"),
    ]
    assert shown_names(["accuracy", "val_loss", "loss"]) == ["loss", "accuracy", "val_loss"]
