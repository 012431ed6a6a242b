"""The page's looks: one file a subject, joined in this order into the one sheet that the page and every view's shadow
tree share (page.html)."""

from pathlib import Path

ORDER = (
    *("tokens", "layout", "parts", "toolbar", "editor", "lesson", "output"),
    *("network", "microscope", "tables", "controls", "charts", "files", "status"),
    *("about", "glossary", "first_training", "stalled", "sizes"),
)


def page_css() -> str:
    """The whole sheet."""
    here = Path(__file__).parent
    return "\n".join((here / f"{name}.css").read_text(encoding="utf-8") for name in ORDER)
