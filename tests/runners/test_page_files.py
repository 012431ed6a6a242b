"""In the page a program changes its own files only."""

import os
import shutil
from pathlib import Path

import pytest

from playground.runners.page_files import only_own_files


def test_its_own_files_it_may_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, temporary, other = (tmp_path / name for name in ("own", "temporary", "other"))
    for folder in (own, temporary, other):
        folder.mkdir()
    (temporary / "before").touch()
    (other / "kept").write_text("kept")
    monkeypatch.chdir(own)
    with only_own_files(str(own), str(temporary)):
        Path("a.txt").write_text("x")
        os.rename("a.txt", "b.txt")
        os.makedirs("deep/er")
        Path("deep/er/c").touch()
        shutil.rmtree("deep")
        (temporary / "new").mkdir()
        (temporary / "new" / "file").write_text("x")
        assert (other / "kept").read_text() == "kept", "it may read"
    assert os.listdir(temporary) == ["before"] and os.listdir(own) == ["b.txt"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda other: shutil.rmtree(other),
        lambda other: shutil.rmtree(".."),
        lambda other: (other / "kept").unlink(),
        lambda other: (other / "kept").write_text("x"),
        lambda other: (other / "kept").open("a"),
        lambda other: os.open(other / "kept", os.O_RDWR),
        lambda other: (other / "new").mkdir(),
        lambda other: os.rename(other / "kept", "mine"),
        lambda other: os.truncate(other / "kept", 0),
        lambda other: os.rename("../other/kept", "../other/moved"),
        lambda other: (os.symlink(other, "link"), Path("link/kept").write_text("w")),
    ],
)
def test_others_it_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "kept").write_text("kept")
    monkeypatch.chdir(own)
    with only_own_files(str(own), str(own)), pytest.raises(PermissionError):
        deed(other)
    assert os.listdir(other) == ["kept"] and (other / "kept").read_text() == "kept"
