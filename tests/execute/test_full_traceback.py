"""The traceback with the engine's frames: whole, of bounded size, without this machine's folders."""

import sys

from playground import events as ev
from playground.execute import execute
from playground.execute.full_traceback import MOST_CHARACTERS
from playground.rehearsal import Recorder


def failure_of(source: str) -> ev.Failed:
    host = Recorder()
    execute(ev.Run(source), host)
    return next(item for item in host.events if isinstance(item, ev.Failed))


def test_the_engines_frames_are_there_and_the_learners_come_first() -> None:
    failed = failure_of(
        "import keras\nlayer = keras.layers.Dense(2)\nlayer.build((2, 3))\nlayer(keras.ops.ones((2, 4)))\n"
    )
    full = failed.full_traceback
    assert full.startswith(
        'Traceback (most recent call last):\n  File "program.py", line 4, in <module>\n'
    )
    assert 'File "playground/engine/layers/' in full and "playground/engine" not in failed.traceback
    assert full.rstrip().endswith(str(failed.message.splitlines()[-1]))
    assert not any(root in full for root in sys.path if len(root) > 1)


def test_an_error_in_the_program_itself_has_nothing_more_to_tell() -> None:
    assert failure_of("1 / 0").full_traceback == ""
    assert failure_of("print(").full_traceback == ""


def test_what_an_error_came_from_is_told() -> None:
    source = (
        "import keras\ntry:\n    1 / 0\nexcept ZeroDivisionError as error:\n"
        "    raise keras.ops.ones((1,)).reshape((2,)) from error\n"
    )
    full = failure_of(source).full_traceback
    assert full.index("ZeroDivisionError") < full.index("During handling") < full.index("line 5")


def test_a_recursion_without_end_is_cut_in_the_middle() -> None:
    source = (
        "import keras\nclass Deep(keras.layers.Layer):\n    def call(self, x):\n        return self(x + 1)\n"
        "Deep()(keras.ops.ones((1,)))\n"
    )
    failed = failure_of(source)
    assert failed.kind == "RecursionError" and len(failed.full_traceback) <= MOST_CHARACTERS + 20
    assert "more frames]" in failed.full_traceback


def test_a_learners_exception_may_fail_at_saying_what_it_is() -> None:
    source = (
        "import keras\nclass Odd(Exception):\n    def __str__(self):\n        raise self\n"
        "def loss(y, p):\n    raise Odd\n"
        "keras.losses.LossFunctionWrapper(loss)([1.0], [1.0])\n"
    )
    assert "program.py" in failure_of(source).traceback
