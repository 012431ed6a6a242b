"""Datatypes: how the bytes of a file mean numbers or texts, and back (format specification, IV.A.2.d)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import Cursor

# bytes: (place of the sign, of the exponent, its size, size of the fraction, bias), all in bits
_FLOATS = {2: (15, 10, 5, 10, 15), 4: (31, 23, 8, 23, 127), 8: (63, 52, 11, 52, 1023)}
_BFLOAT16 = (15, 7, 8, 7, 127)
_FIXED, _FLOAT, _TEXT, _OPAQUE, _ENUM, _VARIABLE = 0, 1, 3, 5, 8, 9
VARIABLE_SIZE = 16  # a length, an address and a number


@dataclass(frozen=True)
class Datatype:
    """An element of `size` bytes. `numpy`: its dtype; None for a text whose characters are elsewhere (in the global
    heap). `text`: bytes of a fixed number that are a text. `bfloat16`: the upper half of a float32."""

    size: int
    numpy: np.dtype | None
    text: bool = False
    bfloat16: bool = False


def read(cursor: Cursor) -> Datatype:
    """The datatype at the cursor. HDF5Error for those that are not read here."""
    kind = cursor.uint(1) & 0x0F
    bits = cursor.uint(3)
    size = cursor.uint(4)
    order = ">" if bits & 1 else "<"
    if kind == _FIXED and size in (1, 2, 4, 8):
        cursor.take(4)
        return Datatype(size, np.dtype(f"{order}{'i' if bits & 8 else 'u'}{size}"))
    if kind == _FLOAT and size in _FLOATS:
        cursor.take(4)
        exponent, exponents, _, fraction = (cursor.uint(1) for _ in range(4))
        layout = (bits >> 8 & 0xFF, exponent, exponents, fraction, cursor.uint(4))
        if layout == _FLOATS[size]:
            return Datatype(size, np.dtype(f"{order}f{size}"))
        if size == 2 and layout == _BFLOAT16:
            return Datatype(2, np.dtype(f"{order}u2"), bfloat16=True)
    if kind == _TEXT and size:
        return Datatype(size, np.dtype(f"S{size}"), text=True)
    if kind == _OPAQUE and size:
        return Datatype(size, np.dtype(f"V{size}"))
    if kind == _ENUM:
        base = read(cursor)
        boolean = base.size == 1 and bits & 0xFFFF == 2
        return Datatype(size, np.dtype(bool)) if boolean else base
    if kind == _VARIABLE and bits & 0x0F == 1:
        return Datatype(size, None)
    raise HDF5Error(
        f"The file has numbers of a kind that is not read here (class {kind}, {size} bytes). Expected whole numbers, "
        "floating point numbers, truth values or texts."
    )


def written(dtype: np.dtype) -> bytes:
    """The datatype message of a NumPy dtype. TypeError for one that HDF5 files of Keras do not have."""
    size = dtype.itemsize
    if dtype.kind == "b":  # as h5py writes it: a choice of FALSE and TRUE
        names = b"FALSE\0\0\0TRUE\0\0\0\0"
        return (
            struct.pack("<B3BI", 0x10 | _ENUM, 2, 0, 0, 1)
            + written(np.dtype("i1"))
            + names
            + b"\0\1"
        )
    if dtype.kind in "iu":
        signed = 8 if dtype.kind == "i" else 0
        return struct.pack("<B3BIHH", 0x10 | _FIXED, signed, 0, 0, size, 0, 8 * size)
    if dtype.name == "bfloat16" or (dtype.kind == "f" and size in _FLOATS):
        sign, exponent, exponents, fraction, bias = (
            _BFLOAT16 if dtype.name == "bfloat16" else _FLOATS[size]
        )
        head = struct.pack("<B3BIHH", 0x10 | _FLOAT, 0x20, sign, 0, size, 0, 8 * size)
        return head + struct.pack("<4BI", exponent, exponents, 0, fraction, bias)
    raise TypeError(f"Expected numbers or truth values to write, received an array of {dtype}.")


# a text of any length in UTF-8: bytes that are elsewhere
VARIABLE_TEXT = struct.pack("<B3BI", 0x10 | _VARIABLE, 1, 1, 0, VARIABLE_SIZE) + written(
    np.dtype("u1")
)
