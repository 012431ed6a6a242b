"""Exceptions of a learner's program as `Failed` events: the learner's line, friendly words, a way on."""

from __future__ import annotations

import builtins
import difflib
import linecache
import sys
import traceback
from types import TracebackType

from playground.events import Failed
from playground.execute.full_traceback import full_traceback
from playground.execute.mismatch import mismatch_advice, mismatch_of

FILENAME = "program.py"  # how the learner's program is called in tracebacks
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
    frames = learner_frames(error.__traceback__)
    line = frames[-1].lineno if frames else None
    kind = type(error).__name__
    try:
        message = str(error) or kind
    except Exception:  # a learner's exception may have a __str__ that fails
        message = kind
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        line, message = error.lineno, error.msg
    columns = _columns(frames[-1]) if frames and frames[-1].lineno == line else None
    message = _cause_first(message)
    # the learner's frames only: what happens inside the engine is not their code
    parts = ["Traceback (most recent call last):\n"] if frames else []
    parts += traceback.format_list(frames)
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        parts += [f'  File "{FILENAME}", line {line}\n']
        if error.text:
            parts += [f"    {error.text.strip()}\n"]
    parts += [f"{kind}: {message}\n"]
    operation, shapes = mismatch_of(error)
    return Failed(
        kind=kind,
        message=message[:MAX_MESSAGE],
        line=line,
        advice=mismatch_advice(operation, shapes) or _advice(error, namespace or {}),
        traceback="".join(parts)[: 4 * MAX_MESSAGE],
        operation=operation,
        shapes=shapes,
        columns=columns,
        full_traceback="" if _is_theirs(error) or not frames else full_traceback(error, FILENAME),
    )


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


def _advice(error: BaseException, namespace: dict[str, object]) -> str:
    if isinstance(error, IndentationError):
        return "Python groups lines by their indentation: four spaces inside a class, a def, an if or a for."
    if isinstance(error, SyntaxError):
        return "Look at this line and at the end of the line before it: a bracket, a quote or a colon may be missing."
    if isinstance(error, ModuleNotFoundError):
        root = (error.name or "").split(".")[0]
        if root in ("keras", "tensorflow"):
            return (
                "This part of Keras is not here. The lessons use keras.layers, keras.models, "
                "keras.ops and their neighbours."
            )
        return (
            f"{root or 'This module'} is not here. A program can import keras, tensorflow (the names that Keras "
            "needs), numpy, playground.datasets and Python's standard library."
        )
    if isinstance(error, NameError) and error.name and _is_theirs(error):
        names = {*namespace, *dir(builtins)}
        close = difflib.get_close_matches(error.name, names, 1, 0.6)
        if close:
            return f"Did you mean {close[0]}?"
        return f"Nothing is called {error.name} yet. Is it spelt as where it was made, and made before this line?"
    if isinstance(error, MemoryError):
        return "The program asked for more memory than a run may have. Try smaller arrays."
    if isinstance(error, RecursionError):
        return "A function calls itself without end. What should stop it?"
    return ""
