"""Which tests are run, for how long, and what came of them: a plugin for pytest."""

from __future__ import annotations

import fnmatch
import os
import re
import signal

import pytest

from tests.keras_suite.stand_ins import State, drop_stubs


def read_selection(file):
    """{test file: ids without the file part}, in the order of `file`."""
    chosen = {}
    with open(file) as lines:
        for line in lines:
            path, _, rest = line.split("#")[0].strip().partition("::")
            if rest:
                chosen.setdefault(path, []).append(rest)
    return chosen


def flat_name(path):
    return path.replace("/", "__")


def real_name(path):
    return os.path.basename(path).replace("__", "/")


class Timeout(BaseException):
    """A test took too long."""


class Plugin:
    """Keeps the selected tests, bounds their time and collects what came of them."""

    def __init__(self, chosen, only=(), seconds=60.0):
        self.chosen = {file: set(ids) for file, ids in chosen.items()}
        self.only = only
        self.seconds = seconds
        self.results = {}  # id -> (outcome, message)
        self.broken_files = {}

    def wants(self, file, rest):
        full = f"{file}::{rest}"
        return rest in self.chosen.get(file, ()) and (
            not self.only or any(fnmatch.fnmatchcase(full, p) for p in self.only)
        )

    def any(self, file):
        return any(self.wants(file, rest) for rest in self.chosen[file])

    def pytest_configure(self, config):
        for name in ("requires_trainable_backend", "multi_device"):
            config.addinivalue_line("markers", f"{name}: set by Keras")
        config.option.tbstyle = "native"  # pytest's own costs more time than most tests

    def pytest_collectreport(self, report):
        if report.failed:
            file = real_name(report.nodeid.split("::")[0])
            self.broken_files[file] = str(report.longrepr)

    def pytest_collection_modifyitems(self, config, items):
        items[:] = [item for item in items if self.wants(*_parts(item.nodeid))]
        State.collecting = False
        drop_stubs()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item):
        def expired(signum, frame):
            raise Timeout(f"{self.seconds} s")

        old = signal.signal(signal.SIGALRM, expired)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, old)

    def pytest_runtest_logreport(self, report):
        name = "::".join(_parts(report.nodeid))
        if report.when != "call" and report.passed:
            return
        if self.results.get(name, ("passed",))[0] == "failed":
            return
        outcome = "skipped" if hasattr(report, "wasxfail") else report.outcome
        self.results[name] = outcome, "" if report.passed else str(report.longrepr)


def _parts(nodeid):
    file, _, rest = nodeid.partition("::")
    return real_name(file), rest


def one_line(message):
    """The line of a traceback that says what was raised."""
    lines = message.splitlines()
    frames = [i for i, line in enumerate(lines) if line.startswith("  ")]
    said = lines[frames[-1] + 1 :] if frames else lines
    return re.sub(r"\s+", " ", " ".join(said[:3])).strip()[:200]
