"""The README's pictures, from the static build: `make pictures` (or `python -m docs.pictures`) writes them anew."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import SITE, QuietHandler, launched, opened

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 760}


def main() -> None:
    handler = functools.partial(QuietHandler, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = launched(playwright, [])
        for name, draw in (("layer", a_layer), ("training", a_training)):
            context = browser.new_context(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
            page = context.new_page()
            draw(opened(page, address), page)
            page.mouse.move(SIZE["width"] - 2, SIZE["height"] - 2)
            page.wait_for_timeout(1500)  # what is animated has come to rest
            page.screenshot(path=HERE / f"{name}.png", animations="disabled")
            print(f"docs/{name}.png: {(HERE / f'{name}.png').stat().st_size:,} bytes")
            context.close()
        browser.close()
    server.shutdown()
    server.server_close()


def a_layer(learner, page) -> None:
    """Lesson 1, the layer of its solution: shapes follow what is typed."""
    from playground.lesson import load_lessons

    learner.write(load_lessons()[0].solution)
    expect(learner.row("SimpleDense", "(2, 32)")).to_be_visible()
    learner.run()
    expect(learner.status).to_contain_text("Finished", timeout=60_000)


def a_training(learner, page) -> None:
    """Lesson 7 after its training."""
    learner.open_lesson("^7")
    learner.run()
    expect(learner.status).to_contain_text("Finished", timeout=60_000)


if __name__ == "__main__":
    main()
