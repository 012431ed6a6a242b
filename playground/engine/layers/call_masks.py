"""Masks on their way through a layer: from the inputs to the `mask` arguments of `call`, and on to the outputs."""

from __future__ import annotations

import warnings
from typing import Any

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
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


def warn_of_lost_mask(layer: Any, first: Any, inside: bool) -> None:
    """Say that `layer`, which does not support masking, forgets the mask that came with its first argument.

    `inside` another layer's `call` nothing is said while shapes are found: there will be numbers, and masks with them.
    """
    masked = [
        x
        for x in ([first] if is_tensor_like(first) else tree.flatten(first))
        if get_keras_mask(x) is not None
    ]
    if not masked or (inside and isinstance(masked[0], KerasTensor)):
        return
    warnings.warn(
        f"Layer '{layer.name}' (of type {type(layer).__name__}) was passed an input with a mask attached to it. "
        "However, this layer does not support masking and will therefore destroy the mask information: downstream "
        "layers will not see the mask, and padded steps count like all others. If the layer works on each step "
        "alone, set self.supports_masking = True in its __init__; if it is the last one that should see the mask, "
        "give its call an argument mask and pass it on with compute_mask.",
        stacklevel=3,
    )
