"""Files that are on their way for as long as a test wants it."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Route

PYTHON = re.compile(r"\.(wasm\.zst|pack|image)$")


class Held:
    """Python's files, or those of them that are named, kept back until `release`."""

    def __init__(self, context: BrowserContext, names: re.Pattern[str] = PYTHON) -> None:
        self.routes: list[Route] = []
        self._holding = True
        context.route(names, self._hold)

    def _hold(self, route: Route) -> None:
        if self._holding:
            self.routes.append(route)
        else:
            route.continue_()

    def release(self) -> None:
        self._holding = False
        for route in self.routes:
            route.continue_()
