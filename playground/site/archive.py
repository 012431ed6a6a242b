"""Trees of files as one packed archive: the same bytes for the same files, whatever their dates."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from playground.site.packing import packed


def pack(folders: list[Path], suffix: str = "") -> bytes:
    """All files below `folders` whose names end in `suffix` as one packed tar, paths relative to their folder,
    sorted."""
    files = {
        path.relative_to(f).as_posix(): path
        for f in folders
        for path in f.rglob("*")
        if path.is_file() and path.name.endswith(suffix)
    }
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            content = files[name].read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed(plain.getvalue())
