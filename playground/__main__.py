"""python -m playground serve | run FILE | build | lessons"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

APP = Path(__file__).parents[1] / "app.py"


def serve(arguments: argparse.Namespace) -> int:
    """Open the app at http://localhost:PORT/app, for this machine only."""
    if not APP.exists():
        print(f"There is no {APP}. Serve from a clone of the project.", file=sys.stderr)
        return 2
    from panel.command import main as panel

    from playground.runners.server import try_sandbox
    from playground.serving import guard
    from playground.serving.trust import Trust

    port = arguments.port
    trust = Trust(port) if arguments.trust_local else None
    guard.install(trust)
    print(f"Sandbox: {try_sandbox(trusted=trust is not None)}", flush=True)
    address = trust.address if trust else f"http://localhost:{port}/app"
    print(f"Layer Playground: {address}", flush=True)
    bound = "127.0.0.1" if trust else "localhost"
    sys.argv = ["panel", "serve", str(APP), f"--port={port}", f"--address={bound}"]
    for host in ("localhost", "127.0.0.1"):
        sys.argv.append(f"--allow-websocket-origin={host}:{port}")
    if arguments.show and trust:
        import webbrowser

        webbrowser.open(address)
    elif arguments.show:
        sys.argv.append("--show")
    panel()  # reads sys.argv, whatever it is passed
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Execute a program as the page would and print its output."""
    from playground.terminal import run_in_terminal

    try:
        source = _read(arguments.file)
    except (OSError, UnicodeDecodeError) as error:
        print(f"Cannot read {arguments.file}: {error}", file=sys.stderr)
        return 2
    return run_in_terminal(
        source, arguments.file, shapes=arguments.shapes, lesson=_lesson_id(arguments.lesson)
    )


def _read(file: str) -> str:
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    return text.removeprefix("\ufeff")


def _lesson_id(asked: str) -> str:
    """The id of the lesson that `asked`, an id or a number, means; SystemExit when there is none."""
    from playground.lesson import load_lessons

    if not asked:
        return ""
    for lesson in load_lessons():
        if asked in (lesson.id, str(lesson.number)):
            return lesson.id
    known = ", ".join(lesson.id for lesson in load_lessons())
    print(f"There is no lesson {asked!r}. Try one of {known}.", file=sys.stderr)
    raise SystemExit(2)


def build(arguments: argparse.Namespace) -> int:
    """Write the static page into a folder."""
    from playground.site.build import build as build_site

    build_site(arguments.out, arguments.pyodide, arguments.afresh, arguments.snapshots)
    return 0


def lessons(arguments: argparse.Namespace) -> int:
    """List the lessons; with --check, play every program of theirs."""
    from playground.lesson import LessonError, load_lessons

    try:
        found = load_lessons()
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    if not arguments.check:
        for lesson in found:
            print(f"{lesson.id}: {lesson.label}")
        return 0
    from playground.rehearsal import rehearse

    wrong = 0
    for lesson in found:
        if arguments.lesson and arguments.lesson not in (lesson.id, str(lesson.number)):
            continue
        for file, complaint in rehearse(lesson):
            print(f"{lesson.id}/{file}: {complaint or 'ok'}", flush=True)
            wrong += complaint is not None
    return 1 if wrong else 0


def parser() -> argparse.ArgumentParser:
    commands = argparse.ArgumentParser(prog="python -m playground", description="Layer Playground")
    sub = commands.add_subparsers(required=True, metavar="serve | run | build | lessons")

    one = sub.add_parser("serve", help=serve.__doc__)
    one.add_argument("--port", type=int, default=5006)
    one.add_argument("--show", action="store_true", help="open a browser too")
    one.add_argument(
        "--trust-local",
        action="store_true",
        help="whoever has the printed address may run programs, even where no sandbox holds",
    )
    one.set_defaults(command=serve)

    one = sub.add_parser("run", help=run.__doc__)
    one.add_argument("file", help="a Python program, or - for standard input")
    one.add_argument("--shapes", action="store_true", help="print the table of layers and shapes")
    one.add_argument("--lesson", default="", metavar="ID", help="play this lesson's checks too")
    one.set_defaults(command=run)

    one = sub.add_parser("build", help=build.__doc__)
    one.add_argument("--out", type=Path, default=Path("site"), help="the folder")
    one.add_argument(
        "--pyodide", type=Path, metavar="DIR", help="an unpacked Pyodide, instead of fetching one"
    )
    one.add_argument(
        "--afresh", action="store_true", help="use nothing that an earlier build compiled"
    )
    one.add_argument(
        "--no-snapshots",
        dest="snapshots",
        action="store_false",
        help="17 MB less: Python starts in the page, instead of going on from a picture of its memory",
    )
    one.set_defaults(command=build)

    one = sub.add_parser("lessons", help=lessons.__doc__)
    one.add_argument("--check", action="store_true", help="play solutions, starters and mistakes")
    one.add_argument("lesson", nargs="?", default="", help="only this one, by id or number")
    one.set_defaults(command=lessons)
    return commands


def main(argv: list[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    return arguments.command(arguments)


if __name__ == "__main__":
    sys.exit(main())
