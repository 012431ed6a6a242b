"""Putting a new site where the old one is, with several builds at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from playground.site.build import build, replace
from playground.site.bytecode import move_unless_there


def folder(path, *names):
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_text(path.name)
    return path


def test_the_new_site_replaces_the_old_one_whole(tmp_path):
    out = folder(tmp_path / "site", "index.html", "only-in-the-old-one")
    replace(out, folder(tmp_path / "new", "index.html"))
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]  # nothing is left beside it


def test_of_several_builds_at_once_one_wins_whole(tmp_path):
    names = [f"{number}.js" for number in range(50)]
    builds = [folder(tmp_path / str(number) / "new", *names) for number in range(16)]
    out = tmp_path / "out" / "site"
    out.parent.mkdir()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda new: replace(out, new), builds))
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_what_another_build_kept_first_stays(tmp_path):
    move_unless_there(folder(tmp_path / "first", "a"), tmp_path / "kept")
    move_unless_there(folder(tmp_path / "second", "a"), tmp_path / "kept")
    assert (tmp_path / "kept" / "a").read_text() == "first"
    with pytest.raises(FileNotFoundError):
        move_unless_there(tmp_path / "nowhere", tmp_path / "other")


def test_a_folder_of_somebody_elses_is_not_touched(tmp_path):
    thesis = folder(tmp_path / "thesis", "chapter1.txt")
    with pytest.raises(FileExistsError, match="holds no site"):
        build(thesis)
    assert (thesis / "chapter1.txt").exists()
