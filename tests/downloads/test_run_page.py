"""The page of a run holds a program's words as text."""

from html.parser import HTMLParser

from playground.downloads.run_page import PICTURES, as_html

EVIL = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.texts += data


def test_nothing_of_a_program_becomes_markup():
    page = as_html(EVIL, EVIL, EVIL, EVIL, [(1, {EVIL: 0.5})], [(EVIL, True)])
    found = Tags()
    found.feed(page)
    assert not {"script", "img", "iframe", "object", "link"} & {*found.tags}
    assert found.texts.count("alert(1)") == 2 * 6 + 2  # title stands twice
    assert page.count(PICTURES) == 1
    assert "default-src 'none'" in page
