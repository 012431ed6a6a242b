"""Memory snapshots: what does not need Pyodide. tests/browser/test_snapshot.py has the rest."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
import zstandard

from playground.node import NoNode
from playground.site import archive, snapshot


def test_without_a_node_that_can_there_is_no_snapshot(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def none() -> list[str]:
        raise NoNode("expected Node 24")

    monkeypatch.setattr(snapshot, "jspi_node_command", none)
    assert snapshot.take_snapshot(tmp_path, [], []) is None
    assert "expected Node 24" in capsys.readouterr().out


def test_a_snapshot_that_fails_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert snapshot.take_snapshot(tmp_path, [], []) is None
    said = capsys.readouterr().out
    assert "No memory snapshots" in said and "pyodide.mjs" in said


def test_an_archive_of_some_files(tmp_path: Path) -> None:
    for name in ("b.so", "a.so", "c.py"):
        (tmp_path / name).write_bytes(b"x")
    packed = archive.pack([tmp_path], ".so")
    with tarfile.open(fileobj=io.BytesIO(zstandard.decompress(packed))) as tar:
        assert tar.getnames() == ["a.so", "b.so"]
