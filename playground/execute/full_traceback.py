"""Every frame of an error, those of the engine included: for whoever wants to know what happened inside."""

from __future__ import annotations

import sys
import traceback

MOST_FRAMES = 40  # of one error; the first and the last
MOST_CAUSES = 5
MOST_CHARACTERS = 16_000
DIRECTLY = "\nThe above exception was the direct cause of the following exception:\n\n"
MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"


def full_traceback(error: BaseException, own: str) -> str:
    """The error and those it came from, as Python prints them, from the first frame of the file `own` on.

    Files are named as they are imported ("playground/engine/ops/views.py"), not by where this machine keeps them.
    """
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and len(chain) < MOST_CAUSES and not any(at is seen for seen in chain):
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    told = _one(chain[-1], own)
    for later, earlier in zip(chain[-2::-1], chain[:0:-1]):
        told += [DIRECTLY if later.__cause__ is earlier else MEANWHILE, *_one(later, own)]
    said = "".join(told)
    if len(said) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        said = f"{said[:half]}\n  […]\n{said[-half:]}"
    return said


def _one(error: BaseException, own: str) -> list[str]:
    frames = list(traceback.extract_tb(error.__traceback__))
    first = next((i for i, frame in enumerate(frames) if frame.filename == own), 0)
    frames = frames[first:]
    for frame in frames:
        frame.filename = _imported_as(frame.filename)
    lines = ["Traceback (most recent call last):\n"] if frames else []
    if len(frames) > MOST_FRAMES:
        half = MOST_FRAMES // 2
        lines += traceback.format_list(frames[:half])
        lines.append(f"  [{len(frames) - 2 * half:,} more frames]\n")
        frames = frames[-half:]
    lines += traceback.format_list(frames)
    try:
        return lines + traceback.format_exception_only(error)
    except Exception:  # a learner's exception may have a __str__ that fails
        return [*lines, f"{type(error).__name__}\n"]


def _imported_as(path: str) -> str:
    """`path` from the folder on, among those that Python imports from, that holds it; else only its name."""
    if path.startswith("<") or "/" not in path.replace("\\", "/"):
        return path
    path = path.replace("\\", "/")
    roots = [root.replace("\\", "/").rstrip("/") + "/" for root in sys.path if root]
    inside = [path.removeprefix(root) for root in roots if path.startswith(root)]
    return min(inside, key=len, default=path.rpartition("/")[2])
