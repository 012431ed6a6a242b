"""Zstandard: the files that our own workers unpack (static/unpacking.js). The same bytes for the same contents."""

from __future__ import annotations

import zstandard

LEVEL = 19  # the highest that needs no gigabyte to pack; 22 saves a half per cent
WINDOW = 27  # the logarithm of how far back it looks: over everything


def packed(content: bytes) -> bytes:
    """One frame, which says how long its contents are and ends with their checksum."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=len(content), window_log=WINDOW, write_checksum=True, enable_ldm=True
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(content)


def unpacked_size(pack: bytes) -> int:
    """Bytes of the contents of `pack`."""
    return zstandard.frame_content_size(pack)


def checksum(pack: bytes) -> int:
    """The lower half of the XXH64 hash of its contents, with which a frame ends (RFC 8878, 3.1.1)."""
    return int.from_bytes(pack[-4:], "little")
