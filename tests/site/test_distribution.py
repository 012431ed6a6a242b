"""Nothing unverified gets into the site."""

import hashlib
import json

import pytest

from playground.site import distribution
from playground.site.distribution import CORE_SHA256, LOCK, Untrusted, verified

WHEEL = "numpy-0-wasm32.whl"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small distribution whose hashes are the expected ones."""
    for name in CORE_SHA256:
        (tmp_path / name).write_bytes(name.encode())
        monkeypatch.setitem(CORE_SHA256, name, hashlib.sha256(name.encode()).hexdigest())
    (tmp_path / WHEEL).write_bytes(b"numpy")
    entry = {"file_name": WHEEL, "sha256": hashlib.sha256(b"numpy").hexdigest()}
    (tmp_path / LOCK).write_text(json.dumps({"packages": {"numpy": entry}}))
    return tmp_path


def test_accepts_what_the_lock_file_describes(folder):
    assert verified(folder).wheels == (folder / WHEEL,)


@pytest.mark.parametrize("name", [WHEEL, *CORE_SHA256])
def test_rejects_a_changed_file(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[0] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(Untrusted, match=rf"{name}: expected sha256 \w+, received \w+; try"):
        verified(folder)


def test_rejects_another_lock_file(folder):
    """A lock file that vouches for a changed wheel is no help: npm's has a hash too."""
    with pytest.raises(Untrusted, match=LOCK):
        verified(folder, distribution.LOCK_SHA256)


def test_says_what_is_missing_in_a_folder(folder):
    (folder / "python_stdlib.zip").unlink()
    with pytest.raises(FileNotFoundError, match="python_stdlib"):
        distribution.distribution(folder)
