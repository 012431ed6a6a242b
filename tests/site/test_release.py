"""site.zip: the same bytes for the same files, whoever packs them and when."""

import os
import zipfile

import pytest

from playground.site.release import zip_site


def test_a_zip_depends_on_the_files_alone(tmp_path):
    zips = []
    for order, mode in ((("index.html", "a/b.js"), 0o644), (("a/b.js", "index.html"), 0o600)):
        site = tmp_path / f"site-{mode}"
        (site / "a").mkdir(parents=True)
        for at, name in enumerate(order):
            (site / name).write_text(name)
            (site / name).chmod(mode)
            os.utime(site / name, (10**9 + 1000 * at, 10**9 + mode))
        zips.append(zip_site(site, tmp_path / "out" / f"{mode}.zip"))
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as opened:
        assert opened.namelist() == ["a/b.js", "index.html"]
        assert opened.read("a/b.js") == b"a/b.js"


def test_without_a_site_there_is_no_zip(tmp_path):
    with pytest.raises(FileNotFoundError, match="make site"):
        zip_site(tmp_path, tmp_path / "site.zip")
    assert not (tmp_path / "site.zip").exists()
