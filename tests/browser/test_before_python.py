"""What a visitor of the static page sees while Python is still on its way."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import START_MS, watched
from tests.browser.learner import Learner

PYTHON = re.compile(r"\.(wasm|pack|image)(\.gz)?$")


def test_network_and_shapes_of_the_starter_are_there_before_python(
    context: BrowserContext, static_url: str
) -> None:
    held: list[Route] = []
    holding = [True]

    def hold(route: Route) -> None:
        if holding:
            held.append(route)
        else:
            route.continue_()

    context.route(PYTHON, hold)
    page = watched(context, static_url)
    page.goto(static_url)
    learner = Learner(page)
    network = page.get_by_role("group", name="Drawing of the network")
    row = learner.shapes().get_by_role("row", name="SimpleDense")
    expect(network.get_by_text("simple_dense").locator("visible=true")).to_have_count(1)
    expect(row).to_contain_text("(2, 32)")
    expect(learner.status).to_contain_text("Loading")
    assert held and page.locator("html").get_attribute("data-start") is None
    drawing = network.inner_html()

    holding.clear()
    for route in held:
        route.continue_()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    assert network.inner_html() == drawing  # Python says the same
    expect(row).to_have_count(1)
    assert not page.wrong  # type: ignore[attr-defined]
