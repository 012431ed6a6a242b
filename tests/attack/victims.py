"""What there is to reach: a file, a folder, a process with a secret, a port. Made anew for every group of probes."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.attack.probe import Given

SECRET = "PLAYGROUND_SECRET"
_TEXT = "a secret of the server"


def fill(folder: str) -> str:
    """The file to reach, as it should be found again."""
    path = Path(folder) / "secret.txt"
    path.write_text(_TEXT)
    return str(path)


def is_alive(number: int) -> bool:
    """Whether a process runs. One that was killed still has its number, until its parent asks how it ended."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def are_whole(given: Given) -> bool:
    """Whether everything is as it was made."""
    folder, file = Path(given["folder"]), Path(given["file"])
    try:
        names, text, rights = os.listdir(folder), file.read_text(), file.stat().st_mode & 0o777
    except OSError:
        return False
    untouched = names == [file.name] and text == _TEXT and rights == given["rights"]
    return untouched and is_alive(given["process"])


@contextlib.contextmanager
def victims(outside: bool = False) -> Iterator[Given]:
    """To be reached while inside. `outside`: they are in the namespaces in which there is no sandbox."""
    secret = os.environ.get(SECRET) or secrets.token_hex(16)
    with (
        tempfile.TemporaryDirectory(prefix="playground-victim-") as folder,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        path = fill(folder)
        process = subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-S",
                "-c",
                "import time; print(1, flush=True); time.sleep(600)",
            ],
            env={SECRET: secret},
            cwd=folder,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout and process.stdout.readline()
        try:
            yield {
                "outside": outside,
                "folder": folder,
                "file": path,
                "rights": os.stat(path).st_mode & 0o777,
                "home": os.path.expanduser("~"),
                "temporary": tempfile.gettempdir(),
                "process": process.pid,
                "secret": secret,
                "port": listening.getsockname()[1],
            }
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            Path(folder).mkdir(exist_ok=True)
