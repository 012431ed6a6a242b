"""Sequences of different lengths as one array."""

from __future__ import annotations

from typing import Any

import numpy as np


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> np.ndarray:
    """Lists of items → an array (number of lists, maxlen, …): short lists are filled with `value`, long ones are cut.

    Arguments:
        maxlen: length of all; by default that of the longest.
        padding, truncating: whether to fill and to cut at the start ("pre") or at the end ("post").
    Raises ValueError when an element is no list, or items differ in shape.
    """
    for name, way in (("padding", padding), ("truncating", truncating)):
        if way not in ("pre", "post"):
            raise ValueError(f"Expected `{name}` to be 'pre' or 'post'. Received: {name}={way!r}")
    if not hasattr(sequences, "__len__"):
        raise ValueError(f"`sequences` must be iterable. Received: {sequences}")
    for sequence in sequences:
        if not hasattr(sequence, "__len__"):
            raise ValueError(
                f"`sequences` must be a list of iterables. Found non-iterable: {sequence}"
            )
    if maxlen is None:
        maxlen = max((len(s) for s in sequences), default=0)
    item = next((np.asarray(s).shape[1:] for s in sequences if len(s)), ())
    text = np.issubdtype(np.dtype(dtype), np.str_)
    if isinstance(value, str) and np.dtype(dtype) != object and not text:
        raise ValueError(
            f"`dtype` {dtype} is not compatible with `value`'s type: {type(value)}\nYou should set `dtype=object` for "
            "variable length strings."
        )
    result = np.full((len(sequences), maxlen, *item), value, dtype=dtype)
    for row, sequence in zip(result, sequences):
        if not len(sequence) or not maxlen:
            continue
        kept = np.asarray(
            sequence[-maxlen:] if truncating == "pre" else sequence[:maxlen], dtype=dtype
        )
        if kept.shape[1:] != item:
            raise ValueError(
                f"Shape of sample {kept.shape[1:]} of sequence is different from expected shape {item}"
            )
        if padding == "post":
            row[: len(kept)] = kept
        else:
            row[-len(kept) :] = kept
    return result
