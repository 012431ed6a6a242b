"""What everybody must be able to use: found faults of a page as text, none when the page is in order."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOST = Path(__file__).with_name("lost.js").read_text()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds: by all of its rules, or by some."""
    options: dict = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


def lost(page: Page) -> list[str]:
    """What is cut off, covered or laid over something else at the window's size."""
    # what follows the size of its box is drawn anew in the next frame
    page.evaluate("() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return page.evaluate(LOST)
