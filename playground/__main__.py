"""`layer-playground`, `python -m playground`: serve, run, build, lessons, grade and course, with --lessons DIR."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playground import __version__

if TYPE_CHECKING:
    from playground.lesson import Lesson

APP = Path(__file__).parent / "serving" / "app.py"


def serve(arguments: argparse.Namespace) -> int:
    """Open the app at http://localhost:PORT/app, for this machine only."""
    if arguments.where:
        print(APP)
        return 0
    if arguments.watch:
        os.environ["PLAYGROUND_WATCH"] = "1"
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
    checks = _find(arguments.lesson).checks if arguments.lesson else ""
    return run_in_terminal(source, arguments.file, shapes=arguments.shapes, checks=checks)


def _read(file: str) -> str:
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    return text.removeprefix("\ufeff")


def _find(asked: str) -> Lesson:
    """The lesson that `asked`, an id or a number, means; SystemExit when there is none."""
    from playground.lesson import load_lessons

    for lesson in load_lessons():
        if asked in (lesson.id, str(lesson.number)):
            if lesson.broken:
                raise SystemExit(lesson.broken)
            return lesson
    known = ", ".join(lesson.id for lesson in load_lessons())
    print(f"There is no lesson {asked!r}. Try one of {known}.", file=sys.stderr)
    raise SystemExit(2)


def build(arguments: argparse.Namespace) -> int:
    """Write the static page into a folder."""
    try:
        from playground.site.build import build as build_site
    except ModuleNotFoundError as error:
        if error.name != "zstandard":
            raise
        print(
            f"Building the static page needs the extra `site` ({error.name} is not installed). "
            "Try: pip install 'layer-playground[site]'",
            file=sys.stderr,
        )
        return 2
    build_site(arguments.out, arguments.pyodide, arguments.afresh, arguments.snapshots)
    return 0


def lessons(arguments: argparse.Namespace) -> int:
    """List the lessons; with --check, play every program of theirs."""
    from playground.lesson import lesson_folders, load_lessons
    from playground.rehearsal import rehearse, strangers

    wrong = 0
    if arguments.check:
        for name, complaint in strangers(lesson_folders()):
            print(f"{name}: {complaint}", flush=True)
            wrong += 1
    found = [_find(arguments.lesson)] if arguments.lesson else load_lessons()
    for lesson in found:
        if lesson.broken:
            print(lesson.broken, file=sys.stderr)
            wrong += 1
        elif not arguments.check:
            print(f"{lesson.id}: {lesson.label}")
        else:
            for file, complaint in rehearse(lesson):
                print(f"{lesson.id}/{file}: {complaint or 'ok'}", flush=True)
                wrong += complaint is not None
    return 1 if wrong else 0


def grade(arguments: argparse.Namespace) -> int:
    """Replay what a class handed in, and write a table of it."""
    import asyncio

    from playground.grading import Grade, as_csv
    from playground.grading import grade as graded
    from playground.lesson import load_lessons

    if not arguments.folder.is_dir():
        print(f"There is no folder {arguments.folder}.", file=sys.stderr)
        return 2
    rows: list[Grade] = []

    async def all_of_them() -> None:
        async for row in graded(arguments.folder, load_lessons(), arguments.seconds):
            rows.append(row)
            print(
                f"{row.file}: {row.error or f'{len(row.passed)} of {row.tasks}'}", file=sys.stderr
            )
            if row.refused:
                return

    asyncio.run(all_of_them())
    if rows and rows[-1].refused:
        return 2
    table = as_csv(rows)
    if arguments.out:
        arguments.out.write_text(table, encoding="utf-8-sig", newline="")  # as spreadsheets like it
    else:
        sys.stdout.write(table)
    return 0


def course(arguments: argparse.Namespace) -> int:
    """Put a folder of lessons into a prebuilt site: a course, made with Python alone."""
    from playground.site.course import BadSite, make_course

    try:
        made = make_course(arguments.folder, arguments.site, arguments.out)
    except (BadSite, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for lesson in made:
        print(lesson.broken or f"{lesson.id}: {lesson.label}")
    print(f"The course is in {arguments.out}. Try it: python -m http.server -d {arguments.out}")
    return 1 if any(lesson.broken for lesson in made) else 0


def _use_lessons(folders: list[str]) -> None:
    """Take the lessons from `folders`, here and in every process that is started from here."""
    from playground import lesson

    places = []
    for folder in folders:
        if folder != lesson.OURS and not Path(folder).is_dir():
            raise SystemExit(f"--lessons {folder}: there is no such folder")
        places.append(folder if folder == lesson.OURS else str(Path(folder).resolve()))
    if places:
        os.environ[lesson.VARIABLE] = os.pathsep.join(places)


def parser() -> argparse.ArgumentParser:
    commands = argparse.ArgumentParser(
        prog="layer-playground", description=f"Layer Playground {__version__}"
    )
    commands.add_argument("--version", action="version", version=__version__)
    sub = commands.add_subparsers(
        required=True, metavar="serve | run | build | lessons | grade | course"
    )

    one = sub.add_parser("serve", help=serve.__doc__)
    one.add_argument("--port", type=int, default=5006)
    one.add_argument("--show", action="store_true", help="open a browser too")
    one.add_argument(
        "--trust-local",
        action="store_true",
        help="whoever has the printed address may run programs, even where no sandbox holds",
    )
    one.add_argument("--watch", action="store_true", help="show lessons as they are being written")
    one.add_argument("--where", action="store_true", help="print the file for `panel serve`")
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
    one = sub.add_parser("grade", help=grade.__doc__)
    one.add_argument("folder", type=Path, help="with the files that were handed in")
    one.add_argument("--out", type=Path, help="the table, as CSV; without it, on standard output")
    one.add_argument(
        "--seconds",
        type=int,
        choices=range(1, 3601),
        default=60,
        metavar="N",
        help="the most that a program may take",
    )
    one.set_defaults(command=grade)

    one = sub.add_parser("course", help=course.__doc__)
    one.add_argument("folder", type=Path, help="the lessons")
    one.add_argument(
        "--site", type=Path, required=True, help="a prebuilt site: site.zip or a folder"
    )
    one.add_argument("--out", type=Path, required=True, help="the folder for the course")
    one.set_defaults(command=course)
    for one in sub.choices.values():
        one.add_argument(
            "--lessons",
            action="append",
            default=[],
            metavar="DIR",
            help="take the lessons from this folder; may be given several times; `ours` means those that come along",
        )
    return commands


def main(argv: list[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    _use_lessons(arguments.lessons)
    return arguments.command(arguments)


if __name__ == "__main__":
    sys.exit(main())
