"""`ctc_decode`: from scores over time to labels, by connectionist temporal classification (CTC).

A path has a class at each time, often the blank. Its labels are what is left when repetitions are merged and blanks
dropped: "aa-ab" reads "aab" (Graves et al. 2006). The search over beams adds up the paths of each reading; it is prefix
beam search (Hannun et al. 2014, https://arxiv.org/abs/1408.2873, algorithm 1) without a language model.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import dtypes
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_NOTHING = -1  # what stands behind the labels


def _greedy(scores: np.ndarray, lengths: np.ndarray, blank: int, merge: bool) -> tuple:
    best = np.argmax(scores, axis=-1)
    inside = np.arange(scores.shape[1]) < lengths[:, None]
    labels = np.full((1, *best.shape), _NOTHING, np.int32)
    for row, path, length in zip(labels[0], best, lengths):
        path = path[:length]
        kept = path != blank
        if merge:
            kept[1:] &= path[1:] != path[:-1]
        found = path[kept]
        row[: len(found)] = found
    total = -np.sum(scores.max(axis=-1), axis=1, where=inside, keepdims=True)
    return labels, total.astype(scores.dtype)


def _beams(log_p: np.ndarray, blank: int, width: int) -> list[tuple[tuple, float]]:
    """The likeliest readings of `log_p` (time, classes), best first, with their log-probabilities."""
    # reading → log-probabilities of its paths that end with a blank, and that end with its last label
    beams: dict[tuple, tuple[float, float]] = {(): (0.0, -np.inf)}
    for now in log_p:
        following: dict[tuple, list[float]] = {}
        for reading, (ends_blank, ends_label) in beams.items():
            either = np.logaddexp(ends_blank, ends_label)
            _add(following, reading, 0, either + now[blank])
            for label, p in enumerate(now):
                if label == blank:
                    continue
                if reading and label == reading[-1]:
                    _add(following, reading, 1, ends_label + p)  # once more the same: merged
                    _add(following, (*reading, label), 1, ends_blank + p)
                else:
                    _add(following, (*reading, label), 1, either + p)
        ranked = sorted(
            following.items(), key=lambda entry: -np.logaddexp(entry[1][0], entry[1][1])
        )
        beams = {reading: (both[0], both[1]) for reading, both in ranked[:width]}
    return [(reading, float(np.logaddexp(a, b))) for reading, (a, b) in beams.items()]


def _add(beams: dict[tuple, list[float]], reading: tuple, which: int, log_p: float) -> None:
    both = beams.setdefault(reading, [-np.inf, -np.inf])
    both[which] = float(np.logaddexp(both[which], log_p))


def _search(scores: np.ndarray, lengths: np.ndarray, blank: int, width: int, paths: int) -> tuple:
    log_p = scores - scores.max(axis=-1, keepdims=True)
    log_p = log_p - np.log(np.sum(np.exp(log_p), axis=-1, keepdims=True))
    batch, time, _ = scores.shape
    labels = np.full((paths, batch, time), _NOTHING, np.int32)
    found = np.full((batch, paths), -np.inf, scores.dtype)
    for i, length in enumerate(lengths):
        for k, (reading, p) in enumerate(_beams(log_p[i, :length], blank, width)[:paths]):
            labels[k, i, : len(reading)] = reading
            found[i, k] = p
    return labels, found


def _forward(x: np.ndarray, lengths: np.ndarray, strategy: str, blank: int, **more: Any) -> tuple:
    if strategy == "greedy":
        return _greedy(x, lengths, blank, more["merge"])
    return _search(x, lengths, blank, more["width"], more["paths"])


def _shape(x: Any, lengths: Any, strategy: str, paths: int, **more: Any) -> tuple:
    paths = 1 if strategy == "greedy" else paths
    batch, time, _ = x.shape
    return ((paths, batch, time), "int32"), ((batch, paths), x.dtype)


_ctc_decode = Primitive("ctc_decode", _forward, _shape)


@op
def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> Any:
    """The labels that `inputs` (batch, time, classes), scores before softmax, most likely mean.

    `sequence_lengths` (batch,): how much of time counts. `mask_index` is the blank. Gives `(labels, scores)`: labels
    (paths, batch, time) int32, -1 behind the last one. "greedy" takes the best class at each time; its scores are
    (batch, 1), minus the sum of theirs. "beam_search" gives the `top_paths` likeliest readings and their
    log-probabilities (batch, top_paths). Raises ValueError for another strategy or rank.
    """
    if strategy not in ("greedy", "beam_search"):
        raise ValueError(
            f"Invalid strategy {strategy}. Supported values are 'greedy' and 'beam_search'."
        )
    x = tensor(inputs)
    x = cast(x, dtypes.result_type(x.dtype, "float32"))
    if len(x.shape) != 3:
        raise ValueError(
            f"ctc_decode: expected inputs of shape (batch, time, classes). Received: {tuple(x.shape)}"
        )
    parameters = {
        "strategy": strategy,
        "blank": mask_index,
        "width": beam_width,
        "paths": top_paths,
        "merge": merge_repeated,
    }
    return apply(_ctc_decode, (x, cast(tensor(sequence_lengths), "int32")), parameters)
