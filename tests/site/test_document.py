"""index.html and our scripts: only relative URLs, nobody else's host, a status line from the first moment."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from html import escape
from html.parser import HTMLParser

import pytest

from playground.lesson import load_lessons
from playground.site.build import OUR_SCRIPTS
from playground.site.static_files import ABOVE, STATIC

URL_ATTRIBUTES = {"src", "href", "action", "data", "poster", "srcset"}


class Page(HTMLParser):
    """The elements of a page: (tag, attributes)."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def having(self, **wanted):
        return [e for e in self.elements if all(e[1].get(k) == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def html():
    """As the build writes it: in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "playground.site.document", "./app-1", "./pn/1/dist/bokeh.min.js"],
        env={**os.environ, "PANEL_CDN_ROOT": "./pn/"},
        cwd=ABOVE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_every_url_is_relative(html):
    urls = [
        v for _, attrs in Page(html).elements for k, v in attrs.items() if k in URL_ATTRIBUTES and v
    ]
    assert "./app-1/start.js" in urls
    assert [u for u in urls if not u.startswith(("./", "#", "data:"))] == []


def test_no_foreign_host(html):
    for name, text in {
        "index.html": html,
        **{n: (STATIC / n).read_text() for n in OUR_SCRIPTS},
    }.items():
        hosts = re.findall(
            r"(?:https?:)?//[a-z0-9-]+\.[a-z]+[^\s\"']*", text.replace("http://www.w3.org/", "")
        )
        assert hosts == [], name


def test_python_starts_before_anything_else(html):
    scripts = [attrs.get("src") for tag, attrs in Page(html).elements if tag == "script"]
    assert scripts[0] == "./app-1/start.js"
    deferred = [
        attrs.get("src")
        for tag, attrs in Page(html).elements
        if tag == "script" and "defer" in attrs
    ]
    assert deferred == ["./app-1/about.js", "./app-1/newer.js"]


def test_the_text_is_painted_before_large_scripts_run(html):
    later = [a["href"] for tag, a in Page(html).elements if tag == "link" and a["rel"] == "preload"]
    assert later == ["./pn/1/dist/bokeh.min.js"]
    assert all(
        "/pn/" not in (a.get("src") or "") for tag, a in Page(html).elements if tag == "script"
    )


def test_one_status_line_says_loading(html):
    page = Page(html)
    assert len(page.having(role="status")) == 1
    assert len(page.having(role="status", **{"aria-label": "Status"})) == 1
    assert ">Loading Python</p>" in html
    assert "<title>Layer Playground</title>" in html


def test_the_same_page_every_time(html):
    """Ids that change with every build would make every build another site."""
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-4", html)
    assert Page(html).having(id="root-editor") and Page(html).having(id="root-status")


def test_the_policy_comes_before_any_script_and_allows_what_stands_in_the_page(html):
    [policy] = Page(html).having(**{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.split(" ", 1) for rule in policy[1]["content"].split("; "))
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert rules["default-src"] == "'none'" and rules["connect-src"] == "'self'"
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"] and "http" not in policy[1]["content"]


def test_lesson_and_program_can_be_read_before_any_script(html):
    lesson = load_lessons()[0]
    assert html.count('<div class="early">') == 2
    assert f"<h2>{escape(lesson.title)}</h2>" in html
    assert f'<pre tabindex="0" aria-label="Program">{escape(lesson.starter)}</pre>' in html
    assert 'data-action="' not in html, "nothing can be pressed that does nothing yet"
