"""What "About this page" says on a server: what stands between a visitor's program and everything else."""

from __future__ import annotations

from playground import __version__
from playground.session import Session, StateChanged
from playground.view.markup import Markup, text


class About:
    """Follows the runner, whose sandbox is chosen while the first page is shown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.panel = Markup(lambda message: None, html=self._html())

    def _html(self) -> str:
        return (
            "<dl><dt>Your program</dt><dd>It runs in a process of its own, used once, in an empty folder that is gone "
            "when it ends. What you write stays in this browser and in the memory of the server.</dd>"
            f"<dt>Sandbox</dt><dd>{text(self._session.runner.about)}</dd>"
            f"<dt>Version</dt><dd>Layer Playground {__version__}</dd></dl>"
        )

    def show(self, items: list) -> None:
        if any(isinstance(item, StateChanged) for item in items):
            self.panel.html = self._html()
