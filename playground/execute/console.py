"""What the program prints, as `Printed` events: at once when it prints little, gathered when it prints much."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Literal

from playground.events import Event, Notice, Printed

LIMIT = 1_200_000  # characters a run may print
PIECE = 50_000  # characters in one event
PER_SECOND = 30


class NoInput(io.TextIOBase):
    """Standard input of a program: there is nobody who could type."""

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        raise RuntimeError(
            "A program here cannot ask for input. Try writing the value into the program."
        )

    read = readline


class Console(io.TextIOBase):
    """One of the program's text streams. `send` gets lists of events."""

    def __init__(
        self,
        send: Callable[[list[Event]], None],
        hear: Callable[[], None],
        stream: Literal["stdout", "stderr"] = "stdout",
    ) -> None:
        self._send = send
        self._hear = hear  # obeys commands that have arrived
        self._stream: Literal["stdout", "stderr"] = stream
        self._buffer: list[str] = []
        self._length = 0
        self._printed = 0
        self._allowance = float(PER_SECOND)  # a token bucket: what may be sent at once
        self._refilled = time.monotonic()
        self.text: list[str] = []

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() expected str, received {type(text).__name__}")
        keep = text[: max(0, LIMIT - self._printed)]
        if keep:
            self._buffer.append(keep)
            self._length += len(keep)
            self.text.append(keep)
        if self._printed <= LIMIT < self._printed + len(text):
            self.flush()
            self._send(
                [
                    Notice(
                        f"The program printed more than {LIMIT:,} characters; the rest is not shown."
                    )
                ]
            )
        self._printed += len(text)
        if self._length >= PIECE or ("\n" in keep and self._may_send()):
            self.flush()
        self._hear()
        return len(text)

    def _may_send(self) -> bool:
        now = time.monotonic()
        self._allowance = min(PER_SECOND, self._allowance + (now - self._refilled) * PER_SECOND)
        self._refilled = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    def flush(self) -> None:
        if self._buffer:
            text = "".join(self._buffer)
            self._buffer, self._length = [], 0
            pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
            self._send([Printed(piece, self._stream) for piece in pieces])
