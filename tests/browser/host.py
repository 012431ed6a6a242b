"""A file server for a copy of the static build, as good or bad as a test wants it."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from playground.site.offline import write_service_worker
from tests.browser.conftest import SITE, QuietHandler


class Host:
    """Serves `site`, which may be changed, at `url`; can be switched off and on."""

    def __init__(self, root: Path) -> None:
        self.site = root / "school"
        shutil.copytree(SITE, self.site)
        self.asked: list[str] = []  # paths below the site
        self.kb_per_second: float | None = None  # of WebAssembly; None: as fast as it goes
        self.cuts: Callable[[str], bool] = lambda path: False  # the connection, half-way through
        self.type_of_all = ""  # the MIME type of what not every server knows
        self.no_sniffing = False  # browsers may not guess what a file is
        self.names_encoding = False  # says of x.gz that it is x, encoded
        self.shows_a_page_instead = False  # of "not found"
        self._root, self._port = root, 0
        self.start()

    def start(self) -> None:
        host = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0].removeprefix("/school/")
                host.asked.append(path)
                if host.cuts(path):
                    content = self.begin(path)
                    self.wfile.write(content[: len(content) // 2])
                    self.close_connection = True
                elif host.kb_per_second and ".wasm" in path:
                    content = self.begin(path)
                    step = int(host.kb_per_second * 100)
                    for at in range(0, len(content), step):
                        self.wfile.write(content[at : at + step])
                        time.sleep(0.1)
                else:
                    super().do_GET()

            def begin(self, path: str) -> bytes:
                """Announce a file; its contents are still to be sent."""
                content = (host.site / path).read_bytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                return content

            def send_error(self, code: int, *rest: str | None) -> None:
                if not host.shows_a_page_instead:
                    return super().send_error(code, *rest)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!DOCTYPE html><title>School</title>Welcome to our school.")

            def guess_type(self, path: object) -> str:
                fixed = str(path).endswith((".html", ".js", ".css", ".txt"))
                return (
                    super().guess_type(str(path))
                    if fixed
                    else host.type_of_all or super().guess_type(str(path))
                )

            def end_headers(self) -> None:
                if host.no_sniffing:
                    self.send_header("X-Content-Type-Options", "nosniff")
                if host.names_encoding and self.path.endswith(".gz"):
                    self.send_header("Content-Encoding", "gzip")
                super().end_headers()

        handler = functools.partial(Handler, directory=str(self._root))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/school/"

    def publish(self, title: str) -> None:
        """Another version of the site: its page has another title."""
        page = self.site / "index.html"
        page.write_text(re.sub("<title>.*?</title>", f"<title>{title}</title>", page.read_text()))
        write_service_worker(self.site)

    def change(self, name: str, old: str, new: str) -> None:
        """Another text in one file of the app's folder; the service worker knows."""
        [path] = self.site.glob(f"app-*/{name}")
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        write_service_worker(self.site)
