"""What a visitor of the static page sees while Python is still on its way."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import START_MS, watched
from tests.browser.held import Held
from tests.browser.learner import Learner


def held_back(context: BrowserContext, url: str) -> tuple[Held, Learner]:
    """The page while Python's files are on their way."""
    held = Held(context)
    page = watched(context, url)
    page.goto(url)
    return held, Learner(page)


def test_network_and_shapes_of_the_starter_are_there_before_python(
    context: BrowserContext, static_url: str
) -> None:
    held, learner = held_back(context, static_url)
    page = learner.page
    network = page.get_by_role("group", name="Drawing of the network")
    row = learner.shapes().get_by_role("row", name="SimpleDense")
    expect(network.get_by_text("simple_dense").locator("visible=true")).to_have_count(1)
    expect(row).to_contain_text("(2, 32)")
    expect(learner.status).to_contain_text("Loading")
    assert held.routes and page.locator("html").get_attribute("data-start") is None
    drawing = network.inner_html()

    held.release()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    assert network.inner_html() == drawing  # Python says the same
    expect(row).to_have_count(1)
    assert not page.wrong  # type: ignore[attr-defined]


def later_visit(context: BrowserContext, url: str) -> Learner:
    """The page in the browser of somebody who had lesson 7 open the last time."""
    page = watched(context, url)
    page.add_init_script(
        "if (location.host) localStorage.setItem('playground.lesson', '07_compile_and_fit')"
    )
    page.goto(url)
    return Learner(page)


def test_on_a_later_visit_nobody_is_carried_away_from_what_they_type(
    context: BrowserContext, static_url: str
) -> None:
    held = Held(context)
    learner = later_visit(context, static_url)
    learner.replace("32", "64")
    assert held.routes
    held.release()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    expect(learner.row("SimpleDense", "(2, 64)")).to_contain_text("50,240")
    assert learner.lesson.startswith("1") and "units=64" in learner.program()
    learner.open_lesson("^7")  # from there on lessons open as ever
    expect(learner.editor).to_contain_text("import datasets")
    assert not learner.page.wrong  # type: ignore[attr-defined]


def test_a_later_visit_goes_on_with_the_last_lesson(
    context: BrowserContext, static_url: str
) -> None:
    learner = later_visit(context, static_url)
    expect(learner.editor).to_contain_text("import datasets", timeout=START_MS)
    assert learner.lesson.startswith("7")
    assert not learner.page.wrong  # type: ignore[attr-defined]


def test_it_says_how_much_of_python_has_come(context: BrowserContext, static_url: str) -> None:
    """Its pictures are kept back, so there is a part of it to name."""
    held = Held(context, re.compile(r"\.image$"))
    page = watched(context, static_url)
    page.goto(static_url)
    learner = Learner(page)
    progress = re.compile(r"^Loading Python (\d+) of (\d+) MB")
    expect(learner.status).to_have_text(progress, timeout=START_MS)
    said = progress.match(learner.status.inner_text())
    assert said and 0 < int(said[1]) < int(said[2])
    # the page's Python and the program's are on their way at the same time, as soon as the line is known to be fast
    for _ in range(100):
        if len(held.routes) < 2:
            page.wait_for_timeout(100)
    assert {route.request.url.split("/")[-1] for route in held.routes} == {
        "page.image",
        "kernel.image",
    }
    held.release()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    assert not page.wrong  # type: ignore[attr-defined]


def test_what_is_pressed_before_python_is_done_when_it_has_come(
    context: BrowserContext, static_url: str
) -> None:
    held, learner = held_back(context, static_url)
    page = learner.page
    learner.replace("32", "64")
    learner.run()
    assert held.routes and page.locator("html").get_attribute("data-start") is None
    held.release()
    expect(learner.output).to_contain_text("(2, 64)", timeout=START_MS)
    expect(learner.status).to_have_text(re.compile("^Finished"))
    assert not page.wrong  # type: ignore[attr-defined]


def test_a_lesson_chosen_before_python_opens_when_it_has_come(
    context: BrowserContext, static_url: str
) -> None:
    held, learner = held_back(context, static_url)
    page = learner.page
    picker = page.get_by_role("combobox", name="Lesson", exact=True)
    expect(picker).to_be_visible()  # it stands on the page before it has options
    seventh = next(o for o in picker.get_by_role("option").all_inner_texts() if o.startswith("7"))
    picker.select_option(label=seventh)
    assert held.routes
    held.release()
    expect(learner.editor).to_contain_text("import datasets", timeout=START_MS)
    assert learner.lesson.startswith("7")
    assert not page.wrong  # type: ignore[attr-defined]
