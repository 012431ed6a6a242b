"""What `pip install` gets: a wheel built from a clean copy of the repository serves a lesson, far away from it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, expect

from playground import __version__
from playground.site.release import write_wheel
from tests.browser.conftest import free_port, opened

ROOT = Path(__file__).parents[2]
ASIDE = {"GIT_DIR", "PYTHONPATH", "PYTHONHOME", "PLAYGROUND_LESSONS"}


def clean_copy(folder: Path) -> Path:
    """The files that git knows, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and name.split("/")[0] not in ("tests", "benchmarks"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = clean_copy(tmp_path_factory.mktemp("source"))
    with pytest.raises(RuntimeError, match="Try `make setup`") as refused:
        write_wheel(source, source / "dist")
    listed = str(refused.value).partition("playground has no ")[2].partition(". Try")[0]
    assert "view/editor.bundle.js" in listed
    for name in listed.split(", "):
        shutil.copyfile(ROOT / "playground" / name, source / "playground" / name)
    built = write_wheel(source, source / "dist")
    for path in source.rglob("*"):  # another day, another umask
        os.utime(path, (10**9, 10**9))
        if path.is_file():
            path.chmod(0o600)
    again = write_wheel(source, source / "again")
    assert again.read_bytes() == built.read_bytes()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment. What the wheel depends on is that of this one: a `.pth` file of
    another environment is not followed, so its editable playground is not there."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(commands / "python"), "install", "-q"]
        + ["--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True,
    )
    return commands


def command(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ASIDE}
    return subprocess.run(
        [str(installed / "layer-playground"), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_wheel_has_what_a_page_is_made_of_and_says_whose_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        [about] = [n for n in names if n.endswith(".dist-info/METADATA")]
        said = opened.read(about).decode()
    for part in (
        *("view/editor.bundle.js", "view/files.bundle.js", "view/reference.json"),
        "py.typed",
        "serving/app.py",
        "site/in_pyodide.mjs",
        "site/static/start.js",
        "site/static/arithmetic.c",
        "view/page.html",
        "view/styles/layout.css",
        "lessons/07_compile_and_fit/mistakes",
    ):
        assert any(n.startswith(f"playground/{part}") for n in names), part
    assert not {n for n in names if "node_modules" in n or not re.match(r"(layer_)?playground", n)}
    assert "Name: layer-playground\n" in said and "License-Expression: Apache-2.0\n" in said
    assert "Author: The Layer Playground authors\n" in said and "URL" not in said
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_commands_work_without_the_repository(installed: Path, tmp_path: Path) -> None:
    where = command(installed, "serve", "--where", cwd=tmp_path).stdout.strip()
    assert Path(where).is_relative_to(installed.parent.resolve()) and Path(where).name == "app.py"
    listed = command(installed, "lessons", cwd=tmp_path).stdout
    assert listed.startswith("01_layer: 1 · A layer is a function\n")
    (tmp_path / "program.py").write_text("import keras\nprint(keras.layers.Dense(2).units)\n")
    assert command(installed, "run", "program.py", cwd=tmp_path).stdout == "2\n"


def test_a_lesson_is_learned_from_what_was_installed(
    installed: Path, tmp_path: Path, context: BrowserContext
) -> None:
    port = free_port()
    server = subprocess.Popen(
        [str(installed / "layer-playground"), "serve", f"--port={port}"],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k not in ASIDE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stdout
        said = ""
        while "Starting Bokeh server" not in said and (line := server.stdout.readline()):
            said += line
        page = context.new_page()
        for _ in range(100):
            try:
                page.goto(f"http://localhost:{port}/app#lesson=07_compile_and_fit")
                break
            except Error:
                page.wait_for_timeout(100)
        learner = opened(page, f"http://localhost:{port}/app#lesson=07_compile_and_fit")
        expect(learner.editor).to_contain_text("model.compile")
        learner.button("Run").click()
        expect(learner.status).to_contain_text("Finished", timeout=60_000)
        expect(learner.status).to_contain_text("loss")
        page.get_by_role("button", name="About this page").click()
        expect(page.get_by_role("dialog", name="About this page")).to_contain_text(
            f"Layer Playground {__version__}"
        )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=20)
