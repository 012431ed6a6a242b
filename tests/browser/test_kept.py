"""Nothing that a learner has done is lost: ticks, programs, the place in the lessons."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import SITE, opened, watched
from tests.browser.learner import Learner


def done(learner: Learner):
    return learner.region("Lesson text").get_by_role("button", name=re.compile("^Tasks"))


def test_ticks_stay_in_other_lessons_and_after_a_reload(newcomer: Learner) -> None:
    newcomer.run()
    expect(done(newcomer)).to_contain_text("1 of 3")
    newcomer.open_lesson("^4")
    newcomer.open_lesson("^1")
    expect(done(newcomer)).to_contain_text("1 of 3")
    newcomer.page.reload()
    expect(newcomer.status).to_contain_text("Ready", timeout=60_000)
    expect(done(newcomer)).to_contain_text("1 of 3")
    newcomer.reset()
    expect(done(newcomer)).to_contain_text("0 of 3")
    newcomer.page.get_by_role("button", name="Bring them back").click()
    expect(done(newcomer)).to_contain_text("1 of 3")


def test_back_and_forward_go_through_the_lessons(newcomer: Learner, url: str) -> None:
    page = newcomer.page
    newcomer.open_lesson("^7")
    expect(page).to_have_url(re.compile("#lesson=07_"))
    newcomer.open_lesson("^5")
    page.go_back()
    expect(newcomer.region("Lesson text")).to_contain_text("Lesson 7 of")
    page.go_back()
    expect(newcomer.region("Lesson text")).to_contain_text("Lesson 1 of")
    page.go_forward()
    expect(newcomer.region("Lesson text")).to_contain_text("Lesson 7 of")
    other = page.context.new_page()
    other.goto(f"{url}#lesson=04_what_a_model_can_learn")
    expect(Learner(other).region("Lesson text")).to_contain_text("Lesson 5 of", timeout=60_000)


def test_two_sites_of_one_host_share_nothing(context: BrowserContext, static_url: str) -> None:
    page, other = context.new_page(), static_url.replace("/school/layers/", "/another/")
    index = (SITE / "index.html").read_text()
    page.route(f"{other}*", lambda route: route.fulfill(body=index, content_type="text/html"))
    page.route(f"{other}*/**", lambda route: route.abort())

    def remembered(url: str) -> str | None:
        page.goto(url, wait_until="domcontentloaded")
        return page.evaluate("playgroundMemory.remembered('draft.01_layer')")

    remember = "text => playgroundMemory.remember('draft.01_layer', text)"
    assert remembered(static_url) is None
    page.evaluate(remember, "mine")
    assert remembered(other) is None
    page.evaluate(remember, "theirs")
    assert remembered(static_url) == "mine"


def test_two_tabs_on_one_lesson_lose_nothing(context: BrowserContext, url: str) -> None:
    one, two = (opened(watched(context, url), url) for _ in range(2))
    one.write("print('from one')")
    notice = two.page.get_by_role("alert").filter(has_text="Another tab")
    expect(notice).to_be_visible()
    expect(two.editor).to_contain_text("class SimpleDense")
    two.page.get_by_role("button", name="Take that one").click()
    expect(two.editor).to_contain_text("from one")
    two.write("print('from two')")
    one.page.get_by_role("button", name="Keep this one").click()
    expect(one.editor).to_contain_text("from one")
    one.page.get_by_role("button", name="Earlier versions").click()
    one.page.get_by_role("button", name=re.compile("from two")).click()
    expect(one.editor).to_contain_text("from two")
    one.run()
    expect(one.output).to_contain_text("from two")


def test_an_earlier_version_comes_back_with_one_press(newcomer: Learner) -> None:
    newcomer.write("print('first try')")
    newcomer.run()
    expect(newcomer.output).to_contain_text("first try")
    newcomer.write("print('second')")
    newcomer.page.get_by_role("button", name="Earlier versions").click()
    newcomer.page.get_by_role("button", name=re.compile("first try")).click()
    expect(newcomer.editor).to_contain_text("first try")
    newcomer.editor.click()
    newcomer.page.keyboard.press("ControlOrMeta+z")
    expect(newcomer.editor).to_contain_text("second")


def test_a_program_from_elsewhere_waits_for_run_or_an_edit_after_a_reload_too(
    newcomer: Learner,
) -> None:
    page = newcomer.page
    program = "import keras\nmodel = keras.Sequential([keras.Input((7,)), keras.layers.Dense(3)])\n"
    remember = "([name, value]) => window.playgroundMemory.remember(name, value)"
    for name, value in (("draft.01_layer", program), ("untried.01_layer", "yes")):
        page.evaluate(remember, [name, value])
    waits = re.compile("^Ready · from elsewhere")
    page.reload()
    expect(newcomer.status).to_have_text(waits, timeout=60_000)
    newcomer.open_lesson("^4")
    expect(newcomer.shapes()).to_be_visible()
    newcomer.open_lesson("^1")
    expect(newcomer.editor).to_contain_text("keras.Input((7,))")
    expect(newcomer.status).to_have_text(waits)
    expect(newcomer.region("Shapes").get_by_role("table")).to_have_count(0)
    newcomer.editor.press("End")
    page.keyboard.type(" ")
    expect(newcomer.row("(None, 3)")).to_be_visible()
    page.reload()
    expect(newcomer.row("(None, 3)")).to_be_visible(timeout=60_000)


def test_a_changed_starter_is_announced_to_who_has_a_draft_of_the_old_one(
    newcomer: Learner,
) -> None:
    """The draft is one that the page kept itself; then the starter it was made from becomes another."""
    page = newcomer.page
    newcomer.write("print('mine')")
    notice = page.get_by_role("alert").filter(has_text="has changed since you began yours")

    def come_back_to_another_starter() -> None:
        page.evaluate(
            """() => { for (const key of Object.keys(localStorage))
                if (key.includes('starter.')) localStorage.setItem(key, "print('as it was')\\n") }"""
        )
        page.reload()
        expect(newcomer.status).to_contain_text("Ready", timeout=60_000)
        expect(notice).to_be_visible()
        expect(newcomer.editor).to_contain_text("mine")

    come_back_to_another_starter()
    page.get_by_role("button", name="See the difference").click()
    difference = page.get_by_role("group", name=re.compile("^Difference"))
    expect(difference).to_contain_text("− print('mine')")
    expect(difference).to_contain_text("+ class SimpleDense")
    page.get_by_role("button", name="Keep mine").click()
    expect(notice).to_be_hidden()
    page.reload()
    expect(newcomer.status).to_contain_text("Ready", timeout=60_000)
    expect(newcomer.editor).to_contain_text("mine")
    expect(notice).to_be_hidden()

    come_back_to_another_starter()
    page.get_by_role("button", name="Take the new one").click()
    expect(newcomer.editor).to_contain_text("class SimpleDense")
    newcomer.editor.press("ControlOrMeta+z")
    expect(newcomer.editor).to_contain_text("mine")
