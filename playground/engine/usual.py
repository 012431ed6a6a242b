"""`load()` imports what most programs ask for, so that a process that waits for a program has it when one comes."""

from __future__ import annotations

from importlib import import_module

_USUAL = """
    .callbacks.callback_list .callbacks.progress .gradient_tape
    .layers.activation .layers.dense .layers.dropout .layers.input .layers.merging
    .losses.crossentropy .losses.regression .metrics.accuracies .models.sequential .models.summary
    .ops.activation_functions .ops.arithmetic .ops.axes .ops.comparison .ops.creation .ops.crossentropies
    .ops.exponentials .ops.linear_algebra .ops.reductions .ops.reshaping .ops.softmaxes .ops.trigonometry
    .optimizers.adam .optimizers.rmsprop .optimizers.sgd .plan .training.evaluate .training.fit
"""


def load() -> None:
    """Import it all, which takes a tenth of a second or so."""
    for module in _USUAL.split():
        import_module(module, __package__)
