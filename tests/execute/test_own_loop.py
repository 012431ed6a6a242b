"""A loop that the learner wrote with GradientTape, and the controls of a fit."""

from playground import events as ev
from playground.execute import execute
from tests.execute.test_joining import LOOP, SOURCE, Patient


def test_step_goes_from_update_to_update() -> None:
    """However fast they are; a fit halts after each batch in the same way."""
    source = SOURCE.replace("model.fit(x, y, batch_size=2, epochs=5, verbose=0)", LOOP)
    desk = Patient(*[ev.Step()] * 7, ev.Resume())
    execute(ev.Run(source, paused=True), desk)
    assert len(desk.of(ev.Paused)) == 8
