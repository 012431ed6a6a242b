"""Program → events. Runs inside the kernel: a child process of the server, or a worker of the page."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from typing import Any

from playground import engine, keras_names
from playground import events as ev
from playground.datasets import own_tables
from playground.engine import backends, observe, usual
from playground.engine.saving.modes import forget_unsafe_deserialization
from playground.engine.saving.registration import forget_registered
from playground.execute.channel import Channel
from playground.execute.checking import FinishedRun, check
from playground.execute.console import LIMIT, Console, NoInput
from playground.execute.failure import FILENAME, failed, learner_line, remember_source
from playground.execute.randomness import seeded
from playground.execute.run_observer import RunObserver, StopProgram
from playground.execute.saved_files import Known, known_files, new_files, weight_files
from playground.execute.silent_mistakes import column_and_row, silent_mistakes
from playground.execute.surroundings import surroundings

__all__ = ["Channel", "execute"]

BYTE_ORDER_MARK = "\ufeff"  # with which Windows' Notepad begins a file

usual.load()  # whoever imports this waits for a program


def execute(
    run: ev.Run,
    channel: Channel,
    most_printed: int | None = LIMIT,
    reserve: bytearray | None = None,
) -> None:
    """Execute `run.source`, sending everything that happens to `channel`; the last event is the ending.

    `most_printed`: so many characters of what it prints are sent, those at the beginning and those at the end.
    `reserve`: memory that is given back when the program ends with an error, which may be that it has taken all."""
    started = time.perf_counter()
    send, clock = (
        channel.send,
        time.perf_counter,
    )  # the program may tamper with modules, not with these
    _fresh_engine()
    source = run.source.removeprefix(BYTE_ORDER_MARK)
    observer = RunObserver(channel, run, lambda layer: isinstance(layer, engine.Model))
    out, err = (
        Console(observer.send, observer.hear, "stdout", most_printed),
        Console(observer.send, observer.hear, "stderr", most_printed),
    )
    observer.consoles = [out, err]
    remember_source(source)
    send([ev.Started(run.until)])
    ending: ev.Event | None = None
    seconds: float | None = None
    stdin, sys.stdin = sys.stdin, NoInput()
    files = known_files() if run.watched else {}
    with (
        keras_names.available(),
        seeded(run.seed),
        redirect_stdout(out),
        redirect_stderr(err),
        surroundings() as namespace,
        own_tables.given(run.files),
    ):
        observer.namespace = namespace
        try:
            code = compile(source, FILENAME, "exec", dont_inherit=True)
            warnings.showwarning = partial(_show_warning, observer)
            if run.until == "end":
                observer.send(list(silent_mistakes(source)))
            with observe.observed_by(observer):
                exec(code, namespace)
        except StopProgram as stop:
            ending = ev.Stopped(str(stop))
        except SystemExit as error:
            ending = failed(error, namespace) if error.code else None
        except BaseException as error:
            if reserve is not None:
                reserve.clear()
            ending = failed(error, namespace)
        try:
            _show_unbuilt(observer, namespace)
            if ending is None:
                observer.network.say_if_empty()
            observer.finish()
            if run.until == "end":
                observer.send(list(column_and_row(source, dict(namespace))))
                observer.send(_checks(run, observer, namespace, out, ending))
            seconds = clock() - started
            if run.until == "end" and run.watched:  # by somebody who may take them home
                for file in _left(observer, files):
                    send([file])
        except StopProgram:
            ending = ending or ev.Stopped()
        except Exception as error:  # the program broke the engine for what comes after it
            ending = ending or failed(error, namespace)
    sys.stdin = stdin
    _fresh_engine()
    send([ending or ev.Finished(clock() - started if seconds is None else seconds)])


def _left(observer: RunObserver, files: Known) -> Iterator[ev.File]:
    yield from new_files(files)
    if observer.fitted:
        yield from weight_files(observer.fitted[-1])


def _show_warning(observer: RunObserver, message: Any, *_: Any) -> None:
    """A warning as a notice on the learner's line, not on a line of the engine."""
    observer.send([ev.Notice(str(message), learner_line())])


def _fresh_engine() -> None:
    """What one program set must not reach the next: names, counters, seeds, precision, limits, registered classes."""
    engine.utils.clear_session()
    engine.config.set_max_epochs(None)
    engine.config.set_max_steps_per_epoch(None)
    engine.config.enable_traceback_filtering()
    engine.config.enable_flash_attention()
    forget_registered()
    forget_unsafe_deserialization()
    engine.config.set_floatx("float32")
    engine.config.set_epsilon(1e-7)
    engine.config.set_image_data_format("channels_last")
    backends.asked = None


def _checks(
    run: ev.Run,
    observer: RunObserver,
    namespace: dict[str, Any],
    out: Console,
    ending: ev.Event | None,
) -> list[ev.Event]:
    if not run.checks:
        return []
    finished = FinishedRun(
        namespace,
        out.printed,
        observer.network.built(),
        observer.history,
        observer.fitted,
        ending if isinstance(ending, ev.Failed) else None,
    )
    return list(check(run.checks, finished))


def _is_whole(layer: Any, observer: RunObserver) -> bool:
    """False, and a notice, for a layer whose `__init__` left out `super().__init__()`."""
    try:
        layer._check_super_called()
    except RuntimeError as error:
        begin = getattr(type(layer).__init__, "__code__", None)
        observer.send([ev.Notice(str(error), begin.co_firstlineno if begin else None)])
        return False
    return True


def _show_unbuilt(observer: RunObserver, namespace: dict[str, Any]) -> None:
    """Models and layers that the program made but never called belong in the drawing too."""
    made = [v for v in namespace.values() if isinstance(v, engine.layers.Layer)]
    made = [layer for layer in made if _is_whole(layer, observer)]
    for model in made:
        if isinstance(model, engine.Sequential) and not any(
            map(observer.network.has, model.layers)
        ):
            observer.network.add_unbuilt(list(model.layers))
    inside = {id(layer) for model in made for layer in getattr(model, "layers", [])}
    for layer in made:
        is_model = isinstance(layer, engine.Model)
        if not is_model and id(layer) not in inside and not observer.network.has(layer):
            observer.network.add_unbuilt([layer])
