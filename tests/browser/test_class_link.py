"""A class's link: what a teacher chose stands in the address, and the page is as it says."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import QuietHandler, opened, watched
from tests.browser.host import Host

QUERY = "?hide=output,shapes,loss,step,nonsense,lesson&readonly&seed=7#lesson=07_compile_and_fit"
PARENT = """<!doctype html><title>Course</title><script>
  window.told = []
  addEventListener("message", ({data, origin}) => told.push({...data, origin}))
</script><iframe title="Playground" width="900" height="600" SANDBOX src="ADDRESS"></iframe>"""


def test_what_a_teacher_hid_is_not_there_and_the_program_stays(
    context: BrowserContext, url: str
) -> None:
    page = watched(context, url)
    learner = opened(page, url + QUERY)
    expect(learner.editor).to_contain_text("model.compile")
    for region in ("Output", "Shapes", "Lesson text"):
        expect(learner.region(region)).not_to_be_visible()
    for region in ("Network", "Training", "Compile"):
        expect(learner.region(region)).to_be_visible()
    expect(learner.chip("Loss")).not_to_be_visible()
    expect(learner.chip("Optimizer")).to_be_visible()
    expect(learner.button("Step")).not_to_be_visible()
    before = learner.program()
    learner.editor.click()
    page.keyboard.type("nothing")
    learner.paste("nothing")
    assert learner.program() == before
    assert not page.wrong  # type: ignore[attr-defined]


def test_the_seed_of_a_class_is_that_of_every_run(context: BrowserContext, url: str) -> None:
    page = watched(context, url)
    learner = opened(page, url + "?seed=7")
    numbers = []
    for run in range(2):
        source = "import numpy as np, random\nprint(random.random(), np.random.random())\n"
        learner.write(source + f"# {run}\n")
        learner.run()
        expect(learner.status).to_have_text(re.compile("^Finished"))
        expect(learner.status).not_to_contain_text("of the last run")
        expect(learner.output).to_contain_text(re.compile(r"0\.\d+ 0\.\d+"))
        printed = learner.output.locator(".output").text_content() or ""
        numbers += re.findall(r"0\.\d+ 0\.\d+", printed)
    assert len(numbers) == 2 and len(set(numbers)) == 1
    assert not page.wrong  # type: ignore[attr-defined]


def test_a_teacher_makes_such_a_link_and_sees_it(context: BrowserContext, url: str) -> None:
    page = watched(context, url)
    learner = opened(page, url + "#lesson=01_layer")
    page.get_by_role("button", name="About this page").click()
    page.get_by_role("button", name="For teachers").click()
    form = page.get_by_role("dialog", name="For teachers")
    form.get_by_label("Output", exact=True).check()
    form.get_by_label("The program cannot be edited by typing").check()
    form.get_by_label("Seed of every run").fill("7")
    address = form.get_by_label("The class’s address")
    expect(address).to_have_value(f"{url}?hide=output&readonly&seed=7#lesson=01_layer")
    form.get_by_label("Begin with the program").check()
    expect(address).to_have_value(re.compile(r"&seed=7#p1=[\w-]+$"))
    form.get_by_role("button", name="Preview").click()
    inside = form.frame_locator("iframe")
    expect(inside.get_by_role("textbox", name="Program")).to_contain_text("class SimpleDense")
    expect(inside.get_by_role("region", name="Output", exact=True)).not_to_be_visible()
    expect(learner.region("Output")).to_have_count(1)
    assert not page.wrong  # type: ignore[attr-defined]


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    handler = functools.partial(QuietHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Course(tmp_path / "index.html", f"http://course.localhost:{server.server_port}/")
    server.shutdown()
    server.server_close()


class Course(NamedTuple):
    """A page of another origin. It is served from this machine, as the playground is: a page from elsewhere may not
    have it in a frame."""

    file: Path
    url: str

    def framed(self, context: BrowserContext, address: str, sandbox: str = "") -> Page:
        """The page, with the playground in a frame."""
        self.file.write_text(PARENT.replace("ADDRESS", address).replace("SANDBOX", sandbox))
        page = context.new_page()
        page.goto(self.url)
        return page


def test_the_page_around_hears_of_height_and_passed_tasks(
    context: BrowserContext, static_url: str, course: Course
) -> None:
    page = course.framed(context, f"{static_url}?embed={course.url}any#lesson=01_layer")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("status")).to_contain_text("Ready", timeout=60_000)
    for name in ("Lesson text", "Next task"):
        expect(inside.get_by_role("region", name=name, exact=True)).not_to_be_visible()
    inside.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function("told.some(m => m.passed?.['01_layer']?.length)")
    told = page.evaluate("told")
    assert {m["source"] for m in told} == {"layer-playground"}
    assert any(300 < m.get("height", 0) < 5000 for m in told)
    assert all("class" not in str(m) for m in told), "no program leaves the frame"


def test_nobody_is_told_whom_the_address_does_not_name(
    context: BrowserContext, static_url: str, course: Course
) -> None:
    page = course.framed(context, static_url + "?embed=https://another.example#lesson=01_layer")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("status")).to_contain_text("Ready", timeout=60_000)
    inside.get_by_role("button", name="Run", exact=True).click()
    expect(inside.get_by_role("status")).to_contain_text("Finished", timeout=60_000)
    assert page.evaluate("told") == []


@pytest.mark.parametrize(
    ("sandbox", "said"),
    [("allow-scripts", "allow-same-origin"), ("", "attribute sandbox, or a security policy")],
)
def test_a_sandboxed_frame_says_what_it_lacks(
    context: BrowserContext, static_url: str, course: Course, sandbox: str, said: str
) -> None:
    page = course.framed(context, static_url, f'sandbox="{sandbox}"')
    inside = page.frame_locator("iframe")
    expect(inside.get_by_text(said).filter(visible=True).first).to_be_visible()


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("script-src 'self'", "forbids them"),  # not even ours may run
        ("script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'", "script-src must allow"),
        ("script-src 'self' 'unsafe-inline' blob:", "script-src must allow 'wasm-unsafe-eval'"),
    ],
)
def test_a_policy_of_the_host_is_named(
    context: BrowserContext, host: Host, policy: str, said: str
) -> None:
    page = context.new_page()
    page.clock.install()

    def answer(route) -> None:
        got = route.fetch()
        route.fulfill(response=got, headers={**got.headers, "Content-Security-Policy": policy})

    page.route("**/*", answer)  # workers have policies of their own
    page.goto(host.url)
    page.clock.fast_forward(10_500)
    expect(page.get_by_text(said).filter(visible=True).first).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")  # what is still on its way
