"""Exceptions of a learner's program as `Failed` events: the learner's line, friendly words, a way on."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from types import TracebackType

from playground.engine.left_out import elsewhere
from playground.events import Failed
from playground.execute.advice import Scene, advise
from playground.execute.advice.scene import FILENAME
from playground.execute.full_traceback import full_traceback
from playground.execute.mismatch import mismatch_of

__all__ = ["FILENAME", "failed", "first_words", "learner_line", "remember_source"]

MAX_MESSAGE = 4000


def remember_source(source: str) -> None:
    """Let tracebacks show the lines of the program."""
    linecache.cache[FILENAME] = (len(source), None, source.splitlines(keepends=True), FILENAME)


def learner_line() -> int | None:
    """The line of the learner's program that is being executed now."""
    frame = sys._getframe()
    while frame is not None and frame.f_code.co_filename != FILENAME:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def learner_frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """The frames of a traceback that lie in the learner's program, outermost first."""
    return [frame for frame in traceback.extract_tb(trace) if frame.filename == FILENAME]


def failed(error: BaseException, namespace: dict[str, object] | None = None) -> Failed:
    """Describe `error` for the learner; `namespace` helps to guess a misspelt name."""
    error = _where_it_began(error)
    frames = learner_frames(error.__traceback__)
    line = frames[-1].lineno if frames else None
    kind = _kind(error)
    try:
        message = in_keras_words(str(error)) or kind
    except Exception:  # a learner's exception may have a __str__ that fails
        message = kind
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        line, message = error.lineno, error.msg
    columns = _columns(frames[-1]) if frames and frames[-1].lineno == line else None
    scene = Scene(error, "".join(linecache.getlines(FILENAME)), namespace)
    if isinstance(error, TypeError):
        message = called_as_written(message, scene)
    advice = advise(scene)
    if advice.message is not None:
        message = advice.message
    if advice.line is not None and advice.line != line:
        line, columns = advice.line, None
    message = _cause_first(message)
    # the learner's frames only: what happens inside the engine is not their code
    parts = ["Traceback (most recent call last):\n"] if frames else []
    parts += traceback.format_list(frames)
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        parts += [f'  File "{FILENAME}", line {line}\n']
        text = linecache.getline(FILENAME, line or 0) if line != error.lineno else error.text
        if text:
            parts += [f"    {text.strip()}\n"]
    parts += [f"{kind}: {message}\n"]
    operation, shapes = mismatch_of(error)
    return Failed(
        kind=kind,
        message=message[:MAX_MESSAGE],
        line=line,
        advice=advice.text,
        traceback="".join(parts)[: 4 * MAX_MESSAGE],
        operation=operation,
        shapes=shapes,
        columns=columns,
        full_traceback="" if _is_theirs(error) or not frames else full_traceback(error, FILENAME),
    )


def _where_it_began(error: BaseException) -> BaseException:
    """The error of the program's own that the engine has told in other words: that one has the line and the name."""
    inside = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if inside is None or _is_theirs(error) or not learner_frames(inside.__traceback__):
        return error
    if not str(inside).strip() or str(inside) not in str(error):
        return error
    outer = [tb for tb in _tracebacks(error) if tb.tb_frame.f_code.co_filename == FILENAME]
    frames = {tb.tb_frame for tb in _tracebacks(inside)}
    trace = inside.__traceback__
    for tb in reversed(outer):  # how the program came there
        if tb.tb_frame not in frames:
            trace = TracebackType(trace, tb.tb_frame, tb.tb_lasti, tb.tb_lineno)
    return inside.with_traceback(trace)


def _tracebacks(error: BaseException) -> list[TracebackType]:
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def first_words(error: BaseException, namespace: dict[str, object] | None = None) -> str:
    """What to say of an error in a sentence or two: the cause where it is known, else its own first line."""
    said = failed(error, namespace)
    where = f"Line {said.line}: " if said.line else ""
    return where + (said.advice or _cause_first(said.message).partition("\n")[0])


def _columns(frame: traceback.FrameSummary) -> tuple[int, int] | None:
    """Where on its line the failing expression stands, in characters; Python counts bytes."""
    if frame.colno is None or frame.end_colno is None or frame.end_lineno != frame.lineno:
        return None
    text = linecache.getline(FILENAME, frame.lineno or 0).encode()
    first, last = (len(text[:n].decode(errors="ignore")) for n in (frame.colno, frame.end_colno))
    return (first, last) if first < last else None


def _cause_first(message: str) -> str:
    """Keras begins with the layer that was called; a reader wants to know first what went wrong in it."""
    begin, gap, rest = message.partition("\n\n")
    if not gap or not begin.startswith("Exception encountered when calling"):
        return message
    cause, gap, more = rest.partition("\n\n")
    return f"{cause}\n\n{begin}{gap}{more}"


def _is_theirs(error: BaseException) -> bool:
    """Whether the error arose in the program's own text, not in what it called."""
    innermost = traceback.extract_tb(error.__traceback__)[-1:]
    return bool(innermost) and innermost[0].filename == FILENAME


def _kind(error: BaseException) -> str:
    """The name of the error's class, as a program would catch it: the engine's own classes are nobody's to know."""
    for cls in type(error).__mro__:
        if not cls.__module__.startswith("playground.engine"):
            return cls.__name__
    return "Exception"


_CALLED = re.compile(r"^(\w+)\.(\w+)\(\) (?=missing|got|takes)")


def called_as_written(message: str, scene: Scene) -> str:
    """Without the class that Python says a method belongs to, where it is one of ours that Keras does not have."""
    found = _CALLED.match(message)
    if not found or found[1] in scene.classes() or elsewhere(found[1]):
        return message
    call = scene.call()
    name = (
        scene.source_of(call.func).rpartition(".")[2]
        if call and found[2] == "__init__"
        else found[2]
    )
    return f"{name}() {message[found.end() :]}"


_OURS = re.compile(r"playground\.engine(?:\.\w+)*")


def in_keras_words(message: str) -> str:
    """`message` with the names that Keras has for what is in our files: `keras.layers.Flatten`."""
    return _OURS.sub(_public_name, message)


def _public_name(match: re.Match[str]) -> str:
    path = match[0].split(".")[2:]
    if not path:
        return "keras"
    found = elsewhere(path[-1])
    if found:
        return found[0]
    return ".".join(["keras", *path[:1], *path[-1:]] if len(path) > 1 else ["keras", *path])
