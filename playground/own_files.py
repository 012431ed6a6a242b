"""Files of the learner's own, as `datasets.csv` reads them: deflated, in base64, by name."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

from playground.datasets.own_tables import MOST_BYTES

MOST_PACKED = 15_000_000  # characters of one file, as it is handed over
_CALL = re.compile(r"""\bcsv\(\s*(?:file\s*=\s*)?["']([^"'\n\\]{1,200})["']""")


class TooLarge(ValueError):
    """A file that is not taken. The message is for the page."""


def pack(content: bytes, name: str) -> str:
    """What stands for a file. TooLarge when it is."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            f"{name} has {len(content):,} bytes or more; expected at most {MOST_BYTES // 10**6} MB"
        )
    packed = base64.b64encode(zlib.compress(content, 6)).decode()
    if len(packed) > MOST_PACKED:
        raise TooLarge(f"{name} is too large, even packed: try fewer rows or decimals")
    return packed


def packed(path: Path) -> str:
    """What stands for a file of the disk."""
    with path.open("rb") as file:
        return pack(file.read(MOST_BYTES + 1), path.name)


def beginning(packed: str, most: int) -> str:
    """The same for its first lines: `most` bytes of them at most."""
    content = zlib.decompressobj().decompress(base64.b64decode(packed), most + 1)
    if len(content) <= most:
        return packed
    return pack(content[: content.rfind(b"\n") + 1], "")


def asked_for(source: str) -> list[str]:
    """The names in a program's calls of `csv`, each once."""
    return list(dict.fromkeys(_CALL.findall(source)))
