"""A program in a terminal: what it prints, its errors, its shapes and, with a lesson, its checks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from playground import events as ev
from playground.execute import execute
from playground.execute.failure import FILENAME
from playground.execute.surroundings import private_folder
from playground.own_files import TooLarge, asked_for, packed


class TerminalHost:
    """Writes events as text. There is nobody to press a button, so it gives no command but Resume."""

    def __init__(self, path: str, out: TextIO, err: TextIO) -> None:
        self._path = path
        self._out = out
        self._err = err
        self.built: ev.Built | None = None
        self.ending: ev.Event | None = None
        self.checked: list[ev.Checked] = []

    def send(self, items: list[ev.Event]) -> None:
        for event in items:
            match event:
                case ev.Printed(text, stream):
                    file = self._err if stream == "stderr" else self._out
                    file.write(text)
                    file.flush()
                case ev.Built():
                    self.built = event
                case ev.Notice(message, line):
                    where = f"{self._path}, line {line}: " if line else ""
                    print(f"{where}{message}", file=self._err)
                case ev.Diverged():
                    self._err.write(format_divergence(event, self._path))
                case ev.Checked():
                    self.checked.append(event)
                case ev.Failed() | ev.Stopped() | ev.Finished():
                    self.ending = event

    def receive(self, seconds: float | None) -> ev.Command | None:
        return ev.Resume() if seconds is None else None


def format_divergence(diverged: ev.Diverged, path: str) -> str:
    """Where and why training went wrong, and what to try."""
    where = f"{path}, line {diverged.line}: " if diverged.line else ""
    return f"{where}{diverged.message}\n" + (f"{diverged.advice}\n" if diverged.advice else "")


def format_failure(failed: ev.Failed, path: str) -> str:
    """An error as Python writes it, then the line and what to try."""
    text = failed.traceback.replace(f'File "{FILENAME}"', f'File "{path}"')
    if not text:
        text = f"{failed.kind}: {failed.message}\n"
    where = f"Error on line {failed.line}" if failed.line else "Error"
    text += f"\n{where}: {failed.message.splitlines()[0] if failed.message else failed.kind}\n"
    return text + (f"Try: {failed.advice}\n" if failed.advice else "")


def _shapes(shapes: tuple[ev.Shape, ...]) -> str:
    return ", ".join(str(tuple(shape)) for shape in shapes) or "?"


def format_shapes(built: ev.Built | None) -> str:
    """The table of the page's "Shapes" region: Layer, Output shape, Params, and the formula."""
    if built is None or not built.nodes:
        return "No layer was made.\n"
    rows = [("Layer", "Output shape", "Params", "")]
    rows += [
        (node.class_name, _shapes(node.output_shapes), f"{node.params:,}", node.formula)
        for node in built.nodes
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = [
        f"{layer:<{widths[0]}}  {shape:<{widths[1]}}  {params:>{widths[2]}}  {formula}".rstrip()
        for layer, shape, params, formula in rows
    ]
    return "\n".join(lines) + "\n"


def run_in_terminal(source: str, path: str, *, shapes: bool = False, checks: str = "") -> int:
    """Execute a program and say how it went: 0 when it finished, 1 when it failed, 130 when Ctrl-C ended it."""
    out, err = sys.stdout, sys.stderr
    host = TerminalHost(path, out, err)
    beside = {name: Path(path).parent / name for name in asked_for(source)}
    try:
        files = {name: packed(path) for name, path in beside.items() if path.is_file()}
    except TooLarge as error:
        print(error, file=err)
        return 1
    with private_folder():
        execute(ev.Run(source, checks=checks, files=files), host, most_printed=None)
    if isinstance(host.ending, ev.Failed) and host.ending.kind == "KeyboardInterrupt":
        print("\nStopped.", file=err)
        return 130
    if isinstance(host.ending, ev.Failed):
        err.write(format_failure(host.ending, path))
    if shapes:
        out.write(format_shapes(host.built))
    for checked in host.checked:
        advice = f"\n    {checked.advice}" if not checked.passed else ""
        print(f"[{'x' if checked.passed else ' '}] {checked.task}{advice}", file=out)
    return 0 if isinstance(host.ending, ev.Finished) else 1
