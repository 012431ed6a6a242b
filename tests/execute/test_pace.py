"""How long epochs and batches last, by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground import events as ev
from playground.execute import pace
from playground.execute.pace import Pace

Fit = Callable[..., "list[float]"]


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch) -> Fit:
    """Plays a fit whose batches take `seconds` each and returns how long each epoch lasted."""
    now = [100.0]
    monkeypatch.setattr(pace.time, "perf_counter", lambda: now[0])

    def wait(until: float) -> float:
        waited, now[0] = until - now[0], until
        assert waited > 0
        return waited

    paces: dict[ev.Speed, Pace] = {}

    def play(
        epochs: int, speed: ev.Speed = "normal", steps: int = 1, seconds: float = 1e-4
    ) -> list[float]:
        played = paces.setdefault(speed, Pace(speed, wait))
        played.fit_started(steps)
        lasted = []
        for _ in range(epochs):
            began = now[0]
            for step in range(steps):
                now[0] += seconds
                played.batch_ended(step + 1)
            played.epoch_ended()
            lasted.append(now[0] - began)
        return lasted

    return play


def test_the_first_epochs_can_be_seen_and_the_next_ones_go_as_fast_as_a_screen(fit: Fit) -> None:
    lasted = fit(78)  # of the spiral, where TensorFlow Playground needs nine seconds
    assert lasted[:30] == pytest.approx([1 / 15] * 30)
    assert lasted[31:] == pytest.approx([1 / 60] * 47)
    assert sum(lasted) < 3


def test_no_fit_waits_for_more_than_five_seconds_and_no_program_for_more_than_twenty(
    fit: Fit,
) -> None:
    lasted = fit(10_000, seconds=1e-6)
    assert sum(lasted) == pytest.approx(5.01, abs=0.1)
    assert lasted[-1] == pytest.approx(1e-6)
    assert sum(sum(fit(1_000, seconds=1e-6)) for _ in range(9)) == pytest.approx(15, abs=0.2)


def test_who_trains_slowly_is_not_held(fit: Fit) -> None:
    assert fit(20, seconds=0.5) == pytest.approx([0.5] * 20)


def test_batches_share_the_time_of_their_epoch(fit: Fit) -> None:
    lasted = fit(3, steps=10, seconds=1e-4)
    assert lasted == pytest.approx([1 / 15] * 3)


def test_at_full_speed_nothing_waits_and_in_slow_motion_every_batch(fit: Fit) -> None:
    assert sum(fit(100, "full speed", steps=4, seconds=0.001)) == pytest.approx(0.4)
    assert fit(2, "slow motion", steps=4, seconds=0.001) == pytest.approx([4 * 0.201] * 2)


def test_batches_that_are_spread_are_all_wanted_soon(fit: Fit) -> None:
    spread = Pace("normal", lambda until: 0.0)
    spread.fit_started(10)
    assert spread.between_batches is None
    spread.epoch_ended()  # at once: there was time for much more
    assert spread.between_batches == pace.SHOWN_WITHIN_AN_EPOCH
    spread.goes_on()
    assert spread.between_batches is None
    spread.speed = "slow motion"
    assert spread.between_batches == 0.0
