"""Run the selected unit tests of Keras against the engine: `python -m tests.keras_suite`.

The tests are not here: the `keras` wheel ships them, and it is fetched from the package index once. `selection.txt`
says which are run: those that real Keras passes through this harness and that ask for what the engine has
(docs/coverage.md). A selected test that fails, takes too long or was not found counts as failed. The last line is
`keras-suite: N passed, N failed`; the exit status is 0 when at least `--min-passed` passed.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

os.environ.setdefault("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

import ml_dtypes  # noqa: F401  # NumPy's bfloat16 and float8, by whose names test files are collected
import pytest

from tests.keras_suite import alias, modules
from tests.keras_suite.selecting import Plugin, flat_name, one_line, read_selection
from tests.keras_suite.stand_ins import State, StubFinder

VERSION = "3.15.1"
HERE = pathlib.Path(__file__).parent
PACKAGE = "playground.engine"
BACKEND = "numpy"  # what tests are told when they ask which backend computes


def arguments():
    parser = argparse.ArgumentParser(description="Keras's own unit tests against the engine.")
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="'losses/*'")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="print N failures")
    parser.add_argument("--tracebacks", action="store_true", help="print them in full")
    parser.add_argument("--min-passed", type=int, help="the ratchet")
    parser.add_argument("--keras", metavar="DIR", help="an unpacked wheel, not to be fetched")
    parser.add_argument("--cache", default=".cache", metavar="DIR", help="where wheels are kept")
    return parser.parse_args()


def fetched(cache):
    """The folder of the unpacked wheel."""
    target = pathlib.Path(cache, f"keras-{VERSION}")
    if not target.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run([*command, "--dest", folder, f"keras=={VERSION}"], check=True)
            (wheel,) = pathlib.Path(folder).iterdir()
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(f"{target}.new")
        pathlib.Path(f"{target}.new").rename(target)
    return target


def install(src):
    """Let `keras` and what the test files import beside it mean the engine and this harness."""
    given = modules.build_modules(BACKEND)
    overrides = {(where, "backend"): lambda: BACKEND for where in ("backend", "backend.config")}
    sys.meta_path.insert(0, alias.Alias(PACKAGE, src, given, overrides))
    sys.modules["conftest"] = given["conftest"]
    sys.meta_path.append(StubFinder())


def run(src, chosen, only):
    """Copies of the chosen files, in a folder of their own, run by pytest."""
    install(src)
    plugin = Plugin(chosen, only)
    with tempfile.TemporaryDirectory(prefix="keras-suite-") as folder:
        stage = os.path.realpath(folder)
        copies = []
        for path in chosen:
            copies.append(os.path.join(stage, flat_name(path)))
            shutil.copyfile(os.path.join(src, path), copies[-1])
        config = os.path.join(stage, "pytest.ini")
        pathlib.Path(config).write_text("[pytest]\npython_files = *_test.py\n")
        options = ["-c", config, "--rootdir", stage, "--import-mode=prepend", "--assert=plain"]
        for unwanted in ("cacheprovider", "terminal", "warnings"):
            options += ["-p", "no:" + unwanted]
        before = os.getcwd()
        os.chdir(stage)
        try:
            pytest.main([*options, "--continue-on-collection-errors", *copies], plugins=[plugin])
        finally:
            os.chdir(before)
    return plugin


def report(plugin, chosen, args, seconds):
    """Print what failed and the sums; the number that passed."""
    for file, ids in chosen.items():
        for rest in ids:
            if plugin.wants(file, rest):
                why = "not collected" if file in plugin.broken_files else "no such test"
                plugin.results.setdefault(f"{file}::{rest}", ("failed", why))
    for file, message in plugin.broken_files.items():
        print(f"collection of {file}: {one_line(message)}")
    failed = {name: said for name, (outcome, said) in plugin.results.items() if outcome != "passed"}
    for name, said in list(failed.items())[: args.show]:
        print(f"FAILED {name}: {said if args.tracebacks else one_line(said)}")
    for name, times in sorted(State.missing.items(), key=lambda pair: -pair[1]):
        print(f"not in the engine, asked for {times} times: {name}")
    passed = len(plugin.results) - len(failed)
    print(f"{len(plugin.results)} tests in {seconds:.0f} s")
    print(f"keras-suite: {passed} passed, {len(failed)} failed", flush=True)
    return passed


def main():
    args = arguments()
    start = time.monotonic()
    src = (pathlib.Path(args.keras) if args.keras else fetched(args.cache)).resolve()
    chosen = read_selection(HERE / "selection.txt")
    if args.only:
        chosen = {f: ids for f, ids in chosen.items() if Plugin({f: ids}, args.only).any(f)}
    plugin = run(os.fspath(src / "keras" / "src"), chosen, args.only)
    passed = report(plugin, chosen, args, time.monotonic() - start)
    sys.exit(passed < (len(plugin.results) if args.min_passed is None else args.min_passed))


if __name__ == "__main__":
    main()
