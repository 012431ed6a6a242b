"""What everybody must be able to use: found faults of a page as text, none when the page is in order."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOST = Path(__file__).with_name("lost.js").read_text()


TEXTS = (
    "article",
    ".cm-content",
)  # of the lesson, of the program: most of what there is to look at
# Marks what `selector` finds, in shadow trees too, and returns the selectors that lead to it, as axe-core wants them.
WAY_TO = """selector => {
    const find = tree => tree.querySelector(selector)
        ?? [...tree.querySelectorAll("*")].map(el => el.shadowRoot && find(el.shadowRoot)).find(Boolean)
    const way = []
    for (let el = find(document); el; el = el.getRootNode().host) {
        const name = `${selector.replace(/\\W/g, "")}-${way.length}`
        el.setAttribute("data-passed-over", name)
        way.unshift(`[data-passed-over="${name}"]`)
    }
    return way
}"""


def violations(page: Page, *rules: str, but: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds: by all of its rules, or by some; everywhere `but` in what these selectors find."""
    options: dict = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    ways = [page.evaluate(WAY_TO, selector) for selector in but]
    context = {"exclude": [{"fromShadowDom": way} for way in ways if way]} if but else None
    found = Axe().run(page, context, options).response["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


def lost(page: Page) -> list[str]:
    """What is cut off, covered or laid over something else at the window's size."""
    # what follows the size of its box is drawn anew in the next frame
    page.evaluate("() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return page.evaluate(LOST)
