"""Masks on their way through a layer: from the inputs to the `mask` arguments of `call`, and on to the outputs."""

from __future__ import annotations

from typing import Any

from playground.engine import tree
from playground.engine.layers.call_arguments import CallSignature, is_tensor_like
from playground.engine.masking import get_keras_mask
from playground.engine.variable import Variable


def fill_in_masks(
    signature: CallSignature, arguments: dict[str, Any], kwargs: dict[str, Any]
) -> None:
    """Give `call` the masks that came with its tensors: as `mask`, or `<argument>_mask` when there are several."""
    names = [n for n in arguments if n not in signature.masks]
    for name in names:
        mask_name = "mask" if len(names) == 1 else f"{name}_mask"
        if mask_name in signature.masks and kwargs.get(mask_name) is None:
            mask = tree.map_structure(get_keras_mask, arguments[name])
            if any(m is not None for m in tree.flatten(mask)):
                kwargs[mask_name] = mask


def pass_on_masks(
    layer: Any, arguments: dict[str, Any], kwargs: dict[str, Any], outputs: Any, own: bool
) -> None:
    """Put the mask that `layer.compute_mask` gives on the outputs. `own`: the layer has a `compute_mask` of its own."""
    if not layer.supports_masking or not arguments:
        return
    name, first = next(iter(arguments.items()))
    previous = kwargs.get("mask", kwargs.get(f"{name}_mask"))
    if previous is None:
        previous = (
            get_keras_mask(first)
            if is_tensor_like(first)
            else tree.map_structure(get_keras_mask, first)
        )
    if not own and all(m is None for m in tree.flatten(previous)):
        return
    flat = [x for x in tree.flatten(outputs) if is_tensor_like(x)]
    if all(get_keras_mask(x) is not None for x in flat):
        return
    masks = layer.compute_mask(first, previous)
    if masks is None:
        return
    for x, mask in zip(flat, tree.flatten(masks)):
        if mask is not None and get_keras_mask(x) is None and not isinstance(x, Variable):
            x._keras_mask = mask
