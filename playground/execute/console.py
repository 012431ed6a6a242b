"""What the program prints, as `Printed` events: at once when it prints little, gathered when it prints much."""

from __future__ import annotations

import io
import math
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from playground.events import Event, Printed

LIMIT = 1_200_000  # characters of a run that are sent: half of them from its beginning, half from its end
PIECE = 50_000  # characters in one event
PER_SECOND = 30
GLANCE = 4_000  # characters of what is printed beyond the beginning,
GLANCE_SECONDS = 1.0  # as often as this


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
    """One of the program's text streams. `send` gets lists of events.

    Of a program that prints more than `most` characters (None: no limit) the first half of them is sent, then a glance
    now and then, and the last half when it ends; every event says how many lines were left out before it."""

    def __init__(
        self,
        send: Callable[[list[Event]], None],
        hear: Callable[[], None],
        stream: Literal["stdout", "stderr"] = "stdout",
        most: int | None = LIMIT,
    ) -> None:
        self._send = send
        self._hear = hear  # obeys commands that have arrived
        self._stream: Literal["stdout", "stderr"] = stream
        self._buffer: list[str] = []
        self._length = 0
        self._room: float = math.inf if most is None else most // 2  # of the beginning, still
        self._tail = Tail(0 if most is None else most - most // 2)
        self._next_glance = 0.0
        self._allowance = float(PER_SECOND)  # a token bucket: what may be sent at once
        self._refilled = time.monotonic()
        self._head: list[str] = []

    encoding = "utf-8"

    @property
    def printed(self) -> str:
        """The beginning and the end of what was printed."""
        return "".join([*self._head, *self._tail.pieces])

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if not isinstance(text, str):
            raise TypeError(f"write() expected str, received {type(text).__name__}")
        if self._room > 0:
            keep = text if len(text) <= self._room else text[: int(self._room)]
            self._room -= len(keep)
            self._buffer.append(keep)
            self._length += len(keep)
            self._head.append(keep)
            if self._length >= PIECE or ("\n" in keep and self._may_send()):
                self.flush()
            rest = text[len(keep) :]
        else:
            rest = text
        if rest:
            self._write_on(rest)
        self._hear()
        return len(text)

    def _write_on(self, text: str) -> None:
        """Beyond the beginning."""
        self.flush()
        self._tail.add(text)
        now = time.monotonic()
        if now >= self._next_glance:
            self._next_glance = now + GLANCE_SECONDS
            self._send_tail(GLANCE)

    def _send_tail(self, most: int) -> None:
        text, left_out = self._tail.take(most)
        pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
        events: list[Event] = [Printed(piece, self._stream) for piece in pieces]
        if events and left_out:
            events[0] = Printed(pieces[0], self._stream, left_out)
        if events:
            self._send(events)

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

    def finish(self) -> None:
        """The program has ended: send all that is kept."""
        self.flush()
        self._send_tail(self._tail.most)


class Tail:
    """The last `most` characters of a text, and how much of it was never taken."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.pieces: deque[str] = deque()
        self._length = 0
        self._untaken = 0  # characters at the end that nobody took
        self._gone = 0  # line ends before them that nobody took either

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)
        self._untaken += len(text)
        while self._length - len(self.pieces[0]) >= self.most:
            piece = self.pieces.popleft()
            self._length -= len(piece)
            if self._untaken > self._length:
                self._gone += piece[len(piece) - (self._untaken - self._length) :].count("\n")
                self._untaken = self._length

    def take(self, most: int) -> tuple[str, int]:
        """At most `most` of the last characters, from the beginning of a line, and the number of lines left out before
        them since something was taken."""
        if not self._untaken:
            return "", 0
        text = "".join(self.pieces)
        text = text[len(text) - self._untaken :]
        kept, left_out = text[-most:], self._gone
        if len(kept) < len(text) or left_out:
            cut = len(text) - len(kept) + kept.find("\n") + 1
            kept, left_out = text[cut:], left_out + text.count("\n", 0, cut)
        self._untaken = self._gone = 0
        return kept, left_out
