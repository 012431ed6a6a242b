"""Progress as a file: to go on in another browser, or at home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

KEY, VERSION = "layer-playground-progress", 1


class BadProgress(ValueError):
    """A file of progress that is damaged. The message is for the page."""


def progress_text(passed: Mapping[str, Mapping[str, str]]) -> str:
    """`passed`: by lesson and task, the program that passed."""
    return json.dumps({KEY: VERSION, "passed": passed}, indent=1) + "\n"


def is_progress(text: str) -> bool:
    """Whether a file means to be one of progress."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and f'"{KEY}"' in text[:200]


def progress_from_text(text: str) -> dict[str, Any]:
    """By lesson and task, the program that passed; nothing of it is known to be true. BadProgress: it is damaged."""
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise BadProgress(f"the file is damaged ({error}).") from None
    if not isinstance(found, dict) or found.get(KEY) != VERSION:
        raise BadProgress(f"expected progress of version {VERSION}.")
    if not isinstance(found.get("passed"), dict):
        raise BadProgress("the file is damaged: it names no passed tasks.")
    return found["passed"]
