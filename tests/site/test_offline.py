"""Compressed copies, and the list of files by which the service worker keeps a version whole."""

import gzip
import hashlib
import json
import re

import pytest

from playground.site.offline import SERVICE_WORKER, compress, kept_files, write_service_worker


@pytest.fixture
def site(tmp_path):
    for name, content in {
        "index.html": b"<p>page</p>" * 40,
        "app-1/page.json": b"{}",
        "app-1/kernel.pack": b"\x28\xb5\x2f\xfd packed already",
        "core/pyodide.asm.wasm.zst": b"\x28\xb5\x2f\xfd packed already, too",
        "licences/x.txt": b"yours" * 100,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    compress(tmp_path)
    return tmp_path


def test_copies_hold_the_same_bytes_and_are_the_same_every_time(site):
    copy = (site / "index.html.gz").read_bytes()
    assert gzip.decompress(copy) == (site / "index.html").read_bytes()
    compress(site)
    assert (site / "index.html.gz").read_bytes() == copy
    assert not (site / "app-1/kernel.pack.gz").exists()


def test_kept_is_what_a_visit_asks_for(site):
    page = hashlib.sha256(b"{}").hexdigest()
    assert list(kept_files(site)) == [
        "app-1/kernel.pack",
        "app-1/page.json.gz",
        "core/pyodide.asm.wasm.zst",
        "index.html",
    ]
    assert kept_files(site)["app-1/page.json.gz"] == page  # of what is in the copy


def test_another_file_is_another_service_worker(site):
    write_service_worker(site)
    first = (site / SERVICE_WORKER).read_text()
    listed = re.match(r"const FILES = (\{.*?\});", first, re.DOTALL)
    assert listed and json.loads(listed[1]) == kept_files(site)
    write_service_worker(site)
    assert (site / SERVICE_WORKER).read_text() == first
    (site / "index.html").write_text("another")
    write_service_worker(site)
    assert (site / SERVICE_WORKER).read_text() != first
