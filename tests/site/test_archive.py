"""An archive is a plain tar, packed, and the same every time."""

import io
import os
import tarfile

import zstandard

from playground.site import archive
from playground.site.packing import unpacked_size


def opened(pack: bytes) -> tarfile.TarFile:
    plain = zstandard.decompress(pack)
    assert len(plain) == unpacked_size(pack)  # what the page is told to expect
    return tarfile.open(fileobj=io.BytesIO(plain))


def test_holds_the_files_of_all_folders(tmp_path):
    for folder, name in (("a", "lib/x.py"), ("b", "lib/deep/er/y.py")):
        (tmp_path / folder / name).parent.mkdir(parents=True)
        (tmp_path / folder / name).write_text(name)
    with opened(archive.pack([tmp_path / "a", tmp_path / "b"])) as tar:
        assert tar.getnames() == ["lib/deep/er/y.py", "lib/x.py"]
        found = tar.extractfile("lib/x.py")
        assert found and found.read() == b"lib/x.py"


def test_dates_do_not_matter(tmp_path):
    (tmp_path / "x").write_text("same")
    first = archive.pack([tmp_path])
    os.utime(tmp_path / "x", (1, 1))
    assert archive.pack([tmp_path]) == first


def test_long_names_fit(tmp_path):
    """The page's reader knows USTAR: names of up to 100 characters below a prefix of up to 155."""
    name = "/".join(["folder-of-a-package"] * 6) + "/module.pyc"
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("")
    with opened(archive.pack([tmp_path])) as tar:
        assert tar.getnames() == [name]
