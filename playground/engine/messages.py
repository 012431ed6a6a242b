"""Where progress bars and callbacks write: to standard output, or to Python's logging."""

from __future__ import annotations

import sys

_interactive = True


def enable_interactive_logging() -> None:
    """Progress and messages go to standard output."""
    global _interactive
    _interactive = True


def disable_interactive_logging() -> None:
    """Progress and messages go to Python's logging, at level INFO."""
    global _interactive
    _interactive = False


def is_interactive_logging_enabled() -> bool:
    """Whether messages go to standard output."""
    return _interactive


def set_logging_verbosity(level: str) -> None:
    """Show messages from this level on: "FATAL", "ERROR", "WARNING", "INFO" or "DEBUG"."""
    import logging

    known = ("FATAL", "ERROR", "WARNING", "INFO", "DEBUG")
    if level not in known:
        raise ValueError(
            f"Please pass a valid level for logging verbosity. Expected one of {known}. Received: {level}"
        )
    logging.getLogger("keras").setLevel(level)


def print_msg(message: str, line_break: bool = True) -> None:
    """Write a message to where messages go now."""
    if not _interactive:
        import logging

        logging.getLogger("keras").info(message)
        return
    try:
        sys.stdout.write(message + "\n" if line_break else message)
    except UnicodeEncodeError:  # a terminal without the box-drawing characters
        plain = message.encode("ascii", errors="replace").decode("ascii")
        sys.stdout.write(plain + "\n" if line_break else plain)
    sys.stdout.flush()
