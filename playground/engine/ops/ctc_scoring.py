"""`ctc_loss`: how likely scores over time mean given labels, by connectionist temporal classification (CTC).

The paths that read as the labels are added up from the left: α(t, s) is the probability of all that are at place s at
time t, of the places blank, label 1, blank, label 2, …, blank (Graves et al. 2006, section 4.1).
"""

from __future__ import annotations

from typing import Any

from playground.engine import dtypes, ops
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.symbolic import op

_NEVER = -1e30  # the logarithm of a probability of 0 that can still be added to


@op
def ctc_loss(
    target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0
) -> Any:
    """-log of the probability of all ways to spread the labels over time, blanks between them. Gives (batch,).

    `target` (batch, labels) class numbers; `output` (batch, time, classes) scores before softmax. `target_length` and
    `output_length`, both (batch,), say how many labels and how much of time count. `mask_index` is the blank. Raises
    ValueError for other ranks or batch sizes that differ.
    """
    target, output = cast(tensor(target), "int32"), tensor(output)
    labels, times = cast(tensor(target_length), "int32"), cast(tensor(output_length), "int32")
    _check(target, output, labels, times)
    output = cast(output, dtypes.result_type(output.dtype, "float32"))
    log_p = ops.log_softmax(output, axis=-1)
    batch, time, _ = log_p.shape
    blanks = ops.full_like(target, mask_index)
    states = ops.reshape(ops.stack([blanks, target], axis=2), (batch, 2 * target.shape[1]))
    states = ops.concatenate([states, ops.full_like(states[:, :1], mask_index)], axis=1)
    # a blank may be skipped between two different labels
    two_back = ops.concatenate([states[:, :1], states[:, :1], states[:, :-2]], axis=1)
    is_label = ops.arange(states.shape[1]) % 2 == 1
    may_skip = ops.logical_and(is_label, ops.not_equal(states, two_back))

    def emitted(t: int) -> Any:
        return ops.take_along_axis(log_p[:, t], states, axis=1)

    never = ops.full_like(log_p[:, 0, :1], _NEVER)
    alpha = ops.where(ops.arange(states.shape[1]) < 2, emitted(0), _NEVER)
    for t in range(1, time):
        one = ops.concatenate([never, alpha[:, :-1]], axis=1)
        two = ops.concatenate([never, never, alpha[:, :-2]], axis=1)
        ways = ops.stack([alpha, one, ops.where(may_skip, two, _NEVER)], axis=0)
        following = ops.logsumexp(ways, axis=0) + emitted(t)
        alpha = ops.where(ops.expand_dims(times > t, 1), following, alpha)
    labels = ops.expand_dims(labels, 1)
    last = ops.take_along_axis(alpha, 2 * labels, axis=1)
    before = ops.take_along_axis(alpha, ops.maximum(2 * labels - 1, 0), axis=1)
    before = ops.where(labels > 0, before, _NEVER)
    return -ops.squeeze(ops.logaddexp(last, before), 1)


def _check(target: Any, output: Any, labels: Any, times: Any) -> None:
    ranks = [len(x.shape) for x in (target, output, labels, times)]
    sizes = {x.shape[0] for x in (target, output, labels, times) if x.shape} - {None}
    if ranks != [2, 3, 1, 1] or len(sizes) > 1:
        raise ValueError(
            "ctc_loss: expected target (batch, labels), output (batch, time, classes), target_length (batch,) and "
            f"output_length (batch,). Received: target.shape={tuple(target.shape)}, "
            f"output.shape={tuple(output.shape)}, target_length.shape={tuple(labels.shape)}, "
            f"output_length.shape={tuple(times.shape)}"
        )
