"""The connection is cut, or the server is killed and started again: the page says so and goes on."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import ROOT, free_port, opened
from tests.browser.learner import Learner

SOON = 3_000  # milliseconds in which a loss is said
SLOW = 60_000  # a server starts
TYPED = "# typed without a server\n"
FIT = """
import keras, numpy as np
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer="rmsprop", loss="mse")
model.fit(x, x[:, :1], epochs=100_000, batch_size=10, verbose=0)
"""
SLOW_FIT = """
import keras, numpy as np, time
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer="rmsprop", loss="mse")
wait = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: time.sleep(0.15))
model.fit(x, x[:, :1], epochs=80, batch_size=50, verbose=0, callbacks=[wait])
print("after epoch 80")
"""
SOCKETS = """
const Real = WebSocket
window.sockets = []
window.WebSocket = class extends Real { constructor(...given) { super(...given); window.sockets.push(this) } }
"""
CUT = """
const socket = sockets.at(-1) // after the head of a message, before the rest of it
socket.addEventListener("message", ({data}) => { if (String(data).includes('"msgtype"')) socket.close(4000) })
"""
POINTS = """
() => Math.max(...Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
  .filter(model => model.type === "ColumnDataSource").map(source => source.get_length() ?? 0))
"""


def of_last_run(learner: Learner) -> Locator:
    """While nobody can compare, results are of the last run."""
    return learner.region("Training").get_by_text("of the last run", exact=True)


class Server:
    """The real server, which can be killed and started again under the same address."""

    def __init__(self, log: Path) -> None:
        self.port, self._log = free_port(), log
        self.url = f"http://127.0.0.1:{self.port}/app"
        self.start()

    def start(self) -> None:
        command = [
            "-m",
            "panel",
            "serve",
            "app.py",
            "--address",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.1)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)


class Line:
    """A line to the server that can go dead: no socket is closed, and nothing comes through any more."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._dead: set[socket.socket] = set()
        self._talks: set[socket.socket] = set()  # ends of WebSockets, both ways
        self._held: set[socket.socket] = set()
        self._open = threading.Event()
        self._away = False
        threading.Thread(target=self._welcome, daemon=True).start()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                there, _ = self._door.accept()
                if self._away:
                    there.close()
                    continue
                here = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [there, here]
                for one, other in ((there, here), (here, there)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(65536):
                if b"Upgrade: websocket" in piece:
                    self._talks |= {one, other}
                if one in self._held:
                    self._open.wait()
                if one not in self._dead:
                    other.sendall(piece)
            other.shutdown(socket.SHUT_WR)

    def go_dead(self) -> None:
        """What is connected now hears nothing any more; who connects anew is served."""
        self._dead |= set(self._ends)

    def cut(self) -> None:
        """Close all sockets; who connects anew is turned away until `mend`."""
        self._away = True
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._away = False

    def hold(self) -> None:
        """What is said over a WebSocket arrives when it is let go; other requests are answered."""
        self._held = set(self._talks)

    def let_go(self) -> None:
        self._open.set()

    def close(self) -> None:
        self.let_go()
        for end in (self._door, *self._ends):
            end.close()


def test_a_line_that_goes_dead_is_noticed_and_replaced(
    server: Server, context: BrowserContext
) -> None:
    line = Line(server.port)
    learner: Learner = opened(context.new_page(), f"http://127.0.0.1:{line.port}/app")
    learner.write(FIT)
    learner.button("Run").click()
    expect(learner.status).to_contain_text("loss", timeout=SLOW)
    line.go_dead()
    expect(learner.status).to_contain_text(re.compile("No answer|Connection lost"), timeout=SOON)
    learner.write(FIT + TYPED)
    expect(learner.status).to_contain_text("Epoch", timeout=SLOW)
    assert TYPED.strip() in learner.program()
    assert learner.page.evaluate(POINTS) > 1, "the curve is still there"
    learner.button("Stop").click()
    expect(learner.status).to_contain_text("Stopped", timeout=SLOW)
    line.close()


def test_a_line_that_answers_late_is_kept(server: Server, context: BrowserContext) -> None:
    line = Line(server.port)
    page = context.new_page()
    page.add_init_script(SOCKETS)
    learner: Learner = opened(page, f"http://127.0.0.1:{line.port}/app")
    learner.write(FIT)
    learner.button("Run").click()
    expect(learner.status).to_contain_text("loss", timeout=SLOW)
    line.hold()
    expect(learner.status).to_contain_text("No answer", timeout=SLOW)
    line.let_go()
    expect(learner.status).to_contain_text("Epoch", timeout=SLOW)
    learner.button("Stop").click()
    expect(learner.status).to_contain_text("Stopped", timeout=SLOW)
    assert page.evaluate("sockets.length") == 1, "the line was closed though it answered"
    line.close()


def test_a_network_that_is_away_for_5_s_costs_no_epoch(
    server: Server, context: BrowserContext
) -> None:
    line = Line(server.port)
    learner: Learner = opened(context.new_page(), f"http://127.0.0.1:{line.port}/app")
    learner.write(SLOW_FIT)
    learner.button("Run").click()
    expect(learner.status).to_contain_text(re.compile("Epoch [2-9]"), timeout=SLOW)
    line.cut()
    expect(learner.status).to_contain_text("Connection lost", timeout=SLOW)
    learner.write(SLOW_FIT + TYPED)
    learner.page.wait_for_timeout(5_000)
    line.mend()
    expect(learner.status).to_contain_text("Finished", timeout=SLOW)
    assert TYPED.strip() in learner.program(), "typed while nobody heard it"
    assert learner.page.evaluate(POINTS) >= 80, "the curve has every epoch"
    expect(learner.table_of("Training").get_by_role("row").nth(1)).to_contain_text("80")
    expect(learner.output).to_contain_text("after epoch 80")
    line.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "log.txt")
    yield server
    server.kill()


def test_a_server_that_is_killed_and_started_again(server: Server, context: BrowserContext) -> None:
    learner: Learner = opened(context.new_page(), server.url)
    learner.write("import keras\n")
    server.kill()
    expect(learner.status).to_contain_text("Connection lost", timeout=SOON)
    learner.write(TYPED + "print(6 * 7)\n")
    server.start()
    expect(learner.status).to_contain_text(
        "a new session, with your program as it stood", timeout=SLOW
    )
    assert TYPED.strip() in learner.program(), "typed while nobody heard it"
    learner.button("Run").click()
    expect(learner.status).to_contain_text("Finished", timeout=SLOW)
    expect(learner.output).to_contain_text("42")
    expect(learner.status).not_to_contain_text("started again")

    # What was learned stays where it is until the learner begins anew.
    learner.write(FIT)
    learner.button("Run").click()
    expect(learner.status).to_contain_text("loss", timeout=SLOW)
    server.kill()
    expect(learner.status).to_contain_text("Connection lost", timeout=SOON)
    server.start()
    expect(learner.status).to_contain_text("what you see was learned before", timeout=SLOW)
    assert learner.page.evaluate(POINTS) > 1, "the curve is still there"
    expect(of_last_run(learner)).to_be_visible()
    learner.page.get_by_role("button", name="New session").click()
    expect(learner.status).to_contain_text("Ready", timeout=SLOW)
    assert "epochs=100_000" in learner.program()


def test_a_connection_that_is_cut_comes_back_to_the_same_session(
    server: Server, context: BrowserContext
) -> None:
    context.add_init_script(SOCKETS)
    learner: Learner = opened(context.new_page(), server.url)
    learner.write(FIT)
    learner.button("Run").click()
    expect(learner.status).to_contain_text("loss", timeout=SLOW)
    learner.page.evaluate(CUT)
    expect(learner.status).to_contain_text("Connection lost", timeout=SOON)
    expect(of_last_run(learner)).to_be_visible()
    expect(learner.status).to_contain_text("Epoch", timeout=SLOW)
    expect(of_last_run(learner)).not_to_be_visible()
    assert learner.page.evaluate(POINTS) > 1, "the curve is still there"
    learner.button("Stop").click()
    expect(learner.status).to_contain_text("Stopped", timeout=SLOW)
    learner.write("print(6 * 7)\n")
    learner.button("Run").click()
    expect(learner.output).to_contain_text("42", timeout=SLOW)
