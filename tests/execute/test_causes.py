"""A training that diverged is blamed on its true cause."""

import pytest

from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder
from tests.execute.diverging import DIVERGING, HEAD


@pytest.mark.filterwarnings("ignore")  # a program may divide by 0 in NumPy
@pytest.mark.parametrize(
    ("cause", "program"), [row[1:] for row in DIVERGING], ids=[row[0] for row in DIVERGING]
)
def test_the_cause(cause: str, program: str) -> None:
    host = Recorder()
    execute(ev.Run(HEAD + program), host)
    [told] = [event for event in host.events if isinstance(event, ev.Diverged)]
    assert (told.cause, type(host.events[-1])) == (cause, ev.Finished), told
    assert told.advice and told.line and told.step >= 1
