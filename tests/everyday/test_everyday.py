"""What these programs print here is what they print on real Keras 3.15.1: see `record.py`."""

import json
import re

import numpy as np
import pytest

from playground import events as ev
from playground.execute import execute
from playground.execute.surroundings import private_folder
from playground.rehearsal import Recorder
from tests.everyday.record import PRINTED, PROGRAMS

SAID = json.loads(PRINTED.read_text())
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


def test_every_program_was_recorded() -> None:
    assert set(SAID) == {path.stem for path in PROGRAMS.glob("*.py")} and len(SAID) >= 40


@pytest.mark.parametrize("name", SAID)
def test_same_output(name: str) -> None:
    host = Recorder()
    with private_folder():
        execute(ev.Run((PROGRAMS / f"{name}.py").read_text()), host)
    assert isinstance(host.events[-1], ev.Finished), host.events[-1]
    printed = "".join(
        e.text for e in host.events if isinstance(e, ev.Printed) and e.stream == "stdout"
    )
    # numbers are compared as numbers: the last digit of a rounded one may differ
    here, there = (
        [NUMBER.sub("#", " ".join(text.split())), [float(n) for n in NUMBER.findall(text)]]
        for text in (printed, SAID[name])
    )
    assert here[0] == there[0]
    np.testing.assert_allclose(here[1], there[1], rtol=2e-3, atol=2e-4)
