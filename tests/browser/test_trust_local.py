"""`--trust-local` in a real browser: who has the address that was printed gets in, and nobody else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import ROOT, free_port, opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the server says is to be opened."""
    port = free_port()
    log = tmp_path_factory.mktemp("trust") / "log.txt"
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-u", "-m", "playground", "serve", "--trust-local", f"--port={port}"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=file, text=True, start_new_session=True,
        )  # fmt: skip
    assert server.stdout
    printed = ""
    for line in server.stdout:
        printed += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/app\?token=\S+", line):
            break
    else:
        raise AssertionError(printed + Path(log).read_text())
    yield found[0]
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    server.stdout.close()


def test_the_printed_address_opens_the_page_and_a_program_runs(
    address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    _wait_for(context, address)
    learner = opened(page, address)
    assert "token" not in page.url, "the token stays neither in the address nor in the history"
    learner.write("print(6 * 7)\n")
    learner.button("Run").click()
    expect(learner.output).to_contain_text("42")
    page.reload()
    expect(learner.status).to_contain_text("Ready")


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%00"])
def test_without_the_token_nobody_gets_in(
    address: str, context: BrowserContext, query: str
) -> None:
    _wait_for(context, address)
    page = context.new_page()
    answer = page.goto(address.partition("?")[0] + query)
    assert answer and answer.status == 403
    assert "holds a token" in page.content()
    assert not context.cookies()


def test_another_name_for_this_machine_does_not_help(address: str, context: BrowserContext) -> None:
    """A name that leads here (DNS rebinding), with the right token even: the browser sends it as `Host`."""
    _wait_for(context, address)
    page = context.new_page()
    answer = page.goto(address.replace("127.0.0.1", "rebound.localhost"))
    assert answer and answer.status == 403
    assert "does not answer to the name" in page.content()


def test_a_page_of_another_origin_opens_no_socket(address: str, context: BrowserContext) -> None:
    """Not even when the visitor has the cookie: the other page's `Origin` is not this server's."""
    _wait_for(context, address)
    page = context.new_page()
    opened(page, address)
    other = context.new_page()
    other.goto("about:blank")
    socket = address.partition("?")[0].replace("http", "ws") + "/ws"
    said = other.evaluate(
        "url => new Promise(done => { const s = new WebSocket(url, ['bokeh', 'x']);"
        " s.onopen = () => done('open'); s.onerror = () => done('refused') })",
        socket,
    )
    assert said == "refused"


def _wait_for(context: BrowserContext, address: str) -> None:
    """The server prints its address before it listens."""
    page = context.new_page()
    for _ in range(300):
        try:
            page.goto(address.partition("?")[0])
            break
        except Exception:
            page.wait_for_timeout(100)
    page.close()
